"""Improve the roster of a large problem: some people are planned anew, again and again, while the rest stay.

What moves is small enough for its linear relaxation to be solved exactly. Where that puts somebody on a shift
wholly, she stays there; CP-SAT decides the rest, mostly in a second.
"""

import time
from collections.abc import Callable, Collection, Iterator
from random import Random

import numpy as np

from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.matrix import Matrix, Parts
from scheduler.rostering.cpsat.neighbourhoods import Neighbourhoods
from scheduler.rostering.cpsat.planning import WHOLLY, Planner
from scheduler.rostering.cpsat.programs import Program
from scheduler.rostering.cpsat.search import search
from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment

Roster = tuple[Assignment, ...]
#: Seconds without which no move begins.
_LEAST = 1.0
#: A roster is judged where the search since the last time took so many times as long as that.
_RARELY = 10


class Improving:
    """The search for better rosters of one problem."""

    def __init__(
        self,
        facts: Facts,
        possible: Domain,
        *,
        seed: int,
        left: Callable[[], float],
        stop: Callable[[], bool],
    ) -> None:
        self._facts = facts
        self._possible = possible
        self._left = left
        self._stop = stop
        self._random = Random(seed)
        self._neighbourhoods = Neighbourhoods(facts, self._random)
        self._planner = Planner(left=left, stop=stop)

    def run(
        self, roster: Roster, better: Callable[[Roster], bool], matrix: Callable[[], Matrix | None]
    ) -> Iterator[Roster]:
        """Yield the best roster after every move, from the given one on, until time is over.

        ``better`` tells whether a roster is better than all before, and is not asked at every move;
        ``matrix`` gives the whole model's arrays as soon as there are some.
        """
        best, parts = roster, None
        judged, took = time.monotonic(), 0.0
        while not self._stop() and self._left() > _LEAST:
            whole = matrix() if parts is None else None
            if whole is not None:
                parts = Parts(whole, self._possible)
            roster = self._move(roster, parts)
            if roster is not best and (time.monotonic() - judged > _RARELY * took or self._left() <= _LEAST):
                began = time.monotonic()
                roster = best = roster if better(roster) else best
                judged, took = time.monotonic(), time.monotonic() - began
            yield best
        if roster is not best and better(roster):
            yield roster

    def _move(self, roster: Roster, parts: Parts | None) -> Roster:
        """Return the roster with some people planned anew, or as it is."""
        people = self._neighbourhoods.next(roster)
        if parts is None:
            return self._searched(roster, people)
        part = parts.part(roster, people)
        present = set(roster)
        held = np.array([item in present for item in part.items], np.bool_)
        planned = self._planner.plan(part, held, seed=self._random.randrange(2**31))
        if planned is None:
            return roster
        return (*(item for item in roster if item.person not in people), *planned)

    def _searched(self, roster: Roster, people: Collection[str]) -> Roster:
        """Do the same by a model of its own, which may be one that arrays cannot hold."""
        model = build(self._facts, _restricted(self._possible, roster, people), stop=self._stop)
        if model is None:
            return roster
        for item in roster:
            if item.person not in people:
                model.demand_any([model.on[item.person][item.shift]])
        shares = None if self._stop() else self._planner.shares(Program(model.cp.proto))
        if shares is None or self._stop():
            return roster
        for person in people:
            for literal in model.on[person].values():
                if shares[literal.index] > WHOLLY:
                    model.demand_any([literal])
        chosen = self._planner.parameters(self._random.randrange(2**31))
        found = search(model, chosen, stop=self._stop, report=lambda _: None).assignments
        return roster if found is None else found


def _restricted(possible: Domain, roster: Roster, moving: Collection[str]) -> Domain:
    """Return the domain in which whoever does not move has nothing but her shifts, by start as ever."""
    held = {(item.person, item.shift): (item.demand,) for item in roster}
    return {
        person: (
            shifts
            if person in moving
            else {shift: held[person, shift] for shift in shifts if (person, shift) in held}
        )
        for person, shifts in possible.items()
    }
