"""Flows make rosters that keep hard rules, and are the best where sums are all there is."""

from dataclasses import replace
from random import Random

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.cpsat.flowing import rosters
from scheduler.rostering.cpsat.network import Network
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.instances import Size, make
from scheduler.rostering.problem import Assignment, Demand, RosterProblem
from scheduler.rostering.rules import CEILINGS
from scheduler.rostering.solution import Solution
from tests.rostering.making import hard, optimum, person, roster_problem, shift, soft
from tests.rostering.tiny import tiny

SUMS = ("shifts_per_day", "shifts_per_week", "max_shifts")


def _flow(problem: RosterProblem) -> tuple[Assignment, ...]:
    facts = Facts(problem)
    return tuple(Network(facts, domain(facts)).roster(()))


def _sums_only(random: Random) -> RosterProblem:
    people = [
        person(
            name,
            max_shifts_per_day=1,
            max_shifts_per_week=random.randint(1, 3),
            max_shifts=random.choice((None, 3)),
        )
        for name in "abcd"
    ]
    shifts = [
        shift(day, hour, Demand("people", None, minimum=1, target=random.randint(1, 3)))
        for day in range(8)
        for hour in (9, 18)
        if random.random() < 1 / 2
    ]
    rules = [*hard(*SUMS), *soft(coverage_minimum=100_000, coverage_target=5_000, fairness=10)]
    return roster_problem(people, shifts, rules)


@pytest.mark.parametrize("seed", range(12))
def test_flow_is_the_best_roster_where_sums_by_day_and_week_are_all(seed: int) -> None:
    problem = _sums_only(Random(seed))
    best = optimum(problem).score
    assert best is not None
    assert check(problem, Solution(_flow(problem))).score == best


@pytest.mark.parametrize("seed", range(25))
def test_flows_break_no_ceiling(seed: int) -> None:
    problem, _ = tiny(Random(seed))
    for roster in rosters((problem, domain(Facts(problem)))):
        violations = check(problem, Solution(roster)).violations
        assert not {found.rule for found in violations if found.hard} & CEILINGS


def test_each_flow_leaves_fewer_places_open_than_the_first() -> None:
    problem = make(Size("pair", 2))
    found = list(rosters((problem, domain(Facts(problem)))))
    checks = [check(problem, Solution(roster)) for roster in found]
    missing = [sum(post.missing_target for post in one.unfilled) for one in checks]
    assert [one.score.hard for one in checks] == [0] * len(found)
    assert len(found) > 1
    assert missing[-1] < missing[0]


def test_flow_fills_posts_only_with_those_who_may() -> None:
    posts = [Demand(name, name, minimum=1, target=1, exclusive=True) for name in ("lead", "fire")]
    problem = roster_problem(
        [person("ann"), person("bob")],
        [shift(0, 9, *posts)],
        [*hard("qualification"), *soft(coverage_minimum=100)],
    )
    assert _flow(problem) == ()


def test_flow_keeps_pins() -> None:
    problem = roster_problem(
        [person("ann"), person("bob")], [shift(0, 9)], [*hard("pins"), *soft(coverage_target=5, fairness=1)]
    )
    for name in ("ann", "bob"):
        pinned = replace(problem, pins=(Assignment(name, problem.shifts[0].id),))
        assert [item.person for item in _flow(pinned)] == [name]
