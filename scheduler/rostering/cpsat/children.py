"""A child process that works on one task and says what it finds, as it finds it.

Some solvers neither hear a wish to stop nor let other threads run: in a process of their own they can be
ended at any moment, while the caller keeps the time and answers a cancel. They end by themselves with a
caller that is killed: its side of their input closes.
"""

import gc
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

Task = TypeVar("Task")


class Child:
    """A module's ``main`` at work on a task; ``hear`` is called in another thread with each of its words.

    A child that fails says no more; why stands on standard error.
    """

    def __init__(self, module: str, task: object, hear: Callable[[object], None]) -> None:
        self._hear = hear
        self._asked = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        )
        self._talking = threading.Thread(target=self._talk, daemon=True)
        self._talking.start()

    @property
    def working(self) -> bool:
        """Tell whether there may be more to hear."""
        return self._talking.is_alive()

    def end(self) -> None:
        """Kill the process."""
        self._child.kill()
        self._child.wait()

    def _talk(self) -> None:
        try:
            with self._child:
                self._exchange()
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            # It was ended, or has ended by itself: what it said so far holds.
            return

    def _exchange(self) -> None:
        if self._child.stdin is None or self._child.stdout is None:
            return
        self._child.stdin.write(self._asked)
        self._child.stdin.flush()
        self._asked = b""  # as large as the problem
        while True:
            self._hear(pickle.load(self._child.stdout))  # noqa: S301 - written by our own child


def answer(work: Callable[[Task], Iterable[object]]) -> None:
    """Be the child: read the task, and say each thing found."""
    gc.disable()  # what a child makes it keeps to its end; looking through it again and again takes a while
    task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    threading.Thread(target=_end_with_parent, args=(sys.stdin.fileno(),), daemon=True).start()
    for word in work(task):
        pickle.dump(word, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()


def _end_with_parent(pipe: int) -> None:
    os.read(pipe, 1)  # nothing more is ever written: it returns when the other side closes
    os._exit(1)
