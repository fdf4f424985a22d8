"""The relaxation's bound is a bound, whatever its prices and costs while they are looked for."""

import math
from random import Random

import numpy as np
import pytest

from scheduler.rostering.cpsat.bounding import bounds
from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.matrix import Matrix
from scheduler.rostering.cpsat.programs import Program
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import RosterProblem
from tests.rostering.making import hard, optimum, person, roster_problem, shift, soft
from tests.rostering.tiny import tiny


def _program(problem: RosterProblem) -> Program:
    facts = Facts(problem)
    model = build(facts, domain(facts), stop=lambda: False)
    assert model is not None
    return Program(model.cp.proto)


@pytest.mark.parametrize("seed", range(15))
def test_bound_never_exceeds_the_optimum(seed: int) -> None:
    problem, _ = tiny(Random(seed))
    score, program = optimum(problem).score, _program(problem)
    assert score is not None
    for tolerance, dearest in (("1e-1", math.inf), ("1e-6", math.inf), ("1e-4", 7.0)):
        assert program.bound(tolerance=tolerance, seconds=10, dearest=dearest).value <= score.total
    some = np.random.default_rng(seed)
    for size in (1, 100, 10_000):
        assert program.proved(some.normal(0, size, len(program.rows))) <= score.total


def _two_shifts_for_one(weight: int = 10) -> RosterProblem:
    return roster_problem(
        [person("ann")], [shift(0, 9), shift(0, 10)], [*hard("overlap"), *soft(coverage_target=weight)]
    )


def _found(problem: RosterProblem) -> list[int]:
    words = bounds((problem, domain(Facts(problem)), 10))
    return [word for word in words if not isinstance(word, Matrix)]


def test_bound_of_a_clear_case_is_its_optimum() -> None:
    assert _found(_two_shifts_for_one()) == [10, 10]


def test_bound_of_missing_people_counts_what_they_cost_in_full() -> None:
    assert _found(_two_shifts_for_one(weight=1_000_000)) == [20_000, 1_000_000]


def test_prices_without_a_side_to_lean_on_are_left_out() -> None:
    program = _program(_two_shifts_for_one())
    assert program.proved(np.full(len(program.rows), -1e6)) <= 10
    assert program.proved(np.full(len(program.rows), np.nan)) == 0
