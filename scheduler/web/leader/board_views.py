"""The board: a week of the roster as a table, by unit or by person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from scheduler.enums import ActivityKind
from scheduler.models import Person, RosterPeriod, Shift, Skill, Unit
from scheduler.services.paging import Page
from scheduler.services.rosters.coverage import Post, Staffing
from scheduler.services.rosters.crews import Seat
from scheduler.timeutils import local_date

WEEK = 7
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Week:
    """Week ``number`` of ``total`` of a period: its days, the last week perhaps fewer than seven."""

    number: int
    total: int
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A shift on the board: its crew, the wanted skills that each person brings, and what it lacks."""

    shift: Shift
    crew: Sequence[Seat]
    posts: Sequence[Post]
    skills: Mapping[int, Sequence[Skill]]

    @property
    def lacking(self) -> list[Post]:
        """Return the posts that lack people."""
        return [post for post in self.posts if post.missing]

    @property
    def state(self) -> str:
        """Return ``critical``, ``short`` or ``full``."""
        if any(post.critical for post in self.posts):
            return "critical"
        return "short" if self.lacking else "full"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit's cards by day."""

    unit: Unit
    cells: Mapping[date, Sequence[Card]]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person's seats by day."""

    person: Person
    cells: Mapping[date, Sequence[Seat]]

    @property
    def shifts(self) -> int:
        """Return how many shifts the person has in the week."""
        return sum(len(cell) for cell in self.cells.values())


def week_of(period: RosterPeriod, number: int) -> Week:
    """Return week ``number`` (from 1) of the period; one out of range means the nearest."""
    length = (period.ends_on - period.starts_on).days + 1
    total = -(-length // WEEK)
    number = min(max(1, number), total)
    first = period.starts_on + timedelta(days=WEEK * (number - 1))
    days = (first + timedelta(days=index) for index in range(WEEK))
    return Week(number, total, tuple(day for day in days if day <= period.ends_on))


def week_today(period: RosterPeriod, now: datetime) -> int:
    """Return the number of the week that goes on at ``now``; before and after the period, another."""
    return (local_date(now, period.unit.zone) - period.starts_on).days // WEEK + 1


def week_with(period: RosterPeriod, shift: Shift) -> int:
    """Return the number of the week in which a shift begins."""
    return (local_date(shift.starts_at, period.unit.zone) - period.starts_on).days // WEEK + 1


def card_of(staffing: Staffing, shift: Shift) -> Card:
    """Return the card of one shift."""
    crew = staffing.crews[shift.id]
    skills = {seat.person_id: staffing.skills.get((shift.id, seat.person_id), ()) for seat in crew}
    return Card(shift, crew, staffing.posts[shift.id], skills)


def unit_rows(staffing: Staffing) -> list[UnitRow]:
    """Return the board by unit, units by code."""
    cells: dict[int, dict[date, list[Card]]] = defaultdict(lambda: defaultdict(list))
    units: dict[int, Unit] = {}
    for shift in staffing.shifts:
        units[shift.unit_id] = shift.unit
        cells[shift.unit_id][day_of(shift)].append(card_of(staffing, shift))
    return [UnitRow(unit, cells[unit.id]) for unit in sorted(units.values(), key=lambda unit: unit.code)]


def person_rows(staffing: Staffing) -> list[PersonRow]:
    """Return the board by person, by name; only those who have a shift."""
    cells: dict[int, dict[date, list[Seat]]] = defaultdict(lambda: defaultdict(list))
    people: dict[int, Person] = {}
    for shift in staffing.shifts:
        for seat in staffing.crews[shift.id]:
            people[seat.person_id] = seat.person
            cells[seat.person_id][day_of(shift)].append(seat)
    ordered = sorted(people.values(), key=lambda person: (person.name, person.id))
    return [PersonRow(person, cells[person.id]) for person in ordered]


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board shows: a unit and what is below it, a kind, only what lacks people; ``None``: all."""

    unit: Unit | None = None
    kind: ActivityKind | None = None
    lacking: bool = False

    def narrow(self, staffing: Staffing) -> Staffing:
        """Return the part of a staffing that is shown."""
        return Staffing(
            [shift for shift in staffing.shifts if self._shows(staffing, shift)],
            staffing.crews,
            staffing.posts,
            staffing.skills,
        )

    def _shows(self, staffing: Staffing, shift: Shift) -> bool:
        return (
            (self.unit is None or self.unit.contains(shift.unit))
            and (self.kind is None or shift.kind is self.kind)
            and (not self.lacking or any(post.missing for post in staffing.posts[shift.id]))
        )


def page_of(rows: Sequence[Row], *, number: int, size: int) -> Page[Row]:
    """Return page ``number`` of rows that are all at hand; a number out of range means the nearest."""
    pages = max(1, -(-len(rows) // size))
    number = min(max(1, number), pages)
    return Page(rows[(number - 1) * size : number * size], number, pages, len(rows))


def by_day(shifts: Iterable[Shift]) -> list[tuple[date, list[Shift]]]:
    """Return shifts under the local days on which they begin."""
    days: dict[date, list[Shift]] = defaultdict(list)
    for shift in shifts:
        days[day_of(shift)].append(shift)
    return sorted(days.items())


def day_of(shift: Shift) -> date:
    """Return the local day on which a shift begins."""
    return local_date(shift.starts_at, shift.unit.zone)
