"""Weekends bite."""

from dataclasses import replace

from scheduler.rostering.problem import History
from tests.rostering.making import cost_of_rule, person, roster_problem, shift, soft

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
