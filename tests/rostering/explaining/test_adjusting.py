"""Agreements: the least that lets somebody come, and what the problem is like afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.rostering.explaining.adjusting import LIMIT_OF, Adjustment, Agreement, agree, propose
from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import (
    Assignment,
    Availability,
    Demand,
    History,
    Limits,
    PersonSkill,
    RosterProblem,
    Shift,
    Wish,
)
from scheduler.rostering.rules import RULES
from scheduler.rostering.rules.limits import SHIFTS_PER_WEEK
from tests.rostering.making import MONDAY, hard, moment, person, roster_problem, shift

MEDIC = Demand("medic", "medical", level=2)
DAY = timedelta(days=1)
FREE, NO_PAST = Limits(max_shifts_per_day=None), History()
TIRED = Limits(max_shifts_per_day=None, min_rest_minutes=660)


def _propose(problem: RosterProblem, rule: str, *held: str) -> Adjustment | None:
    place = problem.shifts[0]
    items = [Assignment("eve", key) for key in (place.id, *held)]
    return propose(View(Facts(problem), items), problem.people[0], rule, place, place.demands[0])


def _problem(*shifts: Shift, limits: Limits = FREE, history: History = NO_PAST) -> RosterProblem:
    eve = replace(person("eve"), limits=limits, history=history)
    return roster_problem([eve], shifts, hard("overlap"))


@pytest.mark.parametrize(
    ("rule", "limits", "held", "before", "after"),
    [
        ("shifts_per_day", Limits(max_shifts_per_day=1), ["a0-15"], 1, 2),
        ("shifts_per_week", replace(FREE, max_shifts_per_week=2), ["a0-15", "a1-9"], 2, 3),
        ("minutes_per_week", replace(FREE, max_minutes_per_week=150), ["a1-9"], 150, 240),
        ("max_shifts", replace(FREE, max_shifts=0), [], 0, 1),
        ("max_consecutive_days", replace(FREE, max_consecutive_days=1), ["a1-9", "a2-9"], 1, 3),
    ],
)
def test_limits_are_raised_as_far_as_needed(
    rule: str, limits: Limits, held: list[str], before: int, after: int
) -> None:
    problem = _problem(shift(0), shift(0, 15), shift(1), shift(2), limits=limits)
    found = _propose(problem, rule, *held)
    assert found == Adjustment(Agreement.LIMIT, "eve", rule, LIMIT_OF[rule], before, after)
    changed = agree(problem, [found])
    assert getattr(changed.people[0].limits, LIMIT_OF[rule]) == after
    assert replace(changed, people=problem.people) == problem


def test_weekly_limit_covers_what_was_served_before_the_period() -> None:
    problem = _problem(shift(2), limits=replace(FREE, max_shifts_per_week=2), history=History(week_shifts=3))
    problem = replace(problem, start=MONDAY + DAY)
    found = _propose(problem, "shifts_per_week")
    assert found == Adjustment(Agreement.LIMIT, "eve", "shifts_per_week", "max_shifts_per_week", 2, 4)
    view = View(Facts(agree(problem, [found])), [Assignment("eve", "a2-9")])
    assert list(SHIFTS_PER_WEEK.find(view, view.facts.people["eve"])) == []


def test_limit_of_one_type_is_raised_alone() -> None:
    problem = _problem(shift(0, kind="night"), limits=replace(FREE, max_per_type=(("day", 0), ("night", 0))))
    found = _propose(problem, "shifts_per_type")
    assert found == Adjustment(Agreement.LIMIT, "eve", "shifts_per_type", "night", 0, 1)
    assert agree(problem, [found]).people[0].limits == Limits(
        max_shifts_per_day=None, max_per_type=(("day", 0), ("night", 1))
    )


def test_rest_is_cut_to_what_is_left_before_or_after() -> None:
    shifts = shift(1), shift(0, 21), shift(1, 20)
    problem = _problem(*shifts, limits=TIRED)
    found = _propose(problem, "rest", "a0-21", "a1-20")
    assert found == Adjustment(Agreement.REST, "eve", "rest", "min_rest_minutes", 660, 540)
    past = _problem(shift(0), history=History(last_end=moment(0, 7)), limits=TIRED)
    assert _propose(past, "rest") == replace(found, after=120)


def test_rest_that_would_overlap_cannot_be_agreed_on() -> None:
    late = _problem(shift(0), history=History(last_end=moment(0, 10)), limits=TIRED)
    assert _propose(late, "rest") is None


def test_skill_that_ended_is_renewed_and_one_never_held_is_not() -> None:
    problem = _problem(shift(3, 9, MEDIC))
    (eve,) = problem.people

    def holding(*skills: PersonSkill) -> RosterProblem:
        return replace(problem, people=(replace(eve, skills=skills),))

    ended = PersonSkill("medical", 2, valid_until=MONDAY)
    found = _propose(holding(PersonSkill("fire"), ended), "qualification")
    assert found is not None
    assert (found.kind, found.ended, found.until) == (Agreement.SKILL, MONDAY, MONDAY + 3 * DAY)
    renewed = agree(holding(PersonSkill("fire"), ended), [found]).people[0].skills
    assert renewed == (PersonSkill("fire"), replace(ended, valid_until=MONDAY + 3 * DAY))
    for skills in ((), (replace(ended, level=1),), (PersonSkill("medical", 2, valid_from=MONDAY + 9 * DAY),)):
        assert _propose(holding(*skills), "qualification") is None


def test_time_agreed_on_is_cut_out_of_refusals_alone() -> None:
    refused = Availability("eve", moment(0, 8), moment(0, 20), Wish.UNAVAILABLE)
    kept = (
        Availability("eve", moment(0, 8), moment(0, 20), Wish.UNWANTED),
        Availability("eve", moment(1, 8), moment(1, 20), Wish.UNAVAILABLE),
        Availability("bob", moment(0, 8), moment(0, 20), Wish.UNAVAILABLE),
    )
    problem = replace(
        _problem(shift(0)), people=(person("eve"), person("bob")), availability=(refused, *kept)
    )
    found = _propose(problem, "availability")
    assert found is not None
    assert agree(problem, [found]).availability == (
        replace(refused, end=moment(0, 9)),
        replace(refused, start=moment(0, 11)),
        *kept,
    )


@pytest.mark.parametrize("rule", ["overlap", "reach", "capacity", "forbidden_succession"])
def test_other_rules_are_not_for_agreement(rule: str) -> None:
    assert _propose(_problem(shift(0)), rule) is None


def test_limits_belong_to_rules() -> None:
    assert set(LIMIT_OF) <= set(RULES)
    assert set(LIMIT_OF.values()) <= set(Limits.__dataclass_fields__)


def test_changed_facts_are_those_of_the_changed_problem() -> None:
    problem = replace(
        _problem(shift(0), shift(1)),
        availability=(Availability("eve", moment(0, 0), moment(1, 0), Wish.UNAVAILABLE),),
    )
    facts = Facts(problem)
    assert facts.wish("eve", problem.shifts[0]) is Wish.UNAVAILABLE
    liked = Availability("eve", moment(0, 0), moment(1, 0), Wish.PREFERRED)
    eve = replace(problem.people[0], skills=(PersonSkill("medical", 2),))
    changed = facts.changed(replace(problem, people=(eve,), availability=(liked,)), eve)
    assert changed.wish("eve", problem.shifts[0]) is Wish.PREFERRED
    assert changed.prefers_times("eve")
    assert changed.people["eve"] == eve
    assert facts.wish("eve", problem.shifts[0]) is Wish.UNAVAILABLE
    assert not facts.prefers_times("eve")
