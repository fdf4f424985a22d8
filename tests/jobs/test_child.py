"""The solver's child process: progress, result, cancel, and an end together with its parent."""

import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from scheduler.jobs import child
from scheduler.jobs.child import ChildDied, SolverChild, solve_in_child
from scheduler.rostering.checking import check
from scheduler.rostering.instances import Size, make
from scheduler.rostering.problem import RosterProblem
from scheduler.rostering.serialising import problem_to_json, result_from_json
from scheduler.rostering.solution import Status

COMMAND = [sys.executable, "-m", "scheduler.jobs.solve_child"]


@pytest.fixture(scope="module")
def problem() -> RosterProblem:
    """Return a month of two grids: seconds pass before the solver proves anything about it."""
    return make(Size("pair", 2))


def _task(problem: RosterProblem, time_limit: float) -> dict[str, Any]:
    options = {"time_limit": time_limit, "seed": 1}
    return {"problem": problem_to_json(problem), "options": options, "hint": None}


def test_child_reports_progress_and_a_roster_that_keeps_the_rules(problem: RosterProblem) -> None:
    heard: list[dict[str, Any]] = []

    def watch(news: dict[str, Any] | None) -> bool:
        if news is not None:
            heard.append(news)
        return False

    result = result_from_json(solve_in_child(_task(problem, 1.5), time_limit=1.5, watch=watch))
    assert result.solution is not None
    assert result.score == check(problem, result.solution).score
    assert result.score.hard == 0
    assert heard
    assert set(heard[-1]) == {"seconds", "objective", "bound", "unfilled"}


def test_cancel_hands_over_the_best_so_far(problem: RosterProblem) -> None:
    result = solve_in_child(_task(problem, 300), time_limit=300, watch=lambda news: news is not None)
    answer = result_from_json(result)
    assert answer.status is Status.CANCELLED
    assert answer.solution is not None
    assert answer.seconds < 30


def test_child_ends_when_its_input_closes(problem: RosterProblem) -> None:
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdout:
        process.stdin.write(json.dumps(_task(problem, 300)) + "\n")
        process.stdin.flush()
        assert "progress" in json.loads(process.stdout.readline())
        process.stdin.close()
        assert process.wait(timeout=10) == 1


def test_child_that_is_killed_is_reported_with_its_signal(problem: RosterProblem) -> None:
    with SolverChild(_task(problem, 300)) as solver:
        os.kill(solver.pid, signal.SIGKILL)
        with pytest.raises(ChildDied, match="ended with code -9"):
            _drain(solver)


def test_child_that_fails_is_reported_with_its_last_words() -> None:
    task = {"problem": {"zone": "Nowhere"}, "options": {"time_limit": 1, "seed": 1}, "hint": None}
    with pytest.raises(ChildDied, match="ProblemError"):
        solve_in_child(task, time_limit=1, watch=lambda _news: False)


def test_child_ends_with_whatever_the_watch_raises(
    problem: RosterProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids: list[int] = []
    enter = SolverChild.__enter__

    def noted(self: SolverChild) -> SolverChild:
        pids.append(self.pid)
        return enter(self)

    def fail(_news: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(SolverChild, "__enter__", noted)
    with pytest.raises(ZeroDivisionError):
        solve_in_child(_task(problem, 300), time_limit=300, watch=fail)
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_child_that_does_not_end_in_time_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_COMMAND", [sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(child, "_GRACE_SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(ChildDied, match="did not end in time"):
        solve_in_child({}, time_limit=0.1, watch=lambda _news: False)
    assert time.monotonic() - began < 5


def test_child_loads_neither_flask_nor_the_database() -> None:
    code = (
        "import sys; from scheduler.jobs import solve_child;"
        "print([name for name in ('flask', 'sqlalchemy') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def _drain(solver: SolverChild) -> None:
    for _ in range(200):
        solver.next_message(0.1)
