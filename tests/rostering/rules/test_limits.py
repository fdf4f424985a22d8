"""Limits per day, week, period and type bite."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import History, Limits, Person, RosterProblem, RuleSetting, Shift
from scheduler.rostering.rules import RULES
from tests.rostering.making import MONDAY, cost_of_rule, hard, on, person, roster_problem, shift, soft

WANT = soft(coverage_target=10)
AVOID = soft(fairness=1)
TWO_TODAY = (shift(0, 9), shift(0, 14))
TWO_WEEKS = (shift(5), shift(6), shift(7))


def _sizes(crew: Person, shifts: tuple[Shift, ...], code: str) -> tuple[int, ...]:
    return tuple(len(roster) for roster in cost_of_rule(roster_problem([crew], shifts, WANT), code))


def test_shifts_per_day_bites() -> None:
    assert _sizes(person("ann", max_shifts_per_day=1), TWO_TODAY, "shifts_per_day") == (2, 1, 1)


def test_shifts_per_week_bites() -> None:
    assert _sizes(person("ann", max_shifts_per_week=1), TWO_WEEKS, "shifts_per_week") == (3, 2, 2)


def test_minutes_per_day_bites() -> None:
    assert _sizes(person("ann", max_minutes_per_day=239), TWO_TODAY, "minutes_per_day") == (2, 1, 1)
    assert _sizes(person("ann", max_minutes_per_day=240), TWO_TODAY, "minutes_per_day") == (2, 2, 2)


def test_minutes_per_week_bites() -> None:
    assert _sizes(person("ann", max_minutes_per_week=239), TWO_WEEKS, "minutes_per_week") == (3, 2, 2)


def test_max_shifts_bites() -> None:
    assert _sizes(person("ann", max_shifts=2), TWO_WEEKS, "max_shifts") == (3, 2, 2)
    tired = replace(person("ann", max_shifts=2), history=History(shifts=1))
    assert _sizes(tired, TWO_WEEKS, "max_shifts") == (3, 1, 1)


def test_max_minutes_bites() -> None:
    assert _sizes(person("ann", max_minutes=240), TWO_WEEKS, "max_minutes") == (3, 2, 2)


def test_shifts_per_type_bites() -> None:
    shifts = (shift(0, kind="night"), shift(1, kind="night"), shift(2, kind="day"))
    assert _sizes(person("ann", max_per_type=(("night", 1),)), shifts, "shifts_per_type") == (3, 2, 2)


@pytest.mark.parametrize(
    ("code", "limits"), [("min_shifts", Limits(min_shifts=2)), ("min_minutes", Limits(min_minutes=230))]
)
def test_fewest_of_a_period_brings_work(code: str, limits: Limits) -> None:
    problem = roster_problem([Person("ann", "a", limits=limits)], TWO_WEEKS, AVOID)
    assert tuple(len(roster) for roster in cost_of_rule(problem, code)) == (0, 2, 2)


def test_min_shifts_bites() -> None:
    rested = replace(person("ann", min_shifts=2), history=History(shifts=1))
    assert tuple(map(len, cost_of_rule(roster_problem([rested], TWO_WEEKS, AVOID), "min_shifts"))) == (
        0,
        1,
        1,
    )


def test_min_minutes_bites() -> None:
    rested = replace(person("ann", min_minutes=240), history=History(minutes=120))
    assert tuple(map(len, cost_of_rule(roster_problem([rested], TWO_WEEKS, AVOID), "min_minutes"))) == (
        0,
        1,
        1,
    )


def test_each_unit_beyond_a_limit_counts() -> None:
    problem = roster_problem([person("ann", max_minutes=100)], TWO_WEEKS, soft(max_minutes=2))
    assert check(problem, on(("ann", "a5-9"), ("ann", "a6-9"))).score.total == 280
    assert check(replace(problem, rules=hard("max_minutes")), on(("ann", "a5-9"))).score.hard == 1


def _bringing_work(crew: Person, code: str, shifts: tuple[Shift, ...] = TWO_WEEKS) -> tuple[int, ...]:
    """Return how many shifts somebody has who would rather have none."""
    return tuple(map(len, cost_of_rule(roster_problem([crew], shifts, AVOID), code)))


def test_min_shifts_per_week_bites() -> None:
    assert _bringing_work(person("ann", min_shifts_per_week=1), "min_shifts_per_week") == (0, 2, 2)


def test_min_minutes_per_week_bites() -> None:
    assert _bringing_work(person("ann", min_minutes_per_week=100), "min_minutes_per_week") == (0, 2, 2)


def test_min_per_type_bites() -> None:
    shifts = (shift(0, kind="night"), shift(1, kind="night"), shift(2, kind="day"))
    assert _bringing_work(person("ann", min_per_type=(("night", 1),)), "min_per_type", shifts) == (0, 1, 1)


def test_min_minutes_per_day_bites() -> None:
    crew = person("ann", min_minutes_per_day=200)
    assert _sizes(crew, (*TWO_TODAY, shift(1)), "min_minutes_per_day") == (3, 2, 2)
    # The first shift alone is too short, and the second cannot be had with it.
    few = replace(crew, limits=replace(crew.limits, max_shifts_per_day=1))
    problem = roster_problem([few], TWO_TODAY, [*WANT, *hard("shifts_per_day")])
    assert [len(roster) for roster in cost_of_rule(problem, "min_minutes_per_day")] == [1, 0, 0]


def test_each_minute_that_a_day_lacks_counts() -> None:
    problem = roster_problem([person("ann", min_minutes_per_day=200)], TWO_TODAY, soft(min_minutes_per_day=1))
    both = [("ann", one.id) for one in TWO_TODAY]
    assert [check(problem, on(*both[:many])).score.total for many in range(3)] == [0, 80, 0]


#: From a Thursday to the Wednesday of the week after the next one.
CUT = {"start": MONDAY + timedelta(days=3), "end": MONDAY + timedelta(days=17)}
CUT_SHIFTS = (shift(3), shift(4), shift(7), shift(8), shift(14), shift(15))


def _in_cut_weeks(rules: tuple[RuleSetting, ...], history: History, limits: Limits) -> RosterProblem:
    crew = Person("ann", "a", limits=limits, history=history)
    return roster_problem([crew], CUT_SHIFTS, rules, **CUT)


@pytest.mark.parametrize(
    ("code", "limits", "past", "left"),
    [
        ("shifts_per_week", Limits(max_shifts_per_week=2), History(), 2),
        ("shifts_per_week", Limits(max_shifts_per_week=2), History(week_shifts=1), 1),
        ("shifts_per_week", Limits(max_shifts_per_week=2), History(week_shifts=3), 0),
        ("minutes_per_week", Limits(max_minutes_per_week=240), History(week_minutes=1), 1),
        ("minutes_per_week", Limits(max_minutes_per_week=240), History(week_minutes=240, week_shifts=9), 0),
    ],
)
def test_what_was_served_earlier_in_the_first_week_counts(
    code: str, limits: Limits, past: History, left: int
) -> None:
    _, kept, dear = cost_of_rule(_in_cut_weeks(WANT, past, limits), code)
    for roster in (kept, dear):
        assert len(roster) == left + 4
        assert len(roster & {("ann", "a3-9"), ("ann", "a4-9")}) == left


def test_limit_that_the_past_exceeds_is_not_broken_by_an_empty_roster() -> None:
    problem = _in_cut_weeks(hard("shifts_per_week"), History(week_shifts=3), Limits(max_shifts_per_week=2))
    assert check(problem, on()).score.hard == 0
    assert check(problem, on(("ann", "a3-9"))).score.hard == 1


@pytest.mark.parametrize(
    ("past", "missing"),
    [
        (History(), 2),
        (History(week_shifts=1), 2),
        (History(known=True), 4),
        (History(known=True, week_shifts=1), 3),
        (History(known=True, week_shifts=5), 2),
    ],
)
def test_weeks_that_end_in_the_period_can_have_too_few_shifts(past: History, missing: int) -> None:
    problem = _in_cut_weeks(soft(min_shifts_per_week=1), past, Limits(min_shifts_per_week=2))
    assert check(problem, on()).score.total == missing


def test_fewest_minutes_of_a_week_count_those_served_before_the_period() -> None:
    past = History(known=True, week_minutes=70)
    problem = _in_cut_weeks(soft(min_minutes_per_week=1), past, Limits(min_minutes_per_week=100))
    assert check(problem, on(("ann", "a7-9"))).score.total == 30


def test_fewest_limits_are_idle_where_nobody_has_them() -> None:
    codes = ("min_minutes_per_day", "min_shifts_per_week", "min_minutes_per_week", "min_per_type")
    free = Facts(roster_problem([person("ann")], TWO_WEEKS, ()))
    assert [RULES[code].idle(free) for code in codes] == [True] * 4
    bound = person(
        "ann",
        min_minutes_per_day=1,
        min_shifts_per_week=1,
        min_minutes_per_week=1,
        min_per_type=(("night", 1),),
    )
    busy = Facts(roster_problem([bound], TWO_WEEKS, ()))
    assert [RULES[code].idle(busy) for code in codes] == [False] * 4
