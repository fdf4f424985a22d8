"""Run a command in a process of its own and measure it: seconds, first roster, memory of its whole tree."""

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduler.benchmarking.progress import tells_of_a_roster

#: Seconds between two looks at the memory, and lines of output that are kept.
_TICK, _KEPT = 0.2, 30
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a process took; ``first`` is when it told of its first roster, ``memory`` the peak in bytes.

    Seconds count from the start of the process, ``cpu`` those of all its processes. ``code`` is negative
    where a signal ended it.
    """

    code: int
    seconds: float
    cpu: float
    first: float | None
    memory: int | None
    output: str


class _Ear:
    """Reads what a process writes on standard error, and remembers when the first roster came."""

    def __init__(self, process: "subprocess.Popen[str]", began: float) -> None:
        self.first: float | None = None
        self.lines: list[str] = []
        self._process = process
        self._began = began
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        for line in self._process.stderr or ():
            if not tells_of_a_roster(line):
                self.lines = [*self.lines[1 - _KEPT :], line.rstrip()]
            elif self.first is None:
                self.first = time.monotonic() - self._began

    def finish(self) -> str:
        """Wait for the end of the output and return its last lines."""
        self._thread.join()
        return "\n".join(self.lines)


def measure(command: Sequence[str], *, deadline: float) -> Measured:
    """Run a command to its end, or kill it with all its processes after ``deadline`` seconds."""
    spent = _cpu()
    began = time.monotonic()
    with subprocess.Popen(  # noqa: S603 - commands of this package
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        ear = _Ear(process, began)
        try:
            memory = _wait(process, began + deadline)
        finally:
            _kill(process)
        seconds = time.monotonic() - began
        output = ear.finish()
    return Measured(process.returncode, seconds, _cpu() - spent, ear.first, memory, output)


def _wait(process: "subprocess.Popen[str]", until: float) -> int | None:
    """Wait for the end and return the greatest memory seen, where the system tells."""
    peak = 0
    while time.monotonic() < until:
        peak = max(peak, _memory(process.pid))
        try:
            process.wait(_TICK)
        except subprocess.TimeoutExpired:
            continue
        break
    return peak or None


def _kill(process: "subprocess.Popen[str]") -> None:
    """End whatever is left of a process and its children."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # nothing is left
    finally:
        process.wait()


def _memory(session: int) -> int:
    """Return the resident bytes of all processes of a session; 0 where /proc does not tell."""
    page = resource.getpagesize()
    total = 0
    for path in _PROC.glob("[0-9]*/stat"):
        try:
            # What follows the name in brackets: state, parent, group, session, …, resident pages.
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[3]) == session:
            total += int(fields[21]) * page
    return total


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
