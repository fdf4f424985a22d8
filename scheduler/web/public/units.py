"""The tree of units, and each with its facts, partners and next events."""

from flask import render_template

from scheduler.enums import UnitKind
from scheduler.models import Unit
from scheduler.services import public_events, public_units
from scheduler.services.public_events import EventFilter
from scheduler.services.shift_lists import count_enrolled
from scheduler.services.team_lists import teams_of_unit
from scheduler.timeutils import local_date, utcnow
from scheduler.web.access import Access, access
from scheduler.web.public.blueprint import blueprint
from scheduler.web.public.maps import GridMap, grid_map

_MOST_EVENTS = 8


@blueprint.get("/units")
@access(Access.PUBLIC)
def units() -> str:
    """Show the tree of units with the number of people in each."""
    return render_template("public/units.html", tree=public_units.unit_tree())


@blueprint.get("/units/<code>")
@access(Access.PUBLIC)
def unit(code: str) -> str:
    """Show a unit: facts, Party branch, partners, next events, calendar."""
    found, now = public_units.find_unit(code), utcnow()
    events = public_events.upcoming_events(EventFilter(found), now=now, most=_MOST_EVENTS)
    units = public_units.all_units()
    return render_template(
        "public/unit.html",
        unit=found,
        above=[above for above in units if above.id in found.ancestor_ids[:-1]],
        volunteers=public_units.count_volunteers(units).get(found.id, 0),
        events=events,
        teams=teams_of_unit(found, now=now),
        taken=count_enrolled(events),
        map=_map_around(found, units),
        today=local_date(now, found.zone),
    )


def _map_around(unit: Unit, units: list[Unit]) -> GridMap:
    """Return the map of the grids below ``unit``, or of a grid among its neighbours."""
    shown = unit.parent if unit.kind is UnitKind.GRID and unit.parent else unit
    grids = [each for each in units if each.kind is UnitKind.GRID and shown.contains(each)]
    now = utcnow()
    return grid_map(grids, public_events.next_event_by_unit(now=now), now=now)
