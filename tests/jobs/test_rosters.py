"""Roster runs in a worker of this process: whatever ends one, nothing is lost and nothing is done twice."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from scheduler.database import atomic, db
from scheduler.enums import JobStatus, RunStatus
from scheduler.errors import Conflict, NotFound
from scheduler.jobs import child, leases, rosters
from scheduler.jobs.leases import LeaseLost
from scheduler.jobs.worker import Worker
from scheduler.models import Job, Person, Run
from scheduler.rostering.serialising import problem_from_json, progress_to_json, result_to_json
from scheduler.rostering.solution import Progress
from scheduler.rostering.solving import Options, solve
from scheduler.services import jobs as services
from scheduler.services.jobs import claim_job
from scheduler.services.rosters import attempts
from scheduler.services.rosters.overview import describe_period
from scheduler.services.rosters.runs import cancel_run
from scheduler.timeutils import utcnow
from tests.jobs.towns import Town, job_of, read
from tests.services.rosters.helpers import put_on, say

pytestmark = pytest.mark.usefixtures("app")


class Killed(BaseException):
    """What stands in for kill -9: nobody catches it, so that nothing more is written."""


def _solve_here(
    task: dict[str, Any], *, time_limit: float, watch: Callable[[dict[str, Any] | None], bool]
) -> dict[str, Any]:
    """Solve as the child process does, without the seconds that a process takes to start."""
    del time_limit

    def tell(progress: Progress) -> None:
        watch(progress_to_json(progress))

    result = solve(
        problem_from_json(task["problem"]),
        Options(**task["options"]),
        on_progress=tell,
        cancelled=lambda: watch(None),
    )
    return result_to_json(result)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the solver run in this process."""
    monkeypatch.setattr(rosters, "solve_in_child", _solve_here)


@pytest.fixture
def town() -> Town:
    return Town()


def _let_time_pass(run: Run) -> None:
    """End the lease of the run's job, or the pause before its next attempt."""
    with atomic():
        past = utcnow() - timedelta(seconds=1)
        values = {"lease_until": past, "not_before": past}
        db.session.execute(db.update(Job).where(Job.subject_id == run.id).values(values))


def _die(*_args: object, **_values: object) -> None:
    raise Killed


def _before(function: Callable[..., Any]) -> Callable[..., Any]:
    del function
    return _die


def _after(function: Callable[..., Any]) -> Callable[..., Any]:
    def act(*args: Any, **values: Any) -> None:
        function(*args, **values)
        raise Killed

    return act


def test_run_ends_with_a_roster_in_the_draft(app: Flask, town: Town) -> None:
    run = town.start()
    Worker(app).answer(job_of(run).id)
    state = read(run)
    assert (state["status"], state["error"]) == (RunStatus.DONE, "")
    assert town.seats == 12
    assert state["progress"][-1]["unfilled"] == 0
    assert job_of(run).status is JobStatus.DONE


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("part", "wrap"),
    [
        ("begin_run", _before),
        ("begin_run", _after),
        ("note_progress", _after),
        ("finish_run", _before),
        ("finish_run", _after),
    ],
)
def test_worker_killed_at_any_moment_loses_nothing(
    app: Flask,
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    wrap: Callable[[Callable[..., Any]], Callable[..., Any]],
) -> None:
    run = town.start()
    with monkeypatch.context() as patch:
        patch.setattr(attempts, part, wrap(getattr(attempts, part)))
        with pytest.raises(Killed):
            Worker(app).answer(job_of(run).id)
    assert job_of(run).status is JobStatus.RUNNING
    _let_time_pass(run)
    Worker(app).answer(job_of(run).id)
    assert read(run)["status"] is RunStatus.DONE
    assert town.seats == 12
    assert (job_of(run).status, job_of(run).attempts) == (JobStatus.DONE, 2)


def test_run_over_which_three_workers_died_is_given_up(
    app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = town.start()
    monkeypatch.setattr(rosters, "solve_in_child", _die)
    for _ in range(3):
        with pytest.raises(Killed):
            Worker(app).answer(job_of(run).id)
        _let_time_pass(run)
    Worker(app).answer(job_of(run).id)
    assert (read(run)["status"], read(run)["error"]) == (RunStatus.FAILED, "job.died")
    assert town.seats == 0


@pytest.mark.parametrize(
    ("code", "last_words"),
    [
        ("raise SystemExit('out of memory')", "ended with code 1. out of memory"),
        (
            "import os, sys; sys.stderr.write('at work'); sys.stderr.flush(); os.kill(os.getpid(), 11)",
            "ended with code -11. at work",
        ),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "ended with code -9."),
        ("print('no JSON')\nraise MemoryError", ""),
    ],
    ids=["exit", "segmentation fault", "killed for memory", "nonsense"],
)
def test_solver_that_fails_three_times_fails_the_run_and_the_worker_lives(
    app: Flask,
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    code: str,
    last_words: str,
) -> None:
    worker, run = Worker(app), town.start()
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(child, "_COMMAND", [sys.executable, "-c", code])
        for _ in range(3):
            assert read(run)["status"] in {RunStatus.QUEUED, RunStatus.RUNNING}
            worker.answer(job_of(run).id)
            _let_time_pass(run)
    reason, _, details = read(run)["error"].partition("\n")
    assert (read(run)["status"], reason) == (RunStatus.FAILED, "job.fault")
    assert details.strip() == (f"the solver process {last_words}" if last_words else "")
    assert last_words in job_of(run).error
    assert caplog.text.count(last_words or "JSONDecodeError: ") == 3
    monkeypatch.setattr(rosters, "solve_in_child", _solve_here)
    second = town.start()
    worker.answer(job_of(second).id)
    assert read(second)["status"] is RunStatus.DONE


