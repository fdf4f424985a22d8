"""Places for guests as rows, under the lock of their shift: held, given up, waited for, offered in turn.

Everything that changes rows happens inside ``atomic``, after ``enrolment_seats.lock_shift``.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select

from scheduler.database import db
from scheduler.enums import GuestMessageKind, GuestStatus, ShiftStatus
from scheduler.models import GuestBooking, GuestPlace, Shift
from scheduler.services import audit
from scheduler.services.enrolment_waiting import offer_until
from scheduler.services.guest_messages import tell_guest

#: So long an unconfirmed booking holds its places.
HOLD = timedelta(minutes=30)
#: Statuses in which a booking may hold places; an unconfirmed one of a full shift holds none.
HOLDING = (GuestStatus.UNCONFIRMED, GuestStatus.CONFIRMED, GuestStatus.OFFERED)
#: Statuses in which somebody counts on the shift and is told what becomes of it.
CONCERNED = (GuestStatus.CONFIRMED, GuestStatus.OFFERED, GuestStatus.WAITING)


def bookings_on(shift: Shift, statuses: Collection[GuestStatus]) -> Sequence[GuestBooking]:
    """Return the bookings of a shift with one of these statuses, in turn, as they stand now."""
    query = select(GuestBooking).where(GuestBooking.shift_id == shift.id, GuestBooking.status.in_(statuses))
    query = query.order_by(GuestBooking.turn, GuestBooking.id).execution_options(populate_existing=True)
    return db.session.scalars(query).all()


def places_held(shift: Shift) -> dict[int, list[int]]:
    """Return the numbers of the places that are held, by the id of their booking, each list in order."""
    query = select(GuestPlace.booking_id, GuestPlace.number).where(GuestPlace.shift_id == shift.id)
    held: dict[int, list[int]] = {}
    for booking_id, number in db.session.execute(query.order_by(GuestPlace.number)):
        held.setdefault(booking_id, []).append(number)
    return held


def free_numbers(shift: Shift) -> list[int]:
    """Return the numbers of the places that nobody holds, the lowest first."""
    taken = {number for numbers in places_held(shift).values() for number in numbers}
    return [number for number in range(1, shift.guest_places + 1) if number not in taken]


def still_held(now: datetime) -> ColumnElement[bool]:
    """Return a condition for bookings whose places count: what has run out is free before anybody ends it."""
    return or_(GuestBooking.until.is_(None), GuestBooking.until > now)


def free_for_guests(shifts: Iterable[Shift], *, now: datetime) -> dict[int, int]:
    """Return how many places for guests are free by shift id; shifts that have none are absent."""
    open_to_guests = [shift for shift in shifts if shift.guest_places]
    query = (
        select(GuestPlace.shift_id, func.count())
        .join(GuestBooking, GuestBooking.id == GuestPlace.booking_id)
        .where(GuestPlace.shift_id.in_([shift.id for shift in open_to_guests]), still_held(now))
        .group_by(GuestPlace.shift_id)
    )
    taken: dict[int, int] = dict(db.session.execute(query).all()) if open_to_guests else {}
    return {shift.id: max(0, shift.guest_places - taken.get(shift.id, 0)) for shift in open_to_guests}


def next_turn(shift: Shift) -> int:
    """Return the turn of whoever comes now."""
    query = select(func.max(GuestBooking.turn)).where(GuestBooking.shift_id == shift.id)
    return (db.session.scalar(query) or 0) + 1


def take_places(booking: GuestBooking, numbers: Sequence[int]) -> None:
    """Let a booking hold the places with these numbers."""
    db.session.flush()
    db.session.add_all(
        GuestPlace(shift_id=booking.shift_id, booking_id=booking.id, number=number) for number in numbers
    )
    db.session.flush()


def give_up_places(booking: GuestBooking, *, keep: int = 0) -> None:
    """Free the places of a booking, but for the first few that it is to ``keep``."""
    own = select(GuestPlace.number).where(GuestPlace.booking_id == booking.id).order_by(GuestPlace.number)
    kept = list(db.session.scalars(own.limit(keep))) if keep else []
    query = delete(GuestPlace).where(GuestPlace.booking_id == booking.id, GuestPlace.number.not_in(kept))
    db.session.execute(query)


def set_status(
    booking: GuestBooking, status: GuestStatus, *, now: datetime, until: datetime | None = None
) -> None:
    """Give a booking its status; calendars hear of places that were won or lost."""
    if GuestStatus.CONFIRMED in {booking.status, status} and booking.status is not status:
        booking.sequence += 1
    booking.status, booking.until, booking.updated = status, until, now


def end_booking(booking: GuestBooking, *, now: datetime) -> None:
    """End a booking and free its places."""
    give_up_places(booking)
    set_status(booking, GuestStatus.CANCELLED, now=now)
    booking.turn = None


def settle_guests(shift: Shift, *, now: datetime) -> None:
    """End what has run out, and offer free places in turn to each waiting party that fits entirely.

    A party that does not fit keeps its turn. Call it first in every transaction that gives or frees places.
    """
    db.session.flush()
    for booking in bookings_on(shift, (GuestStatus.UNCONFIRMED, GuestStatus.OFFERED)):
        if booking.until is not None and booking.until <= now:
            _run_out(booking, shift, now)
    db.session.flush()
    if shift.status is not ShiftStatus.ACTIVE or shift.starts_at <= now:
        return
    waiting = bookings_on(shift, (GuestStatus.WAITING,))
    free = free_numbers(shift) if waiting else []
    for booking in waiting:
        if booking.party <= len(free):
            _offer(booking, shift, free[: booking.party], now)
            del free[: booking.party]


def due_for_guests(*, now: datetime) -> list[int]:
    """Return the ids of the shifts for which ``settle_guests`` may have something to do.

    A shift on which a party waits that does not fit is among them only if there are places for the smallest.
    """
    run_out = select(GuestBooking.shift_id).where(
        GuestBooking.status.in_((GuestStatus.UNCONFIRMED, GuestStatus.OFFERED)), GuestBooking.until <= now
    )
    due = set(db.session.scalars(run_out.distinct()))
    held = select(func.count(GuestPlace.id)).where(GuestPlace.shift_id == Shift.id).scalar_subquery()
    waited_for = (
        select(Shift.id)
        .join(GuestBooking, GuestBooking.shift_id == Shift.id)
        .where(
            GuestBooking.status == GuestStatus.WAITING,
            GuestBooking.party <= Shift.guest_places - held,
            Shift.status == ShiftStatus.ACTIVE,
            Shift.starts_at > now,
        )
    )
    return sorted(due.union(db.session.scalars(waited_for.distinct())))


def _run_out(booking: GuestBooking, shift: Shift, now: datetime) -> None:
    offered = booking.status is GuestStatus.OFFERED
    end_booking(booking, now=now)
    if offered:
        tell_guest(booking, GuestMessageKind.OFFER_EXPIRED, shift, now=now)
        note_guest("guest.offer_expired", booking, shift, now=now)


def _offer(booking: GuestBooking, shift: Shift, numbers: Sequence[int], now: datetime) -> None:
    until = offer_until(shift, now=now)
    take_places(booking, numbers)
    set_status(booking, GuestStatus.OFFERED, now=now, until=until)
    tell_guest(booking, GuestMessageKind.OFFERED, shift, now=now, until=until.isoformat())
    note_guest("guest.offered", booking, shift, now=now)


def note_guest(action: str, booking: GuestBooking, shift: Shift, *, now: datetime) -> None:
    """Write the audit trail; it names no guest, since their data are erased and it is not."""
    audit.record(
        action,
        booking,
        actor=None,
        now=now,
        unit_id=shift.unit_id,
        shift_id=shift.id,
        title=shift.title,
        places=booking.party,
    )
