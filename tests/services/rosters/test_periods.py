"""Roster periods: who may open one, for which dates, and that none overlaps another."""

from datetime import date, timedelta

import pytest

from scheduler.enums import Role, RosterStatus, UnitKind
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import Person, RosterPeriod, Unit
from scheduler.services.rosters import periods
from scheduler.services.rosters.drafts import draft_of
from tests.factories import NOW, make_period, make_person, make_unit

pytestmark = pytest.mark.usefixtures("app")

FIRST, LAST = date(2026, 3, 9), date(2026, 4, 5)


def _create(unit: Unit, actor: Person, first: date = FIRST, last: date = LAST) -> RosterPeriod:
    return periods.create_period(
        unit=unit, title=" 三月 ", starts_on=first, ends_on=last, actor=actor, now=NOW
    )


def test_new_period_has_an_empty_draft() -> None:
    unit = make_unit()
    period = _create(unit, make_person(unit, Role.GRID_LEADER))
    draft = draft_of(period)
    assert draft is not None
    assert (draft.status, draft.number, draft.assignments) == (RosterStatus.DRAFT, None, [])
    assert period.title == "三月"


def test_only_planners_of_the_unit_open_a_period() -> None:
    unit, other = make_unit(), make_unit()
    for person in (
        make_person(unit),
        make_person(unit, Role.AUDITOR),
        make_person(other, Role.GRID_LEADER),
    ):
        with pytest.raises(NotAllowed):
            _create(unit, person)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2026, 3, 1), LAST, "period.past"),
        (FIRST, date(2026, 3, 8), "period.order"),
        (FIRST, FIRST + timedelta(days=92), "period.too_long"),
    ],
)
def test_period_with_impossible_dates_is_refused(first: date, last: date, code: str) -> None:
    unit = make_unit()
    with pytest.raises(InvalidInput) as refusal:
        _create(unit, make_person(unit, Role.GRID_LEADER), first, last)
    assert refusal.value.code == code


def test_period_of_92_days_from_today_is_accepted() -> None:
    unit = make_unit()
    today = date(2026, 3, 2)
    period = _create(unit, make_person(unit, Role.GRID_LEADER), today, today + timedelta(days=91))
    assert period.ends_on == date(2026, 6, 1)


def test_period_title_is_required_and_bounded() -> None:
    unit = make_unit()
    actor = make_person(unit, Role.GRID_LEADER)
    for title, code in ((" ", "required"), ("长" * 10_000, "too_long")):
        with pytest.raises(InvalidInput) as refusal:
            periods.create_period(unit=unit, title=title, starts_on=FIRST, ends_on=LAST, actor=actor, now=NOW)
        assert (refusal.value.field, refusal.value.code) == ("title", code)


def test_period_that_shares_a_day_with_another_of_the_same_units_is_refused() -> None:
    community = make_unit(kind=UnitKind.COMMUNITY)
    grid, sibling = make_unit(community), make_unit(community)
    actor = make_person(community, Role.COORDINATOR)
    _create(grid, actor)
    for unit in (grid, community):
        with pytest.raises(Conflict, match=r"period\.overlap"):
            _create(unit, actor, LAST, LAST + timedelta(days=7))
    assert _create(sibling, actor).unit_id == sibling.id
    assert _create(grid, actor, LAST + timedelta(days=1), LAST + timedelta(days=7)).id > 0


def test_list_shows_the_periods_of_own_units_only() -> None:
    community = make_unit(kind=UnitKind.COMMUNITY)
    grid, other = make_unit(community), make_unit()
    period = make_period(grid)
    make_period(other)
    leader = make_person(community, Role.COORDINATOR)
    assert [item.id for item in periods.list_periods(leader, number=1).items] == [period.id]
    assert periods.list_periods(make_person(grid), number=1).items == []


def test_period_of_another_unit_is_refused_and_an_unknown_one_not_found() -> None:
    period = make_period(make_unit())
    stranger = make_person(make_unit(), Role.GRID_LEADER)
    with pytest.raises(NotAllowed):
        periods.get_period(period.id, actor=stranger)
    with pytest.raises(NotFound):
        periods.get_period(period.id + 1, actor=stranger)


def test_suggested_dates_follow_the_last_period() -> None:
    unit = make_unit()
    assert periods.suggest_dates([unit], now=NOW) == (date(2026, 3, 9), date(2026, 4, 5))
    make_period(unit, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 31))
    assert periods.suggest_dates([unit], now=NOW) == (date(2026, 4, 1), date(2026, 4, 28))
