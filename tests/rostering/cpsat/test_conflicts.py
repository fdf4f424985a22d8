"""Smallest sets of pins and hard rules that contradict one another, on random problems."""

from dataclasses import replace
from random import Random

import pytest
from ortools.sat.python import cp_model

from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.conflicts import find_conflict
from scheduler.rostering.domain import domain
from scheduler.rostering.explaining.naming import Names
from scheduler.rostering.explaining.phrasing import describe_conflict
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment, RosterProblem, RuleSetting
from scheduler.rostering.solution import Conflict
from tests.rostering.tiny import tiny


def _strict(random: Random) -> RosterProblem:
    """Return a problem of hard rules alone with random pins, which seldom has a solution."""
    problem, _ = tiny(random, people=3, shifts=6)
    kept = [setting for setting in problem.rules if random.random() < 0.5 and setting.code != "pins"]
    pairs = random.sample([(who, place) for who in problem.people for place in problem.shifts], 5)
    pins = []
    for who, place in pairs:
        posts = [post.id for post in place.demands if post.exclusive]
        pins.append(Assignment(who.id, place.id, random.choice(posts) if posts else None))
    rules = (*(replace(setting, hard=True) for setting in kept), RuleSetting("pins", hard=True))
    return replace(problem, rules=rules, pins=tuple(pins))


def _can_be_kept(problem: RosterProblem) -> bool:
    facts = Facts(problem)
    model = build(facts, domain(facts), stop=lambda: False)
    assert model is not None
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model.cp)
    assert status in {cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE}
    return bool(status != cp_model.INFEASIBLE)


def _with(problem: RosterProblem, conflict: Conflict, left_out: str | Assignment | None) -> RosterProblem:
    """Return the problem with the rules and pins of a conflict alone, but for one of them."""
    rules = [setting for setting in problem.rules if setting.code in conflict.rules]
    return replace(
        problem,
        rules=(
            *(setting for setting in rules if setting.code != left_out),
            RuleSetting("pins", hard=True),
        ),
        pins=tuple(pin for pin in conflict.pins if pin != left_out),
    )


@pytest.mark.parametrize("seed", range(10))
def test_leaving_out_any_member_resolves_a_conflict(seed: int) -> None:
    random, found = Random(seed), 0
    while found < 6:
        problem = _strict(random)
        if _can_be_kept(problem):
            continue
        found += 1
        conflict = find_conflict(problem, stop=lambda: False, seconds=20)
        assert conflict.smallest
        assert not _can_be_kept(_with(problem, conflict, None))
        members: tuple[str | Assignment, ...] = (*conflict.rules, *conflict.pins)
        for member in members:
            assert _can_be_kept(_with(problem, conflict, member))
        words = describe_conflict(conflict, Names(problem))
        assert len(words) == 1 + len(conflict.rules) + len(conflict.pins)


def test_stopped_search_keeps_what_it_could_not_ask_about() -> None:
    problem = _strict(Random(0))
    conflict = find_conflict(problem, stop=lambda: True, seconds=20)
    codes = tuple(setting.code for setting in problem.rules if setting.code != "pins")
    assert conflict == Conflict(codes, problem.pins, smallest=False)
