"""Columns refuse what does not fall apart into single people's rosters."""

from dataclasses import replace
from random import Random

import pytest

from scheduler.rostering.columns.applying import CARRIED, refusal
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Demand, Request, RosterProblem, RuleSetting
from scheduler.rostering.rules import RULES
from tests.rostering.columns.tiny_columns import tiny_columns


def _problem() -> RosterProblem:
    return tiny_columns(Random(1))


def _refused(problem: RosterProblem) -> str | None:
    return refusal(Facts(problem))


def test_problem_of_single_rosters_is_taken() -> None:
    assert _refused(_problem()) is None


def test_carried_rules_exist() -> None:
    assert set(RULES) >= CARRIED


@pytest.mark.parametrize("code", sorted(set(RULES) - CARRIED))
def test_rule_that_looks_further_is_refused(code: str) -> None:
    problems = (tiny_columns(Random(seed)) for seed in range(1, 20))
    problem = next(one for one in problems if not RULES[code].idle(Facts(one)))
    wider = replace(problem, rules=(*problem.rules, RuleSetting(code, hard=False)))
    assert _refused(wider) == "a rule looks at more than a person's roster or a crew"


def test_rule_with_nothing_to_look_at_is_taken() -> None:
    problem = replace(_problem(), pairings=())
    rules = tuple(RuleSetting(code, hard=True) for code in ("together", "apart"))
    assert _refused(replace(problem, rules=(*problem.rules, *rules))) is None


def test_soft_limits_per_type_are_refused() -> None:
    problem = _problem()
    softer = tuple(
        replace(rule, hard=False) if rule.code == "shifts_per_type" else rule for rule in problem.rules
    )
    first = problem.people[0]
    limited = replace(first, limits=replace(first.limits, max_per_type=(("early", 1),)))
    found = _refused(replace(problem, rules=softer, people=(limited, *problem.people[1:])))
    assert found == "a rule looks at more than a person's roster or a crew"


def test_two_shifts_a_day_are_refused() -> None:
    problem = _problem()
    first = problem.people[0]
    busy = replace(first, limits=replace(first.limits, max_shifts_per_day=2))
    found = _refused(replace(problem, people=(busy, *problem.people[1:])))
    assert found == "somebody may have several shifts in a day"


def test_nobody_is_refused() -> None:
    problem = _problem()
    empty = replace(problem, people=(), requests=(), availability=(), pins=(), published=())
    assert _refused(empty) == "the problem is empty or too large"


def test_weights_beyond_exact_sums_are_refused() -> None:
    problem = _problem()
    heavy = tuple(replace(rule, weight=10**10) for rule in problem.rules)
    assert _refused(replace(problem, rules=heavy)) == "the weights are too large to be summed up exactly"


def test_request_over_days_is_refused() -> None:
    problem = replace(_problem(), requests=())
    facts = Facts(problem)
    days = {facts.day[shift.id]: shift.id for shift in problem.shifts}
    wide = Request(problem.people[0].id, tuple(days.values()), wanted=True)
    rules = (
        *(rule for rule in problem.rules if rule.code != "requests"),
        RuleSetting("requests", hard=False),
    )
    found = _refused(replace(problem, requests=(wide,), rules=rules))
    assert found == "a request reaches over several days"


def test_rest_over_a_day_is_refused() -> None:
    problem = _problem()
    crew = tuple(replace(p, limits=replace(p.limits, min_rest_minutes=3 * 1440)) for p in problem.people)
    rules = (*(rule for rule in problem.rules if rule.code != "rest"), RuleSetting("rest", hard=True))
    assert _refused(replace(problem, people=crew, rules=rules)) == "rest reaches over a whole day"


def test_crew_whose_last_people_matter_most_is_refused() -> None:
    problem = _problem()
    demand = Demand("odd", minimum=1, target=2, under_weight=1_000)
    odd = replace(problem.shifts[0], demands=(demand,))
    found = _refused(replace(problem, shifts=(odd, *problem.shifts[1:]), pins=(), published=()))
    assert found == "the first people of a crew matter less than the last"


def test_crews_beyond_exact_sums_are_refused() -> None:
    problem = replace(_problem(), pins=(), published=())
    dear = tuple(replace(rule, weight=10**8) for rule in problem.rules)
    assert _refused(replace(problem, rules=dear)) is None
    crowd = replace(problem.shifts[0], demands=(Demand("crowd", target=50_000),))
    found = _refused(replace(problem, rules=dear, shifts=(crowd, *problem.shifts[1:])))
    assert found == "the weights are too large to be summed up exactly"
