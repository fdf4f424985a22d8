import json
from typing import Any

import pytest

from scheduler.rostering.formats import Source, answer_to_json, read_answer
from scheduler.rostering.problem import Assignment, ProblemError
from scheduler.rostering.solution import Result, Score, Solution, Status
from tests.rostering.formats.support import Instance, tiny_curtois, tiny_inrc2


def _result(*assignments: Assignment) -> Result:
    return Result(Status.FEASIBLE, Solution(assignments), Score(12, {"requests": 12}, 0), 7, 1.23456)


def test_inrc2_answer_names_day_shift_type_and_skill() -> None:
    result = _result(Assignment("Bob", "8 Night", "Nurse"), Assignment("Ann", "0 Early", "HeadNurse"))
    assert answer_to_json(tiny_inrc2().loaded, result) == {
        "assignments": [
            {"person": "Ann", "day": 0, "shift": "Early", "skill": "HeadNurse"},
            {"person": "Bob", "day": 8, "shift": "Night", "skill": "Nurse"},
        ],
        "score": 12,
        "bound": 7,
        "status": "feasible",
        "seconds": 1.235,
    }


def test_curtois_answer_has_no_skill() -> None:
    answer = answer_to_json(tiny_curtois().loaded, _result(Assignment("A", "3 E")))
    assert answer["assignments"] == [{"person": "A", "day": 3, "shift": "E", "skill": None}]


def test_attempt_without_a_roster_assigns_nobody() -> None:
    result = Result(Status.INFEASIBLE, None, None, None, 0.5)
    assert answer_to_json(tiny_curtois().loaded, result) == {
        "assignments": [],
        "score": None,
        "bound": None,
        "status": "infeasible",
        "seconds": 0.5,
    }


@pytest.mark.parametrize("instance", [tiny_curtois(), tiny_inrc2()], ids=["curtois", "inrc2"])
def test_answer_is_read_back_as_it_was_written(instance: Instance) -> None:
    demand = "Nurse" if instance.loaded.problem.name else None
    kind = instance.loaded.problem.types[1].id
    people = [person.id for person in instance.loaded.problem.people]
    result = _result(
        *(Assignment(person, f"{day} {kind}", demand) for person in people for day in (0, 5, 13))
    )
    answer = read_answer(Source("S", json.dumps(answer_to_json(instance.loaded, result))), instance.loaded)
    assert (answer.solution, answer.score) == (result.solution, 12)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "S, solution: must be an object, not a list"),
        ({}, "S, assignments: is missing"),
        (
            {"assignments": [], "cost": 3},
            (
                "S, solution: there is no key 'cost'; "
                "known are assignments, score, bound, status, seconds, certificate"
            ),
        ),
        ({"assignments": [], "score": "12"}, "S, score: must be a whole number, not '12'"),
        (
            {"assignments": [{"person": "Zoe", "day": 0, "shift": "E"}]},
            "S, assignments[0].person: there is no 'Zoe'",
        ),
        (
            {"assignments": [{"person": "A", "day": 14, "shift": "E"}]},
            "S, assignments[0].day: must be between 0 and 13, not 14",
        ),
        (
            {"assignments": [{"person": "A", "day": 1.5, "shift": "E"}]},
            "S, assignments[0].day: must be a whole number, not 1.5",
        ),
        (
            {"assignments": [{"person": "A", "day": 0, "shift": "N"}]},
            "S, assignments[0].shift: there is no 'N'",
        ),
        (
            {"assignments": [{"person": "A", "day": 0, "shift": "E", "skill": "medical"}]},
            "S, assignments[0].demand: there is no 'medical'",
        ),
        ({"assignments": [7]}, "S, assignments[0]: must be an object, not 7"),
        (
            {"assignments": [{"person": "A", "day": 0, "shift": "E"}] * 2},
            "S, assignments[1]: 'A' is on shift '0 E' twice",
        ),
    ],
)
def test_malformed_answer_is_refused_with_its_path(content: Any, message: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        read_answer(Source("S", json.dumps(content)), tiny_curtois().loaded)
    assert str(refusal.value) == message
