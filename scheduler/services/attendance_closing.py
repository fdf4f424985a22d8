"""A shift's attendance confirmed by its leader: hours go into the ledger, once."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import ActivityKind, AttendanceState, HoursKind, ShiftStatus
from scheduler.errors import Conflict, InvalidInput
from scheduler.models import Attendance, AttendanceClosing, HoursEntry, Person, Shift
from scheduler.services import audit
from scheduler.services.attendance import closing_of
from scheduler.services.attendance_lists import SheetLine, sheet_of
from scheduler.services.attendance_states import most_minutes
from scheduler.services.guest_lists import close_guests
from scheduler.services.permissions import Right, require
from scheduler.services.rows import flush_or, get_row


def close_shift(
    shift_id: int, *, minutes: Mapping[int, int], actor: Person, now: datetime
) -> AttendanceClosing:
    """Confirm who served on a shift, and for how long, and write it into the ledger.

    ``minutes`` by person id replace those that follow from arrival and leaving. Whoever is still expected
    did not come. Everybody on the list gets a line, of no minutes too, so that there is something to object
    to; guests get none, nobody keeps hours of them. Raises ``NotFound``, ``NotAllowed``, ``InvalidInput``
    for more than the shift can count as, and ``Conflict`` where the shift is not over, is cancelled, or is
    closed already.
    """
    with atomic():
        shift = get_row(Shift, shift_id, lock=True)
        require(actor, Right.KEEP_HOURS, shift.unit)
        _refuse_early(shift, now)
        closing = AttendanceClosing(shift_id=shift.id, closed_at=now, closed_by_id=actor.id)
        db.session.add(closing)
        flush_or(Conflict("attendance.closed_already"))
        lines = sheet_of(shift)
        for line in lines:
            db.session.add(_entry(line, shift, minutes, actor, now))
        _settle_rows(shift, lines, now)
        close_guests(shift, now=now)
        audit.record(
            "attendance.closed",
            shift,
            actor=actor,
            now=now,
            unit_id=shift.unit_id,
            title=shift.title,
            number=len(lines),
            minutes=sum(_minutes(line, shift, minutes) for line in lines),
        )
    return closing


def hours_kind_of(kind: ActivityKind) -> HoursKind:
    """Return what the hours of an activity count as."""
    return HoursKind.TRAINING if kind is ActivityKind.TRAINING else HoursKind.SERVICE


def _refuse_early(shift: Shift, now: datetime) -> None:
    if shift.status is ShiftStatus.CANCELLED:
        raise Conflict("attendance.shift_cancelled")
    if closing_of(shift) is not None:
        raise Conflict("attendance.closed_already")
    if now < shift.ends_at:
        raise Conflict("attendance.not_over")


def _entry(
    line: SheetLine, shift: Shift, minutes: Mapping[int, int], actor: Person, now: datetime
) -> HoursEntry:
    return HoursEntry(
        person_id=line.person.id,
        unit_id=shift.unit_id,
        shift_id=shift.id,
        kind=hours_kind_of(shift.kind),
        title=shift.title,
        began=shift.starts_at,
        minutes=_minutes(line, shift, minutes),
        made_by_id=actor.id,
        created=now,
    )


def _minutes(line: SheetLine, shift: Shift, minutes: Mapping[int, int]) -> int:
    counted = minutes.get(line.person.id, line.minutes)
    most = most_minutes(shift)
    if not 0 <= counted <= most:
        raise InvalidInput("minutes", "hours.minutes", most=most, person_id=line.person.id)
    return counted


def _settle_rows(shift: Shift, lines: list[SheetLine], now: datetime) -> None:
    """Give everybody on the list a row that says what became of them."""
    rows = {row.person_id: row for row in _rows(shift)}
    for line in lines:
        row = rows.get(line.person.id)
        if row is None:
            row = Attendance(shift_id=shift.id, person_id=line.person.id, walk_in=False)
            row.state = AttendanceState.EXPECTED
            db.session.add(row)
        if row.state is AttendanceState.EXPECTED:
            row.state = AttendanceState.NO_SHOW
            row.updated = now


def _rows(shift: Shift) -> list[Attendance]:
    return list(db.session.scalars(select(Attendance).where(Attendance.shift_id == shift.id)))
