import copy
import json
import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.problem import Assignment, ProblemError
from scheduler.rostering.serialising import (
    parse_json,
    problem_from_json,
    problem_to_json,
    result_from_json,
    result_to_json,
    solution_from_json,
)
from scheduler.rostering.solution import Conflict, Progress, Result, Score, Solution, Status
from tests.rostering.documented import EXAMPLES, example, problems


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "solution: must be an object, not null"),
        ({"assignments": {}}, "assignments: must be a list, not an object"),
        ({"assignments": [{"person": "li"}]}, "assignments[0].shift: is missing"),
        (
            {"assignments": [{"person": "he", "shift": "patrol-1"}]},
            "assignments[0].person: there is no 'he'",
        ),
        (
            {"assignments": [{"person": "li", "shift": "night-1"}]},
            "assignments[0].demand: a shift with exclusive demands needs the post's name",
        ),
    ],
)
def test_malformed_solution_is_refused_with_its_path(data: object, message: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        solution_from_json(data, problem_from_json(example()))
    assert str(refusal.value) == message


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda p: p["people"][0]["skills"][0].update(level="2"),
            "people[0].skills[0].level: must be a whole number, not '2'",
        ),
        (
            lambda p: p["people"][0]["skills"][0].update(level=True),
            "people[0].skills[0].level: must be a whole number, not true",
        ),
        (
            lambda p: p["people"][2].update(pledged_minutes=-1),
            "people[2].pledged_minutes: must be between 0 and 10000000, not -1",
        ),
        (
            lambda p: p["people"][2].update(pledged_minutes=10**400),
            "people[2].pledged_minutes: must be between 0 and 10000000, not a huge number",
        ),
        (
            lambda p: p["people"][2].update(pledged_minutes=2.0),
            "people[2].pledged_minutes: must be a whole number, not 2.0",
        ),
        (
            lambda p: p["people"][2].update(pledged_minutes=float("nan")),
            "people[2].pledged_minutes: must be a whole number, not nan",
        ),
        (lambda p: p["people"][1].pop("unit"), "people[1].unit: is missing"),
        (lambda p: p["people"][1].update(unit="grid-9"), "people[1].unit: there is no 'grid-9'"),
        (lambda p: p["people"][1].update(id=""), "people[1].id: must not be empty"),
        (lambda p: p["people"][1].update(id="li"), "people[1]: 'li' occurs twice"),
        (
            lambda p: p["people"][1].update(id="王" * 201),
            "people[1].id: must have at most 200 characters, not 201",
        ),
        (lambda p: p["people"][1].update(name="\ud800"), "people[1].name: must not hold control characters"),
        (lambda p: p["people"][1].update(name=7), "people[1].name: must be text, not 7"),
        (
            lambda p: p["people"][0]["limits"].update(max_hours=3),
            "people[0].limits: there is no key 'max_hours'; known are",
        ),
        (
            lambda p: p["people"][0]["limits"].update(max_per_type={"night": "1"}),
            "people[0].limits.max_per_type['night']: must be a whole number, not '1'",
        ),
        (lambda p: p["people"][0].update(limits=[]), "people[0].limits: must be an object, not a list"),
        (
            lambda p: p["people"][0]["skills"][0].update(valid_until="2026-02-30"),
            "people[0].skills[0].valid_until: must be a date like 2026-03-01, not '2026-02-30'",
        ),
        (
            lambda p: p["people"][0]["skills"][0].update(valid_until="20260228"),
            "people[0].skills[0].valid_until: must be a date like 2026-03-01, not '20260228'",
        ),
        (lambda p: p.update(start="0001-01-01"), "start: must lie between the years 1900 and 2200"),
        (lambda p: p.update(end="2026-03-02"), "end: the period must have 1 to 400 days, not 0"),
        (
            lambda p: p.update(zone="Asia/Peking"),
            "zone: 'Asia/Peking' is not a time zone of the IANA database",
        ),
        (
            lambda p: p["shifts"][0].update(start="2026-03-03T09:00:00"),
            "shifts[0].start: needs an offset from UTC, as in 2026-03-03T09:00:00+08:00",
        ),
        (
            lambda p: p["shifts"][0].update(start="0001-01-01T00:00:00+14:00"),
            "shifts[0].start: must lie between the years 1900 and 2200",
        ),
        (
            lambda p: p["shifts"][0].update(start="2026-03-03"),
            "shifts[0].start: must be a moment like 2026-03-01T08:00:00+08:00, not '2026-03-03'",
        ),
        (
            lambda p: p["shifts"][0].update(start="2027-03-03T09:00:00Z"),
            "shifts[0].end: must be after the start",
        ),
        (
            lambda p: p["shifts"][1]["demands"][0].update(exclusive=False),
            "shifts[1].demands: either all are exclusive or none",
        ),
        (
            lambda p: p["shifts"][1]["demands"][0].update(exclusive=1),
            "shifts[1].demands[0].exclusive: must be true or false, not 1",
        ),
        (
            lambda p: p["availability"][0].update(wish="busy"),
            "availability[0].wish: must be one of available, preferred, unwanted, unavailable, not 'busy'",
        ),
        (lambda p: p["requests"][0].update(shifts=["x"]), "requests[0].shifts[0]: there is no 'x'"),
        (
            lambda p: p["pairings"][0].update(people=["li", "x"]),
            "pairings[0].people[1]: there is no 'x'",
        ),
        (
            lambda p: p["pairings"][0].update(people=["li", "li"]),
            "pairings[0].people[1]: 'li' occurs twice",
        ),
        (
            lambda p: p["pairings"][0].update(people=["li"]),
            "pairings[0].people: must name at least two people",
        ),
        (
            lambda p: p["people"][0]["history"].update(week_shifts=1),
            "people[0].history.week_shifts: must be 0, since the period begins on a Monday",
        ),
        (
            lambda p: p["people"][0]["history"].update(week_minutes=60),
            "people[0].history.week_minutes: must be 0, since the period begins on a Monday",
        ),
        (
            lambda p: p["shifts"][1].update(unpopular=11),
            "shifts[1].unpopular: must be between 0 and 10, not 11",
        ),
        (lambda p: p["rules"][0].update(code="kindness"), "rules[0].code: there is no rule 'kindness'"),
        (
            lambda p: p["rules"][6].update(weight=10**11),
            "rules[6].weight: must be between 0 and 10000000000, not 100000000000",
        ),
        (lambda p: p.update(shfits=[]), "problem: there is no key 'shfits'; known are name, zone"),
        (lambda p: p.update({"x" * 10_000: 1}), f"problem: there is no key '{'x' * 60}'…; known are"),
    ],
)
def test_malformed_problem_is_refused_with_its_path(change: Change, message: str) -> None:
    data = example()
    change(data)
    with pytest.raises(ProblemError) as refusal:
        problem_from_json(data)
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1, column 1: this is not JSON: expecting value"),
        ('{\n"zone" 1}', "line 2, column 8: this is not JSON: expecting ':' delimiter"),
        ('{"a": NaN}', "JSON: NaN is not a number of JSON"),
        ('{"a": -Infinity}', "JSON: -Infinity is not a number of JSON"),
        ('{"a": 1, "b": 2, "a": 3}', "JSON: the key 'a' stands twice in one object"),
        ("[" * 100_000, "JSON: is nested too deeply"),
        (f'{{"a": {"9" * 5000}}}', "JSON: holds a number that is too long"),
    ],
)
def test_text_that_is_no_strict_json_is_refused(text: str, message: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        parse_json(text)
    assert str(refusal.value) == message


def test_deeply_nested_values_are_refused_without_looking_into_them() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    for key in ("people", "name", "zone", "rules"):
        with pytest.raises(ProblemError):
            problem_from_json(example() | {key: nested})


STRANGE: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 10**9, 10**30, -(2**63), 0.5, float("nan"), float("inf"), "", "x", "li",
    "\x00", "\ud800", "x" * 10_000, "2026-03-04", "2026-03-04T10:00:00", "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59", "2026-03-04T10:00:00+08:00", "2026-03-04T10:00:00+99:00", [], {}, [[]],
    {"id": "li"}, [1], ["li", "li"],
)  # fmt: skip


