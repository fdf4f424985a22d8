"""Instances read by the engine and by the scorers alike, and rosters drawn at random."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.rostering.checking import check
from scheduler.rostering.formats import Loaded, Source, read_answer, read_problem
from scheduler.rostering.solution import Score
from tests.rostering.formats import curtois_scorer, inrc2_scorer, samples
from tests.rostering.formats.curtois_scorer import Judgement

Assignments = list[dict[str, Any]]


@dataclass(frozen=True)
class Instance:
    """A problem as the engine reads it, and the scorer that judges rosters of it."""

    loaded: Loaded
    judge: Callable[[Assignments], Judgement]

    def check(self, assignments: Assignments) -> Score:
        """Return the engine's score of assignments that come as a solution file has them."""
        answer = read_answer(Source("solution", json.dumps({"assignments": assignments})), self.loaded)
        return check(self.loaded.problem, answer.solution).score


def curtois(text: str) -> Instance:
    return Instance(read_problem(Source("instance", text)), lambda roster: curtois_scorer.judge(text, roster))


def inrc2(scenario: str, history: str, weeks: list[str]) -> Instance:
    loaded = read_problem(
        Source("scenario", scenario), Source("history", history), [Source("week", week) for week in weeks]
    )
    apart = inrc2_scorer.take_apart(scenario, history, weeks)
    return Instance(loaded, lambda roster: inrc2_scorer.judge(apart, roster))


def inrc2_files(folder: Path, name: str) -> tuple[Path, Path, list[Path]]:
    """Return the files of an instance named like ``n005w4_1_6-2-9-1``."""
    dataset, history, weeks = name.split("_")
    home = folder / "inrc2" / dataset
    return (
        home / f"Sc-{dataset}.txt",
        home / f"H0-{dataset}-{history}.txt",
        [home / f"WD-{dataset}-{week}.txt" for week in weeks.split("-")],
    )


def public_inrc2(folder: Path, name: str) -> Instance:
    scenario, history, weeks = inrc2_files(folder, name)
    return inrc2(scenario.read_text(), history.read_text(), [week.read_text() for week in weeks])


def tiny_curtois() -> Instance:
    return curtois(samples.CURTOIS)


def tiny_inrc2() -> Instance:
    return inrc2(samples.SCENARIO, samples.HISTORY, [samples.WEEK, samples.WEEK])


def random_roster(instance: Instance, rng: random.Random) -> Assignments:
    """Return a roster with at most one shift a day for each, at a skill she has, in runs of random length."""
    problem = instance.loaded.problem
    types = [kind.id for kind in problem.types]
    roster: Assignments = []
    for person in problem.people:
        skills: list[str | None] = [skill.skill for skill in person.skills]
        kind: str | None = None
        for day in range(problem.days):
            if rng.random() < 0.45:
                kind = rng.choice([None, *types])
            if kind is not None:
                roster.append(
                    {"person": person.id, "day": day, "shift": kind, "skill": rng.choice(skills or [None])}
                )
    return roster
