"""The solver's child process as the worker sees it: a task in, progress and one result out."""

import contextlib
import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

_COMMAND = [sys.executable, "-m", "scheduler.jobs.solve_child"]
#: Loading the solver, building the model and writing the answer may take so long besides.
_GRACE_SECONDS = 90.0
_TICK_SECONDS = 0.5
#: After a cancel the solver hands over the best so far within moments; so long it may take.
_CANCEL_SECONDS = 20.0
#: So much of what it wrote to its log is kept when it dies.
_LAST_LINES, _LONGEST_LINE = 20, 300


class ChildDied(Exception):  # noqa: N818 - it says what happened
    """The solver process ended without a result; the text holds the end of its error output."""


class SolverChild:
    """One solver process; it ends by itself when its input closes: no orphan computes on."""

    def __init__(self, task: dict[str, Any]) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="solver-output", daemon=True)
        self._task = task

    def __enter__(self) -> Self:
        self._reader.start()
        self._write(json.dumps(self._task))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                _close(stream)
        self._errors.close()

    @property
    def pid(self) -> int:
        """Return the id of the process."""
        return self._process.pid

    def cancel(self) -> None:
        """Ask for the best solution so far, now."""
        self._write("cancel")

    def next_message(self, timeout: float) -> dict[str, Any] | None:
        """Return what the solver says next, ``None`` if it says nothing for ``timeout`` seconds.

        Raises ``ChildDied`` once it has ended.
        """
        try:
            line = self._lines.get(timeout=timeout)
        except queue.Empty:
            return None
        if line is None:
            raise ChildDied(self._last_words())
        message: dict[str, Any] = json.loads(line)
        return message

    def _write(self, line: str) -> None:
        stream = self._process.stdin
        if stream is None:
            message = "the child was started without a pipe"
            raise RuntimeError(message)
        try:
            stream.write(line + "\n")
            stream.flush()
        except BrokenPipeError:
            pass  # it has ended; next_message says so, with its last words

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)
        self._lines.put(None)

    def _last_words(self) -> str:
        code = self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        text = "\n".join(line[:_LONGEST_LINE] for line in lines[-_LAST_LINES:])
        return f"the solver process ended with code {code}. {text}".strip()


def _close(stream: Any) -> None:
    with contextlib.suppress(BrokenPipeError):  # text for a process that has ended
        stream.close()


def solve_in_child(
    task: dict[str, Any], *, time_limit: float, watch: Callable[[dict[str, Any] | None], bool]
) -> dict[str, Any]:
    """Solve ``task`` in a child process and return the result as ``solve_child`` writes it.

    ``watch`` is called every half second with the latest progress (``None``: nothing new) and
    returns whether to stop with the best so far; whatever it raises ends the child. Raises
    ``ChildDied``.
    """
    with SolverChild(task) as child:
        deadline = time.monotonic() + time_limit + _GRACE_SECONDS
        cancelled = False
        while time.monotonic() < deadline:
            news, result = _listen(child)
            stop = watch(news) if result is None or news is not None else False
            if result is not None:
                return result
            if stop and not cancelled:
                cancelled = True
                child.cancel()
                deadline = time.monotonic() + _CANCEL_SECONDS
    message = "the solver process did not end in time"
    raise ChildDied(message)


def _listen(child: SolverChild) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return the latest progress and the result, as far as there are any within a tick."""
    until = time.monotonic() + _TICK_SECONDS
    news = None
    while (left := until - time.monotonic()) > 0:
        message = child.next_message(left)
        if message is None:
            break
        if "result" in message:
            return news, message["result"]
        news = message["progress"]
    return news, None
