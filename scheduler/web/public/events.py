"""One training or drill."""

from flask import render_template, url_for

from scheduler.enums import ShiftStatus
from scheduler.services import public_events
from scheduler.services.guest_places import free_for_guests
from scheduler.services.shift_lists import count_enrolled
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import Access, access
from scheduler.web.public.blueprint import blueprint


@blueprint.get("/events/<int:shift_id>")
@access(Access.PUBLIC)
def event(shift_id: int) -> str:
    """Show where and when an event is, what to bring, and whether there is a place left."""
    found, now = public_events.find_event(shift_id), utcnow()
    return render_template(
        "public/event.html",
        event=found,
        guest_free=free_for_guests([found], now=now).get(found.id, 0),
        free=found.capacity - count_enrolled([found]).get(found.id, 0),
        cancelled=found.status is ShiftStatus.CANCELLED,
        over=found.ends_at <= now,
        begun=found.starts_at <= now,
        sign_up=url_for("volunteer.open_shift", shift_id=found.id),
        today=local_date(now, found.unit.zone),
    )