@pytest.mark.usefixtures("here")
def test_worker_that_was_taken_for_dead_does_not_write(
    app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = town.start()

    def sleep_long(*args: Any, **values: Any) -> dict[str, Any]:
        with monkeypatch.context() as patch:
            patch.setattr(rosters, "solve_in_child", _solve_here)
            _let_time_pass(run)
            Worker(app).answer(job_of(run).id)
        assert read(run)["status"] is RunStatus.DONE
        return _solve_here(*args, **values)

    monkeypatch.setattr(rosters, "solve_in_child", sleep_long)
    before = town.draft.revision
    Worker(app).answer(job_of(run).id)
    assert town.draft.revision == before + 1
    assert (job_of(run).status, job_of(run).attempts) == (JobStatus.DONE, 2)


def test_lost_lease_drops_the_work(app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    run = town.start()
    seen: list[type[BaseException]] = []

    def watch_once(
        _task: object, *, time_limit: float, watch: Callable[[dict[str, Any] | None], bool]
    ) -> None:
        del time_limit
        lease = watch.args[1]  # type: ignore[attr-defined]  # a partial
        lease.lost.set()
        try:
            watch(None)
        except LeaseLost as lost:
            seen.append(type(lost))
            raise

    monkeypatch.setattr(rosters, "solve_in_child", watch_once)
    Worker(app).answer(job_of(run).id)
    assert seen == [LeaseLost]
    assert (read(run)["status"], town.seats) == (RunStatus.RUNNING, 0)


@pytest.mark.usefixtures("here")
def test_worker_told_to_stop_hands_the_run_back(app: Flask, town: Town) -> None:
    worker, run = Worker(app), town.start()
    worker.stop()
    worker.answer(job_of(run).id)
    job = job_of(run)
    assert (job.status, job.attempts, job.lease_owner) == (JobStatus.QUEUED, 0, None)
    Worker(app).answer(job.id)
    assert read(run)["status"] is RunStatus.DONE


def test_solver_that_is_killed_is_started_anew(
    app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = town.start()

    def kill_at_once(self: child.SolverChild) -> child.SolverChild:
        entered = enter(self)
        os.kill(self.pid, signal.SIGKILL)
        return entered

    enter = child.SolverChild.__enter__
    with monkeypatch.context() as patch:
        patch.setattr(child.SolverChild, "__enter__", kill_at_once)
        Worker(app).answer(job_of(run).id)
    assert (job_of(run).status, town.seats) == (JobStatus.QUEUED, 0)
    assert "ended with code -9" in job_of(run).error
    assert read(run)["status"] is RunStatus.RUNNING
    _let_time_pass(run)
    Worker(app).answer(job_of(run).id)
    assert (read(run)["status"], town.seats) == (RunStatus.DONE, 12)


def test_stop_keeps_the_best_so_far(app: Flask) -> None:
    town = Town(people=60, shifts=120)
    run = town.start(time_limit=300)
    number, leader = run.id, town.leader.id

    def stop_at_the_first_roster() -> None:
        with app.app_context():
            for _ in range(400):
                found = db.session.get(Run, number, populate_existing=True)
                if found is not None and found.progress:
                    cancel_run(number, actor=db.session.get_one(Person, leader), now=utcnow())
                    return
                db.session.rollback()
                threading.Event().wait(0.05)

    stopper = threading.Thread(target=stop_at_the_first_roster)
    stopper.start()
    Worker(app).answer(job_of(run).id)
    stopper.join()
    state = read(run)
    assert state["status"] is RunStatus.CANCELLED
    assert state["result"]["status"] == "cancelled"
    assert town.seats == len(state["result"]["solution"]["assignments"]) > 0


@pytest.mark.usefixtures("here")
def test_pins_that_contradict_the_rules_are_named(app: Flask, town: Town) -> None:
    anna = town.people[0]
    say(anna, town.shifts[0].starts_at, town.shifts[0].ends_at)
    put_on(town.draft, anna, town.shifts[0], pinned=True)
    run = town.start()
    Worker(app).answer(job_of(run).id)
    state = read(run)
    assert (state["status"], state["error"]) == (RunStatus.FAILED, "run.infeasible")
    (conflict,) = describe_period(town.period).conflicts
    assert conflict.pins == [(anna, town.shifts[0])]
    assert "availability" in conflict.rules


@pytest.mark.usefixtures("here")
def test_run_for_a_command_ends_at_once_or_says_why(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    run = town.start()
    assert rosters.perform_run(run.id).status is RunStatus.DONE
    assert job_of(run).status is JobStatus.DONE
    with pytest.raises(NotFound):
        rosters.perform_run(run.id)
    taken = town.start()
    claim_job(job_of(taken).id, owner="a worker", now=utcnow())
    with pytest.raises(Conflict, match=r"run\.active"):
        rosters.perform_run(taken.id)
    _let_time_pass(taken)
    monkeypatch.setattr(rosters, "solve_in_child", lambda *_args, **_values: 1 / 0)
    with pytest.raises(Conflict, match=r"job\.fault"):
        rosters.perform_run(taken.id)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_lease_that_cannot_be_renewed_for_whatever_reason_is_lost(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_values: object) -> bool:
        raise RuntimeError

    monkeypatch.setattr(leases, "HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(services, "renew_lease", fail)
    with leases.Lease(app, 1, "somebody") as lease:
        assert lease.lost.wait(5)
