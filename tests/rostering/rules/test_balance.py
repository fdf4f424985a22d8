"""Balance bites: the worst share missing of a skill in any unit counts first, then the next worst."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.facts import Facts, View
from scheduler.rostering.presets import BALANCED
from scheduler.rostering.problem import Demand, Person, PersonSkill, RosterProblem, Unit
from scheduler.rostering.rules.balance import Step, cells, missing
from scheduler.rostering.solution import Solution
from tests.rostering.making import cost_of_rule, on, optimum, person, placed, roster_problem, shift, soft

MEDIC = Demand("medic", "medical", minimum=0, target=1)


def _medics_of_a() -> list[Person]:
    """Return two medics of unit a, each with one shift to give."""
    return [
        Person(name, "a", skills=(PersonSkill("medical"),), limits=person(name, max_shifts=1).limits)
        for name in ("ann", "ben")
    ]


def test_balance_bites() -> None:
    shifts = [shift(day, 9, MEDIC, unit=unit) for day in (0, 1) for unit in ("a", "b")]
    rules = soft(coverage_target=10, lending=1, max_shifts=10**6)
    free, kept, dear = cost_of_rule(roster_problem(_medics_of_a(), shifts[:3], rules), "balance", weight=1)
    assert Counter(name[0] for _, name in free) == {"a": 2}
    assert Counter(name[0] for _, name in kept) == {"a": 2, "b": 1}
    assert Counter(name[0] for _, name in dear) == {"a": 1, "b": 1}


def test_total_coverage_alone_leaves_a_unit_without_medics_and_balance_does_not() -> None:
    shifts = [shift(day, 9, MEDIC, unit=unit) for day in (0, 1) for unit in ("a", "b")]
    alone = tuple(rule for rule in BALANCED if rule.code != "balance")
    assert Counter(name[0] for _, name in placed(optimum(roster_problem(_medics_of_a(), shifts, alone)))) == {
        "a": 2
    }
    both = placed(optimum(roster_problem(_medics_of_a(), shifts, BALANCED)))
    assert Counter(name[0] for _, name in both) == {"a": 1, "b": 1}


def test_one_cell_at_a_share_costs_more_than_all_others_at_the_next_lower() -> None:
    shifts = [shift(day, unit=unit) for day in range(3) for unit in ("a", "b")]
    first, second = cells(Facts(roster_problem([person("ann")], shifts, soft(balance=1))))
    assert (first.wanted, second.wanted) == (3, 3)
    for people in (1, 2, 3):
        assert first.cost(people) > first.cost(people - 1) + second.cost(people - 1)


def test_large_cells_cost_twice_as_much_with_each_tenth() -> None:
    shifts = [
        replace(shift(day, hour, unit=unit), id=f"{unit}{day}-{hour}", demands=(Demand("many", target=10),))
        for day in range(7)
        for hour in (9, 14, 19)
        for unit in ("a", "b")
    ]
    cell, _ = cells(Facts(roster_problem([person("ann")], shifts, soft(balance=1))))
    assert cell.steps == tuple(Step(21, -(-1000 * 2**tenth // 210)) for tenth in range(10))


def test_balance_of_a_roster_is_the_sum_of_what_its_cells_cost() -> None:
    shifts = [shift(day, unit=unit) for day in range(3) for unit in ("a", "b")]
    problem = roster_problem([person("ann")], shifts, soft(balance=1))
    everywhere = on(*(("ann", one.id) for one in shifts if one.id != "b2-9"))
    _, cell = cells(Facts(problem))
    assert check(problem, everywhere).score.total == cell.cost(1) > 0


def _random_problem(random: Random) -> RosterProblem:
    """Return two or three units in a row with a medic's and everybody's posts, too few people for them."""
    names = "abc"[: random.randint(2, 3)]
    units = tuple(
        Unit(name, tuple(other for other in names if abs(ord(other) - ord(name)) == 1)) for name in names
    )
    crew = [
        Person(
            f"p{index}",
            random.choice(names),
            skills=(PersonSkill("medical"),) * (random.random() < 0.4),
            limits=person("", max_shifts=1).limits,
        )
        for index in range(random.randint(3, 5))
    ]
    shifts = [
        shift(
            day, 9, *random.choice(((MEDIC,), (_anybody(random),), (MEDIC, _anybody(random)))),
            unit=random.choice(names),
        )
        for day in range(random.randint(3, 4))
    ]  # fmt: skip
    return replace(roster_problem(crew, shifts, BALANCED), units=units)


def _anybody(random: Random) -> Demand:
    target = random.randint(1, 3)
    return Demand("people", minimum=random.randint(0, target), target=target)


def _vector(problem: RosterProblem, filled: dict[tuple[str, str], int]) -> tuple[int, list[Fraction], int]:
    """Return what is compared in order: people missing to minimums, shares from the worst, people missing."""
    lacking = {
        (one.id, demand.id): max(demand.target - filled[one.id, demand.id], 0)
        for one in problem.shifts
        for demand in one.demands
    }
    critical = sum(
        max(demand.minimum - filled[one.id, demand.id], 0) for one in problem.shifts for demand in one.demands
    )
    shares = [
        Fraction(sum(lacking[one.id, demand.id] for one, demand in cell.posts), cell.wanted)
        for cell in cells(Facts(problem))
    ]
    return critical, sorted(shares, reverse=True), sum(lacking.values())


def _least(problem: RosterProblem) -> tuple[int, list[Fraction], int]:
    """Return the least vector of all rosters, each person on at most one shift that she may reach."""
    facts = Facts(problem)
    posts = [(one.id, demand.id) for one in problem.shifts for demand in one.demands]
    reached = {(0,) * len(posts)}
    for who in problem.people:
        gains = {(0,) * len(posts)} | {
            tuple(
                int(place.id == name and facts.qualified(who, demand, place))
                for name, key in posts
                for demand in facts.shifts[name].demands
                if demand.id == key
            )
            for place in problem.shifts
            if facts.reachable(who, place)
        }
        reached = {tuple(map(sum, zip(state, gain, strict=True))) for state in reached for gain in gains}
    return min(_vector(problem, dict(zip(posts, state, strict=True))) for state in reached)


@pytest.mark.parametrize("seed", range(100))
def test_the_solver_finds_what_brute_force_finds_to_be_leximin(seed: int) -> None:
    problem = _random_problem(Random(seed))
    result = optimum(problem)
    assert result.solution is not None
    view = View(Facts(problem), result.solution.assignments)
    filled = {
        (one.id, demand.id): view.filled(one, demand) for one in problem.shifts for demand in one.demands
    }
    assert _vector(problem, filled) == _least(problem)


def test_an_empty_roster_misses_everybody() -> None:
    problem = _random_problem(Random(1))
    view = View(Facts(problem), Solution(()).assignments)
    assert all(missing(view, cell) == cell.wanted for cell in cells(Facts(problem)))
