"""Parts divide the units, lie together, and lie differently in each round."""

from collections import Counter
from itertools import pairwise

from scheduler.rostering.parts.splitting import Part, balls, split
from scheduler.rostering.problem import Person, RosterProblem, Unit
from tests.rostering.making import roster_problem


def _town(width: int = 6) -> RosterProblem:
    """Return units on a square, each of 40 people and with a neighbour on every side."""
    places = [(row, column) for row in range(width) for column in range(width)]
    units = tuple(
        Unit(f"g{place}", tuple(f"g{other}" for other in _beside(place, width)))
        for place in range(len(places))
    )
    crew = [Person(f"{unit.id}-{number}", unit.id) for unit in units for number in range(40)]
    return roster_problem(crew, [], (), units=units)


def _beside(place: int, width: int) -> list[int]:
    row, column = divmod(place, width)
    around = [(row - 1, column), (row, column - 1), (row, column + 1), (row + 1, column)]
    return [line * width + spot for line, spot in around if 0 <= line < width and 0 <= spot < width]


def _cuts(problem: RosterProblem, parts: list[Part]) -> set[frozenset[str]]:
    home = {unit: number for number, part in enumerate(parts) for unit in part}
    return {
        frozenset((unit.id, near))
        for unit in problem.units
        for near in unit.neighbours
        if home[unit.id] != home[near]
    }


def test_every_round_divides_all_units() -> None:
    problem = _town()
    for parts in split(problem, people=240, rounds=3):
        assert Counter(unit for part in parts for unit in part) == Counter(one.id for one in problem.units)
        assert all(120 <= 40 * len(part) <= 480 for part in parts)


def test_parts_lie_together() -> None:
    problem = _town()
    near = {unit.id: set(unit.neighbours) for unit in problem.units}
    for part in split(problem, people=240, rounds=1)[0]:
        reached = {part[0]}
        while more := {unit for unit in part if unit not in reached and near[unit] & reached}:
            reached |= more
        assert reached == set(part)


def test_borders_lie_inside_in_the_next_round() -> None:
    problem = _town()
    for before, after in pairwise(split(problem, people=240, rounds=2)):
        both = _cuts(problem, before) & _cuts(problem, after)
        assert len(both) < len(_cuts(problem, before)) / 3


def test_units_without_neighbours_are_parts_of_their_own() -> None:
    assert split(_town(1), people=500, rounds=2) == [[("g0",)], [("g0",)]]


def test_balls_are_disjoint_and_begin_with_the_first_centres() -> None:
    found = balls(_town(), ["g0", "g1", "g35"], people=200)
    assert [ball[0] for ball in found] == ["g0", "g35"]
    assert set(found[0]) == {"g0", "g1", "g6", "g2", "g7"}
    assert not set(found[0]) & set(found[1])
