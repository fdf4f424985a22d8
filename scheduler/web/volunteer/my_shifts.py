"""A volunteer's own shifts, to come and past."""

from flask import render_template, request

from scheduler.services.enrolment_lists import count_places, past_places, upcoming_places, waits_of
from scheduler.timeutils import utcnow
from scheduler.web.access import Access, access
from scheduler.web.session import actor
from scheduler.web.volunteer.blueprint import blueprint
from scheduler.web.volunteer.offer_views import own_places
from scheduler.web.volunteer.swap_views import actions_of


@blueprint.get("/my")
@access(Access.SIGNED_IN)
def my_shifts() -> str:
    """Show the reader's shifts: those ahead, or with ``view=past`` those behind."""
    reader, now = actor(), utcnow()
    past = request.args.get("view") == "past"
    number = request.args.get("page", 1, type=int)
    page = (past_places if past else upcoming_places)(reader, now=now, number=number)
    ahead, behind = count_places(reader, now=now)
    return render_template(
        "volunteer/my_shifts.html",
        page=page,
        lines=own_places(page.items, now=now),
        actions={} if past else actions_of(page.items, now=now),
        waits=[] if past else waits_of(reader, now=now),
        past=past,
        ahead=ahead,
        behind=behind,
        this_year=now.year,
    )
