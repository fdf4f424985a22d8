"""Improve the roster of a large problem: again and again some people move, and the rest stay."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from ortools.sat.python import cp_model_helper

from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.hinting import hint_roster
from scheduler.rostering.cpsat.model import Model
from scheduler.rostering.cpsat.neighbourhoods import Neighbourhoods
from scheduler.rostering.cpsat.relaxing import bounds
from scheduler.rostering.cpsat.search import search
from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment

#: Sub-solvers of one move: one proves, one searches neighbourhoods; the bound has a thread of its own.
_WORKERS, _FULL = 2, "reduced_costs"
#: Seconds of one move at most, and as a share of the time there was in the beginning.
_LONGEST, _SHARE = 10.0, 0.15
Roster = tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Time:
    """The seconds left, and whether to stop."""

    left: Callable[[], float]
    stop: Callable[[], bool]


class Bounding:
    """The linear relaxation's bound, found in a thread of its own.

    A solver of the relaxation hears no wish to stop; it has the time limit, and its thread dies with the process.
    """

    def __init__(self, model: Model, time: Time) -> None:
        self.bound = 0
        self._proto = model.cp.proto
        self._time = time
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        for bound in bounds(self._proto, left=self._time.left, stop=self._time.stop):
            self.bound = max(self.bound, bound)


def improved(
    facts: Facts,
    possible: Domain,
    roster: Roster,
    *,
    seed: int,
    time: Time,
    report: Callable[[int | None], None],
) -> Iterator[Roster]:
    """Yield ever better rosters until time is over; ``report`` hears the objective while a move is sought."""
    random = Random(seed)
    longest = min(_LONGEST, time.left() * _SHARE)
    neighbourhoods = Neighbourhoods(facts, random)
    while not time.stop():
        moving = neighbourhoods.next(roster)
        better = _move(facts, possible, roster, moving, random.randrange(2**31), longest, time, report)
        if better is not None:
            roster = better
            yield roster


def _move(
    facts: Facts,
    possible: Domain,
    roster: Roster,
    moving: set[str],
    seed: int,
    longest: float,
    time: Time,
    report: Callable[[int | None], None],
) -> Roster | None:
    """Return the roster with the given people placed anew, or ``None`` where nothing better was found."""
    model = build(facts, _restricted(possible, roster, moving), stop=time.stop)
    if model is None:
        return None
    for item in roster:
        if item.person not in moving:
            model.demand_any([model.on[item.person][item.shift]])
    hint_roster(model, roster)
    answer = search(
        model,
        _parameters(min(longest, time.left()), seed),
        stop=time.stop,
        report=lambda snapshot: report(snapshot.objective),
    )
    return answer.assignments


def _restricted(possible: Domain, roster: Roster, moving: set[str]) -> Domain:
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


def _parameters(seconds: float, seed: int) -> cp_model_helper.SatParameters:
    chosen = cp_model_helper.SatParameters()
    chosen.max_time_in_seconds = max(seconds, 0.01)
    chosen.num_workers = _WORKERS
    chosen.random_seed = seed
    chosen.subsolvers.append(_FULL)
    return chosen
