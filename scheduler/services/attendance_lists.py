"""The attendance of a shift as its leader sees it, and a person's own on the shifts of the moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from scheduler.database import db
from scheduler.enums import EnrolmentStatus, GuestStatus, ShiftStatus
from scheduler.models import Attendance, AttendanceClosing, Enrolment, GuestBooking, Person, Shift, Unit
from scheduler.services.attendance import CODE_WINDOW, LIST_OPENS
from scheduler.services.attendance_states import Presence, minutes_served
from scheduler.services.permissions import Right, within
from scheduler.services.rows import get_row

_MOST_FOUND = 20
_LAST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One person on a shift's list; ``minutes`` is what her time would count as."""

    person: Person
    walk_in: bool
    presence: Presence
    minutes: int


@dataclass(frozen=True, slots=True)
class OwnAttendance:
    """One shift and how far a person is with it; ``on_list``: she has a place on it or came as a walk-in."""

    shift: Shift
    presence: Presence
    on_list: bool = True


def sheet_of(shift: Shift) -> list[SheetLine]:
    """Return who is expected on a shift, by seat, and then who came besides, by name."""
    rows = {row.person_id: row for row in _attendance_on(shift)}
    placed = _placed(shift)
    known = {person.id for person in placed}
    came = sorted(
        (row.person for row in rows.values() if row.walk_in and row.person_id not in known),
        key=lambda person: (person.name, person.id),
    )
    return [_line(person, rows.get(person.id), shift) for person in [*placed, *came]]


def presence_of(row: Attendance | None) -> Presence:
    """Return what a row of attendance says; without one a person is still expected."""
    return Presence(row.state, row.arrived_at, row.left_at) if row else Presence()


def _line(person: Person, row: Attendance | None, shift: Shift) -> SheetLine:
    presence = presence_of(row)
    walk_in = row is not None and row.walk_in
    return SheetLine(person, walk_in, presence, minutes_served(presence, shift))


def _attendance_on(shift: Shift) -> Sequence[Attendance]:
    query = select(Attendance).where(Attendance.shift_id == shift.id)
    return db.session.scalars(query.options(joinedload(Attendance.person).joinedload(Person.home_unit))).all()


def _placed(shift: Shift) -> list[Person]:
    query = (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.shift_id == shift.id, Enrolment.status == EnrolmentStatus.CONFIRMED)
        .options(joinedload(Person.home_unit))
    )
    return list(db.session.scalars(query.order_by(Enrolment.seat)))


def own_shifts_now(person: Person, *, now: datetime) -> list[OwnAttendance]:
    """Return the person's shifts that she can check in to or out of by code now, by start."""
    placed = select(Enrolment.shift_id).where(
        Enrolment.person_id == person.id, Enrolment.status == EnrolmentStatus.CONFIRMED
    )
    walked = select(Attendance.shift_id).where(Attendance.person_id == person.id, Attendance.walk_in)
    closed = select(AttendanceClosing.shift_id)
    query = (
        select(Shift, Attendance)
        .join(Shift.unit)
        .outerjoin(Attendance, (Attendance.shift_id == Shift.id) & (Attendance.person_id == person.id))
        .where(
            or_(Shift.id.in_(placed), Shift.id.in_(walked)),
            Shift.id.not_in(closed),
            Shift.status == ShiftStatus.ACTIVE,
            Shift.starts_at <= now + CODE_WINDOW,
            Shift.ends_at >= now - CODE_WINDOW,
        )
        .options(contains_eager(Shift.unit))
    )
    rows = db.session.execute(query.order_by(Shift.starts_at, Shift.id))
    return [OwnAttendance(shift, presence_of(row)) for shift, row in rows]


def own_attendance(shift_id: int, person: Person) -> OwnAttendance:
    """Return how far a person is with one shift; raise ``NotFound`` where there is none."""
    shift = get_row(Shift, shift_id)
    of_person = (Attendance.shift_id == shift.id, Attendance.person_id == person.id)
    row = db.session.scalar(select(Attendance).where(*of_person))
    place = select(Enrolment.id).where(
        Enrolment.shift_id == shift.id,
        Enrolment.person_id == person.id,
        Enrolment.status == EnrolmentStatus.CONFIRMED,
    )
    on_list = db.session.scalar(place) is not None or (row is not None and row.walk_in)
    return OwnAttendance(shift, presence_of(row), on_list)


def find_walk_ins(shift: Shift, text: str, *, actor: Person) -> list[Person]:
    """Return active people whom ``actor`` sees and who are not on the shift's list, by name.

    ``text`` is part of a name or the last four digits or more of a phone number; so many at most.
    """
    wanted = text.strip()
    if not wanted or not wanted.isprintable():
        return []
    on_list = [line.person.id for line in sheet_of(shift)]
    query = (
        select(Person)
        .join(Person.home_unit)
        .where(within(actor, Right.VIEW_PEOPLE), Person.active, Person.id.not_in(on_list), _matches(wanted))
        .options(contains_eager(Person.home_unit))
    )
    near = (Person.home_unit_id != shift.unit_id, Person.name, Person.id)
    return list(db.session.scalars(query.order_by(*near).limit(_MOST_FOUND)))


def _matches(text: str) -> ColumnElement[bool]:
    digits = text.replace(" ", "")
    if digits.isdecimal() and digits.isascii() and len(digits) >= _LAST_DIGITS:
        return Person.phone.endswith(digits, autoescape=True)
    return Person.name.contains(text, autoescape=True)


def shifts_to_close(actor: Person, *, now: datetime, most: int) -> list[Shift]:
    """Return shifts that are over and whose attendance ``actor`` may confirm but nobody has, by start.

    Only shifts on which somebody has a place or came.
    """
    placed = select(Enrolment.shift_id).where(Enrolment.status == EnrolmentStatus.CONFIRMED)
    booked = select(GuestBooking.shift_id).where(GuestBooking.status == GuestStatus.CONFIRMED)
    query = (
        select(Shift)
        .join(Shift.unit)
        .outerjoin(AttendanceClosing, AttendanceClosing.shift_id == Shift.id)
        .where(
            within(actor, Right.KEEP_HOURS),
            AttendanceClosing.id.is_(None),
            Shift.status == ShiftStatus.ACTIVE,
            Shift.ends_at <= now,
            or_(Shift.id.in_(placed), Shift.id.in_(booked), Shift.id.in_(select(Attendance.shift_id))),
        )
        .options(contains_eager(Shift.unit))
    )
    return list(db.session.scalars(query.order_by(Shift.starts_at, Unit.code, Shift.id).limit(most)))


def shifts_now(actor: Person, *, now: datetime, most: int) -> list[Shift]:
    """Return shifts of around now in units whose attendance ``actor`` sees, by start."""
    query = (
        select(Shift)
        .join(Shift.unit)
        .where(
            within(actor, Right.VIEW_ATTENDANCE),
            Shift.status == ShiftStatus.ACTIVE,
            Shift.starts_at <= now + LIST_OPENS,
            Shift.ends_at >= now - CODE_WINDOW,
        )
        .options(contains_eager(Shift.unit))
    )
    return list(db.session.scalars(query.order_by(Shift.starts_at, Unit.code, Shift.id).limit(most)))
