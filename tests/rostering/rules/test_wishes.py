"""Requests and fairness bite."""

from dataclasses import replace

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import History, Request, Shift
from scheduler.rostering.rules import RULES
from scheduler.rostering.rules.wishes import step_costs
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


@pytest.mark.parametrize("wanted", [True, False])
def test_requests_bites(wanted: bool) -> None:
    request = Request("ann", ("a0-9",), wanted=wanted, weight=50)
    rules = soft(fairness=1) if wanted else soft(coverage_target=10)
    problem = roster_problem([person("ann")], [shift(0)], rules, requests=(request,))
    free, kept, dear = cost_of_rule(problem, "requests")
    assert (len(free), len(kept), len(dear)) == ((0, 1, 1) if wanted else (1, 0, 0))


def test_a_request_for_several_shifts_is_granted_by_one_and_broken_once() -> None:
    shifts = [shift(0), shift(1)]
    both = ("a0-9", "a1-9")
    for wanted, none, one, two in ((True, 7, 0, 0), (False, 0, 7, 7)):
        request = Request("ann", both, wanted=wanted, weight=7)
        problem = roster_problem([person("ann")], shifts, soft(requests=1), requests=(request,))
        costs = [
            check(problem, on(*(("ann", name) for name in both[:many]))).score.total for many in range(3)
        ]
        assert costs == [none, one, two]


def test_fairness_bites() -> None:
    crew = [person("ann"), replace(person("ben"), pledged_minutes=480)]
    shifts = [shift(day) for day in range(3)]
    rules = [*hard("coverage_target"), *hard("coverage_surplus")]
    free, kept, dear = cost_of_rule(roster_problem(crew[:1], shifts, soft(coverage_target=10)), "fairness")
    assert (len(free), len(kept), len(dear)) == (3, 0, 0)
    fair = placed(optimum(roster_problem(crew, shifts, [*rules, *soft(fairness=1)])))
    assert sorted(name for name, _ in fair) == ["ann", "ben", "ben"]


def test_fairness_spares_who_served_lately() -> None:
    busy = replace(person("ann"), history=History(recent_minutes=2000))
    rules = [*hard("coverage_target"), *soft(fairness=1)]
    problem = roster_problem([busy, person("ben")], [shift(0), shift(1)], rules)
    assert {name for name, _ in placed(optimum(problem))} == {"ben"}


def _points(days: dict[int, int]) -> list[Shift]:
    """Return a shift for each day with its unpopular points."""
    return [replace(shift(day), unpopular=points) for day, points in days.items()]


def test_fairness_unpopular_bites() -> None:
    free, kept, dear = cost_of_rule(
        roster_problem([person("ann")], _points({0: 0, 1: 2}), soft(coverage_target=10)), "fairness_unpopular"
    )
    assert (len(free), kept, dear) == (2, {("ann", "a0-9")}, {("ann", "a0-9")})


def test_unpopular_shifts_are_shared_by_their_points() -> None:
    crew = [person("ann"), person("ben")]
    rules = [*hard("coverage_target", "coverage_surplus"), *soft(fairness_unpopular=1)]
    fair = placed(optimum(roster_problem(crew, _points({0: 3, 1: 1, 2: 1, 3: 1}), rules)))
    heavy = next(who for who, name in fair if name == "a0-9")
    assert all(who != heavy for who, name in fair if name != "a0-9")


def test_fairness_unpopular_spares_who_served_unpopular_shifts_lately() -> None:
    tired = replace(person("ann"), history=History(recent_unpopular=13))
    rules = [*hard("coverage_target"), *soft(fairness_unpopular=1)]
    problem = roster_problem([tired, person("ben")], _points({0: 2, 1: 2}), rules)
    assert {name for name, _ in placed(optimum(problem))} == {"ben"}


def test_fairness_unpopular_is_idle_without_points() -> None:
    rule = RULES["fairness_unpopular"]
    assert rule.idle(Facts(roster_problem([person("ann")], _points({0: 0}), ())))
    assert not rule.idle(Facts(roster_problem([person("ann")], _points({0: 0, 1: 1}), ())))


def test_step_costs_never_fall() -> None:
    assert step_costs(person("ann"), 4) == [1, 3, 5, 7]
    assert step_costs(replace(person("ann"), pledged_minutes=0), 2) == [8, 24]
