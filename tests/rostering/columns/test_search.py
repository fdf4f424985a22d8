"""The search's bound is a bound, its rosters cost what the checker says, and tiny ones are the best."""

from dataclasses import replace
from random import Random

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.columns import search as search_module
from scheduler.rostering.columns.generation import NoRosterError
from scheduler.rostering.columns.search import Search
from scheduler.rostering.problem import RosterProblem, RuleSetting
from scheduler.rostering.solution import Solution
from scheduler.rostering.solving import Options, solve
from tests.rostering.columns.tiny_columns import model_of, tiny_columns


def _searched(problem: RosterProblem, threads: int = 1) -> Search:
    search = Search(model_of(problem), stop=lambda: False, seed=1, threads=threads)
    search.run()
    return search


@pytest.mark.parametrize("seed", range(8))
def test_search_finds_what_cp_sat_proves(seed: int) -> None:
    problem = tiny_columns(Random(seed))
    proved = solve(problem, Options(deterministic_limit=30, time_limit=60))
    if proved.score is None:
        with pytest.raises(NoRosterError):
            _searched(problem)
        return
    search = _searched(problem)
    assert search.best is not None
    found = check(problem, Solution(search.best.assignments())).score
    assert search.bound <= proved.score.total
    assert (found.total, found.hard) == (search.cost, 0) == (proved.score.total, 0)


@pytest.mark.parametrize("seed", range(4))
def test_bound_takes_balance_for_less_than_it_costs(seed: int) -> None:
    problem = tiny_columns(Random(seed))
    balanced = replace(problem, rules=(*problem.rules, RuleSetting("balance", hard=False, weight=3)))
    proved = solve(balanced, Options(deterministic_limit=30, time_limit=60))
    if proved.score is None:
        return
    search = _searched(balanced)
    assert search.best is not None
    assert check(balanced, Solution(search.best.assignments())).score.hard == 0
    assert _searched(problem).bound <= search.bound <= proved.score.total


def test_search_on_two_threads_finds_the_same_cost() -> None:
    problem = tiny_columns(Random(4), people=6, shifts=14)
    assert _searched(problem, threads=2).cost == _searched(problem).cost


def test_search_on_one_thread_repeats_itself() -> None:
    problem = tiny_columns(Random(14), people=6, shifts=14)
    first, second = _searched(problem), _searched(problem)
    assert first.best is not None
    assert second.best is not None
    assert first.best.assignments() == second.best.assignments()


def test_search_begins_with_what_it_is_given() -> None:
    problem = tiny_columns(Random(4), people=6, shifts=14)
    best = _searched(problem)
    assert best.best is not None
    again = Search(model_of(problem), stop=lambda: True, seed=1, threads=1)
    again.run(best.best.assignments())
    assert again.cost == best.cost


def test_search_without_the_master_of_everybody_improves_on_its_first_roster(
    month: RosterProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_module, "_MOST_MASTER", 0)
    first = Search(model_of(month), stop=lambda: True, seed=1, threads=1)
    first.run()
    whole = Search(model_of(month), stop=lambda: whole.cost < first.cost, seed=1, threads=1)
    whole.run()
    assert whole.bound == 0
    assert whole.cost < first.cost
