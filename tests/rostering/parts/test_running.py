"""A large problem is solved in rounds of parts by processes, which end when they are told to."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from queue import SimpleQueue

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.parts import choosing, cutting, planning, running, working
from scheduler.rostering.parts.child import Child, ChildDied, _read
from scheduler.rostering.parts.choosing import in_parts, solve
from scheduler.rostering.parts.running import solve_in_parts
from scheduler.rostering.parts.serialising import (
    outcome_from_json,
    outcome_to_json,
    task_from_json,
    task_to_json,
)
from scheduler.rostering.parts.tasks import BoundOutcome, BoundTask, Gap, PartOutcome, PartTask, Worth
from scheduler.rostering.parts.working import perform
from scheduler.rostering.problem import Assignment, Demand, ProblemError, RosterProblem, Unit
from scheduler.rostering.solution import Conflict, Progress, Status
from scheduler.rostering.solving import Options
from scheduler.rostering.solving import solve as solve_whole
from tests.rostering.making import hard, person, roster_problem, shift, soft

RULES = (
    *hard("reach", "pins", "capacity", "max_shifts", "overlap"),
    *soft(coverage_minimum=1000, coverage_target=100, fairness=1, lending=1),
)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a unit or two be a part."""
    monkeypatch.setattr(planning, "PEOPLE", 8)
    monkeypatch.setattr(cutting, "MOST_PEOPLE", 10)


@pytest.fixture
def row() -> RosterProblem:
    """Return four units in a row; only the second has people to spare for its neighbours."""
    units = tuple(Unit(f"u{n}", tuple(f"u{m}" for m in (n - 1, n + 1) if 0 <= m < 4)) for n in range(4))
    sizes = (2, 6, 2, 3)
    crew = [
        person(f"u{unit}-{number}", f"u{unit}", max_shifts=2)
        for unit, size in enumerate(sizes)
        for number in range(size)
    ]
    two = Demand("people", minimum=1, target=2)
    posts = [shift(day, 9, two, unit=unit.id, capacity=3) for unit in units for day in range(3)]
    return roster_problem(crew, posts, RULES, units=units)


def test_parts_make_a_good_roster_of_the_whole(row: RosterProblem) -> None:
    heard: list[Progress] = []
    result = solve(row, Options(time_limit=60, workers=2), on_progress=heard.append)
    assert result.solution is not None
    assert result.score is not None
    assert check(row, result.solution).score == result.score
    assert result.score.hard == 0
    assert tuple(heard) == result.trace
    assert heard[-1].objective == result.score.total
    assert [step.objective for step in heard] == sorted((step.objective for step in heard), reverse=True)
    best = solve_whole(row, Options(time_limit=20)).score
    assert best is not None
    assert result.score.total == best.total
    assert result.bound is not None
    assert 0.9 * best.total < result.bound <= best.total


def test_cancel_is_heard_within_a_second_and_keeps_what_is_there(row: RosterProblem) -> None:
    heard: list[Progress] = []
    asked: list[float] = []

    def cancelled() -> bool:
        if heard:
            asked.append(time.monotonic())
        return bool(asked)

    result = solve_in_parts(
        row, Options(time_limit=60, workers=2), on_progress=heard.append, cancelled=cancelled
    )
    assert result.status is Status.CANCELLED
    assert result.solution is not None
    assert time.monotonic() - asked[0] < 2


def test_contradictory_pins_are_named(row: RosterProblem) -> None:
    pins = tuple(Assignment("u0-0", post.id) for post in row.shifts if post.unit == "u0")
    result = solve_in_parts(replace(row, pins=pins), Options(time_limit=60, workers=1))
    assert result.status is Status.INFEASIBLE
    assert result.solution is None
    assert result.conflicts == (Conflict(("max_shifts",), pins),)


def test_process_that_dies_is_reported(row: RosterProblem, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Child] = []

    def start(hear: Callable[[Child, object], None]) -> Child:
        started.append(Child(hear))
        started[-1]._process.kill()  # noqa: SLF001 - as the system does when memory runs out
        return started[-1]

    monkeypatch.setattr(running, "Child", start)
    with pytest.raises(ChildDied, match="ended with code -9"):
        solve_in_parts(row, Options(time_limit=20, workers=2))


def test_nonsense_is_refused(four: RosterProblem) -> None:
    with pytest.raises(ProblemError):
        solve(replace(four, people=(*four.people, four.people[0])), Options(time_limit=5))


def test_large_problems_go_in_parts_unless_their_course_is_to_be_repeated(four: RosterProblem) -> None:
    assert in_parts(four, Options())
    assert not in_parts(four, Options(deterministic_limit=1.0))
    assert choosing.Options is Options


def test_tasks_and_outcomes_survive_json(four: RosterProblem) -> None:
    some = (Assignment("g0-p0", "g0-d0-19"),)
    for task in (PartTask(four, some, (), 2.5, 3, mend=True), BoundTask(four, 7.0)):
        assert task_from_json(task_to_json(task)) == task
    worth = Worth(5, 4, 0)
    for outcome in (
        PartOutcome(worth, Worth(3, 2, 0), some, (Gap("g0", 1, 2),)),
        PartOutcome(worth, worth, None, (), (Conflict(("rest",), some),)),
        BoundOutcome(12),
    ):
        assert outcome_from_json(outcome_to_json(outcome)) == outcome
    with pytest.raises(ProblemError):
        task_from_json({})


def test_part_for_which_nothing_better_is_found_stays(four: RosterProblem) -> None:
    nothing = replace(four, people=(), shifts=(), availability=())
    outcome = perform(PartTask(nothing, (), (), 1.0, 1), lambda: False)
    assert outcome == PartOutcome(Worth(0, 0, 0), Worth(0, 0, 0), None)


@pytest.mark.parametrize("input_", [b"", b"\x80\x05\x95"])
def test_process_ends_when_its_input_does_even_in_the_midst_of_a_task(
    input_: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(os, "_exit", leave)
    with pytest.raises(SystemExit, match="1"):
        _read(BytesIO(input_), SimpleQueue())


def test_ball_that_could_not_mend_is_followed_by_a_larger_one(row: RosterProblem) -> None:
    rounds = [planning.parts_of_round(row, number, ["u0"]) for number in (2, 4)]
    assert rounds == [[("u0", "u1")], [("u0", "u1", "u2", "u3")]]
    assert [planning.mends(number) for number in range(4)] == [False, False, True, True]


def test_missing_people_are_found_by_chains_before_any_flow(
    row: RosterProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "is_large", lambda _: True)
    monkeypatch.setattr(working, "rosters", lambda _: pytest.fail("no flow was needed"))
    full = solve_whole(row, Options(time_limit=20)).solution
    assert full is not None
    short = tuple(item for item in full.assignments if item.person != "u1-0")
    outcome = perform(PartTask(row, short, (), 5.0, 1, mend=True), lambda: False)
    assert isinstance(outcome, PartOutcome)
    assert outcome.roster is not None
    assert (outcome.before.missing > 0, outcome.after.missing, outcome.gaps) == (True, 0, ())
