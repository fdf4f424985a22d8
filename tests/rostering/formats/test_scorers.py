import itertools
import random
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from scheduler.rostering.problem import Shift
from tests.rostering.formats import samples
from tests.rostering.formats.inrc2_scorer import judge, take_apart
from tests.rostering.formats.support import (
    Assignments,
    Instance,
    curtois,
    inrc2_files,
    public_inrc2,
    random_roster,
    tiny_curtois,
    tiny_inrc2,
)


def _agree(instance: Instance, seeds: range) -> None:
    for seed in seeds:
        roster = random_roster(instance, random.Random(seed))
        judged, score = instance.judge(roster), instance.check(roster)
        assert score.total == judged.score
        assert bool(score.hard) == bool(judged.broken)


def test_checker_agrees_with_the_published_curtois_definition_on_random_rosters() -> None:
    _agree(tiny_curtois(), range(300))


def test_checker_agrees_with_the_published_inrc2_definition_on_random_rosters() -> None:
    _agree(tiny_inrc2(), range(300))


@pytest.mark.parametrize("number", [1, 3, 12, 18])
def test_checker_agrees_with_the_scorer_on_public_curtois_instances(benchmarks: Path, number: int) -> None:
    text = (benchmarks / "curtois" / f"Instance{number}.txt").read_text()
    _agree(curtois(text), range(10))


@pytest.mark.parametrize("name", ["n005w4_1_6-2-9-1", "n012w8_0_3-5-0-2-0-4-5-2", "n080w4_2_4-3-3-3"])
def test_checker_agrees_with_the_scorer_on_public_inrc2_instances(benchmarks: Path, name: str) -> None:
    _agree(public_inrc2(benchmarks, name), range(10))


def test_both_agree_with_the_cost_that_the_competition_publishes(benchmarks: Path) -> None:
    name = f"n005w4_0_{'-'.join(map(str, samples.PUBLISHED_WEEKS))}"
    scenario, history, weeks = inrc2_files(benchmarks, name)
    apart = take_apart(scenario.read_text(), history.read_text(), [week.read_text() for week in weeks])
    instance = public_inrc2(benchmarks, name)
    roster = _with_skills(instance, {nurse: skills for nurse, (_, skills) in apart.nurses.items()})
    judged = judge(apart, roster)
    assert judged.broken == []
    assert {
        "Total assignment constraints": judged.costs["S6"],
        "Consecutive constraints": judged.costs["S2"] + judged.costs["S2 types"],
        "Non working days constraints": judged.costs["S3"],
        "Preferences": judged.costs["S4"],
        "Max working weekend": judged.costs["S7"],
        "Complete weekends": judged.costs["S5"],
        "Optimal coverage constraints": judged.costs["S1"],
    } == samples.PUBLISHED_COSTS
    assert (instance.check(roster).total, instance.check(roster).hard) == (1695, 0)


def _with_skills(instance: Instance, skills: dict[str, set[str]]) -> Assignments:
    """Return the published roster, day by day with the skills that cover most: it is printed without them."""
    names = {"E": "Early", "L": "Late", "N": "Night"}
    rows = [line.split() for line in samples.PUBLISHED.splitlines()]
    shifts = {shift.id: shift for shift in instance.loaded.problem.shifts}
    roster: Assignments = []
    for day in range(instance.loaded.problem.days):
        working = [(nurse, names[signs[day]]) for nurse, signs in rows if signs[day] != "-"]
        crews = [
            [
                {"person": nurse, "day": day, "shift": kind, "skill": skill}
                for (nurse, kind), skill in zip(working, chosen, strict=True)
            ]
            for chosen in itertools.product(*(sorted(skills[nurse]) for nurse, _ in working))
        ]
        today = [shifts[f"{day} {kind}"] for kind in names.values()]
        roster += min(crews, key=partial(_missing, today))
    return roster


def _missing(shifts: list[Shift], crew: Assignments) -> tuple[int, int]:
    present = Counter((item["shift"], item["skill"]) for item in crew)
    posts = [(demand, present[shift.type, demand.id]) for shift in shifts for demand in shift.demands]
    return (
        sum(max(demand.minimum - number, 0) for demand, number in posts),
        sum(max(demand.target - number, 0) for demand, number in posts),
    )
