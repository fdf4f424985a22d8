"""What guests are told: a row in the transaction of its cause, and the job that sends it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import GuestMessageKind, JobKind
from scheduler.models import GuestBooking, GuestCode, GuestMessage, Shift
from scheduler.services.enrolment_notices import shift_params
from scheduler.services.jobs import enqueue_job


def tell_guest(
    booking: GuestBooking,
    kind: GuestMessageKind,
    shift: Shift,
    *,
    now: datetime,
    code: GuestCode | None = None,
    **more: Any,
) -> None:
    """Add a message to a guest, and the job that sends it, to the running ``atomic`` block.

    Links and codes are made when it is sent and are in no row.
    """
    message = GuestMessage(
        booking_id=booking.id,
        code_id=code.id if code else None,
        kind=kind,
        params={**shift_params(shift), "party": booking.party, **more},
        created=now,
    )
    db.session.add(message)
    db.session.flush()
    enqueue_job(JobKind.GUEST_MESSAGE, message.id, now=now)


def find_guest_message(message_id: int) -> GuestMessage | None:
    """Return a message that waits to be sent; none where it was sent, or where its booking is erased."""
    return db.session.scalar(
        select(GuestMessage).where(GuestMessage.id == message_id, GuestMessage.sent_at.is_(None))
    )
