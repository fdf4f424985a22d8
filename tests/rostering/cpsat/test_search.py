"""A search in a thread tells its caller of whatever goes wrong, and hears a wish to stop."""

from random import Random

import pytest
from ortools.sat.python import cp_model_helper

from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.search import in_thread, search
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Demand, ProblemError
from tests.rostering.making import roster_problem, shift, soft
from tests.rostering.tiny import tiny


def test_what_the_work_raises_reaches_the_caller() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        in_thread(fail, lambda: None)


def test_model_that_is_none_is_no_search_without_result() -> None:
    problem, _ = tiny(Random(0))
    facts = Facts(problem)
    model = build(facts, domain(facts), stop=lambda: False)
    assert model is not None
    model.cp.proto.variables[0].domain.clear()
    with pytest.raises(ValueError, match="var"):
        search(model, cp_model_helper.SatParameters(), stop=lambda: False, report=lambda _: None)


def test_own_weights_of_demands_beyond_the_solvers_arithmetic_are_refused() -> None:
    demands = [Demand(f"d{n}", minimum=1, target=50_000, under_weight=10**10) for n in range(10)]
    problem = roster_problem([], [shift(0, 9, *demands)], soft(coverage_target=1))
    facts = Facts(problem)
    with pytest.raises(ProblemError, match="too large"):
        build(facts, domain(facts), stop=lambda: False)
