"""From the database to the engine: a period's draft becomes a ``RosterProblem``.

Ids are the rows' ids as text; names stay out of it, since runs keep their problems. Whatever a person is
bound to already, be it a training, a shift of another unit or one that has begun, enters as a pinned
shift without demands, so that overlap, rest and weekly limits count it. Places that contradict each
other, and those of people from elsewhere, enter as time that is taken and as posts that are filled.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.enums import Wish
from scheduler.models import Person, Qualification, Roster, RosterPeriod, Shift, Unit
from scheduler.rostering import problem as engine
from scheduler.rostering.presets import BALANCED
from scheduler.rostering.solution import Solution
from scheduler.services import availability
from scheduler.services.rosters.bindings import SHIFTS_PER_DAY, Ties, load_ties, without
from scheduler.services.rosters.building_posts import describe_shift, qualifications_of
from scheduler.services.rosters.burdens import newcomers
from scheduler.services.rosters.crews import Seat, load_seats
from scheduler.services.rosters.dislikes import requests_of
from scheduler.services.rosters.drafts import published_of
from scheduler.services.rosters.lending import lending_units
from scheduler.services.rosters.month_limits import by_month, month_limits
from scheduler.services.rosters.scope import bounds, period_people, period_shifts, period_units

_HOUR = 60


@dataclass(frozen=True, slots=True)
class Focus:
    """A part of a period that suffices to judge one edit: these people and shifts, ``None`` for all."""

    people: frozenset[int] | None
    shifts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Built:
    """A draft as the engine sees it: the problem, and the draft itself as its solution so far."""

    problem: engine.RosterProblem
    solution: Solution


def build_problem(draft: Roster, *, now: datetime, focus: Focus | None = None) -> Built:
    """Return what the engine needs to know about the shifts of a draft that have not begun by ``now``."""
    return _Builder(draft, now, focus).build()


class _Builder:
    """The rows of one build, loaded once each."""

    def __init__(self, draft: Roster, now: datetime, focus: Focus | None) -> None:
        self._period: RosterPeriod = draft.period
        self._focus = focus
        self._shifts = period_shifts(self._period, after=now, ids=focus.shifts if focus else None)
        self._people = period_people(self._period, ids=focus.people if focus else None)
        self._units = _needed_units(self._period, self._people, self._shifts, everything=focus is None)
        self._lends = lending_units(self._units)
        self._ties = load_ties(self._period, self._people, self._lends, now=now)
        served = {number: own.served for number, own in self._ties.items()}
        self._newcomers = newcomers(self._period, self._people, served)
        self._seats = load_seats(draft, self._by_id)

    @property
    def _by_id(self) -> dict[int, Shift]:
        return {shift.id: shift for shift in self._shifts}

    @property
    def _window(self) -> tuple[datetime, datetime]:
        """Return the time in which wishes can matter: the whole period, or from first to last shift."""
        if self._focus is None or not self._shifts:
            return bounds(self._period)
        return self._shifts[0].starts_at, max(shift.ends_at for shift in self._shifts)

    def build(self) -> Built:
        start, end = self._window
        own, others = self._seats_within()
        pins = [_assignment(seat) for seat in own if seat.pinned]
        busy, busy_pins = _busy_shifts(self._people, self._ties)
        shifts = (*self._describe_shifts(own, others), *busy)
        monthly = month_limits(self._period, self._people, self._ties)
        people = {person.id for person in self._people}
        problem = engine.RosterProblem(
            zone=self._period.unit.zone,
            start=self._period.starts_on,
            end=self._period.ends_on + timedelta(days=1),
            units=tuple(_unit(unit, self._lends) for unit in self._units),
            people=tuple(
                _person(
                    person,
                    self._ties[person.id],
                    newcomer=person.id in self._newcomers,
                    monthly=monthly.get(person.id, ()),
                )
                for person in self._people
            ),
            shifts=tuple(by_month(shifts, self._period.unit.zone)) if monthly else shifts,
            rules=BALANCED,
            availability=tuple(_wishes(self._people, self._ties, start, end)),
            requests=tuple(self._requests()),
            pins=(*pins, *busy_pins),
            published=tuple(self._published(people)),
        )
        return Built(problem, Solution((*map(_assignment, own), *busy_pins)))

    def _seats_within(self) -> tuple[list[Seat], list[Seat]]:
        """Return the seats that the problem holds as assignments, and those it only counts as filled."""
        people = {person.id for person in self._people}
        spare = {(place.person_id, place.shift_id) for tie in self._ties.values() for place in tie.spare}
        own: list[Seat] = []
        others: list[Seat] = []
        for seat in self._seats:
            key = (seat.person_id, seat.shift_id)
            if seat.person_id in people and not (seat.fixed and key in spare):
                own.append(seat)
            elif seat.fixed:
                others.append(seat)
        return own, others

    def _describe_shifts(self, own: Sequence[Seat], others: Sequence[Seat]) -> list[engine.Shift]:
        held = qualifications_of(self._people, others)
        fixed, filled = _by_shift(seat for seat in own if seat.fixed), _by_shift(others)
        return [describe_shift(shift, fixed[shift.id], filled[shift.id], held) for shift in self._shifts]

    def _requests(self) -> Iterable[engine.Request]:
        chosen = {(seat.person_id, seat.shift_id) for seat in self._seats if seat.fixed}
        return requests_of(self._people, self._shifts, self._lends, chosen)

    def _published(self, people: Collection[int]) -> Iterable[engine.Assignment]:
        for seat in load_seats(published_of(self._period), self._by_id):
            if seat.person_id in people:
                yield _assignment(seat)


def _needed_units(
    period: RosterPeriod, people: Sequence[Person], shifts: Sequence[Shift], *, everything: bool
) -> list[Unit]:
    needed = {person.home_unit_id for person in people} | {shift.unit_id for shift in shifts}
    return [unit for unit in period_units(period) if everything or unit.id in needed]


def _by_shift(seats: Iterable[Seat]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for seat in seats:
        found[seat.shift_id].append(seat.person_id)
    return found


def _assignment(seat: Seat) -> engine.Assignment:
    return engine.Assignment(str(seat.person_id), str(seat.shift_id))


def _unit(unit: Unit, lends: Mapping[int, Collection[int]]) -> engine.Unit:
    return engine.Unit(str(unit.id), tuple(str(number) for number in sorted(lends[unit.id])))


def _person(
    person: Person, ties: Ties, *, newcomer: bool, monthly: tuple[tuple[str, int], ...]
) -> engine.Person:
    return engine.Person(
        id=str(person.id),
        unit=str(person.home_unit_id),
        skills=tuple(_skill(held) for held in person.qualifications if held.verified),
        limits=engine.Limits(
            min_rest_minutes=person.home_unit.min_rest_hours * _HOUR,
            max_shifts_per_day=SHIFTS_PER_DAY,
            max_shifts_per_week=person.max_shifts_per_week,
            max_per_type=monthly,
        ),
        history=engine.History(
            last_end=ties.last_end,
            week_shifts=ties.week_shifts,
            week_minutes=ties.week_minutes,
            recent_minutes=ties.recent_minutes,
            recent_unpopular=ties.recent_unpopular,
        ),
        pledged_minutes=person.pledged_hours_per_week * _HOUR,
        newcomer=newcomer,
    )


def _skill(held: Qualification) -> engine.PersonSkill:
    return engine.PersonSkill(str(held.skill_id), held.level, held.valid_from, held.valid_until)


def _busy_shifts(
    people: Iterable[Person], ties: Mapping[int, Ties]
) -> tuple[list[engine.Shift], list[engine.Assignment]]:
    """Return shifts without demands for what binds people elsewhere, each in their home unit."""
    shifts: dict[str, engine.Shift] = {}
    pins = []
    for person in people:
        for place in ties[person.id].kept:
            if place.coming:
                continue
            number = f"busy-{person.home_unit_id}-{place.start:%Y%m%dT%H%M%S}-{place.end:%Y%m%dT%H%M%S}"
            shifts[number] = engine.Shift(number, str(person.home_unit_id), place.start, place.end)
            pins.append(engine.Assignment(str(person.id), number))
    return list(shifts.values()), pins


def _wishes(
    people: Sequence[Person], ties: Mapping[int, Ties], start: datetime, end: datetime
) -> Iterable[engine.Availability]:
    """Yield what people said about ``[start, end)``, and when they have made other plans.

    A time at which somebody holds a place is not unavailable, whatever the weekly pattern says.
    """
    said = availability.intervals(people, start=start, end=end)
    for person in people:
        own = ties[person.id]
        taken = [(place.start, place.end) for place in own.kept]
        rest = timedelta(hours=person.home_unit.min_rest_hours)
        for wish in said.get(person.id, ()):
            if wish.wish is Wish.UNAVAILABLE:
                yield from _unavailable(person, without(wish.start, wish.end, taken))
            elif wish.wish is not Wish.AVAILABLE:
                yield engine.Availability(str(person.id), wish.start, wish.end, engine.Wish(wish.wish.value))
        for place in own.spare:
            yield from _unavailable(person, without(place.start - rest, place.end + rest, taken))


def _unavailable(
    person: Person, intervals: Iterable[tuple[datetime, datetime]]
) -> Iterable[engine.Availability]:
    for start, end in intervals:
        yield engine.Availability(str(person.id), start, end, engine.Wish.UNAVAILABLE)
