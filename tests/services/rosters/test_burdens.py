"""Burdens: which shifts are unpopular, and who is a newcomer."""

from datetime import timedelta

import pytest

from scheduler.models import Person, ShiftDemand
from scheduler.services.rosters.bindings import load_ties
from scheduler.services.rosters.burdens import newcomers, unpopular_points
from tests.factories import NOW, enrol, make_period, make_person, make_shift, make_unit

pytestmark = pytest.mark.usefixtures("app")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "hour", "points"),
    [(0, 21, 0), (0, 22, 2), (1, 5, 2), (1, 6, 0), (5, 9, 1), (6, 23, 3), (7, 0, 2)],
)
def test_unpopular_points_are_for_nights_and_weekends_by_the_local_clock(
    day: int, hour: int, points: int
) -> None:
    # NOW is 09:00 of a Monday in Shanghai.
    assert unpopular_points(NOW + day * DAY + (hour - 9) * HOUR, "Asia/Shanghai") == points


def _newcomers(*people: Person) -> set[int]:
    period = make_period(people[0].home_unit)
    ties = load_ties(period, people, {}, now=NOW)
    return newcomers(period, people, {number: own.served for number, own in ties.items()})


def test_newcomers_have_young_accounts_and_have_not_served() -> None:
    unit = make_unit()
    old = make_person(unit, created=NOW - 91 * DAY)
    young, trained, served, coming = (make_person(unit, created=NOW - DAY) for _ in range(4))
    enrol(trained, make_shift(unit, starts_at=NOW - DAY))
    enrol(served, make_shift(unit, [ShiftDemand()], starts_at=NOW - DAY))
    enrol(coming, make_shift(unit, [ShiftDemand()], starts_at=NOW + DAY))
    everybody = (old, young, trained, served, coming)
    assert _newcomers(*everybody) == {young.id, trained.id, coming.id}


def test_nobody_is_a_newcomer_where_every_account_is_young() -> None:
    make_person(created=NOW - 91 * DAY)  # of another unit
    assert _newcomers(make_person(created=NOW - 80 * DAY)) == set()
