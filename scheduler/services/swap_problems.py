"""Exchanges of places before the engine: what a few people hold as a problem, and what an exchange breaks.

What counts is what people hold at this moment, whoever gave it to them, not what a draft plans.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from scheduler.database import db
from scheduler.enums import EnrolmentStatus, ShiftStatus, SwapKind, Wish
from scheduler.models import Enrolment, Person, Qualification, Shift, Unit
from scheduler.rostering import problem as engine
from scheduler.rostering.checking import check_around
from scheduler.rostering.explaining.explainer import BLOCKING_ORDER
from scheduler.rostering.explaining.weighing import Edit, Scale
from scheduler.rostering.facts import Facts
from scheduler.rostering.presets import PROTECTING
from scheduler.rostering.solution import Solution, Violation
from scheduler.services.availability import WishInterval, intervals
from scheduler.services.rosters.bindings import SHIFTS_PER_DAY
from scheduler.services.rosters.building_posts import describe_shift
from scheduler.services.rosters.coverage import verified_qualifications
from scheduler.services.rosters.lending import lending_units
from scheduler.timeutils import day_start, local_date

#: Shifts are exchanged for those of so many weeks after the offered one, and so long before they begin:
#: then people check in.
HORIZON = timedelta(weeks=4)
NOTICE = timedelta(hours=2)
#: So many shifts of one person are weighed against the offered one, the nearest in time.
MOST_EXCHANGES = 8
_WEEK = timedelta(weeks=1)
#: What an exchange must not break. Pins bind the solver, not people. Coverage is soft for the solver, who may
#: have nobody; two people who exchange shifts must leave each as well staffed as it was, its leader included.
_KEPT = tuple(rule for rule in PROTECTING if rule.code != "pins") + tuple(
    engine.RuleSetting(code, hard=True) for code in ("coverage_minimum", "coverage_target")
)
_RANKS = {code: rank for rank, code in enumerate(("coverage_minimum", "coverage_target", *BLOCKING_ORDER))}


@dataclass(frozen=True, slots=True)
class Exchange:
    """``taker`` takes the offered place over and gives the place ``wanted`` for it, or nothing."""

    offered: Enrolment
    taker: Person
    wanted: Enrolment | None = None

    @property
    def edit(self) -> Edit:
        """Return the exchange as the engine sees it."""
        giver, taker, shift = str(self.offered.person_id), str(self.taker.id), str(self.offered.shift_id)
        remove, add = [engine.Assignment(giver, shift)], [engine.Assignment(taker, shift)]
        if self.wanted is not None:
            remove.append(engine.Assignment(taker, str(self.wanted.shift_id)))
            add.append(engine.Assignment(giver, str(self.wanted.shift_id)))
        return Edit(tuple(remove), tuple(add))


class Judge:
    """What some people hold around an offered place; the number of queries does not depend on theirs.

    ``people`` are those who might take it, home units and qualifications loaded.
    """

    def __init__(
        self, offered: Enrolment, people: Sequence[Person], *, kind: SwapKind, now: datetime
    ) -> None:
        self.offered = offered
        self._kind, self._now = kind, now
        self._people = {person.id: person for person in (offered.person, *people)}
        self._zone = offered.shift.unit.zone
        self._places: dict[int, list[Enrolment]] = defaultdict(list)
        for place in self._load_places():
            self._places[place.person_id].append(place)
        self._main = self._find_main()
        self._crews = _crews(self._main)

    @property
    def crew(self) -> set[int]:
        """Return the ids of the people on the offered shift."""
        return self._crews[self.offered.shift_id]

    def places_of(self, person: Person) -> list[Enrolment]:
        """Return a person's places in the weeks around, by start."""
        return self._places.get(person.id, [])

    def exchanges_with(self, person: Person) -> list[Exchange]:
        """Return what could be exchanged with a person, whatever the rules say; for a cover, one thing."""
        if self._kind is SwapKind.COVER:
            return [Exchange(self.offered, person)]
        start = self.offered.shift.starts_at
        possible = sorted(
            self._exchangeable(person), key=lambda place: (abs(place.shift.starts_at - start), place.id)
        )
        return [Exchange(self.offered, person, place) for place in possible[:MOST_EXCHANGES]]

    def broken(self, exchange: Exchange) -> list[Violation]:
        """Return what an exchange breaks, the hardest to change first; quick, for many of them."""
        if self._doubles(exchange):
            return [_double(exchange)]
        return sorted(self._scale.broken(exchange.edit), key=_rank)

    def check(self, exchange: Exchange) -> list[Violation]:
        """Return what an exchange breaks by the checker that judges rosters: before and after it."""
        if self._doubles(exchange):
            return [_double(exchange)]
        edit = exchange.edit
        held = self._assignments
        before, after = (self._around(roster, edit) for roster in (held, edit.applied(held)))
        amounts = Counter[tuple[str | None, ...]]()
        for violation in before:
            amounts[_key(violation)] += violation.amount
        found = []
        for violation in after:
            more = violation.amount - amounts.pop(_key(violation), 0)
            if more > 0:
                found.append(violation)
        return sorted(found, key=_rank)

    def wish(self, person: Person) -> Wish:
        """Return the strongest thing a person said about the time of the offered shift."""
        return Wish(
            self._scale.facts.wish(str(person.id), self._scale.facts.shifts[str(self.offered.shift_id)])
        )

    def _doubles(self, exchange: Exchange) -> bool:
        """Tell whether somebody is on the shift already that she would get."""
        wanted = exchange.wanted
        return exchange.taker.id in self.crew or (
            wanted is not None and self.offered.person_id in self._crews.get(wanted.shift_id, ())
        )

    def _around(self, roster: Sequence[engine.Assignment], edit: Edit) -> tuple[Violation, ...]:
        return check_around(self._problem, Solution(tuple(roster)), people=edit.people, shifts=edit.shifts)

    def _exchangeable(self, person: Person) -> Iterable[Enrolment]:
        last = max(self._now, self.offered.shift.starts_at) + HORIZON
        own = {place.shift_id for place in self.places_of(self.offered.person)}
        for place in self.places_of(person):
            if self._now + NOTICE < place.shift.starts_at <= last and place.shift_id not in own:
                yield place

    def _load_places(self) -> Sequence[Enrolment]:
        start, end = self._window
        query = (
            select(Enrolment)
            .join(Enrolment.shift)
            .options(
                contains_eager(Enrolment.shift).options(joinedload(Shift.unit), selectinload(Shift.demands))
            )
            .where(
                Enrolment.person_id.in_(self._people),
                Enrolment.status == EnrolmentStatus.CONFIRMED,
                Shift.status == ShiftStatus.ACTIVE,
                Shift.starts_at >= start,
                Shift.starts_at < end,
            )
            .order_by(Shift.starts_at, Shift.id)
        )
        return db.session.scalars(query).all()

    @cached_property
    def _window(self) -> tuple[datetime, datetime]:
        """Return whole weeks, one more before and after all that can matter to rest and weekly limits."""
        first = last = self.offered.shift.starts_at
        if self._kind is SwapKind.SWAP:
            first, last = min(first, self._now), max(last, self._now) + HORIZON
        return self._monday(first) - _WEEK, self._monday(last) + 2 * _WEEK

    def _monday(self, moment: datetime) -> datetime:
        day = local_date(moment, self._zone)
        return day_start(day - timedelta(days=day.weekday()), self._zone)

    def _find_main(self) -> dict[int, Shift]:
        """Return the shifts that an exchange can touch, by id."""
        main = {self.offered.shift_id: self.offered.shift}
        if self._kind is SwapKind.SWAP:
            for person in self._people.values():
                main |= {place.shift_id: place.shift for place in self._exchangeable(person)}
        return main

    @cached_property
    def _scale(self) -> Scale:
        return Scale(Facts(self._problem), self._assignments)

    @cached_property
    def _assignments(self) -> tuple[engine.Assignment, ...]:
        return tuple(
            engine.Assignment(str(place.person_id), str(place.shift_id))
            for places in self._places.values()
            for place in places
        )

    @cached_property
    def _problem(self) -> engine.RosterProblem:
        start, end = (local_date(moment, self._zone) for moment in self._window)
        return engine.RosterProblem(
            zone=self._zone,
            start=start,
            end=end,
            units=tuple(self._units()),
            people=tuple(map(_person, self._people.values())),
            shifts=tuple(self._shifts()),
            rules=_KEPT,
            availability=tuple(self._wishes()),
        )

    def _units(self) -> Iterable[engine.Unit]:
        """Yield the homes and the places of the shifts; where somebody is busy anyway has no neighbours."""
        near: dict[int, Unit] = {person.home_unit_id: person.home_unit for person in self._people.values()}
        near |= {shift.unit_id: shift.unit for shift in self._main.values()}
        for number, lends in lending_units(list(near.values())).items():
            yield engine.Unit(str(number), tuple(str(other) for other in sorted(lends)))
        busy = {place.shift.unit_id for places in self._places.values() for place in places}
        for number in sorted(busy - near.keys()):
            yield engine.Unit(str(number))

    def _shifts(self) -> Iterable[engine.Shift]:
        held = self._held()
        for shift in self._main.values():
            yield describe_shift(shift, (), self._crews[shift.id] - self._people.keys(), held)
        known = set(self._main)
        for places in self._places.values():
            for place in places:
                shift = place.shift
                if shift.id not in known:
                    known.add(shift.id)
                    yield engine.Shift(str(shift.id), str(shift.unit_id), shift.starts_at, shift.ends_at)

    def _held(self) -> Mapping[int, Sequence[Qualification]]:
        strangers = {number for crew in self._crews.values() for number in crew} - self._people.keys()
        own = {
            person.id: [held for held in person.qualifications if held.verified]
            for person in self._people.values()
        }
        return own | (verified_qualifications(strangers) if strangers else {})

    def _wishes(self) -> Iterable[engine.Availability]:
        start = min(shift.starts_at for shift in self._main.values())
        end = max(shift.ends_at for shift in self._main.values())
        said = intervals(list(self._people.values()), start=start, end=end)
        for number, own in said.items():
            yield from (_availability(number, wish) for wish in own if wish.wish is not Wish.AVAILABLE)


