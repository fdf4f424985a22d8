"""Write the audit trail."""

from datetime import datetime
from typing import Any

from scheduler.database import Base, db
from scheduler.models import AuditEntry, Person


def record(
    action: str,
    subject: Base,
    *,
    actor: Person | None,
    now: datetime,
    unit_id: int | None = None,
    **details: Any,
) -> None:
    """Add an audit entry about ``subject`` (flushed first, for its id) to the running transaction."""
    db.session.flush()
    db.session.add(entry_about(action, subject, actor=actor, now=now, unit_id=unit_id, **details))


def entry_about(
    action: str,
    subject: Base,
    *,
    actor: Person | None,
    now: datetime,
    unit_id: int | None = None,
    **details: Any,
) -> AuditEntry:
    """Return an audit entry about ``subject``, which has its id, for callers that add thousands at once."""
    return AuditEntry(
        at=now,
        actor_id=actor.id if actor else None,
        action=action,
        subject=subject.__tablename__,
        subject_id=subject.id,  # type: ignore[attr-defined]  # every model has an integer id
        unit_id=unit_id,
        details=details,
    )
