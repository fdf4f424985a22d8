"""A change that fills a post: what happens to the roster, what must be agreed on, and what it costs."""

from dataclasses import dataclass
from enum import StrEnum

from scheduler.rostering.explaining.adjusting import Adjustment, agree
from scheduler.rostering.explaining.weighing import Edit, Effect
from scheduler.rostering.problem import RosterProblem
from scheduler.rostering.solution import Solution


class Kind(StrEnum):
    """What a change does."""

    ADD = "add"
    LEND = "lend"
    ASK = "ask"
    MOVE = "move"
    CHAIN = "chain"
    SWAP = "swap"
    REPLACE = "replace"
    LIMIT = "limit"
    REST = "rest"
    SKILL = "skill"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that gives a demand one more person and breaks no hard rule.

    ``edit`` is what happens to the roster: its first addition fills the post, each further one a place that
    was left. ``adjustments`` must be agreed on before. ``effect`` says what the change costs, which soft
    rules it breaks and which posts lose somebody.
    """

    kind: Kind
    shift: str
    demand: str
    edit: Edit
    adjustments: tuple[Adjustment, ...]
    effect: Effect

    @property
    def penalty(self) -> int:
        """Return by how much the score changes; below 0 the roster becomes better."""
        return self.effect.penalty

    @property
    def people(self) -> tuple[str, ...]:
        """Return everybody the change touches, first who fills the post."""
        return self.edit.people

    def apply(self, problem: RosterProblem, solution: Solution) -> tuple[RosterProblem, Solution]:
        """Return the problem after the agreements and the roster after the change."""
        return agree(problem, self.adjustments), Solution(self.edit.applied(solution.assignments))
