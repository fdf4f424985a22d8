"""What a person was told, and how much of it is new."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request

from scheduler.messaging import sentences
from scheduler.models import Notification
from scheduler.services import notifications as service
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.locale import current_language
from scheduler.web.session import actor, actor_or_none
from scheduler.web.volunteer.blueprint import blueprint
from scheduler.web.volunteer.notification_links import link_of


@dataclass(frozen=True, slots=True)
class Message:
    """A notification in the reader's language; ``link`` leads to what it is about, if anywhere."""

    subject: str
    text: str
    at: datetime
    new: bool
    link: str | None


@blueprint.get("/my/notifications")
@access(Access.SIGNED_IN)
def notifications() -> str:
    """Show what the reader was told, the newest first; what was new counts as read from now on."""
    reader = actor()
    page = service.list_notifications(reader, number=request.args.get("page", 1, type=int))
    messages = [_message(notification) for notification in page.items]
    if service.count_unread(reader):
        service.mark_read(actor=reader, now=utcnow())
    return render_template("volunteer/notifications.html", page=page, messages=messages)


def _message(notification: Notification) -> Message:
    subject, text = sentences.render(notification.kind, notification.params, current_language())
    return Message(
        subject=subject,
        text=text,
        at=notification.created,
        new=notification.read_at is None,
        link=link_of(notification),
    )


def _unread_count() -> int:
    person = actor_or_none()
    return service.count_unread(person) if person else 0


@blueprint.app_context_processor
def _offer() -> dict[str, object]:
    """Offer the number of unread messages to the templates; it is counted only where a page asks."""
    return {"unread_count": _unread_count}
