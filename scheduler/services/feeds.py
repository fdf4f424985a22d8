"""What calendar feeds hold, and a quick way to tell whether that has changed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, Text, bindparam, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from scheduler.database import UtcDateTime, db
from scheduler.enums import PUBLIC_KINDS, ActivityKind, EnrolmentStatus, ShiftStatus
from scheduler.errors import NotFound
from scheduler.models import Enrolment, Person, Shift, Unit

#: Cancelled events stay this long after their end, so that every subscriber learns of it.
TOMBSTONE = timedelta(days=30)
#: Events that took place stay this long after their end.
HISTORY = timedelta(days=90)
#: Readers take no more in one feed.
MOST_EVENTS = 2000
_CODE_LENGTH = 40
Columns = tuple[Any, ...]


def feed_day(now: datetime) -> datetime:
    """Return the start of the day: what has grown old leaves a feed once a day, not at every request."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def get_unit(code: str) -> Unit:
    """Return the unit with ``code``; raise ``NotFound`` where there is none."""
    unit = db.session.scalar(select(Unit).where(Unit.code == code)) if _may_be_code(code) else None
    if unit is None:
        raise NotFound("not_found")
    return unit


def _may_be_code(code: str) -> bool:
    """Tell whether a unit can have ``code``: for some databases a NUL is an error, not an empty answer."""
    return code.isprintable() and len(code) <= _CODE_LENGTH


class FeedRow(NamedTuple):
    """A shift, or a place on one, as calendars show it; ``id`` is the shift's or the place's."""

    id: int
    unit_id: int
    kind: ActivityKind
    title: str
    place: str
    notes: str
    starts_at: datetime
    ends_at: datetime
    created: datetime
    updated: datetime
    sequence: int
    gone: bool


_CALLED_OFF = Shift.status == ShiftStatus.CANCELLED
_GIVEN_UP = (Enrolment.status != EnrolmentStatus.CONFIRMED) | _CALLED_OFF
#: Whoever only waited never had a place that a calendar could show.
_WAS_PLACE = Enrolment.sequence >= 0
# Columns instead of whole rows: a feed of a thousand is read in half the time.
_SHIFT = (
    *(Shift.id, Shift.unit_id, Shift.kind, Shift.title, Shift.place, Shift.notes),
    *(Shift.starts_at, Shift.ends_at, Shift.created, Shift.updated, Shift.sequence),
)


def public_shift(shift_id: int) -> FeedRow:
    """Return a public training or drill; raise ``NotFound`` for everything else."""
    query = select(*_SHIFT, _CALLED_OFF).where(Shift.id == shift_id, Shift.kind.in_(PUBLIC_KINDS))
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound("not_found")
    return FeedRow._make(row)


def public_shifts(unit: Unit, *, now: datetime) -> list[FeedRow]:
    """Return the public trainings and drills of a unit and its subtree, by start.

    Where there are more than readers take (2,000), the oldest past ones are missing, and after these the
    last of those to come.
    """
    day = feed_day(now)
    query = select(*_SHIFT, _CALLED_OFF).join(Shift.unit)
    query = query.where(
        Unit.path.startswith(unit.path),
        Shift.kind.in_(PUBLIC_KINDS),
        _is_news(_CALLED_OFF, day - HISTORY, day - TOMBSTONE),
    )
    return [FeedRow._make(row) for row in _latest(query, day)]


def private_places(person: Person, *, now: datetime) -> list[FeedRow]:
    """Return a person's places on shifts by start, those given up or called off while they are news.

    Where there are more than readers take, some are missing as in ``public_shifts``.
    """
    day = feed_day(now)
    query = select(*_SHIFT, _GIVEN_UP, Enrolment.id, Enrolment.created, Enrolment.updated, Enrolment.sequence)
    query = query.select_from(Enrolment).join(Enrolment.shift)
    query = query.where(
        Enrolment.person_id == person.id, _WAS_PLACE, _is_news(_GIVEN_UP, day - HISTORY, day - TOMBSTONE)
    )
    return [_place(row) for row in _latest(query, day)]


