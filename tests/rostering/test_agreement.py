"""The solver and the checker mean the same by every rule."""

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.rostering.checking import check
from scheduler.rostering.problem import Assignment, RosterProblem
from scheduler.rostering.solution import Solution
from tests.rostering.making import optimum
from tests.rostering.tiny import tiny


def _agree(random: Random) -> None:
    problem, planted = tiny(random)
    result = optimum(problem)
    assert result.solution is not None
    found = check(problem, result.solution)
    assert found.score == result.score
    assert found.score.total <= check(problem, planted).score.total


@pytest.mark.parametrize("seed", range(40))
def test_solver_and_checker_agree_on_seeded_problems(seed: int) -> None:
    _agree(Random(seed))


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_solver_and_checker_agree_on_any_problem(random: Random) -> None:
    _agree(random)


def _every_roster(problem: RosterProblem) -> Iterator[Solution]:
    choices: list[list[Assignment | None]] = []
    for person, shift in product(problem.people, problem.shifts):
        posts: list[str | None] = [demand.id for demand in shift.demands if demand.exclusive]
        choices.append([None, *(Assignment(person.id, shift.id, post) for post in posts or [None])])
    for chosen in product(*choices):
        yield Solution(tuple(item for item in chosen if item is not None))


@pytest.mark.parametrize("seed", range(15))
def test_no_roster_at_all_is_cheaper_than_the_solvers(seed: int) -> None:
    problem, _ = tiny(Random(1000 + seed), people=2, shifts=3)
    scores = (check(problem, solution).score for solution in _every_roster(problem))
    best = min(score.total for score in scores if not score.hard)
    result = optimum(problem)
    assert result.score is not None
    assert result.score.total == best
