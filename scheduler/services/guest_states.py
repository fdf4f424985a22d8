"""Bookings and codes as they stand at a moment, for the pages that show them; nothing here changes a row."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from scheduler.database import db
from scheduler.enums import GuestStatus, ShiftStatus
from scheduler.errors import Conflict, SchedulerError
from scheduler.models import GuestBooking, Shift
from scheduler.services.guest_codes import MOST_TRIES, find_code


@dataclass(frozen=True, slots=True)
class BookingState:
    """What a booking is now, though nothing may have ended yet what has run out.

    ``position`` is that in the line, from 1, of a party that waits. ``open`` tells whether anything about the
    booking can still be changed.
    """

    status: GuestStatus
    in_time: bool
    open: bool
    called_off: bool
    over: bool
    position: int | None


@dataclass(frozen=True, slots=True)
class CodePage:
    """What the page that asks for a code knows; ``refused``: why no code can be typed there (any more).

    It does not depend on what the booking is by now: whoever typed somebody else's phone number or address
    must not learn whether she has a booking.
    """

    contact: str
    shift: Shift
    until: datetime
    refused: SchedulerError | None
    can_resend: bool


def has_run_out(booking: GuestBooking, *, now: datetime) -> bool:
    """Tell whether an unconfirmed booking or an offer is too old to be taken up."""
    return booking.until is not None and booking.until <= now


def state_now(booking: GuestBooking, *, now: datetime) -> BookingState:
    """Return what a booking is now."""
    shift = booking.shift
    lapsed = has_run_out(booking, now=now)
    status = GuestStatus.CANCELLED if lapsed else booking.status
    called_off = shift.status is ShiftStatus.CANCELLED
    return BookingState(
        status=status,
        in_time=booking.confirmed_at is not None,
        open=status is not GuestStatus.CANCELLED and not called_off and shift.starts_at > now,
        called_off=called_off,
        over=shift.ends_at <= now,
        position=_position(booking) if status is GuestStatus.WAITING else None,
    )


def code_page(ref: str, *, now: datetime) -> CodePage:
    """Return what the page with this address shows; raise ``NotFound`` where there is none."""
    code = find_code(ref)
    old = code.until <= now
    refused: SchedulerError | None = Conflict("guest.code_old") if old else None
    if refused is None and code.tries >= MOST_TRIES:
        refused = Conflict("guest.code_tries")
    booking = code.booking
    return CodePage(booking.contact or "", booking.shift, code.until, refused, can_resend=not old)


def _position(booking: GuestBooking) -> int:
    query = select(func.count(GuestBooking.id)).where(
        GuestBooking.shift_id == booking.shift_id,
        GuestBooking.status == GuestStatus.WAITING,
        GuestBooking.turn <= booking.turn,
    )
    return db.session.scalar(query) or 0
