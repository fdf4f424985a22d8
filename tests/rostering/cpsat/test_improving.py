"""Large problems are improved part by part, never for the worse, and bounded by a child process."""

import time
from itertools import islice
from random import Random

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.cpsat.bounding import Bounding
from scheduler.rostering.cpsat.improving import Improving
from scheduler.rostering.cpsat.neighbourhoods import Neighbourhoods
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.greedy import construct
from scheduler.rostering.instances import Size, make
from scheduler.rostering.problem import Assignment, RosterProblem
from scheduler.rostering.solution import Solution


@pytest.fixture(scope="module")
def two_grids() -> RosterProblem:
    return make(Size("pair", 2))


def test_moves_make_a_roster_better_and_keep_hard_rules(two_grids: RosterProblem) -> None:
    facts = Facts(two_grids)
    possible = domain(facts)
    *_, start = construct(facts, possible, soon=lambda: False, stop=lambda: False)
    scores = [check(two_grids, Solution(start)).score]

    def better(roster: tuple[Assignment, ...]) -> bool:
        scores.append(check(two_grids, Solution(roster)).score)
        return scores[-1].total < scores[-2].total

    improving = Improving(facts, possible, seed=1, left=lambda: 5.0, stop=lambda: False)
    *_, last = islice(improving.run(start, better), 2)
    assert check(two_grids, Solution(last)).score.total == min(score.total for score in scores)
    assert [score.hard for score in scores] == [0, 0, 0]
    assert scores[0].total > scores[1].total


def test_bounding_finds_a_bound_and_ends_when_told(two_grids: RosterProblem) -> None:
    bounding = Bounding(two_grids, seconds=20)
    try:
        until = time.monotonic() + 20
        while not bounding.bound and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        bounding.end()
    assert bounding.bound > 0


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
