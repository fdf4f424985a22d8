"""Overlap, rest and successions bite."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import History, Shift, ShiftType
from scheduler.rostering.rules.times import too_early
from tests.rostering.making import cost_of_rule, hard, moment, on, person, roster_problem, shift, soft

WANT = soft(coverage_target=10)


def test_overlap_bites() -> None:
    problem = roster_problem([person("ann")], [shift(0, 9), shift(0, 10), shift(0, 12)], WANT)
    free, kept, dear = cost_of_rule(problem, "overlap")
    assert (len(free), len(kept), len(dear)) == (3, 2, 2)
    assert ("ann", "a0-12") in kept & dear


def test_rest_bites() -> None:
    crew = [person("ann", min_rest_minutes=120)]
    problem = roster_problem(crew, [shift(0, 9), shift(0, 12.5), shift(0, 15)], WANT)
    free, kept, dear = cost_of_rule(problem, "rest")
    assert len(free) == 3
    assert kept == dear == {("ann", "a0-9"), ("ann", "a0-15")}


def test_rest_bites_together_with_overlap() -> None:
    crew = [person("ann", min_rest_minutes=120)]
    shifts = [shift(0, 9), shift(0, 10), shift(0, 12.5), shift(0, 15)]
    free, kept, dear = cost_of_rule(roster_problem(crew, shifts, [*WANT, *hard("overlap")]), "rest")
    assert (len(free), len(kept), len(dear)) == (3, 2, 2)


@pytest.mark.parametrize(("hour", "broken"), [(-1, 0), (-0.9, 1)])
def test_rest_counts_from_the_last_shift_before_the_period(hour: float, broken: int) -> None:
    past = History(known=True, last_end=moment(0, hour))
    crew = [replace(person("ann", min_rest_minutes=600), history=past)]
    problem = roster_problem(crew, [shift(0, 9)], hard("rest"))
    assert check(problem, on(("ann", "a0-9"))).score.hard == broken


def test_forbidden_succession_bites() -> None:
    types = (ShiftType("late", forbidden_next=("early",)), ShiftType("early"))
    shifts = [shift(0, 18, kind="late"), shift(1, 6, kind="early"), shift(2, 6, kind="early")]
    problem = roster_problem([person("ann")], shifts, WANT, types=types)
    free, kept, dear = cost_of_rule(problem, "forbidden_succession")
    assert (len(free), len(kept), len(dear)) == (3, 2, 2)
    assert ("ann", "a2-6") in kept & dear


def test_forbidden_succession_counts_from_the_last_day_before_the_period() -> None:
    types = (ShiftType("late", forbidden_next=("early",)), ShiftType("early"))
    past = History(known=True, last_type="late", consecutive_days=1)
    problem = roster_problem(
        [replace(person("ann"), history=past)],
        [shift(0, 6, kind="early")],
        hard("forbidden_succession"),
        types=types,
    )
    assert check(problem, on(("ann", "a0-6"))).score.hard == 1


def test_rest_and_hours_are_real_ones_when_clocks_change() -> None:
    zone = ZoneInfo("Europe/Berlin")
    night = Shift("night", "a", datetime(2026, 3, 28, 22, tzinfo=zone), datetime(2026, 3, 29, 6, tzinfo=zone))
    ann = person("ann", min_rest_minutes=7 * 60)
    ann = replace(ann, history=History(last_end=datetime(2026, 3, 28, 23, 30, tzinfo=zone)))
    early = Shift("early", "a", datetime(2026, 3, 29, 7, tzinfo=zone), datetime(2026, 3, 29, 8, tzinfo=zone))
    back = Shift(
        "back",
        "a",
        datetime(2026, 10, 25, 2, 30, tzinfo=zone),
        datetime(2026, 10, 25, 2, 10, tzinfo=zone, fold=1),
    )
    facts = Facts(roster_problem([ann], [night, early, back], (), zone="Europe/Berlin"))
    assert facts.minutes == {"night": 420, "early": 60, "back": 40}
    assert too_early(ann, early)
