"""A part's problem judges changes as the whole does, and leaves to others what is theirs."""

from dataclasses import replace
from random import Random

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.parts.cutting import Cut, Cutter, refusal, wants_parts
from scheduler.rostering.parts.standing import Standing
from scheduler.rostering.problem import Assignment, RosterProblem, RuleSetting
from scheduler.rostering.serialising import problem_from_json, problem_to_json
from scheduler.rostering.solution import Solution

Roster = tuple[Assignment, ...]


def _total(problem: RosterProblem, roster: Roster) -> int:
    return check(problem, Solution(roster)).score.total


def _without_some(random: Random, cut: Cut) -> Roster:
    """Return the part's roster without a tenth of what is its own."""
    return tuple(item for item in cut.roster if not cut.scope.free(item) or random.random() < 0.9)


@pytest.mark.parametrize("units", [("g0",), ("g1", "g3"), ("g0", "g1", "g2")])
def test_a_change_costs_the_whole_what_it_costs_the_part(
    four: RosterProblem, roster: Roster, units: tuple[str, ...]
) -> None:
    standing = Standing(roster)
    cut = Cutter(four).cut(units, standing)
    assert len(cut.problem.people) > 40 * len(units)
    fewer = _without_some(Random(1), cut)
    standing.put(cut.scope, fewer)
    changed = standing.assignments()
    assert len(changed) == len(roster) - len(cut.roster) + len(fewer)
    in_part = _total(cut.problem, fewer) - _total(cut.problem, cut.roster)
    assert _total(four, changed) - _total(four, roster) == in_part > 0


def test_what_a_part_starts_from_breaks_no_hard_rule_of_it(four: RosterProblem, roster: Roster) -> None:
    cut = Cutter(four).cut(("g0", "g1"), Standing(roster))
    found = check(cut.problem, Solution(cut.roster))
    assert found.score.hard == 0


def test_others_are_held_where_they_are(four: RosterProblem, roster: Roster) -> None:
    cut = Cutter(four).cut(("g0",), Standing(roster))
    fixed = [item for item in cut.roster if not cut.scope.free(item)]
    assert fixed
    assert set(fixed) <= set(cut.problem.pins)
    for item in fixed[::20]:
        left = tuple(other for other in cut.roster if other != item)
        assert check(cut.problem, Solution(left)).score.hard > 0


def test_guests_and_places_elsewhere_have_no_room_for_more(four: RosterProblem, roster: Roster) -> None:
    cut = Cutter(four).cut(("g0",), Standing(roster))
    guest = next(one for one in cut.problem.people if one.id not in cut.scope.people)
    mover = next(one for one in cut.problem.people if one.id in cut.scope.people)
    taken = {item.shift for item in cut.roster if item.person == guest.id}
    own = next(shift for shift in cut.scope.shifts if shift not in taken)
    away = next(one.id for one in cut.problem.shifts if one.id not in cut.scope.shifts)
    for more in (Assignment(guest.id, own), Assignment(mover.id, away)):
        if more not in cut.roster:
            assert check(cut.problem, Solution((*cut.roster, more))).score.hard > 0


def test_a_part_is_a_valid_problem(four: RosterProblem, roster: Roster) -> None:
    cut = Cutter(four).cut(("g2", "g3"), Standing(roster))
    assert problem_from_json(problem_to_json(cut.problem)) == cut.problem


def test_pins_across_a_border_are_kept(four: RosterProblem, roster: Roster) -> None:
    home = {person.id: person.unit for person in four.people}
    there = {shift.id: shift.unit for shift in four.shifts}
    lent = next(item for item in roster if home[item.person] == "g0" and there[item.shift] == "g1")
    pinned = replace(four, pins=(lent,))
    for unit in ("g0", "g1"):
        assert lent in Cutter(pinned).cut((unit,), Standing(pinned.pins)).problem.pins


def test_everything_that_may_be_reached_is_around(four: RosterProblem) -> None:
    around = Cutter(four).around(("g0",))
    assert {shift.unit for shift in around.shifts} == {"g0", "g1", "g2"}
    assert {person.unit for person in around.people} == {"g0"}


def _with(problem: RosterProblem, code: str, *, hard: bool) -> RosterProblem:
    rules = tuple(rule for rule in problem.rules if rule.code != code)
    return replace(problem, rules=(*rules, RuleSetting(code, hard=hard)))


def test_rules_that_parts_cannot_keep_are_named(four: RosterProblem) -> None:
    assert refusal(four) is None
    assert refusal(_with(four, "reach", hard=False)) == "reach"
    assert refusal(_with(four, "min_shifts", hard=True)) == "min_shifts"
    assert not wants_parts(four)
