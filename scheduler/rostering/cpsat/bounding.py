"""A lower bound for a large problem, from a child process that can be ended at any moment.

The linear solver hears no wish to stop, so it does not run in the process that has to answer a cancel.
"""

import math
import os
from collections.abc import Iterator

from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.children import Child, answer
from scheduler.rostering.cpsat.matrix import Matrix
from scheduler.rostering.cpsat.programs import Program
from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import ProblemError, RosterProblem

#: Where processors are short the search for rosters goes first.
_NICENESS = 10
#: The first bound is a few thousandths below the relaxation, the second is as tight as it.
_SOON, _TIGHT = "1e-4", "1e-5"
#: Costs are cut to this while prices are looked for: far more than any price where everybody wanted comes.
_DEAREST = 20_000.0
Task = tuple[RosterProblem, Domain, float]


class Bounding:
    """The child process at work; ``bound`` rises as it answers.

    ``matrix`` is the whole model as arrays once that is built, if it is linear throughout.
    """

    def __init__(self, problem: RosterProblem, possible: Domain, *, seconds: float) -> None:
        self.bound = 0
        self.matrix: Matrix | None = None
        self._child = Child("scheduler.rostering.cpsat.bounding", (problem, possible, seconds), self._hear)

    def end(self) -> None:
        """Kill the process."""
        self._child.end()

    def _hear(self, word: object) -> None:
        if isinstance(word, int):
            self.bound = max(self.bound, word)
        elif isinstance(word, Matrix):
            self.matrix = word


def bounds(task: Task) -> Iterator[Matrix | int]:
    """Yield the model's arrays, if it is linear, and ever better bounds; each may take so many seconds."""
    problem, possible, seconds = task
    try:
        model = build(Facts(problem), possible, stop=lambda: False)
    except ProblemError:  # beyond the solver's arithmetic; whoever searches for rosters is told
        return
    if model is None:
        return
    program = Program(model.cp.proto)
    if not program.left_out:
        yield Matrix.of(model, program, possible)
    bound = program.bound(tolerance=_SOON, seconds=seconds, dearest=_DEAREST)
    yield bound.value
    # Where people are missing all the same, what they cost is most of it.
    yield program.bound(tolerance=_TIGHT, seconds=seconds, dearest=math.inf if bound.cut else _DEAREST).value


if __name__ == "__main__":
    os.nice(_NICENESS)
    answer(bounds)
