"""Large problems are improved part by part, never for the worse; parts say exactly what a change costs."""

from dataclasses import replace
from itertools import islice
from random import Random

import numpy as np
import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.improving import Improving, Roster
from scheduler.rostering.cpsat.matrix import Matrix, Part, Parts
from scheduler.rostering.cpsat.neighbourhoods import Neighbourhoods
from scheduler.rostering.cpsat.planning import Planner
from scheduler.rostering.cpsat.programs import Program
from scheduler.rostering.domain import Domain, domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.greedy import construct
from scheduler.rostering.instances import Size, make
from scheduler.rostering.problem import RosterProblem
from scheduler.rostering.solution import Solution
from tests.rostering.making import hard, optimum, person, roster_problem, shift, soft


@pytest.fixture(scope="module")
def grid() -> RosterProblem:
    return make("grid_month")


def _matrix(facts: Facts, possible: Domain) -> Matrix:
    model = build(facts, possible, stop=lambda: False)
    assert model is not None
    program = Program(model.cp.proto)
    assert not program.left_out
    return Matrix.of(model, program, possible)


def _planner() -> Planner:
    return Planner(left=lambda: 20.0, stop=lambda: False)


def _first(facts: Facts, possible: Domain) -> Roster:
    *_, roster = construct(facts, possible, soon=lambda: False, stop=lambda: False)
    return roster


@pytest.mark.parametrize("arrays", [True, False])
def test_moves_make_a_roster_better_and_keep_hard_rules(grid: RosterProblem, *, arrays: bool) -> None:
    facts = Facts(grid)
    possible = domain(facts)
    start = _first(facts, possible)
    matrix = _matrix(facts, possible) if arrays else None
    scores = [check(grid, Solution(start)).score]

    def better(roster: Roster) -> bool:
        scores.append(check(grid, Solution(roster)).score)
        return scores[-1].total < min(score.total for score in scores[:-1])

    improving = Improving(facts, possible, seed=1, left=lambda: 20.0, stop=lambda: False)
    *_, last = islice(improving.run(start, better, lambda: matrix), 2)
    best = check(grid, Solution(last)).score
    assert best.total == min(score.total for score in scores) < scores[0].total
    assert best.hard == 0


def _present(part: Part, roster: Roster) -> np.ndarray:
    return np.array([item in set(roster) for item in part.items], np.bool_)


def test_what_a_part_costs_changes_as_the_score_does(grid: RosterProblem) -> None:
    # What lending costs is a product that the relaxation of helping columns may take for less.
    grid = replace(grid, rules=tuple(rule for rule in grid.rules if rule.code != "lender_minimum"))
    facts = Facts(grid)
    possible = domain(facts)
    before = _first(facts, possible)
    moving = {person.id for person in grid.people[:5]}
    after = tuple(item for item in before if item.person not in moving)
    part = Parts(_matrix(facts, possible), possible).part(before, moving)
    costs = [
        part.matrix.costs @ values
        for roster in (before, after)
        if (values := _planner().relaxed(part.matrix, _present(part, roster))) is not None
    ]
    totals = [check(grid, Solution(roster)).score.total for roster in (before, after)]
    assert costs[1] - costs[0] == pytest.approx(totals[1] - totals[0])


def test_a_part_of_everybody_is_planned_as_well_as_can_be() -> None:
    people = [person(name, max_shifts_per_day=1, max_shifts_per_week=2) for name in "abc"]
    shifts = [shift(day, hour) for day in range(4) for hour in (9, 15)]
    rules = [*hard("shifts_per_day", "shifts_per_week"), *soft(coverage_target=500, fairness=10)]
    problem = roster_problem(people, shifts, rules)
    facts = Facts(problem)
    possible = domain(facts)
    part = Parts(_matrix(facts, possible), possible).part((), {"a", "b", "c"})
    planned = _planner().plan(part, _present(part, ()), seed=1)
    score = optimum(problem).score
    assert planned is not None
    assert score is not None
    assert check(problem, Solution(planned)).score.total == score.total
    assert _planner().plan(part, _present(part, planned), seed=1) is None


def test_every_unit_moves_once_before_any_moves_again() -> None:
    problem = make(Size("six", 6))
    neighbourhoods = Neighbourhoods(Facts(problem), Random(1))
    unit = {person.id: person.unit for person in problem.people}
    moved: list[str] = []
    while len(moved) < len(problem.units):
        group = {unit[person] for person in next(neighbourhoods.groups)}
        assert group.isdisjoint(moved)
        moved += sorted(group)
    assert sorted(moved) == sorted(unit.id for unit in problem.units)
