"""The process that runs tasks, and its parent's side: one task at a time, and an end when asked.

What goes through the pipes are pickles of our own. The child ends by itself when its input closes, so that
nothing computes on for a parent that is gone.
"""

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, BinaryIO

from scheduler.rostering.parts.tasks import Outcome, Task
from scheduler.rostering.parts.working import perform


class ChildDied(RuntimeError):  # noqa: N818 - it says what happened
    """A process ended without an outcome."""


class Child:
    """One process; ``heard`` is called in a thread of its own with each outcome, or with what went wrong."""

    def __init__(self, heard: Callable[["Child", Outcome | ChildDied], None]) -> None:
        self._heard = heard
        self._process = subprocess.Popen(
            [sys.executable, "-m", "scheduler.rostering.parts.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        )
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        threading.Thread(target=self._talk, daemon=True).start()

    def ask(self, task: Task) -> None:
        """Give the process its next task."""
        self._tasks.put(task)

    def end(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.wait()
        self._tasks.put(None)

    def _talk(self) -> None:
        streams = self._process.stdin, self._process.stdout
        while (task := self._tasks.get()) is not None:
            try:
                self._heard(self, _answer(task, *streams))
            except (OSError, EOFError, pickle.UnpicklingError):
                code = self._process.wait()
                self._heard(self, ChildDied(f"a solver process ended with code {code}"))
                break
        for stream in streams:
            if stream is not None:
                with contextlib.suppress(OSError):  # the rest of a task for a process that has ended
                    stream.close()


def _answer(task: Task, source: IO[bytes] | None, sink: IO[bytes] | None) -> Outcome:
    """Hand a process its task and return what it answers; raises ``EOFError`` where it ended instead."""
    if source is None or sink is None:
        raise EOFError
    pickle.dump(task, source, pickle.HIGHEST_PROTOCOL)
    source.flush()
    outcome: Outcome = pickle.load(sink)  # noqa: S301 - written by our own child
    return outcome


def main() -> None:
    """Run the tasks on standard input until it closes."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints goes to the log
    tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, tasks), daemon=True).start()
    while True:
        outcome = perform(tasks.get(), lambda: False)
        pickle.dump(outcome, output, pickle.HIGHEST_PROTOCOL)
        output.flush()


def _read(source: BinaryIO, tasks: "queue.SimpleQueue[Task]") -> None:
    while True:
        try:
            tasks.put(pickle.load(source))  # noqa: S301 - written by our own parent
        except (EOFError, OSError, pickle.UnpicklingError):  # ended, perhaps in the midst of a task
            os._exit(1)  # nobody is left to take an outcome


if __name__ == "__main__":
    main()
