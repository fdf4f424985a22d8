"""The calendar of trainings and drills: a month as a table, or as a list."""

from datetime import date

from flask import render_template, request

from scheduler.models import Shift
from scheduler.services import public_events, public_units
from scheduler.services.shift_lists import count_enrolled
from scheduler.timeutils import day_start, local_date, utcnow
from scheduler.web.access import Access, access
from scheduler.web.public.blueprint import blueprint
from scheduler.web.public.filters import Chosen, chosen, month_asked, zone_of
from scheduler.web.public.months import WIDEST_OFFSET, days_of, month_of, shifted

#: A page with more would help nobody; a unit or a kind narrows it down.
MOST_EVENTS = 400


@blueprint.get("/calendar")
@access(Access.PUBLIC)
def calendar() -> str:
    """Show the events of a month, for one unit or all."""
    units = public_units.all_units()
    wanted = chosen(units)
    today = local_date(utcnow(), zone_of(wanted.unit, units))
    first, fault = month_asked(today)
    events = _events_of(first, wanted)
    return render_template(
        "public/calendar.html",
        units=units,
        chosen=wanted,
        faults=[*wanted.faults, *([fault] if fault else [])],
        as_list=request.args.get("view") == "list",
        month=month_of(first, events, today=today),
        days=days_of(first, events),
        taken=count_enrolled(events),
        today=today,
        cut=len(events) == MOST_EVENTS,
    )


def _events_of(first: date, wanted: Chosen) -> list[Shift]:
    """Return the events of the month that begins at ``first``, whatever the zones of their units."""
    return public_events.events_between(
        day_start(first, "UTC") - WIDEST_OFFSET,
        day_start(shifted(first, 1), "UTC") + WIDEST_OFFSET,
        wanted.events,
        most=MOST_EVENTS,
    )
