"""Cut a part's problem out of a large one; what others do, and what its people do elsewhere, is fixed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from scheduler.rostering.parts.standing import Scope, Standing
from scheduler.rostering.problem import (
    Assignment,
    Availability,
    Demand,
    Limits,
    Pairing,
    Person,
    Request,
    RosterProblem,
    Shift,
    Unit,
)
from scheduler.rostering.rules import CEILINGS

T = TypeVar("T", Availability, Request, Assignment)

#: Rules that hold people and places where they are; parts need them hard.
HOLDING = frozenset({"reach", "pins", "capacity", "max_shifts"})
#: Beyond so many people a problem is solved in parts.
MOST_PEOPLE = 2_500


def wants_parts(problem: RosterProblem) -> bool:
    """Tell whether a problem is too large for one search, and can be cut into parts."""
    return len(problem.people) > MOST_PEOPLE and refusal(problem) is None


def refusal(problem: RosterProblem) -> str | None:
    """Return the code of a rule that keeps a problem from being cut into parts, ``None`` where none does.

    Beside the rules that hold what is fixed, only ceilings may be hard: a part alone can always keep them.
    """
    hard = {rule.code for rule in problem.rules if rule.hard}
    return next(iter(sorted((HOLDING - hard) | (hard - CEILINGS - HOLDING))), None)


@dataclass(frozen=True, slots=True)
class Cut:
    """The problem of some units, the roster it starts from, and what in it may change.

    Its people are those of the units and *guests*: others who serve on their shifts, and stay. Its shifts are
    those of the units and *away* ones: others on which its people serve, and stay.
    """

    problem: RosterProblem
    roster: tuple[Assignment, ...]
    scope: Scope


class Cutter:
    """Look-ups over a large problem, made once, so that a part costs no more than its own size."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem = problem
        self.units = {unit.id: unit for unit in problem.units}
        self.people = {person.id: person for person in problem.people}
        self.shifts = {shift.id: shift for shift in problem.shifts}
        self._crew: dict[str, list[Person]] = defaultdict(list)
        for person in problem.people:
            self._crew[person.unit].append(person)
        self._posts: dict[str, list[Shift]] = defaultdict(list)
        for shift in problem.shifts:
            self._posts[shift.unit].append(shift)
        self._availability = _by_person(problem.availability)
        self._requests = _by_person(problem.requests)
        self._pins = _by_person(problem.pins)
        self._published = _by_person(problem.published)

    def scope(self, units: Sequence[str]) -> Scope:
        """Return what the part of some units may change."""
        return Scope(
            frozenset(person.id for unit in units for person in self._crew[unit]),
            frozenset(shift.id for unit in units for shift in self._posts[unit]),
        )

    def cut(self, units: Sequence[str], roster: Standing) -> Cut:
        """Return the problem of some units within a roster of the whole."""
        people = [person for unit in units for person in self._crew[unit]]
        shifts = [shift for unit in units for shift in self._posts[unit]]
        scope = self.scope(units)
        movers, inside = scope.people, scope.shifts
        held = roster.touching(scope)
        fixed = [item for item in held if (item.person in movers) != (item.shift in inside)]
        guests = [
            self._guest(*pair)
            for pair in Counter(one.person for one in fixed if one.person not in movers).items()
        ]
        away = [self._away(*pair) for pair in _grouped(item for item in fixed if item.shift not in inside)]
        problem = self._assemble(units, [*people, *guests], [*shifts, *away])
        pins = {(pin.person, pin.shift): pin for pin in fixed}
        pins |= {(pin.person, pin.shift): pin for pin in self._kept(self._pins, people, problem.shifts)}
        problem = replace(
            problem,
            availability=tuple(self._of(self._availability, people)),
            requests=tuple(self._wishes(people, inside | {shift.id for shift in away})),
            pairings=tuple(_pairings(self.problem.pairings, {one.id for one in problem.people})),
            pins=tuple(pins.values()),
            published=tuple(self._kept(self._published, people, problem.shifts)),
        )
        return Cut(problem, tuple(held), scope)

    def around(self, units: Sequence[str]) -> RosterProblem:
        """Return the people of some units with all shifts that they may reach, and no roster."""
        near = {other for unit in units for other in (unit, *self.units[unit].neighbours)}
        people = [person for unit in units for person in self._crew[unit]]
        shifts = [shift for unit in sorted(near) for shift in self._posts[unit]]
        problem = self._assemble(units, people, shifts)
        return replace(problem, availability=tuple(self._of(self._availability, people)))

    def _assemble(
        self, units: Sequence[str], people: Sequence[Person], shifts: Sequence[Shift]
    ) -> RosterProblem:
        """Return a problem of these people and shifts, and of no others that may be named."""
        named = dict.fromkeys((*units, *(one.unit for one in people), *(one.unit for one in shifts)))
        return replace(
            self.problem,
            units=tuple(self._unit(unit, named) for unit in named),
            people=tuple(people),
            shifts=tuple(shifts),
            availability=(),
            requests=(),
            pairings=(),
            pins=(),
            published=(),
        )

    def _unit(self, unit: str, named: dict[str, None]) -> Unit:
        whole = self.units[unit]
        return replace(whole, neighbours=tuple(near for near in whole.neighbours if near in named))

    def _guest(self, person: str, held: int) -> Person:
        """Return somebody who has room for what she holds here, and for nothing else."""
        limits = Limits(max_shifts=held, max_shifts_per_day=None)
        whole = self.people[person]
        return Person(person, whole.unit, whole.skills, limits, newcomer=whole.newcomer, name=whole.name)

    def _away(self, shift: str, fixed: list[Assignment]) -> Shift:
        """Return a shift that wants and has room for those who hold it, and for nobody else."""
        whole = self.shifts[shift]
        held = Counter(item.demand for item in fixed)
        if any(demand.exclusive for demand in whole.demands):
            wanted = tuple(
                replace(demand, minimum=0, target=held[demand.id], maximum=None) for demand in whole.demands
            )
        else:
            wanted = (Demand("held", target=held.total()),)
        return replace(whole, demands=wanted, capacity=held.total(), lead=None)

    def _of(self, items: dict[str, list[T]], people: Iterable[Person]) -> Iterator[T]:
        for person in people:
            yield from items.get(person.id, ())

    def _kept(
        self, items: dict[str, list[Assignment]], people: Iterable[Person], shifts: Iterable[Shift]
    ) -> Iterator[Assignment]:
        """Yield those people's assignments on shifts that are there."""
        there = {shift.id for shift in shifts}
        return (item for item in self._of(items, people) if item.shift in there)

    def _wishes(self, people: Iterable[Person], there: frozenset[str]) -> Iterator[Request]:
        for request in self._of(self._requests, people):
            shifts = tuple(shift for shift in request.shifts if shift in there)
            if shifts:
                yield replace(request, shifts=shifts)


def _by_person(items: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for item in items:
        found.setdefault(item.person, []).append(item)
    return found


def _grouped(items: Iterable[Assignment]) -> Iterable[tuple[str, list[Assignment]]]:
    """Return assignments by shift."""
    found: dict[str, list[Assignment]] = {}
    for item in items:
        found.setdefault(item.shift, []).append(item)
    return found.items()


def _pairings(pairings: Iterable[Pairing], people: set[str]) -> Iterator[Pairing]:
    for pairing in pairings:
        present = tuple(person for person in pairing.people if person in people)
        if len(present) > 1:
            yield replace(pairing, people=present)
