"""The files of evidence: in the instance folder, outside everything that is served, under random names."""

import re
import secrets
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from scheduler.errors import NotFound

#: A file younger than this may belong to a transaction that is still running.
GRACE = timedelta(days=1)
_NAME = re.compile(r"[A-Za-z0-9_-]{32}")


@contextmanager
def kept(instance: Path, files: Sequence[bytes]) -> Iterator[list[str]]:
    """Write files before the rows that name them are committed, and yield their names.

    They go again if the block fails. Who is killed in between leaves files without a row to ``sweep``.
    """
    names: list[str] = []
    try:
        for data in files:
            names.append(secrets.token_urlsafe(24))
            _write(_folder(instance) / names[-1], data)
        yield names
    except BaseException:
        remove(instance, names)
        raise


def read(instance: Path, name: str) -> bytes:
    """Return the bytes of a file; raise ``NotFound`` where it is gone."""
    try:
        return _path(instance, name).read_bytes()
    except FileNotFoundError as error:
        raise NotFound("evidence.gone") from error


def remove(instance: Path, names: Collection[str]) -> None:
    """Remove files, those that are gone already included."""
    for name in names:
        _path(instance, name).unlink(missing_ok=True)


def sweep(instance: Path, known: Collection[str], *, now: datetime) -> int:
    """Remove the files that no row knows and that are older than a day; return how many."""
    oldest = (now - GRACE).timestamp()
    orphans = [
        path.name
        for path in _folder(instance).iterdir()
        if path.name not in known and _NAME.fullmatch(path.name) and path.stat().st_mtime < oldest
    ]
    remove(instance, orphans)
    return len(orphans)


def _folder(instance: Path) -> Path:
    folder = instance / "evidence"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _path(instance: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise NotFound("evidence.gone")
    return _folder(instance) / name


def _write(path: Path, data: bytes) -> None:
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(data)
