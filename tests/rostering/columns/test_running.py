"""A whole attempt with columns: it proves, starts from a hint, and ends when it is told to."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.rostering.columns.running import applies
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Demand, Limits, Person, Request, RosterProblem
from scheduler.rostering.solution import Progress, Status
from scheduler.rostering.solving import Options, solve
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


def test_columns_apply_to_a_month(month: RosterProblem) -> None:
    assert applies(Facts(month))


def test_attempt_with_columns_comes_close_to_its_bound(month: RosterProblem) -> None:
    heard: list[Progress] = []
    result = solve(month, Options(time_limit=4), on_progress=heard.append)
    assert result.score is not None
    assert result.score.hard == 0
    assert result.bound is not None
    assert result.bound <= result.score.total <= 1.02 * result.bound
    assert result.seconds < 4.2
    assert [each.objective for each in heard] == sorted((each.objective for each in heard), reverse=True)
    assert [each.bound for each in heard] == sorted(each.bound for each in heard)


def test_attempt_with_columns_takes_up_a_hint(month: RosterProblem) -> None:
    first = solve(month, Options(time_limit=3))
    assert first.score is not None
    again = solve(month, Options(time_limit=0.5), hint=first.solution)
    assert again.score is not None
    assert again.score.total <= first.score.total


def test_attempt_with_columns_ends_when_cancelled(month: RosterProblem) -> None:
    began = time.monotonic()
    result = solve(month, Options(time_limit=60), cancelled=lambda: time.monotonic() - began > 0.7)
    assert time.monotonic() - began < 1.7
    assert result.status in {Status.CANCELLED, Status.OPTIMAL}


def test_contradiction_within_a_person_is_named(month: RosterProblem) -> None:
    busy = replace(month.people[0], limits=replace(month.people[0].limits, min_shifts=27))
    result = solve(replace(month, people=(busy, *month.people[1:])), Options(time_limit=20))
    assert result.status is Status.INFEASIBLE
    assert "min_shifts" in result.conflicts[0].rules
