"""Send what guests are told; move their waiting lists on and erase their data when it is time."""

import logging
import time
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import update

from scheduler.config import Settings
from scheduler.database import atomic, db
from scheduler.enums import GuestMessageKind
from scheduler.jobs.looks import Look
from scheduler.messaging.delivery import Message, deliver
from scheduler.messaging.guests import guest_letter, guest_text, render_guest
from scheduler.messaging.text_messages import TextMessage, deliver_text
from scheduler.models import GuestMessage
from scheduler.services.guest_bookings import move_guest_list_on
from scheduler.services.guest_codes import digits_of, token_of
from scheduler.services.guest_erasing import erase_guests
from scheduler.services.guest_messages import find_guest_message
from scheduler.services.guest_places import due_for_guests
from scheduler.timeutils import utcnow

log = logging.getLogger(__name__)

_ERASE_SECONDS = 600.0
SERIES = "guest"


def send_guest_message(message_id: int, *, settings: Settings, now: datetime) -> None:
    """Send a message to a guest, by mail or as a text message, unless that has been done.

    As with notifications, ``sent_at`` is set after the delivery. A code that has run out meanwhile is not
    sent any more. Raises ``DeliveryError``; the job then tries again.
    """
    message = find_guest_message(message_id)
    ready = _write(message, settings, now) if message else None
    db.session.rollback()  # no transaction waits for a gateway
    if ready is None:
        return
    if isinstance(ready, Message):
        deliver(ready, settings)
    else:
        deliver_text(ready, settings)
    with atomic():
        db.session.execute(
            update(GuestMessage)
            .where(GuestMessage.id == message_id, GuestMessage.sent_at.is_(None))
            .values(sent_at=now)
        )
    log.info("guest message %s is sent", message_id)


def keep_guest_unsent(message_id: int, code: str) -> None:
    """Write down that a message was given up."""
    log.error("guest message %s could not be sent: %s", message_id, code)


def _write(message: GuestMessage, settings: Settings, now: datetime) -> Message | TextMessage | None:
    booking, code = message.booking, message.code
    if not booking.contact or (code is not None and code.until <= now):
        return None
    params: dict[str, Any] = {**message.params, "link": _link(message, settings)}
    if code is not None:
        params["code"] = digits_of(code, secret=settings.secret_key)
    subject, text = render_guest(message.kind, params, booking.language)
    if not booking.by_mail:
        return TextMessage(message.id, booking.contact, guest_text(text, booking.language))
    return Message(
        number=message.id,
        to=booking.contact,
        subject=subject,
        text=guest_letter(text, booking.language, name=booking.name),
        language=booking.language.value,
        written=now,
        series=SERIES,
    )


def _link(message: GuestMessage, settings: Settings) -> str:
    """Return where the guest goes on: to her booking, or to the event where the booking has ended."""
    if message.kind is GuestMessageKind.OFFER_EXPIRED:
        return f"{settings.site_url}/events/{message.booking.shift_id}"
    token = token_of(message.booking, secret=settings.secret_key)
    return f"{settings.site_url}/bookings/{token}"


class GuestLists(Look):
    """A look at the guests' waiting lists, and now and then at what is to be erased."""

    subject = "the guests"

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self._erased = float("-inf")

    def work(self) -> str | None:
        """Move the lists on; erase what is old enough."""
        now = utcnow()
        for shift_id in due_for_guests(now=now):
            move_guest_list_on(shift_id, now=now)
        if time.monotonic() - self._erased < _ERASE_SECONDS:
            return None
        self._erased = time.monotonic()
        erased = erase_guests(now=now)
        return f"the data of {erased} bookings are erased" if erased else None
