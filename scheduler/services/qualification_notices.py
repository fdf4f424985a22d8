"""What people are told about their qualifications."""

from datetime import date, datetime
from typing import Any

from scheduler.enums import NotificationKind
from scheduler.models import Qualification
from scheduler.services.notifications import notify


def tell_accepted(held: Qualification, *, corrected: bool, now: datetime) -> None:
    """Tell the owner that a qualification counts; ``corrected``: not as it was sent in."""
    _tell(held, NotificationKind.QUALIFICATION_ACCEPTED, now, corrected=corrected)


def tell_refused(held: Qualification, *, now: datetime) -> None:
    """Tell the owner why a qualification was not accepted."""
    _tell(held, NotificationKind.QUALIFICATION_REFUSED, now, reason=held.refusal)


def tell_expiring(held: Qualification, *, today: date, now: datetime) -> None:
    """Warn the owner of the end of a qualification."""
    days = (held.valid_until - today).days if held.valid_until else None
    _tell(held, NotificationKind.QUALIFICATION_EXPIRING, now, days=days)


def _tell(held: Qualification, kind: NotificationKind, now: datetime, **more: Any) -> None:
    params = {
        "qualification_id": held.id,
        "skill": held.skill.name,
        "skill_en": held.skill.name_en,
        "level": held.level,
        "valid_from": held.valid_from.isoformat(),
        "valid_until": held.valid_until.isoformat() if held.valid_until else None,
        **more,
    }
    notify(held.person_id, kind, params=params, now=now)
