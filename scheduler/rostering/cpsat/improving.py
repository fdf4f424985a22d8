"""Improve the roster of a large problem: some people are planned anew, again and again, while the rest stay.

What moves is small enough for its linear relaxation to be solved exactly. Where that puts somebody on a shift
wholly, she stays there; CP-SAT decides the rest, mostly in a second.
"""

import threading
from collections.abc import Callable, Iterator
from random import Random

from ortools.sat.python import cp_model_helper

from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.model import Model
from scheduler.rostering.cpsat.neighbourhoods import Neighbourhoods
from scheduler.rostering.cpsat.programs import Program
from scheduler.rostering.cpsat.search import search
from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment

Roster = tuple[Assignment, ...]
#: Seconds that the relaxation of a move and its search may take.
_RELAXING, _SEARCHING = 5.0, 10.0
#: Seconds without which no move begins.
_LEAST = 1.0
#: Seconds between two looks at the clock.
_TICK = 0.05
#: A share from which on the relaxation has decided.
_WHOLLY = 1 - 1e-6
#: Two sub-solvers that prove, and one that searches neighbourhoods.
_FULL, _WORKERS = ("max_lp", "reduced_costs"), 3


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

    def run(self, roster: Roster, better: Callable[[Roster], bool]) -> Iterator[Roster]:
        """Yield the best roster after every move, from the given one on, until time is over.

        ``better`` tells whether a roster is better than all before.
        """
        while not self._stop() and self._left() > _LEAST:
            moved = self._move(roster, self._neighbourhoods.next(roster))
            if moved is not None and better(moved):
                roster = moved
            yield roster

    def _move(self, roster: Roster, people: frozenset[str]) -> Roster | None:
        """Return the roster with some people planned anew, or ``None`` where no time was left for it."""
        model = build(self._facts, _restricted(self._possible, roster, people), stop=self._stop)
        if model is None:
            return None
        for item in roster:
            if item.person not in people:
                model.demand_any([model.on[item.person][item.shift]])
        shares = None if self._stop() else self._relaxed(model)
        if shares is None or self._stop():
            return None
        for person in people:
            for literal in model.on[person].values():
                if shares[literal.index] > _WHOLLY:
                    model.demand_any([literal])
        return search(model, self._parameters(), stop=self._stop, report=lambda _: None).assignments

    def _relaxed(self, model: Model) -> list[float] | None:
        """Return the values of a model's relaxation, found in a thread so that a cancel is heard."""
        program, found = Program(model.cp.proto), list[list[float]]()
        seconds = min(_RELAXING, max(self._left(), _TICK))
        thread = threading.Thread(target=lambda: found.extend(program.shares(seconds=seconds)))
        thread.start()
        while thread.is_alive():
            thread.join(_TICK)
            if self._stop():
                return None
        return found[0] if found else None

    def _parameters(self) -> cp_model_helper.SatParameters:
        chosen = cp_model_helper.SatParameters()
        chosen.max_time_in_seconds = min(_SEARCHING, max(self._left(), _TICK))
        chosen.random_seed = self._random.randrange(2**31)
        chosen.num_workers = _WORKERS
        chosen.subsolvers.extend(_FULL)
        chosen.cp_model_probing_level = 0
        chosen.max_presolve_iterations = 1
        return chosen


def _restricted(possible: Domain, roster: Roster, moving: frozenset[str]) -> Domain:
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
