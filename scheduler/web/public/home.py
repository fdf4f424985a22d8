"""The home page: what takes place near the reader, and how to follow it."""

from flask import render_template

from scheduler.enums import UnitKind
from scheduler.services import public_events, public_units
from scheduler.services.shift_lists import count_enrolled
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import Access, access
from scheduler.web.public.blueprint import blueprint
from scheduler.web.public.filters import chosen, zone_of
from scheduler.web.public.maps import grid_map

_MOST_EVENTS = 8


@blueprint.get("/")
@access(Access.PUBLIC)
def home() -> str:
    """Show the next trainings and drills of a unit or of all, the map of the grids, and the calendar."""
    units, now = public_units.all_units(), utcnow()
    wanted = chosen(units)
    events = public_events.upcoming_events(wanted.events, now=now, most=_MOST_EVENTS)
    grids = [unit for unit in units if unit.kind is UnitKind.GRID]
    return render_template(
        "public/home.html",
        units=units,
        chosen=wanted,
        top=next(iter(units), None),
        events=events,
        taken=count_enrolled(events),
        map=grid_map(grids, public_events.next_event_by_unit(now=now), now=now),
        today=local_date(now, zone_of(wanted.unit, units)),
    )
