"""Files of the roster commands: read with every refusal in one sentence, written whole or not at all."""

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from scheduler.rostering.formats import Answer, Loaded, Source, read_answer, read_problem, source_of
from scheduler.rostering.problem import ProblemError

#: A problem of the greatest size that the engine takes stays well below.
MOST_BYTES = 256 * 1024 * 1024


class BadFile(click.ClickException):
    """A file that cannot be used; the command ends with exit code 2."""

    exit_code = 2


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except ProblemError as error:
        raise BadFile(" ".join(str(error).split())) from error


def read_text(path: Path) -> Source:
    """Return a file's text; raises ``BadFile``."""
    name = click.format_filename(path)
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadFile(f"{name} cannot be read: {reason}.") from error
    if len(content) > MOST_BYTES:
        raise BadFile(f"{name} is larger than {MOST_BYTES // 1024**2} MB.")
    try:
        return source_of(name, content)
    except ProblemError as error:
        raise BadFile(f"{name} {error.message}.") from error


def load_problem(problem: Path, history: Path | None, weeks: Sequence[Path]) -> Loaded:
    """Return the problem that files hold; raises ``BadFile``."""
    source = read_text(problem)
    past = read_text(history) if history is not None else None
    planned = [read_text(week) for week in weeks]
    with _refusals():
        return read_problem(source, past, planned)


def load_answer(solution: Path, loaded: Loaded) -> Answer:
    """Return the roster that a solution file holds; raises ``BadFile``."""
    source = read_text(solution)
    with _refusals():
        return read_answer(source, loaded)


def check_output(path: Path) -> None:
    """Refuse a place that nothing can be written to, before anybody waits; raises ``BadFile``."""
    name = click.format_filename(path)
    if path.is_dir():
        raise BadFile(f"{name} is a folder; --output names a file.")
    if not path.parent.is_dir():
        raise BadFile(f"{name} cannot be written: there is no folder {click.format_filename(path.parent)}.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise BadFile(f"{name} cannot be written: permission denied.")


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON; a file is replaced as a whole. Raises ``BadFile``."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")  # a pipe or a terminal
            return
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name[:80]}.", delete=False
        ) as file:
            file.write(text)
        Path(file.name).chmod(0o666 & ~_umask())
        Path(file.name).replace(path)
    except OSError as error:
        raise BadFile(f"{click.format_filename(path)} cannot be written: {error.strerror}.") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
