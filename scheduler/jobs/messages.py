"""Send the messages that notifications ask for."""

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import update

from scheduler.config import Settings
from scheduler.database import atomic, db
from scheduler.enums import NotificationKind
from scheduler.messaging.delivery import Message, deliver
from scheduler.messaging.sentences import letter, render
from scheduler.models import Notification, Person
from scheduler.services.password_changes import make_reset_token

log = logging.getLogger(__name__)


def send_message(notification_id: int, *, settings: Settings, now: datetime) -> None:
    """Mail a notification to its person, in her language, unless that has been done.

    Who has no e-mail address, or is no longer active, reads it on the site only; a resting account gets the
    link to a new password, and nothing else. ``sent_at`` is set
    after the delivery: of two evils, a worker that dies in between makes a second copy (with the same
    Message-ID) rather than none, and the job's lease keeps others off meanwhile. Raises
    ``DeliveryError``; the job then tries again.
    """
    notification = db.session.get(Notification, notification_id)
    if notification is None or notification.sent_at is not None:
        return
    message = _write(notification, settings, now)
    db.session.rollback()  # no transaction waits for a mail server
    if message is None:
        return
    deliver(message, settings)
    with atomic():
        db.session.execute(
            update(Notification)
            .where(Notification.id == notification_id, Notification.sent_at.is_(None))
            .values(sent_at=now)
        )
    log.info("notification %s is sent", notification_id)


def _write(notification: Notification, settings: Settings, now: datetime) -> Message | None:
    person = notification.person
    asked_for = notification.kind is NotificationKind.PASSWORD_RESET and person.may_sign_in
    if not person.email or not (person.active or asked_for):
        return None
    params = {**notification.params, **_secrets(notification.kind, person, settings, now)}
    subject, text = render(notification.kind, params, person.language)
    url = f"{settings.site_url}/my/notifications"
    return Message(
        number=notification.id,
        to=person.email,
        subject=subject,
        text=letter(text, person.language, name=person.name, url=url),
        language=person.language.value,
        written=now,
    )


def _secrets(kind: NotificationKind, person: Person, settings: Settings, now: datetime) -> dict[str, Any]:
    """Return what stands in the mail alone: rows and jobs never hold it."""
    if kind is not NotificationKind.PASSWORD_RESET:
        return {}
    token = make_reset_token(person, secret_key=settings.secret_key, now=now)
    return {"link": f"{settings.site_url}/password/reset/{token}"}
