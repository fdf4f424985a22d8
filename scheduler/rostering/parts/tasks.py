"""What workers are asked about a large problem, and what they answer."""

from dataclasses import dataclass

from scheduler.rostering.problem import Assignment, RosterProblem
from scheduler.rostering.solution import Conflict


@dataclass(frozen=True, slots=True)
class PartTask:
    """Solve a part from the roster that stands, within so many seconds; ``hint`` may help instead.

    Where it is only to ``mend``, a roster in which nobody is missing is good enough.
    """

    problem: RosterProblem
    roster: tuple[Assignment, ...]
    hint: tuple[Assignment, ...]
    seconds: float
    seed: int
    mend: bool = False


@dataclass(frozen=True, slots=True)
class BoundTask:
    """Bound what any roster of a whole problem costs, within so many seconds."""

    problem: RosterProblem
    seconds: float


@dataclass(frozen=True, slots=True)
class Worth:
    """What a roster of a part costs, how many people it lacks, and how often it breaks hard rules."""

    penalty: int
    missing: int
    hard: int


@dataclass(frozen=True, slots=True)
class Gap:
    """How many people a unit's shifts miss, to their minimums and to their targets."""

    unit: str
    minimum: int
    target: int


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """What a part cost before and costs now, and where it misses people.

    ``roster`` is ``None`` where nothing better was found.
    """

    before: Worth
    after: Worth
    roster: tuple[Assignment, ...] | None
    gaps: tuple[Gap, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class BoundOutcome:
    """No roster of the whole costs less than ``bound``."""

    bound: int


Task = PartTask | BoundTask
Outcome = PartOutcome | BoundOutcome
