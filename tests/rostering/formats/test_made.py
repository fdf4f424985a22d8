"""Instances of sizes that are published but not at hand: read, and solved where they are small."""

import time

import pytest

from scheduler.rostering.formats import answer_to_json
from scheduler.rostering.solving import Options, solve
from tests.rostering.formats.made import made_curtois, made_inrc2
from tests.rostering.formats.support import Instance, curtois, inrc2


@pytest.mark.parametrize(
    ("weeks", "staff", "types"), [(26, 100, 8), (52, 50, 10), (52, 100, 16), (52, 150, 32)]
)
def test_curtois_instances_of_the_largest_sizes_are_read_in_seconds(
    weeks: int, staff: int, types: int
) -> None:
    text = made_curtois(weeks, staff, types)
    begun = time.process_time()
    problem = curtois(text).loaded.problem
    assert time.process_time() - begun < 5
    assert (problem.days, len(problem.people), len(problem.types)) == (7 * weeks, staff, types)
    assert len(problem.shifts) == 7 * weeks * types


def test_inrc2_instance_of_sixty_nurses_is_read() -> None:
    problem = inrc2(*made_inrc2(60, 4)).loaded.problem
    assert (problem.days, len(problem.people), len(problem.shifts)) == (28, 60, 28 * 4)
    assert {skill.skill for person in problem.people for skill in person.skills} == {
        "HeadNurse",
        "Nurse",
        "Caretaker",
        "Trainee",
    }


@pytest.mark.parametrize(
    "instance",
    [curtois(made_curtois(2, 8, 2)), inrc2(*made_inrc2(8, 1))],
    ids=["curtois", "inrc2"],
)
def test_made_instance_has_a_roster_that_the_definition_accepts(instance: Instance) -> None:
    result = solve(instance.loaded.problem, Options(time_limit=20))
    assert result.score is not None
    judged = instance.judge(answer_to_json(instance.loaded, result)["assignments"])
    assert (judged.broken, judged.score) == ([], result.score.total)
