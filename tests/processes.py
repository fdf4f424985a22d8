"""Processes as tests see them: their children, whether they live, and patience with them."""

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_SECONDS = 30.0


def wait_for(what: str, found: Callable[[], bool]) -> None:
    """Look twenty times a second until ``found`` is true; fail with ``what`` after half a minute."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not found():
        assert time.monotonic() < until, f"no {what} within {PATIENCE_SECONDS:.0f} s"
        time.sleep(0.05)


def children(pid: int, word: str) -> list[int]:
    """Return the children of a process that have ``word`` in their command."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid and word in command:
            found.append(int(folder.name))
    return found


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and waits for its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
