"""A column costs what the checker says, and pricing finds the cheapest of all."""

from itertools import islice
from random import Random

import numpy as np
import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.columns import graph
from scheduler.rostering.columns.arrays import Floats, Ints
from scheduler.rostering.columns.model import Model
from scheduler.rostering.columns.pool import Pool
from scheduler.rostering.columns.pricing import Column, Pricer
from scheduler.rostering.columns.starting import given_columns
from scheduler.rostering.problem import RosterProblem
from scheduler.rostering.rules import RULES
from scheduler.rostering.rules.base import PersonRule
from scheduler.rostering.solution import Solution
from tests.rostering.columns.tiny_columns import every_roster, model_of, tiny_columns

_MOST = 400


def _charged(problem: RosterProblem, model: Model, person: int, options: Ints) -> int | None:
    """Return what the checker charges a person alone for her options; ``None``: a hard rule is broken."""
    name = problem.people[person].id
    found = check(problem, Solution(tuple(model.assignments(options)))).violations
    own = [
        violation
        for violation in found
        if violation.person == name
        and (isinstance(RULES[violation.rule], PersonRule) or violation.rule in {"pins", "stability"})
    ]
    return None if any(each.hard for each in own) else sum(each.penalty for each in own)


def _column(model: Model, pricer: Pricer, person: int, options: Ints) -> Column | None:
    found = given_columns(model, pricer.profiles, model.assignments(options))
    return next((column for column in found if column.person == person), None)


@pytest.mark.parametrize("seed", range(20))
def test_column_costs_what_the_checker_charges(seed: int) -> None:
    problem = tiny_columns(Random(seed), people=2, shifts=7)
    model = model_of(problem)
    pricer = Pricer(model, threads=1)
    pool = Pool(model, pricer)
    for person in range(model.people):
        for options in islice(every_roster(model, person), _MOST):
            column = _column(model, pricer, person, options)
            if column is not None and pool.excess(column):
                column = None
            cost = None if column is None else column.cost
            assert cost == _charged(problem, model, person, options)


def _prices(pool: Pool, seed: int) -> Floats:
    random = np.random.default_rng(seed)
    rows, caps = len(pool.model.rows), len(pool.caps)
    return np.concatenate([random.integers(-20, 60, rows), -random.integers(0, 20, caps)]).astype(np.float64)


@pytest.mark.parametrize("seed", range(20))
def test_pricing_finds_the_cheapest_roster(seed: int) -> None:
    problem = tiny_columns(Random(100 + seed), people=2, shifts=6)
    model = model_of(problem)
    pricer = Pricer(model, threads=1)
    pool = Pool(model, pricer)
    prices = _prices(pool, seed)
    for person in range(model.people):
        found = pricer.price(pool.option_costs(prices), [person])[0]
        columns = [_column(model, pricer, person, options) for options in every_roster(model, person)]
        numbers = [pool.add(column) for column in columns if column is not None]
        assert found.value == min(pool.reduced(numbers, prices), default=np.inf)
        if found.column is not None:
            assert pool.reduced([pool.add(found.column)], prices).tolist() == [found.value]


def test_pricing_prices_everybody_on_two_threads_as_on_one() -> None:
    model = model_of(tiny_columns(Random(7), people=9, shifts=12))
    pricer = Pricer(model, threads=2)
    pool = Pool(model, pricer)
    reduced = pool.option_costs(_prices(pool, 1))
    people = range(model.people)
    together = [each.value for each in pricer.price(reduced, people, together=True)]
    pricer.close()
    alone = [pricer.price(reduced, [each.person])[0].value for each in pricer.price(reduced, people)]
    assert together == alone


def test_pricing_in_a_corridor_finds_valid_rosters_that_cost_no_less(
    month: RosterProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = model_of(month)
    exact = Pricer(model, threads=1)
    arcs = sum(block.source.size for layer in exact.graphs[0].layers for block in layer.blocks)
    monkeypatch.setattr(graph, "_MOST_ARCS", arcs)
    monkeypatch.setattr(graph, "_CORRIDORS", (None, 1))
    narrow = Pricer(model, threads=1)
    assert (exact.whole, narrow.whole) == (True, False)
    pool = Pool(model, exact)
    reduced = pool.option_costs(_prices(pool, 1))
    people = range(model.people)
    for best, found in zip(exact.price(reduced, people), narrow.price(reduced, people), strict=True):
        assert found.column is not None
        assert found.value >= best.value
        assert found.column.cost == _charged(month, model, found.person, found.column.options)