def every_place(person: Person) -> list[FeedRow]:
    """Return all places that a person ever had on shifts, past and to come, by start."""
    query = select(*_SHIFT, _GIVEN_UP, Enrolment.id, Enrolment.created, Enrolment.updated, Enrolment.sequence)
    query = query.select_from(Enrolment).join(Enrolment.shift)
    query = query.where(Enrolment.person_id == person.id, _WAS_PLACE)
    return [_place(row) for row in db.session.execute(query.order_by(Shift.starts_at, Shift.id))]


def _place(row: Row[*Columns]) -> FeedRow:
    """Return a place: it changes with its shift, and its own sequence adds to the shift's."""
    *shift, number, created, updated, sequence = row
    shown = FeedRow._make(shift)
    return shown._replace(
        id=number,
        created=created,
        updated=max(shown.updated, updated),
        sequence=shown.sequence + sequence,
    )


def _latest(query: Select[*Columns], day: datetime) -> list[Row[*Columns]]:
    """Return what is to come by start, and before it as much of the past as there is room for."""
    coming = query.where(Shift.ends_at > day).order_by(Shift.starts_at, Shift.id)
    rows = list(db.session.execute(coming.limit(MOST_EVENTS)))
    past = query.where(Shift.ends_at <= day).order_by(Shift.starts_at.desc(), Shift.id.desc())
    return list(db.session.execute(past.limit(MOST_EVENTS - len(rows))))[::-1] + rows


def units_of(rows: Iterable[FeedRow]) -> dict[int, Unit]:
    """Return the units of the rows by their ids."""
    numbers = {row.unit_id for row in rows}
    return {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(numbers)))}


def _is_news(gone: ColumnElement[bool], history: Any, tombstone: Any) -> ColumnElement[bool]:
    """Return a condition for events that ended after ``history``, or ``tombstone`` where they are gone."""
    return Shift.ends_at > case((gone, tombstone), else_=history)


def public_state(code: str, *, now: datetime) -> str | None:
    """Return what the public feed of a unit rests on as one text, in a tenth of the time its rows take.

    Equal texts mean equal feeds. None: there is no such unit, or nothing in its feed.
    """
    return _state(_PUBLIC_STATE, now, code=code) if _may_be_code(code) else None


def private_state(person: Person, *, now: datetime) -> str | None:
    """Return what a person's own feed rests on, as ``public_state`` does."""
    return _state(_PRIVATE_STATE, now, person=person.id)


def _state(query: Select[Any], now: datetime, **whose: str | int) -> str | None:
    day = feed_day(now)
    bounds = {"history": day - HISTORY, "tombstone": day - TOMBSTONE}
    row = db.session.execute(query, {**whose, **bounds}).one()
    return None if row[0] is None else "|".join(map(str, (day, *row)))


def _versions(*columns: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Return the columns of every row as one text."""
    first, *rest = (cast(column, Text) for column in columns)
    line: ColumnElement[Any] = first
    for column in rest:
        line = line + ":" + column
    return func.aggregate_strings(line, " ")


_TOP = aliased(Unit)
_HISTORY, _TOMBSTONE = bindparam("history", type_=UtcDateTime()), bindparam("tombstone", type_=UtcDateTime())
# Made once: to put such a query together takes longer than to answer it.
_PUBLIC_STATE = (
    select(_versions(Shift.id, Shift.version, Unit.version), func.max(Shift.updated), func.max(_TOP.version))
    .select_from(Shift)
    .join(Shift.unit)
    .join(_TOP, Unit.path.startswith(_TOP.path))
    .where(
        _TOP.code == bindparam("code"),
        Shift.kind.in_(PUBLIC_KINDS),
        _is_news(_CALLED_OFF, _HISTORY, _TOMBSTONE),
    )
)
_PRIVATE_STATE = (
    select(
        _versions(Enrolment.id, Enrolment.sequence, Enrolment.status, Shift.version, Unit.version),
        func.max(Enrolment.updated),
        func.max(Shift.updated),
    )
    .select_from(Enrolment)
    .join(Enrolment.shift)
    .join(Shift.unit)
    .where(
        Enrolment.person_id == bindparam("person"),
        _WAS_PLACE,
        _is_news(_GIVEN_UP, _HISTORY, _TOMBSTONE),
    )
)
