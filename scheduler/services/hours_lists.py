"""The ledger as people read it: lines with their corrections, and totals by person, unit and month."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.database import db
from scheduler.enums import AttendanceState, HoursKind
from scheduler.models import Attendance, HoursEntry, HoursObjection, Person, Shift, Unit
from scheduler.services.paging import Page, paginate
from scheduler.services.permissions import Right, within
from scheduler.timeutils import days_interval, local_date

#: So many people a page.
_PAGE = 25


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A first line of the ledger with all that belongs to it; ``minutes`` is what it counts as now."""

    entry: HoursEntry
    minutes: int
    state: AttendanceState | None
    objections: Sequence[HoursObjection]

    @property
    def open_objection(self) -> HoursObjection | None:
        """Return the objection that waits for an answer."""
        return next((item for item in self.objections if item.answered_at is None), None)


@dataclass(frozen=True, slots=True)
class Totals:
    """Minutes of service and of training, and how many times somebody was there."""

    service: int = 0
    training: int = 0
    times: int = 0

    @property
    def minutes(self) -> int:
        """Return all minutes."""
        return self.service + self.training


@dataclass(frozen=True, slots=True)
class PersonTotals:
    """The totals of one person."""

    person: Person
    totals: Totals


@dataclass(slots=True)
class Year:
    """A person's year: minutes by month (from 0) and kind, and by day."""

    year: int
    service: list[int] = field(default_factory=lambda: [0] * 12)
    training: list[int] = field(default_factory=lambda: [0] * 12)
    days: dict[date, int] = field(default_factory=dict)
    times: int = 0

    @property
    def minutes(self) -> int:
        """Return all minutes of the year."""
        return sum(self.service) + sum(self.training)


def ledger_of(person: Person, *, number: int) -> Page[LedgerLine]:
    """Return page ``number`` of a person's ledger, the latest service first."""
    query = _first_lines(person).order_by(HoursEntry.began.desc(), HoursEntry.id.desc())
    page = paginate(query, number=number)
    return Page(with_details(page.items), page.number, page.pages, page.total)


def ledger_line(entry: HoursEntry) -> LedgerLine:
    """Return one first line with all that belongs to it."""
    return with_details([entry])[0]


def lines_between(person: Person, first: date, last: date, *, zone: str) -> list[LedgerLine]:
    """Return a person's ledger from ``first`` to ``last`` (both included), by time."""
    start, end = days_interval(first, last, zone)
    query = _first_lines(person).where(HoursEntry.began >= start, HoursEntry.began < end)
    return with_details(list(db.session.scalars(query.order_by(HoursEntry.began, HoursEntry.id))))


def all_lines(person: Person) -> list[LedgerLine]:
    """Return a person's whole ledger, by time."""
    query = _first_lines(person).order_by(HoursEntry.began, HoursEntry.id)
    return with_details(list(db.session.scalars(query)))


def _first_lines(person: Person) -> Select[HoursEntry]:
    return (
        select(HoursEntry)
        .where(HoursEntry.person_id == person.id, HoursEntry.corrects_id.is_(None))
        .options(
            joinedload(HoursEntry.unit),
            joinedload(HoursEntry.shift).joinedload(Shift.unit),
            joinedload(HoursEntry.made_by),
            selectinload(HoursEntry.corrections).joinedload(HoursEntry.made_by),
        )
    )


def with_details(entries: Sequence[HoursEntry]) -> list[LedgerLine]:
    """Return first lines with what they count as, the person's state on the shift, and objections."""
    objections = _objections([entry.id for entry in entries])
    states = _states(entries)
    return [
        LedgerLine(
            entry=entry,
            minutes=entry.minutes + sum(line.minutes for line in entry.corrections),
            state=states.get((entry.shift_id, entry.person_id)),
            objections=objections.get(entry.id, ()),
        )
        for entry in entries
    ]


def _objections(entries: Collection[int]) -> dict[int, list[HoursObjection]]:
    found: dict[int, list[HoursObjection]] = defaultdict(list)
    query = select(HoursObjection).where(HoursObjection.entry_id.in_(entries)).order_by(HoursObjection.id)
    for objection in db.session.scalars(query):
        found[objection.entry_id].append(objection)
    return found


def _states(entries: Sequence[HoursEntry]) -> dict[tuple[int | None, int], AttendanceState]:
    query = select(Attendance.shift_id, Attendance.person_id, Attendance.state).where(
        Attendance.shift_id.in_([entry.shift_id for entry in entries if entry.shift_id is not None]),
        Attendance.person_id.in_({entry.person_id for entry in entries}),
    )
    return {(shift, person): state for shift, person, state in db.session.execute(query)}


