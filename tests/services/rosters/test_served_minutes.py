"""Fairness looks at what was served: the ledger where a shift was closed, its length where it was not."""

from datetime import timedelta

import pytest

from scheduler.enums import HoursKind, Role
from scheduler.models import Person, RosterPeriod, ShiftDemand, Unit
from scheduler.services.attendance import add_walk_in
from scheduler.services.attendance_closing import close_shift
from scheduler.services.hours import NewHours, add_hours
from scheduler.services.rosters.bindings import load_ties
from tests.factories import NOW, enrol, make_period, make_person, make_shift, make_unit

pytestmark = pytest.mark.usefixtures("app")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _recent(period: RosterPeriod, *people: Person) -> list[int]:
    ties = load_ties(period, people, {}, now=NOW)
    return [ties[person.id].recent_minutes for person in people]


def _crew(unit: Unit) -> tuple[Person, Person, Person, Person]:
    leader = make_person(unit, Role.GRID_LEADER)
    return leader, make_person(unit), make_person(unit), make_person(unit)


def test_closed_shift_counts_as_its_ledger_says_an_open_one_as_it_was_planned() -> None:
    unit = make_unit()
    leader, anna, ben, carl = _crew(unit)
    period = make_period(unit)
    closed = make_shift(unit, [ShiftDemand()], starts_at=NOW - 3 * DAY)
    still_open = make_shift(unit, [ShiftDemand()], starts_at=NOW - 9 * DAY)
    for seat, person in enumerate((anna, ben), start=1):
        enrol(person, closed, seat)
        enrol(person, still_open, seat)
    add_walk_in(closed.id, carl.id, actor=leader, now=NOW - 3 * DAY + HOUR)
    assert _recent(period, anna, ben, carl) == [240, 240, 0]
    close_shift(closed.id, minutes={anna.id: 90, ben.id: 0}, actor=leader, now=NOW)
    assert _recent(period, anna, ben, carl) == [210, 120, 60]


def test_hours_by_hand_count_for_ninety_days() -> None:
    unit = make_unit()
    leader, anna, *_ = _crew(unit)
    period = make_period(unit)
    for days in (5, 89, 91):
        new = NewHours(HoursKind.SERVICE, "物资搬运", NOW - days * DAY, 60, "名单")
        add_hours(anna.id, new, unit=unit, actor=leader, now=NOW)
    assert _recent(period, anna) == [120]
