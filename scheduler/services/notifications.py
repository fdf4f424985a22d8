"""Notifications: what a person is told, in the browser and by message."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from scheduler.database import atomic, db
from scheduler.enums import JobKind, NotificationKind
from scheduler.models import Notification, Person
from scheduler.services.jobs import enqueue_job
from scheduler.services.paging import Page, paginate


def notify(person_id: int, kind: NotificationKind, *, params: dict[str, Any], now: datetime) -> Notification:
    """Add a notification, and the job that sends it, to the running ``atomic`` block.

    ``params`` are JSON values; ``messaging.sentences`` says which of them each kind needs.
    """
    notification = Notification(person_id=person_id, kind=kind, params=params, created=now)
    db.session.add(notification)
    db.session.flush()
    enqueue_job(JobKind.MESSAGE, notification.id, now=now)
    return notification


def list_notifications(person: Person, *, number: int) -> Page[Notification]:
    """Return page ``number`` of what a person was told, the newest first."""
    query = select(Notification).where(Notification.person_id == person.id)
    return paginate(query.order_by(Notification.id.desc()), number=number)


def count_unread(person: Person) -> int:
    """Return how many notifications the person has not yet looked at."""
    query = select(func.count()).where(Notification.person_id == person.id, Notification.read_at.is_(None))
    return db.session.scalar(query) or 0


def mark_read(*, actor: Person, now: datetime) -> None:
    """Note that the actor has looked at every notification so far."""
    with atomic():
        db.session.execute(
            update(Notification)
            .where(Notification.person_id == actor.id, Notification.read_at.is_(None))
            .values(read_at=now)
        )
