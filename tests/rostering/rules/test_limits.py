"""Limits per day, week, period and type bite."""

from dataclasses import replace

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.problem import History, Limits, Person, Shift
from tests.rostering.making import cost_of_rule, hard, on, person, roster_problem, shift, soft

WANT = soft(coverage_target=10)
AVOID = soft(fairness=1)
TWO_TODAY = (shift(0, 9), shift(0, 14))
TWO_WEEKS = (shift(5), shift(6), shift(7))


def _sizes(crew: Person, shifts: tuple[Shift, ...], code: str) -> tuple[int, ...]:
    return tuple(len(roster) for roster in cost_of_rule(roster_problem([crew], shifts, WANT), code))


def test_shifts_per_day_bites() -> None:
    assert _sizes(person("ann", max_shifts_per_day=1), TWO_TODAY, "shifts_per_day") == (2, 1, 1)


def test_shifts_per_week_bites() -> None:
    assert _sizes(person("ann", max_shifts_per_week=1), TWO_WEEKS, "shifts_per_week") == (3, 2, 2)


def test_minutes_per_day_bites() -> None:
    assert _sizes(person("ann", max_minutes_per_day=239), TWO_TODAY, "minutes_per_day") == (2, 1, 1)
    assert _sizes(person("ann", max_minutes_per_day=240), TWO_TODAY, "minutes_per_day") == (2, 2, 2)


def test_minutes_per_week_bites() -> None:
    assert _sizes(person("ann", max_minutes_per_week=239), TWO_WEEKS, "minutes_per_week") == (3, 2, 2)


def test_max_shifts_bites() -> None:
    assert _sizes(person("ann", max_shifts=2), TWO_WEEKS, "max_shifts") == (3, 2, 2)
    tired = replace(person("ann", max_shifts=2), history=History(shifts=1))
    assert _sizes(tired, TWO_WEEKS, "max_shifts") == (3, 1, 1)


def test_max_minutes_bites() -> None:
    assert _sizes(person("ann", max_minutes=240), TWO_WEEKS, "max_minutes") == (3, 2, 2)


def test_shifts_per_type_bites() -> None:
    shifts = (shift(0, kind="night"), shift(1, kind="night"), shift(2, kind="day"))
    assert _sizes(person("ann", max_per_type=(("night", 1),)), shifts, "shifts_per_type") == (3, 2, 2)


@pytest.mark.parametrize(
    ("code", "limits"), [("min_shifts", Limits(min_shifts=2)), ("min_minutes", Limits(min_minutes=230))]
)
def test_fewest_of_a_period_brings_work(code: str, limits: Limits) -> None:
    problem = roster_problem([Person("ann", "a", limits=limits)], TWO_WEEKS, AVOID)
    assert tuple(len(roster) for roster in cost_of_rule(problem, code)) == (0, 2, 2)


def test_min_shifts_bites() -> None:
    rested = replace(person("ann", min_shifts=2), history=History(shifts=1))
    assert tuple(map(len, cost_of_rule(roster_problem([rested], TWO_WEEKS, AVOID), "min_shifts"))) == (
        0,
        1,
        1,
    )


def test_min_minutes_bites() -> None:
    rested = replace(person("ann", min_minutes=240), history=History(minutes=120))
    assert tuple(map(len, cost_of_rule(roster_problem([rested], TWO_WEEKS, AVOID), "min_minutes"))) == (
        0,
        1,
        1,
    )


def test_each_unit_beyond_a_limit_counts() -> None:
    problem = roster_problem([person("ann", max_minutes=100)], TWO_WEEKS, soft(max_minutes=2))
    assert check(problem, on(("ann", "a5-9"), ("ann", "a6-9"))).score.total == 280
    assert check(replace(problem, rules=hard("max_minutes")), on(("ann", "a5-9"))).score.hard == 1