def _places(value: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """List every (container, key) of a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        found.append((value, key))
        _places(item, found)
    return found


def _mutate(data: Any, rng: random.Random) -> None:
    container, key = rng.choice(_places(data, []))
    match rng.randrange(4):
        case 0:
            container[key] = copy.deepcopy(rng.choice(STRANGE))
        case 1:
            del container[key]
        case 2 if isinstance(container, dict):
            container[rng.choice(["id", "unit", "level", "extra", "", "\ud800", "demands"])] = rng.choice(
                STRANGE
            )
        case 2:
            container.append(copy.deepcopy(container[key]))
        case _:
            other, place = rng.choice(_places(data, []))
            container[key] = copy.deepcopy(other[place])


def test_any_mutation_gives_a_valid_problem_or_a_refusal_with_a_path() -> None:
    rng = random.Random(1)
    sources = [json.dumps(problem_to_json(problem)) for problem in problems()] + [EXAMPLES[0]] * 3
    refusals: list[ProblemError] = []
    accepted = 0
    begun = time.perf_counter()
    for _ in range(1500):
        data = json.loads(rng.choice(sources))
        for _ in range(rng.randint(1, 3)):
            _mutate(data, rng)
        try:
            problem = problem_from_json(data)
        except ProblemError as error:
            refusals.append(error)
        else:
            accepted += 1
            assert problem_from_json(problem_to_json(problem)) == problem
            check(problem, Solution(()))
    assert all(error.path and error.message and len(str(error)) < 1000 for error in refusals)
    assert accepted > 50
    assert len(refusals) > 500
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -1, 10**400, "1", True])
def test_seconds_that_are_no_time_are_refused(seconds: object) -> None:
    with pytest.raises(ProblemError) as refusal:
        result_from_json(result_to_json(Result(Status.UNKNOWN, None, None, None, 0)) | {"seconds": seconds})
    assert refusal.value.path == "seconds"


def test_any_mutation_of_a_result_is_read_or_refused() -> None:
    rng = random.Random(2)
    result = Result(
        Status.OPTIMAL,
        Solution((Assignment("li", "night-1", "lead"),)),
        Score(5, {"fairness": 5}, 0),
        5,
        1.0,
        (Progress(1.0, 5, 5, 0),),
        (Conflict(("pins",)),),
    )
    refusals: list[ProblemError] = []
    for _ in range(500):
        data = json.loads(json.dumps(result_to_json(result)))
        _mutate(data, rng)
        try:
            result_from_json(data)
        except ProblemError as error:
            refusals.append(error)
    assert len(refusals) > 100
    assert all(error.path for error in refusals)
