"""Events for everybody: the public kinds only, those of a unit with what is below and above it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from scheduler.enums import ActivityKind, ShiftStatus
from scheduler.errors import NotFound
from scheduler.models import Shift, Unit
from scheduler.services.public_events import (
    EventFilter,
    events_between,
    find_event,
    next_event_by_unit,
    next_event_for,
    upcoming_events,
)
from tests.factories import NOW, make_shift, make_unit

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def _event(unit: Unit, days: float, kind: ActivityKind = ActivityKind.TRAINING, **values: Any) -> Shift:
    return make_shift(unit, kind=kind, starts_at=NOW + days * DAY, **values)


def _upcoming(wanted: EventFilter, most: int = 9) -> list[Shift]:
    return upcoming_events(wanted, now=NOW, most=most)


def test_upcoming_events_are_public_and_not_over_by_start(app: Flask) -> None:
    unit = make_unit()
    later, running = _event(unit, 2, ActivityKind.DRILL), _event(unit, -1 / 24)
    _event(unit, -1)
    _event(unit, 1, status=ShiftStatus.CANCELLED)
    for kind in (ActivityKind.PATROL, ActivityKind.DUTY):
        _event(unit, 1, kind)
    assert _upcoming(EventFilter()) == [running, later]
    assert _upcoming(EventFilter(), most=1) == [running]
    assert _upcoming(EventFilter(kinds=(ActivityKind.DRILL,))) == [later]


def test_events_of_a_unit_are_those_below_and_above_it(app: Flask) -> None:
    top = make_unit()
    community, other = make_unit(top), make_unit(top)
    grid, neighbour = make_unit(community), make_unit(community)
    events = {unit: _event(unit, 1) for unit in (top, community, other, grid, neighbour)}
    assert set(_upcoming(EventFilter(grid))) == {events[top], events[community], events[grid]}
    assert set(_upcoming(EventFilter(community))) == {
        events[unit] for unit in (top, community, grid, neighbour)
    }
    assert len(_upcoming(EventFilter(top))) == 5


def test_events_between_share_a_moment_with_the_interval(app: Flask) -> None:
    unit = make_unit()
    cancelled = _event(unit, 1, status=ShiftStatus.CANCELLED)
    start = cancelled.starts_at

    def found(first: timedelta, last: timedelta) -> list[Shift]:
        return events_between(start + first, start + last, EventFilter(), most=9)

    assert found(-HOUR, HOUR) == [cancelled]
    assert found(HOUR, 3 * HOUR) == [cancelled]
    assert found(-HOUR, timedelta()) == []
    assert found(2 * HOUR, 3 * HOUR) == []


def test_event_is_found_only_where_it_is_public(app: Flask) -> None:
    unit = make_unit()
    drill = _event(unit, 1, ActivityKind.DRILL)
    assert find_event(drill.id) == drill
    for other in (_event(unit, 1, ActivityKind.PATROL).id, _event(unit, 1, ActivityKind.DUTY).id, 10**6):
        with pytest.raises(NotFound):
            find_event(other)


def test_next_event_of_a_unit_is_its_own_or_one_from_above(app: Flask) -> None:
    top = make_unit()
    grid, other, bare = make_unit(top), make_unit(top), make_unit()
    own, above = _event(grid, 1), _event(top, 2)
    _event(grid, 3)
    _event(other, 1 / 24, ActivityKind.PATROL)
    _event(other, 1, status=ShiftStatus.CANCELLED)
    _event(other, -1 / 24)
    by_unit = next_event_by_unit(now=NOW)
    assert by_unit == {grid.id: own, top.id: above}
    found = [next_event_for(unit, by_unit) for unit in (grid, other, top, bare)]
    assert found == [own, above, above, None]
