"""What people on and off a waiting list are told."""

from datetime import datetime
from typing import Any

from scheduler.enums import NotificationKind
from scheduler.errors import SchedulerError
from scheduler.models import Shift
from scheduler.services.notifications import notify


def shift_params(shift: Shift) -> dict[str, Any]:
    """Return what a message says about a shift; it must stay true when the shift changes later."""
    return {
        "shift_id": shift.id,
        "kind": shift.kind.value,
        "title": shift.title,
        "unit": shift.unit.name,
        "unit_en": shift.unit.name_en,
        "place": shift.place,
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
        "zone": shift.unit.zone,
    }


def tell(person_id: int, kind: NotificationKind, shift: Shift, *, now: datetime, **more: Any) -> None:
    """Tell a person something about a shift and the place on it."""
    notify(person_id, kind, params={**shift_params(shift), **more}, now=now)


def tell_passed(person_id: int, refusal: SchedulerError, shift: Shift, *, now: datetime) -> None:
    """Tell a person why a free place went to somebody else."""
    said = refusal.params
    when = said.get("when")
    more = {
        "why": refusal.code,
        "other": said.get("shift"),
        "other_at": when.isoformat() if isinstance(when, datetime) else None,
        "other_zone": said.get("zone"),
        "hours": said.get("hours"),
        "most": said.get("most"),
    }
    tell(person_id, NotificationKind.PLACE_PASSED, shift, now=now, **more)
