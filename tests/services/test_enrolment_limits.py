"""Limits that people set themselves: a week's and a month's, which they may pass once they say so."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from scheduler.enums import EnrolmentStatus
from scheduler.errors import Conflict
from scheduler.models import Person, Shift
from scheduler.services.enrolment_facts import Crew, standing_of
from scheduler.services.enrolment_rules import Case, passed_limits
from scheduler.services.enrolments import accept_offer, cancel, refusal, sign_up
from tests.factories import NOW, enrol, make_person, make_shift, make_unit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = NOW + 3 * DAY


def _refused(shift: Shift, person: Person) -> Conflict:
    with pytest.raises(Conflict) as caught:
        sign_up(shift.id, actor=person, now=NOW)
    return caught.value


def _limits(shift: Shift, person: Person, now: datetime = NOW) -> list[str]:
    case = Case(shift, standing_of(person, [shift.unit], now=now), Crew(), now)
    return [limit.code for limit in passed_limits(case)]


def test_week_limit_counts_the_weeks_of_the_home_unit(app: Flask) -> None:
    unit = make_unit(min_rest_hours=0)
    person = make_person(unit, max_shifts_per_week=2)
    monday = NOW - HOUR  # 08:00 in Shanghai
    for start in (monday + DAY, monday + 6 * DAY):
        enrol(person, make_shift(unit, starts_at=start))
    refused = _refused(make_shift(unit, starts_at=monday + 3 * DAY), person)
    assert (refused.code, refused.params) == ("enrolment.week_limit", {"most": 2})
    sunday_night = make_shift(unit, starts_at=monday + 6 * DAY + timedelta(hours=15, minutes=59))
    assert _limits(sunday_night, person) == ["enrolment.week_limit"]
    next_monday = make_shift(unit, starts_at=monday + 6 * DAY + timedelta(hours=16))
    assert _limits(next_monday, person) == []


def test_shifts_that_are_over_count_in_the_running_week(app: Flask) -> None:
    unit = make_unit()
    person = make_person(unit, max_shifts_per_week=1)
    now = NOW + 4 * DAY
    enrol(person, make_shift(unit, starts_at=NOW))
    shift = make_shift(unit, starts_at=now + DAY)
    assert _limits(shift, person, now=now) == ["enrolment.week_limit"]


def test_month_limit_counts_the_calendar_month_of_the_home_unit(app: Flask) -> None:
    unit = make_unit(min_rest_hours=0)
    person = make_person(unit, max_shifts_per_week=9, max_shifts_per_month=2)
    now = NOW + 25 * DAY  # 27 March: what was served early in the month counts
    for days in (0, 26):
        enrol(person, make_shift(unit, starts_at=NOW + days * DAY))
    first_of_april = NOW + 30 * DAY - 9 * HOUR  # 00:00 in Shanghai
    last, first = (make_shift(unit, starts_at=start) for start in (first_of_april - HOUR, first_of_april))
    assert _limits(last, person, now=now) == ["enrolment.month_limit"]
    assert _limits(first, person, now=now) == []
    person.max_shifts_per_month = None
    assert _limits(last, person, now=now) == []


def test_own_limit_can_be_confirmed_and_stops_nothing_else(app: Flask) -> None:
    unit = make_unit(waiting_list_most=0)
    person = make_person(unit, max_shifts_per_week=1)
    enrol(person, make_shift(unit))
    shift, full = make_shift(unit, starts_at=SOON + DAY), make_shift(unit, starts_at=SOON - DAY, capacity=1)
    enrol(make_person(unit), full)
    assert refusal(shift, person, now=NOW) is None
    assert _refused(shift, person).code == "enrolment.week_limit"
    assert sign_up(shift.id, actor=person, now=NOW, confirmed=True).status is EnrolmentStatus.CONFIRMED
    with pytest.raises(Conflict) as caught:
        sign_up(full.id, actor=person, now=NOW, confirmed=True)
    assert caught.value.code == "enrolment.full"


def test_own_limit_keeps_nobody_from_an_offer_that_she_waited_for(app: Flask) -> None:
    unit = make_unit()
    person, other = make_person(unit, max_shifts_per_week=1), make_person(unit)
    shift = make_shift(unit, capacity=1)
    sign_up(shift.id, actor=other, now=NOW)
    sign_up(shift.id, actor=person, now=NOW)
    enrol(person, make_shift(unit, starts_at=SOON + DAY))
    cancel(shift.id, actor=other, now=NOW)
    assert accept_offer(shift.id, actor=person, now=NOW).status is EnrolmentStatus.CONFIRMED
