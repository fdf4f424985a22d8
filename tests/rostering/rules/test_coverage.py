"""Coverage bites: with the rule on, people go where they are missing and no more than wanted."""

from dataclasses import replace

from scheduler.rostering.checking import check
from scheduler.rostering.problem import Demand
from tests.rostering.making import (
    cost_of_rule,
    hard,
    on,
    optimum,
    person,
    placed,
    roster_problem,
    shift,
    soft,
)


def test_coverage_minimum_bites() -> None:
    wanted = shift(0, 9, Demand("people", None, minimum=1, target=1))
    free, kept, dear = cost_of_rule(
        roster_problem([person("ann")], [wanted], soft(fairness=1)), "coverage_minimum"
    )
    assert (free, kept, dear) == (set(), {("ann", "a0-9")}, {("ann", "a0-9")})


def test_coverage_target_bites() -> None:
    problem = roster_problem([person("ann")], [shift(0)], soft(fairness=1))
    free, kept, dear = cost_of_rule(problem, "coverage_target")
    assert (free, kept, dear) == (set(), {("ann", "a0-9")}, {("ann", "a0-9")})


def test_coverage_surplus_bites() -> None:
    crowd = [person("ann", min_shifts=1), person("ben", min_shifts=1)]
    wanted = shift(0, 9, Demand("people", None, minimum=0, target=0, maximum=1))
    free, kept, dear = cost_of_rule(roster_problem(crowd, [wanted], soft(min_shifts=10)), "coverage_surplus")
    assert (len(free), len(kept), len(dear)) == (2, 1, 1)


def test_capacity_bites() -> None:
    crowd = [person("ann", min_shifts=1), person("ben", min_shifts=1)]
    problem = roster_problem(crowd, [shift(0, capacity=1)], soft(min_shifts=10))
    free, kept, dear = cost_of_rule(problem, "capacity")
    assert (len(free), len(kept), len(dear)) == (2, 1, 1)


def test_a_covering_person_counts_for_every_demand_she_is_qualified_for() -> None:
    wanted = shift(0, 9, Demand("one", None, minimum=1, target=1), Demand("two", None, minimum=1, target=1))
    problem = roster_problem([person("ann")], [wanted], soft(coverage_minimum=7))
    assert check(problem, on(("ann", "a0-9"))).score.total == 0
    assert check(problem, on()).score.total == 14


def test_an_exclusive_person_fills_one_post_only() -> None:
    posts = [Demand(name, None, minimum=1, target=1, exclusive=True) for name in ("one", "two")]
    problem = roster_problem([person("ann")], [shift(0, 9, *posts)], soft(coverage_minimum=7))
    assert optimum(problem).score.total == 7  # type: ignore[union-attr]  # an optimum has a score


def test_missing_people_to_the_minimum_do_not_count_as_missing_to_the_target() -> None:
    wanted = shift(0, 9, Demand("people", None, minimum=2, target=5))
    problem = roster_problem([person("ann")], [wanted], soft(coverage_minimum=100, coverage_target=1))
    assert check(problem, on(("ann", "a0-9"))).score.by_rule == {
        "coverage_minimum": 100,
        "coverage_target": 3,
    }


def test_weights_of_a_demand_override_those_of_the_rules() -> None:
    first, second = shift(0, 9), shift(0, 10)
    dear = replace(second, demands=(replace(second.demands[0], under_weight=50),))
    problem = roster_problem([person("ann")], [first, dear], [*hard("overlap"), *soft(coverage_target=10)])
    assert placed(optimum(problem)) == {("ann", "a0-10")}
