"""Runs of days bite, over the start of the period too."""

from dataclasses import replace

import pytest

from scheduler.rostering.problem import Assignment, History, Limits, Person, Shift, ShiftType
from scheduler.rostering.rules.runs import excess, shortage
from tests.rostering.making import cost_of_rule, optimum, person, placed, roster_problem, shift, soft

WANT = soft(coverage_target=10)
WEEK = tuple(shift(day) for day in range(5))


@pytest.mark.parametrize(
    ("days", "before", "most", "amount"),
    [
        ("xxxx", 0, 2, 2),
        ("xx.xx", 0, 2, 0),
        ("x.", 2, 2, 1),
        ("xx", 3, 2, 2),
        ("x", 0, 0, 1),
        (".x", 9, 1, 0),
    ],
)
def test_excess_counts_each_day_too_many(days: str, before: int, most: int, amount: int) -> None:
    assert excess([day == "x" for day in days], before, most) == amount


@pytest.mark.parametrize(
    ("days", "before", "known", "amount"),
    [
        (".x.", 0, True, 2),
        (".xx.", 0, True, 1),
        (".xx", 0, True, 0),
        ("x.", 0, True, 2),
        ("x.", 0, False, 0),
        ("x.", 1, True, 1),
        ("..", 1, True, 2),
        ("..", 1, False, 0),
        ("x.x.", 0, False, 2),
    ],
)
def test_shortage_counts_each_day_an_ended_run_lacks(
    days: str, before: int, known: bool, amount: int
) -> None:
    assert shortage([day == "x" for day in days], before, 3, known=known) == amount


def _days(roster: set[tuple[str, str]]) -> str:
    return "".join("x" if ("ann", f"a{day}-9") in roster else "." for day in range(14))


def test_max_consecutive_days_bites() -> None:
    crew = [person("ann", max_consecutive_days=2)]
    free, kept, dear = map(_days, cost_of_rule(roster_problem(crew, WEEK, WANT), "max_consecutive_days"))
    assert free.startswith("xxxxx")
    assert kept == dear
    assert kept.startswith("xx.xx")


def test_max_consecutive_days_counts_those_before_the_period() -> None:
    tired = replace(person("ann", max_consecutive_days=2), history=History(consecutive_days=2))
    _, kept, _ = map(_days, cost_of_rule(roster_problem([tired], WEEK[:2], WANT), "max_consecutive_days"))
    assert kept.startswith(".x")


def test_min_consecutive_days_bites() -> None:
    crew = [person("ann", min_consecutive_days=2)]
    pins = (Assignment("ann", "a2-9"),)
    problem = roster_problem(crew, WEEK, soft(fairness=1, pins=500), pins=pins)
    free, kept, dear = map(_days, cost_of_rule(problem, "min_consecutive_days"))
    assert free.strip(".") == "x"
    assert kept.strip(".") == dear.strip(".") == "xx"


def test_max_days_off_bites() -> None:
    crew = [person("ann", max_days_off=6)]
    shifts = [shift(day) for day in (6, 7)]
    free, kept, dear = map(
        _days, cost_of_rule(roster_problem(crew, shifts, soft(fairness=1)), "max_days_off")
    )
    assert free == "." * 14
    assert kept == dear == "......xx......"


def test_min_days_off_bites() -> None:
    crew = [person("ann", min_days_off=2)]
    shifts = [shift(day) for day in (0, 2, 3)]
    free, kept, dear = map(_days, cost_of_rule(roster_problem(crew, shifts, WANT), "min_days_off"))
    assert free.startswith("x.xx")
    assert kept.startswith("..xx")
    assert kept == dear


def test_consecutive_type_bites() -> None:
    shifts = [shift(day, kind="night") for day in range(4)]
    for kind, most in (
        (ShiftType("night", max_consecutive=3), 3),
        (ShiftType("night", max_consecutive=1), 2),
    ):
        problem = roster_problem([person("ann")], shifts, WANT, types=(kind,))
        free, kept, dear = cost_of_rule(problem, "consecutive_type")
        assert (len(free), len(kept), len(dear)) == (4, most, most)


def test_consecutive_type_asks_for_enough_days_in_a_row() -> None:
    short = [shift(1, kind="night"), shift(2, kind="night"), shift(3, kind="day")]
    problem = roster_problem([person("ann")], short, WANT, types=(ShiftType("night", min_consecutive=3),))
    free, kept, dear = cost_of_rule(problem, "consecutive_type")
    assert (len(free), len(kept), len(dear)) == (3, 1, 1)


def test_a_known_run_of_the_past_is_ended_late_enough() -> None:
    past = History(known=True, consecutive_days=1)
    crew = Person("ann", "a", limits=Limits(min_consecutive_days=3), history=past)
    shifts: tuple[Shift, ...] = WEEK
    problem = roster_problem([crew], shifts, soft(fairness=1, min_consecutive_days=100))
    assert _days(placed(optimum(problem))).startswith("xx.")