def totals_of(person: Person, interval: tuple[datetime, datetime] | None = None) -> Totals:
    """Return the totals of a person, within ``[start, end)`` if given."""
    query = _lines().where(HoursEntry.person_id == person.id)
    if interval is not None:
        query = query.where(HoursEntry.began >= interval[0], HoursEntry.began < interval[1])
    return _total(query)


def totals_of_units(actor: Person, *, unit: Unit | None, interval: tuple[datetime, datetime]) -> Totals:
    """Return the totals of the units whose hours ``actor`` sees, or of the subtree of ``unit`` among them."""
    return _total(_visible(actor, unit, interval))


def totals_by_person(
    actor: Person, *, unit: Unit | None, interval: tuple[datetime, datetime], number: int
) -> Page[PersonTotals]:
    """Return page ``number`` of who served how long in the units whose hours ``actor`` sees.

    The longest first. Hours belong to the unit that was served; with ``unit`` only its subtree counts.
    """
    lines = _visible(actor, unit, interval).subquery()
    service, training, times = _sums(lines)
    query = select(lines.c.person_id, service, training, times).group_by(lines.c.person_id)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // _PAGE))
    number = min(max(1, number), pages)
    ordered = query.order_by((service + training).desc(), lines.c.person_id)
    rows = db.session.execute(ordered.limit(_PAGE).offset((number - 1) * _PAGE)).all()
    people = _people([row[0] for row in rows])
    items = [PersonTotals(people[row[0]], Totals(*map(int, row[1:]))) for row in rows]
    return Page(items, number, pages, total)


def _lines() -> Select[int, HoursKind, int]:
    """Return every first line with its person, its kind, and what it counts as."""
    first = func.coalesce(HoursEntry.corrects_id, HoursEntry.id)
    minutes = func.sum(HoursEntry.minutes).label("minutes")
    query = select(HoursEntry.person_id, HoursEntry.kind, minutes)
    return query.group_by(HoursEntry.person_id, HoursEntry.kind, first)


def _visible(
    actor: Person, unit: Unit | None, interval: tuple[datetime, datetime]
) -> Select[int, HoursKind, int]:
    query = _lines().join(HoursEntry.unit).where(within(actor, Right.VIEW_ATTENDANCE))
    query = query.where(HoursEntry.began >= interval[0], HoursEntry.began < interval[1])
    return query.where(Unit.path.startswith(unit.path)) if unit else query


def _sums(lines: Subquery) -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    minutes, kind = lines.c.minutes, lines.c.kind
    return (
        func.coalesce(func.sum(case((kind == HoursKind.SERVICE, minutes), else_=0)), 0),
        func.coalesce(func.sum(case((kind == HoursKind.TRAINING, minutes), else_=0)), 0),
        func.count(case((minutes > 0, 1))),
    )


def _total(query: Select[int, HoursKind, int]) -> Totals:
    row = db.session.execute(select(*_sums(query.subquery()))).one()
    return Totals(*map(int, row))


def _people(numbers: Collection[int]) -> dict[int, Person]:
    query = select(Person).where(Person.id.in_(numbers)).options(joinedload(Person.home_unit))
    return {person.id: person for person in db.session.scalars(query)}


def year_of(person: Person, year: int) -> Year:
    """Return a person's year by month and day, on the clock of her home unit."""
    zone = person.home_unit.zone
    start, end = days_interval(date(year, 1, 1), date(year, 12, 31), zone)
    first = func.coalesce(HoursEntry.corrects_id, HoursEntry.id)
    query = (
        select(func.min(HoursEntry.began), HoursEntry.kind, func.sum(HoursEntry.minutes))
        .where(HoursEntry.person_id == person.id, HoursEntry.began >= start, HoursEntry.began < end)
        .group_by(first, HoursEntry.kind)
    )
    found = Year(year)
    for began, kind, minutes in db.session.execute(query):
        day = local_date(began, zone)
        months = found.service if kind is HoursKind.SERVICE else found.training
        months[day.month - 1] += int(minutes)
        found.days[day] = found.days.get(day, 0) + int(minutes)
        found.times += minutes > 0
    return found


def years_of(person: Person) -> list[int]:
    """Return the years in which a person's ledger has lines, the latest first."""
    query = select(HoursEntry.began).where(HoursEntry.person_id == person.id).distinct()
    zone = person.home_unit.zone
    return sorted({local_date(began, zone).year for began in db.session.scalars(query)}, reverse=True)


def find_own_entry(entry_id: int, *, person: Person) -> HoursEntry | None:
    """Return a first line of the person's own ledger, if it is one."""
    query = _first_lines(person).where(HoursEntry.id == entry_id)
    return db.session.scalar(query)
