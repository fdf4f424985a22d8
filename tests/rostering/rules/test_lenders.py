"""Lending bites: nobody is lent while her own unit misses a minimum that she could help to meet."""

from dataclasses import replace

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment, Demand, Person, PersonSkill, RosterProblem
from scheduler.rostering.rules import RULES
from tests.rostering.making import (
    cost_of_rule,
    hard,
    on,
    optimum,
    person,
    placed,
    roster_problem,
    shift,
    soft,
)

#: A shift of unit a that wants somebody, and one of unit b that wants her more.
HOME = shift(0, 9, Demand("people", minimum=1, target=1))
AWAY = shift(0, 14, Demand("people", target=1, under_weight=500), unit="b")
WANT = soft(coverage_minimum=10, coverage_target=10)


def _world(*names: str) -> RosterProblem:
    crew = [person(name, max_shifts_per_day=1) for name in names]
    return roster_problem(crew, [HOME, AWAY], [*WANT, *hard("shifts_per_day")])


def test_lender_minimum_bites() -> None:
    free, kept, dear = cost_of_rule(_world("ann"), "lender_minimum")
    assert free == {("ann", "b0-14")}
    assert kept == dear == {("ann", "a0-9")}


def test_lender_minimum_bites_where_days_hold_several_shifts() -> None:
    twice = roster_problem(
        [person("ann")], [HOME, replace(AWAY, start=HOME.start)], [*WANT, *hard("overlap")]
    )
    free, kept, dear = cost_of_rule(twice, "lender_minimum")
    assert free == {("ann", "b0-14")}
    assert kept == dear == {("ann", "a0-9")}


def test_lending_is_free_once_the_lender_has_its_minimum() -> None:
    _, kept, dear = cost_of_rule(_world("ann", "ben"), "lender_minimum")
    assert {name for _, name in kept} == {name for _, name in dear} == {"a0-9", "b0-14"}


@pytest.mark.parametrize(
    ("skills", "day", "broken"),
    [
        ((), 0, 0),
        ((PersonSkill("medical", 1),), 0, 0),
        ((PersonSkill("medical", 2),), 0, 1),
        ((PersonSkill("medical", 2),), 1, 0),
    ],
)
def test_only_the_days_minimums_that_she_could_help_to_meet_count(
    skills: tuple[PersonSkill, ...], day: int, broken: int
) -> None:
    home = shift(0, 9, Demand("medic", "medical", level=2, minimum=1, target=1))
    away = shift(day, 14, unit="b")
    problem = roster_problem([Person("ann", "a", skills=skills)], [home, away], soft(lender_minimum=3))
    assert check(problem, on(("ann", away.id))).score.total == 3 * broken
    assert check(problem, on(("ann", away.id), ("ann", home.id))).score.total == 0


def test_each_lent_assignment_counts_once_however_many_minimums_are_missing() -> None:
    home = shift(0, 9, Demand("one", minimum=1, target=1), Demand("two", minimum=2, target=2))
    problem = roster_problem([person("ann"), person("ben")], [home, AWAY], soft(lender_minimum=1))
    assert check(problem, on(("ann", "b0-14"), ("ben", "b0-14"))).score.total == 2


@pytest.mark.parametrize(
    ("unit", "codes", "idle"),
    [
        ("a", (), True),
        ("b", (), False),
        ("b", ("reach",), False),
        ("c", (), False),
        ("c", ("reach",), True),
        ("c", ("reach", "pins"), False),
    ],
)
def test_rule_is_idle_where_nobody_can_be_lent(unit: str, codes: tuple[str, ...], idle: bool) -> None:
    away = replace(AWAY, unit=unit)
    pin = Assignment("ann", away.id)
    problem = roster_problem([person("ann")], [HOME, away], hard(*codes), pins=(pin,))
    assert RULES["lender_minimum"].idle(Facts(problem)) is idle


def test_rule_is_idle_where_no_lender_has_a_minimum() -> None:
    crew = [person("ann")]
    assert RULES["lender_minimum"].idle(Facts(roster_problem(crew, [AWAY, shift(0)], ())))


def test_rule_that_is_idle_changes_nothing() -> None:
    alone = roster_problem([person("ann")], [HOME], [*WANT, *hard("lender_minimum")])
    assert placed(optimum(alone)) == {("ann", "a0-9")}
