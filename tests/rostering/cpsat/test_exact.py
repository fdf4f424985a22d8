"""The exact solver finds what CP-SAT proves, and leaves alone what it cannot hold."""

import time
from random import Random

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.exact import Exact, start_exact
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.instances import Size, make
from scheduler.rostering.problem import RosterProblem
from scheduler.rostering.solution import Solution, Status
from scheduler.rostering.solving import Options, solve
from tests.rostering.columns.tiny_columns import tiny_columns
from tests.rostering.making import hard, person, roster_problem, shift, soft


def _started(problem: RosterProblem) -> Exact | None:
    facts = Facts(problem)
    model = build(facts, domain(facts), stop=lambda: False)
    assert model is not None
    return start_exact(model, seconds=60)


@pytest.mark.parametrize("seed", range(10))
def test_exact_solver_finds_what_cp_sat_proves(seed: int) -> None:
    problem = tiny_columns(Random(seed))
    proved = solve(problem, Options(time_limit=60, workers=1))
    exact = _started(problem)
    assert exact is not None
    while not exact.ended:
        time.sleep(0.01)
    answer = exact.answer()
    assert (answer is None) is (proved.status is Status.INFEASIBLE)
    if answer is not None:
        assert answer.assignments is not None
        found = check(problem, Solution(answer.assignments)).score
        assert found.hard == 0
        assert proved.score is not None
        assert found.total == answer.bound == proved.score.total


def test_model_with_more_than_sums_is_left_alone() -> None:
    people = [person("ann", max_shifts_per_day=3, max_consecutive_days=1)]
    shifts = [shift(day, hour) for day in range(3) for hour in (9, 14)]
    problem = roster_problem(people, shifts, (*hard("max_consecutive_days"), *soft(coverage_target=1)))
    assert _started(problem) is None


def test_large_model_is_left_alone() -> None:
    assert _started(make(Size("some", 4))) is None


def test_month_of_a_grid_is_proved() -> None:
    exact = _started(make("grid_month", 3))
    assert exact is not None
    while not exact.ended:
        time.sleep(0.01)
    answer = exact.answer()
    assert answer is not None
    assert answer.bound == answer.objective == 26_095
