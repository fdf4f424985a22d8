"""What the engine answers: a roster, its score rule by rule, and what is missing."""

from dataclasses import dataclass, field
from enum import StrEnum

from scheduler.rostering.problem import Assignment


class Status(StrEnum):
    """How an attempt ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Solution:
    """A roster: who is on which shift."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule broken by ``amount``; ``penalty`` is what it costs (0 for a hard rule: it must not be)."""

    rule: str
    hard: bool
    amount: int
    penalty: int
    person: str | None = None
    shift: str | None = None
    demand: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The penalty in all and by rule (only rules that cost something); ``hard`` counts hard violations."""

    total: int
    by_rule: dict[str, int]
    hard: int


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A demand with too few people: how many are missing to its minimum and to its target."""

    shift: str
    demand: str
    missing_minimum: int
    missing_target: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A line of a run: seconds since its start, best objective so far, proved bound, people missing."""

    seconds: float
    objective: int
    bound: int
    unfilled: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Pins or rules that cannot all be kept: leave any one out and the rest can.

    Not ``smallest``: time was too short for that, and some of them may have nothing to do with it.
    """

    rules: tuple[str, ...]
    pins: tuple[Assignment, ...] = ()
    smallest: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """One attempt's outcome; ``score`` is the checker's, ``bound`` the solver's proved lower bound.

    ``bound`` None: nothing was proved but what is true of every roster, that it costs no less than 0.
    """

    status: Status
    solution: Solution | None
    score: Score | None
    bound: int | None
    seconds: float
    trace: tuple[Progress, ...] = ()
    conflicts: tuple[Conflict, ...] = field(default=())


def stated(bound: int, score: Score | None) -> int | None:
    """Return a bound as a result states it: never above the score, and ``None`` where 0 says nothing."""
    if score is None:
        return bound or None
    return min(bound, score.total) if bound or not score.total else None
