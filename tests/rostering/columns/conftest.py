"""A month for the tests of column generation."""

from datetime import timedelta

import pytest

from scheduler.rostering.problem import Demand, Limits, Person, Request, RosterProblem
from tests.rostering.making import MONDAY, hard, roster_problem, shift, soft

_WEEKS = 4
_LIMITS = Limits(
    min_rest_minutes=660,
    min_shifts=14,
    max_shifts=18,
    max_consecutive_days=5,
    min_consecutive_days=2,
    min_days_off=2,
    max_weekends=2,
)


@pytest.fixture(scope="module")
def month() -> RosterProblem:
    """Return four weeks of early and late shifts for twelve people who want more days off than there are."""
    wanted = Demand("people", target=3, maximum=3)
    shifts = [
        shift(day, hour, wanted, hours=8, kind=kind)
        for day in range(7 * _WEEKS)
        for hour, kind in ((6, "early"), (14, "late"))
    ]
    people = [Person(f"p{number}", "a", limits=_LIMITS) for number in range(12)]
    requests = tuple(
        Request(each.id, (post.id,), wanted=number % 3 == 0, weight=1 + number % 4)
        for number, each in enumerate(people)
        for post in shifts[number::9]
    )
    rules = hard("shifts_per_day", "max_consecutive_days", "min_consecutive_days", "min_days_off", "rest")
    rules += hard("min_shifts", "max_shifts", "max_weekends")
    rules += soft(coverage_target=100, coverage_surplus=1, requests=1)
    end = MONDAY + timedelta(days=7 * _WEEKS)
    return roster_problem(people, shifts, rules, requests=requests, end=end)
