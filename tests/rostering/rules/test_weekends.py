"""Weekends bite."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.rostering.problem import History
from tests.rostering.making import MONDAY, cost_of_rule, person, roster_problem, shift, soft

WANT = soft(coverage_target=10)


def test_max_weekends_bites() -> None:
    shifts = [shift(5), shift(6), shift(12)]
    problem = roster_problem([person("ann", max_weekends=1)], shifts, WANT)
    free, kept, dear = cost_of_rule(problem, "max_weekends")
    assert len(free) == 3
    assert kept == dear == {("ann", "a5-9"), ("ann", "a6-9")}


def test_max_weekends_counts_those_before_the_period() -> None:
    past = replace(person("ann", max_weekends=1), history=History(weekends=1))
    free, kept, dear = cost_of_rule(roster_problem([past], [shift(5)], WANT), "max_weekends")
    assert (len(free), len(kept), len(dear)) == (1, 0, 0)


def test_complete_weekends_bites() -> None:
    whole, half = [shift(5), shift(6)], [shift(12)]
    problem = roster_problem([person("ann", complete_weekends=True)], [*whole, *half], WANT)
    free, kept, dear = cost_of_rule(problem, "complete_weekends")
    assert len(free) == 3
    assert kept == dear == {("ann", "a5-9"), ("ann", "a6-9")}


#: A fortnight from a Sunday on.
FROM_SUNDAY = {"start": MONDAY + timedelta(days=6), "end": MONDAY + timedelta(days=20)}


@pytest.mark.parametrize(
    ("past", "served"),
    [
        (History(known=True, consecutive_days=1, weekends=1), True),
        (History(known=True, consecutive_days_off=1, weekends=1), False),
        (History(weekends=1), False),
        (History(), True),
    ],
)
def test_weekend_begun_before_the_period_is_counted_once(past: History, served: bool) -> None:
    crew = [replace(person("ann", max_weekends=1), history=past)]
    problem = roster_problem(crew, [shift(6)], WANT, **FROM_SUNDAY)
    _, kept, dear = cost_of_rule(problem, "max_weekends")
    assert (bool(kept), bool(dear)) == (served, served)


@pytest.mark.parametrize(
    ("past", "served"),
    [
        (History(known=True, consecutive_days=1), True),
        (History(known=True, consecutive_days_off=1), False),
        (History(), True),
    ],
)
def test_weekend_begun_before_the_period_is_completed(past: History, served: bool) -> None:
    crew = [replace(person("ann", complete_weekends=True), history=past)]
    _, kept, dear = cost_of_rule(roster_problem(crew, [shift(6)], WANT, **FROM_SUNDAY), "complete_weekends")
    assert (bool(kept), bool(dear)) == (served, served)
    lazy = roster_problem(crew, [shift(6)], soft(fairness=1), **FROM_SUNDAY)
    _, kept, dear = cost_of_rule(lazy, "complete_weekends")
    asked = past.consecutive_days > 0
    assert (bool(kept), bool(dear)) == (asked, asked)
