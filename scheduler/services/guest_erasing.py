"""The personal data of guests are erased: some time after the shift, or soon where nobody confirmed them."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from scheduler.database import atomic, db
from scheduler.enums import GuestStatus
from scheduler.models import GuestBooking, GuestCode, GuestMessage, GuestPlace, Shift

#: So long after the end of a shift the data of its guests are kept. The privacy notice names this number.
KEPT = timedelta(days=30)
#: Whoever typed somebody else's number must not leave it here: what was never confirmed goes after this.
UNCONFIRMED_KEPT = timedelta(days=1)
#: One transaction erases so many at most, so that nobody waits for it.
_CHUNK = 200


def erase_guests(*, now: datetime) -> int:
    """Erase what is due, and return how many bookings that were; the numbers of who came stay."""
    with atomic():
        forgotten = _never_confirmed(now)
        over = _over(now)
        _delete_parts([*forgotten, *over])
        if forgotten:
            db.session.execute(delete(GuestBooking).where(GuestBooking.id.in_(forgotten)))
        for booking in db.session.scalars(select(GuestBooking).where(GuestBooking.id.in_(over))):
            booking.name, booking.contact, booking.companions = "", None, []
            booking.erased_at = now
    return len(forgotten) + len(over)


def _never_confirmed(now: datetime) -> list[int]:
    query = select(GuestBooking.id).where(
        GuestBooking.confirmed_at.is_(None),
        GuestBooking.status.in_((GuestStatus.UNCONFIRMED, GuestStatus.CANCELLED)),
        GuestBooking.updated <= now - UNCONFIRMED_KEPT,
    )
    return list(db.session.scalars(query.limit(_CHUNK)))


def _over(now: datetime) -> list[int]:
    query = (
        select(GuestBooking.id)
        .join(Shift, Shift.id == GuestBooking.shift_id)
        .where(
            GuestBooking.erased_at.is_(None),
            GuestBooking.confirmed_at.is_not(None),
            Shift.ends_at <= now - KEPT,
        )
    )
    return list(db.session.scalars(query.order_by(GuestBooking.id).limit(_CHUNK)))


def _delete_parts(bookings: list[int]) -> None:
    for part in (GuestMessage, GuestCode):
        db.session.execute(delete(part).where(part.booking_id.in_(bookings)))
    ended = select(GuestBooking.id).where(
        GuestBooking.id.in_(bookings), GuestBooking.status != GuestStatus.CONFIRMED
    )
    db.session.execute(delete(GuestPlace).where(GuestPlace.booking_id.in_(ended)))
