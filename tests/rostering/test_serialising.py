import json
import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.problem import Assignment, Limits, RosterProblem
from scheduler.rostering.serialising import (
    parse_json,
    problem_from_json,
    problem_to_json,
    progress_to_json,
    result_from_json,
    result_to_json,
    solution_from_json,
    solution_to_json,
)
from scheduler.rostering.solution import Conflict, Progress, Result, Score, Solution, Status
from tests.rostering.documented import DOCUMENT, EXAMPLES, example, problems
from tests.rostering.tiny import tiny


def test_documented_example_is_a_problem_and_its_solution_costs_what_it_says() -> None:
    problem = problem_from_json(parse_json(EXAMPLES[0]))
    answer = json.loads(EXAMPLES[1])
    solution = solution_from_json({"assignments": answer["assignments"]}, problem)
    score = check(problem, solution).score
    assert (score.total, score.hard) == (answer["score"], 0)


def test_documented_example_names_every_key_that_a_problem_has() -> None:
    names = set(re.findall(r"`([a-z_]+)`", DOCUMENT.read_text("utf-8")))
    keys: set[str] = set()

    def collect(value: object) -> None:
        if isinstance(value, dict):
            keys.update(key for key in value if key != "night")
            for item in value.values():
                collect(item)
        elif isinstance(value, list):
            for item in value:
                collect(item)

    for problem in problems():
        collect(problem_to_json(problem))
    assert keys <= names | {"D", "E", "L"}


@pytest.mark.parametrize("problem", problems(), ids=["example", "curtois", "inrc2"])
def test_problem_survives_json_unchanged(problem: RosterProblem) -> None:
    assert problem_from_json(json.loads(json.dumps(problem_to_json(problem)))) == problem


@pytest.mark.parametrize("seed", range(50))
def test_problem_with_everything_in_it_survives_json_unchanged(seed: int) -> None:
    problem, roster = tiny(random.Random(seed))
    assert problem_from_json(json.loads(json.dumps(problem_to_json(problem)))) == problem
    assert solution_from_json(json.loads(json.dumps(solution_to_json(roster))), problem) == roster


def test_default_values_are_not_written() -> None:
    person = problem_to_json(problem_from_json(example()))["people"][1]
    assert person == {"id": "wang", "unit": "grid-1", "skills": [{"skill": "fire"}], "name": "王秀英"}


def test_limit_that_is_switched_off_is_written_as_null() -> None:
    problem = problem_from_json(example())
    people = (replace(problem.people[0], limits=Limits(max_shifts_per_day=None)), *problem.people[1:])
    written = problem_to_json(replace(problem, people=people))
    assert written["people"][0]["limits"] == {"max_shifts_per_day": None}
    assert problem_from_json(written).people == people


def test_moments_are_written_in_utc() -> None:
    data = example()
    data["shifts"][0]["start"] = "2026-03-03T09:00:00.250000+08:00"
    problem = problem_from_json(data)
    moment = datetime(2026, 3, 3, 9, 0, 0, 250_000, tzinfo=timezone(timedelta(hours=8)))
    assert problem.shifts[0].start == moment
    assert problem_to_json(problem)["shifts"][0]["start"] == moment.astimezone(UTC).isoformat()


def test_result_and_progress_survive_json_unchanged() -> None:
    pin = Assignment("li", "night-1", "lead")
    result = Result(
        status=Status.FEASIBLE,
        solution=Solution((pin, Assignment("wang", "patrol-1"))),
        score=Score(111, {"coverage_target": 100, "fairness": 11}, 0),
        bound=90,
        seconds=1.25,
        trace=(Progress(0.5, 200, 10, 3), Progress(1.0, 111, 90, 1)),
        conflicts=(Conflict(("pins", "availability"), (pin,)),),
    )
    assert result_from_json(json.loads(json.dumps(result_to_json(result)))) == result
    nothing = Result(Status.UNKNOWN, None, None, None, 30.0)
    assert result_from_json(json.loads(json.dumps(result_to_json(nothing)))) == nothing
    assert progress_to_json(result.trace[0]) == {
        "seconds": 0.5,
        "objective": 200,
        "bound": 10,
        "unfilled": 3,
    }


def test_solution_survives_json_unchanged() -> None:
    problem = problem_from_json(example())
    solution = Solution((Assignment("li", "night-1", "lead"), Assignment("wang", "patrol-1")))
    assert solution_from_json(solution_to_json(solution), problem) == solution
