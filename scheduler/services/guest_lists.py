"""The guests of a shift as its leaders see them, and how many came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import GuestStatus
from scheduler.errors import Conflict, InvalidInput
from scheduler.models import GuestBooking, Person, Shift
from scheduler.services import audit
from scheduler.services.attendance import list_refusal
from scheduler.services.enrolment_seats import lock_shift
from scheduler.services.guest_places import still_held
from scheduler.services.permissions import Right, require
from scheduler.services.rows import get_row

#: More heads than booked may stand at the door, but not a crowd.
MOST_HEADS = 20


@dataclass(frozen=True, slots=True)
class GuestSums:
    """How many places guests have booked on a shift, how many heads came, in how many bookings none did."""

    booked: int
    came: int
    no_shows: int


def guests_of(shift: Shift, *, now: datetime) -> list[GuestBooking]:
    """Return the bookings that count on a shift or wait for it, in turn, without those that have run out."""
    query = select(GuestBooking).where(
        GuestBooking.shift_id == shift.id, GuestBooking.status != GuestStatus.CANCELLED, still_held(now)
    )
    return list(db.session.scalars(query.order_by(GuestBooking.turn)))


def guests_at_door(shift: Shift) -> list[GuestBooking]:
    """Return the confirmed bookings of a shift, in turn."""
    query = select(GuestBooking).where(
        GuestBooking.shift_id == shift.id, GuestBooking.status == GuestStatus.CONFIRMED
    )
    return list(db.session.scalars(query.order_by(GuestBooking.turn)))


def guest_sums(bookings: Sequence[GuestBooking]) -> GuestSums:
    """Return the sums of confirmed bookings."""
    return GuestSums(
        booked=sum(booking.party for booking in bookings),
        came=sum(booking.came or 0 for booking in bookings),
        no_shows=sum(booking.came == 0 for booking in bookings),
    )


def find_guest(booking_id: int, *, right: Right, actor: Person) -> GuestBooking:
    """Return a booking on whose unit ``actor`` holds ``right``, else ``NotFound``, ``NotAllowed``."""
    booking = get_row(GuestBooking, booking_id)
    shift = get_row(Shift, booking.shift_id)
    require(actor, right, shift.unit)
    return booking


def count_guests(booking_id: int, came: int | None, *, actor: Person, now: datetime) -> GuestBooking:
    """Write down how many heads of a party came: none is a no-show, ``None`` takes it back.

    Saying the same twice changes nothing. Raises ``NotFound``, ``NotAllowed``, ``InvalidInput`` and
    ``Conflict`` where the shift takes no attendance (any more) or the booking has no places.
    """
    with atomic():
        shift = lock_shift(get_row(GuestBooking, booking_id).shift_id)
        require(actor, Right.TAKE_ATTENDANCE, shift.unit)
        booking = get_row(GuestBooking, booking_id, lock=True)
        refused = list_refusal(shift, now=now)
        if refused is not None:
            raise refused
        if booking.status is not GuestStatus.CONFIRMED:
            raise Conflict("guest.no_places_to_come")
        if came is not None and not 0 <= came <= MOST_HEADS:
            raise InvalidInput("came", "guest.heads", most=MOST_HEADS)
        if booking.came != came:
            booking.came, booking.updated = came, now
            _note(booking, shift, actor, now)
    return booking


def close_guests(shift: Shift, *, now: datetime) -> None:
    """Count every party that nobody has seen as a no-show; inside the transaction that closes the shift."""
    for booking in guests_at_door(shift):
        if booking.came is None:
            booking.came, booking.updated = 0, now


def _note(booking: GuestBooking, shift: Shift, actor: Person, now: datetime) -> None:
    audit.record(
        "guest.counted",
        booking,
        actor=actor,
        now=now,
        unit_id=shift.unit_id,
        shift_id=shift.id,
        title=shift.title,
        number=booking.came,
    )
