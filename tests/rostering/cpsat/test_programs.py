"""The relaxation's bound is a bound, whatever its solver's rounding, and close to the optimum."""

from random import Random

import pytest

from scheduler.rostering.cpsat.bounding import bounds
from scheduler.rostering.cpsat.building import build
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


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("tolerance", ["1e-1", "1e-6"])
def test_bound_never_exceeds_the_optimum(seed: int, tolerance: str) -> None:
    problem, _ = tiny(Random(seed))
    score = optimum(problem).score
    assert score is not None
    assert _program(problem).bound(tolerance=tolerance, seconds=10) <= score.total


def _two_shifts_for_one() -> RosterProblem:
    return roster_problem(
        [person("ann")], [shift(0, 9), shift(0, 10)], [*hard("overlap"), *soft(coverage_target=10)]
    )


def test_bound_of_a_clear_case_is_its_optimum() -> None:
    assert list(bounds(_two_shifts_for_one(), 10)) == [10, 10]


def test_shares_tell_who_is_where_for_certain() -> None:
    problem = roster_problem([person("ann")], [shift(0, 9)], soft(coverage_target=10))
    (shares,) = _program(problem).shares(seconds=10)
    assert shares[0] == pytest.approx(1)
