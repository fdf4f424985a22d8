"""Improve the roster of a large problem: partners plan some people anew while the rest stay."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from random import Random

from scheduler.rostering.checking import check
from scheduler.rostering.cpsat.neighbourhoods import Neighbourhoods
from scheduler.rostering.cpsat.partners import Answers, Bound, Bounded, Move, Partner
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment
from scheduler.rostering.solution import Solution

Roster = tuple[Assignment, ...]
#: One partner only moves; the other finds bounds first, a rough one soon and one as tight as the relaxation.
_TOLERANCES = ("1e-4", "1e-5")
_PARTNERS = 2
#: Seconds that one move may take, and between two looks at the clock.
_LONGEST, _TICK = 20.0, 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """A roster that may be better than the last, and the proved bound."""

    roster: Roster
    bound: int


class Improving:
    """Partners at work on one problem."""

    def __init__(
        self, facts: Facts, *, seed: int, left: Callable[[], float], stop: Callable[[], bool]
    ) -> None:
        self._facts = facts
        self._left = left
        self._stop = stop
        self._answers: Answers = SimpleQueue()
        self._partners = [Partner(facts.problem, self._answers) for _ in range(_PARTNERS)]
        self._neighbourhoods = Neighbourhoods(facts, Random(seed))
        self._tolerances = list(_TOLERANCES)
        self._moving: dict[Partner, frozenset[str]] = {}
        self.bound = 0

    def end(self) -> None:
        """End all partners."""
        for partner in self._partners:
            partner.end()

    def found(self, roster: Roster) -> Iterator[Found]:
        """Yield better rosters and bounds until time is over."""
        cost = self._cost(roster)
        for partner in self._partners:
            self._employ(partner, roster)
        while not self._stop() and any(partner.alive for partner in self._partners):
            try:
                partner, answer = self._answers.get(timeout=_TICK)
            except Empty:
                continue
            if isinstance(answer, Bounded):
                self.bound = max(self.bound, answer.bound)
            elif answer is not None:
                moved = answer.applied(roster)
                cost_then = self._cost(moved)
                if cost_then < cost:
                    roster, cost = moved, cost_then
            yield Found(roster, self.bound)
            if partner.alive:
                self._employ(partner, roster)

    def _cost(self, roster: Roster) -> float:
        """Return what a roster costs; one that breaks a hard rule is worth nothing."""
        score = check(self._facts.problem, Solution(roster)).score
        return math.inf if score.hard else score.total

    def _employ(self, partner: Partner, roster: Roster) -> None:
        self._moving.pop(partner, None)
        seconds = max(self._left(), 0.01)
        if self._tolerances and partner is self._partners[-1]:
            partner.ask(Bound(self._tolerances.pop(0), seconds))
            return
        busy = frozenset[str]().union(*self._moving.values())
        people = self._neighbourhoods.next(roster, busy)
        self._moving[partner] = people
        partner.ask(Move(people, roster, min(seconds, _LONGEST)))
