"""A lower bound for a large problem, from a child process that can be ended at any moment.

The linear solver hears no wish to stop, so it does not run in the process that has to answer a cancel.
"""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import BinaryIO

from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.programs import Program
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import RosterProblem

#: A rough bound comes soon, the second is as tight as the relaxation.
_TOLERANCES = ("1e-3", "1e-5")


class Bounding:
    """The child process at work; ``bound`` rises as it answers."""

    def __init__(self, problem: RosterProblem, *, seconds: float) -> None:
        self.bound = 0
        self._child = subprocess.Popen(
            [sys.executable, "-m", "scheduler.rostering.cpsat.bounding"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        )
        self._asked = pickle.dumps((problem, seconds))
        threading.Thread(target=self._talk, daemon=True).start()

    def end(self) -> None:
        """Kill the process."""
        self._child.kill()
        self._child.wait()

    def _talk(self) -> None:
        with self._child:
            if self._child.stdin is None or self._child.stdout is None:
                return
            try:
                self._child.stdin.write(self._asked)
                self._child.stdin.close()
                for line in self._child.stdout:
                    self.bound = max(self.bound, int(line))
            except (OSError, ValueError):
                # It was ended, or ended by itself: what it said so far holds.
                return


def bounds(problem: RosterProblem, seconds: float) -> Iterator[int]:
    """Yield ever better lower bounds; each may take so many seconds."""
    facts = Facts(problem)
    model = build(facts, domain(facts), stop=lambda: False)
    if model is None:
        return
    program = Program(model.cp.proto)
    for tolerance in _TOLERANCES:
        yield program.bound(tolerance=tolerance, seconds=seconds)


def main(source: BinaryIO) -> None:
    """Read a problem and seconds, and write bounds, each on a line."""
    problem, seconds = pickle.load(source)  # noqa: S301 - written by our own parent
    for bound in bounds(problem, seconds):
        sys.stdout.write(f"{bound}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer)