def _double(exchange: Exchange) -> Violation:
    shift = str(exchange.offered.shift_id)
    return Violation("overlap", hard=True, amount=1, penalty=0, person=str(exchange.taker.id), shift=shift)


def _crews(shifts: Collection[int]) -> dict[int, set[int]]:
    crews: dict[int, set[int]] = {number: set() for number in shifts}
    query = select(Enrolment.shift_id, Enrolment.person_id).where(
        Enrolment.shift_id.in_(shifts), Enrolment.status == EnrolmentStatus.CONFIRMED
    )
    for shift_id, person_id in db.session.execute(query):
        crews[shift_id].add(person_id)
    return crews


def _person(person: Person) -> engine.Person:
    return engine.Person(
        id=str(person.id),
        unit=str(person.home_unit_id),
        skills=tuple(
            engine.PersonSkill(str(held.skill_id), held.level, held.valid_from, held.valid_until)
            for held in person.qualifications
            if held.verified
        ),
        limits=engine.Limits(
            min_rest_minutes=person.home_unit.min_rest_hours * 60,
            max_shifts_per_day=SHIFTS_PER_DAY,
            max_shifts_per_week=person.max_shifts_per_week,
        ),
    )


def _availability(person_id: int, said: WishInterval) -> engine.Availability:
    return engine.Availability(str(person_id), said.start, said.end, engine.Wish(said.wish.value))


def _key(violation: Violation) -> tuple[str | None, ...]:
    return violation.rule, violation.person, violation.shift, violation.demand


def _rank(violation: Violation) -> tuple[int, str]:
    return _RANKS.get(violation.rule, len(_RANKS)), violation.rule
