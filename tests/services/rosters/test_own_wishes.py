"""A roster keeps the limits that people set themselves, and minds what they would rather not do."""

from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.enums import ActivityKind, EnrolmentOrigin
from scheduler.models import Dislike, Person, RosterPeriod, Shift, ShiftDemand, Unit
from scheduler.rostering import problem as engine
from scheduler.rostering.checking import check
from scheduler.rostering.solution import Solution
from scheduler.rostering.validation import validate
from scheduler.services.own_limits import set_limits
from scheduler.services.rosters.building import build_problem
from scheduler.services.rosters.dislikes import DISLIKED
from tests.factories import NOW, enrol, make_period, make_person, make_shift, make_unit, save
from tests.services.rosters.helpers import draft_for, put_on

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)


def _period(unit: Unit) -> RosterPeriod:
    """Return four weeks of which two lie in March, two in April."""
    return make_period(unit, starts_on=date(2026, 3, 18), ends_on=date(2026, 4, 14))


def _problem(period: RosterPeriod) -> engine.RosterProblem:
    problem = build_problem(draft_for(period), now=NOW).problem
    validate(problem)
    return problem


def _limits(person: Person, period: RosterPeriod) -> dict[str, int]:
    (found,) = (one for one in _problem(period).people if one.id == str(person.id))
    return dict(found.limits.max_per_type)


def _shift(unit: Unit, days: float, **values: Any) -> Shift:
    return make_shift(unit, [ShiftDemand(minimum=1, target=1)], starts_at=NOW + days * DAY, **values)


def test_month_limit_is_what_is_left_in_each_month_of_the_period() -> None:
    unit = make_unit()
    period = _period(unit)
    person = make_person(unit, max_shifts_per_month=3)
    for days in (-3, 1, 5, 44, 45, 46, 60):  # February, twice in March before; April after it, May
        enrol(person, _shift(unit, days), origin=EnrolmentOrigin.ROSTER)
    assert _limits(person, period) == {"2026-03": 1, "2026-04": 0}


def test_shifts_have_their_months_as_types_where_a_limit_can_bind_else_their_kinds() -> None:
    unit = make_unit()
    period = _period(unit)
    for days in (16, 35):
        _shift(unit, days)
    loose = make_person(unit, max_shifts_per_week=2, max_shifts_per_month=6)
    assert _limits(loose, period) == {}  # three weeks of two each in either month
    assert [shift.type for shift in _problem(period).shifts] == ["patrol", "patrol"]
    set_limits(per_week=2, per_month=5, actor=loose, now=NOW)
    assert _limits(loose, period) == {"2026-03": 5, "2026-04": 5}
    assert [shift.type for shift in _problem(period).shifts] == ["2026-03", "2026-04"]


def test_month_limit_bites_and_counts_what_is_chosen_elsewhere() -> None:
    unit = make_unit()
    period = _period(unit)
    person = make_person(unit, max_shifts_per_week=3, max_shifts_per_month=2)
    training = make_shift(unit, kind=ActivityKind.TRAINING, starts_at=NOW + 17 * DAY)
    enrol(person, training)
    march, april = [_shift(unit, days) for days in (19, 24)], _shift(unit, 33)
    problem = _problem(period)

    def broken(*shifts: Shift) -> set[str]:
        places = [*problem.pins, *(engine.Assignment(str(person.id), str(shift.id)) for shift in shifts)]
        return {found.rule for found in check(problem, Solution(tuple(places))).violations if found.hard}

    assert broken(march[0], april) == set()
    assert broken(*march) == {"shifts_per_type"}


def test_sign_ups_beyond_the_month_limit_never_make_a_roster_impossible() -> None:
    unit = make_unit()
    period = _period(unit)
    person = make_person(unit, max_shifts_per_week=3, max_shifts_per_month=1)
    for number, days in enumerate((17, 19, 24)):
        enrol(person, _shift(unit, days), seat=number + 1)
    built = build_problem(draft_for(period), now=NOW)
    assert len(built.problem.pins) == 1
    assert not [one for one in check(built.problem, built.solution).violations if one.hard]


def test_dislikes_are_requests_against_single_shifts_within_reach() -> None:
    community = make_unit()
    unit, elsewhere = make_unit(community), make_unit(community)
    period = _period(community)
    person, other = make_person(unit), make_person(elsewhere)
    kind = [_shift(unit, days, kind=ActivityKind.DUTY) for days in (16, 18)]
    single, plain, far = _shift(unit, 20), _shift(unit, 22), _shift(elsewhere, 24, kind=ActivityKind.DUTY)
    chosen = _shift(unit, 26, kind=ActivityKind.DUTY)
    enrol(person, chosen)
    save(Dislike(person_id=person.id, kind=ActivityKind.DUTY, created=NOW))
    save(Dislike(person_id=person.id, shift_id=single.id, created=NOW))
    save(Dislike(person_id=other.id, shift_id=far.id, created=NOW))
    wanted = {(str(person.id), (str(shift.id),)) for shift in [*kind, single]}
    wanted.add((str(other.id), (str(far.id),)))
    problem = _problem(period)
    assert {(one.person, one.shifts) for one in problem.requests} == wanted
    assert {(one.wanted, one.weight) for one in problem.requests} == {(False, DISLIKED)}
    assert {str(plain.id), str(chosen.id)} <= {shift.id for shift in problem.shifts}


def test_dislike_costs_a_roster_something_and_forbids_nothing() -> None:
    unit = make_unit()
    period = _period(unit)
    person, shift = make_person(unit), _shift(unit, 20)
    save(Dislike(person_id=person.id, shift_id=shift.id, created=NOW))
    draft = draft_for(period)
    put_on(draft, person, shift)
    built = build_problem(draft, now=NOW)
    found = [one for one in check(built.problem, built.solution).violations if one.rule == "requests"]
    assert [(one.hard, one.penalty) for one in found] == [(False, DISLIKED)]
