"""Uploaded lists between preview and confirmation: files of one person, kept for a day, never trusted."""

import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from scheduler.errors import Conflict
from scheduler.models import Person

KEPT = timedelta(days=1)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


def keep_upload(instance: Path, data: bytes, *, actor: Person, now: datetime) -> str:
    """Keep a file for ``actor`` and return the random word by which only she gets it back.

    Files that nobody came back for within a day go.
    """
    folder = _folder(instance)
    _sweep(folder, now)
    token = secrets.token_urlsafe(24)
    path = _path(folder, token, actor)
    path.touch(mode=0o600)
    path.write_bytes(data)
    return token


def read_upload(instance: Path, token: str, *, actor: Person) -> bytes:
    """Return a file that ``actor`` left; raise ``Conflict`` where it is gone, or was never hers."""
    try:
        return _path(_folder(instance), token, actor).read_bytes()
    except FileNotFoundError as error:
        raise Conflict("import.expired") from error


def discard_upload(instance: Path, token: str, *, actor: Person) -> None:
    """Remove a file that is no longer needed."""
    _path(_folder(instance), token, actor).unlink(missing_ok=True)


def _folder(instance: Path) -> Path:
    folder = instance / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _path(folder: Path, token: str, actor: Person) -> Path:
    if not _TOKEN.fullmatch(token):
        raise Conflict("import.expired")
    return folder / f"{actor.id}.{token}"


def _sweep(folder: Path, now: datetime) -> None:
    oldest = (now - KEPT).timestamp()
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
