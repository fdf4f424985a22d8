"""The bound from prices never exceeds the optimum, whatever they are, and comes close to the relaxation."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.programs import Program
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.instances import make
from scheduler.rostering.parts import bounding
from scheduler.rostering.parts.bounding import Dual, climb, compile_dual
from scheduler.rostering.parts.tasks import BoundOutcome, BoundTask
from scheduler.rostering.parts.working import perform
from scheduler.rostering.problem import Demand, RosterProblem
from tests.rostering.making import hard, optimum, person, roster_problem, shift, soft
from tests.rostering.tiny import tiny


def _dual(problem: RosterProblem) -> Dual:
    dual = compile_dual(problem, stop=lambda: False)
    assert dual is not None
    return dual


@pytest.mark.parametrize("seed", range(12))
def test_bound_never_exceeds_the_optimum(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem, _ = tiny(Random(seed))
    score = optimum(problem).score
    assert score is not None
    dual, random = _dual(problem), np.random.default_rng(seed)
    monkeypatch.setattr(bounding, "_LONG", 100)
    assert dual.proved(climb(dual, spent=lambda: 0.5)) <= score.total
    for size in (1, 10, 1_000):
        assert dual.proved(random.exponential(size, len(dual.posts.targets))) <= score.total


def test_bound_is_close_to_the_relaxation() -> None:
    month = make("grid_month")
    facts = Facts(month)
    model = build(facts, domain(facts), stop=lambda: False)
    assert model is not None
    relaxed = Program(model.cp.proto).bound(tolerance="1e-5", seconds=20)
    dual = _dual(month)
    found = dual.proved(climb(dual, spent=lambda: 0.0))
    assert 0.99 * relaxed.value < found


def test_missing_people_are_proved_where_nobody_can_come() -> None:
    wanted = [shift(day, 9, Demand("lead", "lead", minimum=1, target=1)) for day in range(5)]
    rules = [*hard("shifts_per_day"), *soft(coverage_minimum=10**9, fairness=10)]
    dual = _dual(roster_problem([person("ann")], wanted, rules))
    assert dual.proved(climb(dual, spent=lambda: 0.0)) >= 4.9 * 10**9


def test_scarce_people_are_proved_to_be_missing() -> None:
    wanted = [shift(day, hour) for day in range(4) for hour in (9, 14)]
    rules = [*hard("shifts_per_day"), *soft(coverage_target=1000, fairness=1)]
    problem = roster_problem([person("ann", max_shifts_per_day=1)], wanted, rules)
    dual = _dual(problem)
    score = optimum(problem).score
    assert score is not None
    assert 0.97 * score.total < dual.proved(climb(dual, spent=lambda: 0.0)) <= score.total


def test_prices_on_a_grain_prove_what_they_say() -> None:
    dual = _dual(make("grid_month"))
    prices = np.linspace(0, 20, len(dual.posts.targets))
    assert dual.proved(prices) == pytest.approx(dual.value(prices)[0], rel=1e-3)


def test_bound_that_is_stopped_before_it_begins_is_zero() -> None:
    assert perform(BoundTask(make("grid_month"), 10), lambda: True) == BoundOutcome(0)


def test_prices_too_large_to_be_summed_up_exactly_prove_nothing() -> None:
    dual = _dual(make("grid_month"))
    assert dual.proved(np.full(len(dual.posts.targets), 1e15)) == 0
    dear = replace(dual, posts=replace(dual.posts, further=dual.posts.further + 10**16))
    assert dear.proved(np.full(len(dual.posts.targets), 10.0)) == 0
