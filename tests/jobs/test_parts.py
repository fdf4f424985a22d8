"""Large runs in parts: any worker takes them, none is lost or done twice, and a cancel ends them all."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from scheduler.database import atomic, db
from scheduler.enums import JobKind, JobStatus, RunStatus
from scheduler.jobs import child, parts
from scheduler.jobs.child import SolverChild
from scheduler.jobs.rosters import perform_run
from scheduler.jobs.worker import Worker
from scheduler.models import Job, Run, RunPart, ShiftDemand
from scheduler.rostering.parts import cutting, planning
from scheduler.rostering.parts.serialising import outcome_to_json, task_from_json
from scheduler.rostering.parts.working import perform
from scheduler.services.jobs import due_jobs
from scheduler.services.rosters import parts as steps
from scheduler.services.rosters.runs import cancel_run
from scheduler.timeutils import utcnow
from tests.factories import make_person, make_shift, make_unit
from tests.jobs.towns import Town, read

pytestmark = pytest.mark.usefixtures("app", "small_parts")


class Killed(BaseException):
    """What stands in for kill -9: nobody catches it, so that nothing more is written."""


def _perform_here(
    task: dict[str, Any], *, time_limit: float, watch: Callable[[dict[str, Any] | None], bool]
) -> dict[str, Any]:
    """Do a task as the child process does, without the seconds that a process takes to start."""
    del time_limit
    return outcome_to_json(perform(task_from_json(task), lambda: watch(None)))


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few people be a large problem."""
    monkeypatch.setattr(planning, "PEOPLE", 4)
    monkeypatch.setattr(cutting, "MOST_PEOPLE", 3)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let parts be solved in this process."""
    monkeypatch.setattr(parts, "solve_in_child", _perform_here)


@pytest.fixture
def town() -> Town:
    """Return a town with a second grid, which is a part of its own."""
    town = Town()
    other = make_unit(town.unit)
    for _ in range(4):
        make_person(other, pledged_hours_per_week=2)
    for day in (1, 2, 3):
        one = [ShiftDemand(minimum=1, target=1)]
        make_shift(other, one, starts_at=town.now + timedelta(days=day), capacity=1)
    return town


def _jobs(kind: JobKind) -> list[Job]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Job).where(Job.kind == kind).order_by(Job.id)))


def _parts(run: Run) -> list[RunPart]:
    db.session.rollback()
    query = db.select(RunPart).where(RunPart.run_id == run.id).order_by(RunPart.round, RunPart.number)
    return list(db.session.scalars(query))


def _due() -> list[int]:
    db.session.rollback()
    return due_jobs(now=utcnow())


def _work_off(worker: Worker) -> None:
    for _ in range(40):
        if not (due := _due()):
            return
        worker.answer(due[0])
    message = "the run never ends"
    raise AssertionError(message)


def _let_time_pass() -> None:
    """End every lease, and every pause before a next attempt."""
    with atomic():
        past = utcnow() - timedelta(seconds=1)
        db.session.execute(
            db.update(Job)
            .where(Job.status != JobStatus.DONE)
            .values(lease_until=db.case((Job.lease_until.is_not(None), past)), not_before=past)
        )


@pytest.mark.usefixtures("here")
def test_run_goes_through_its_rounds_and_ends_with_a_roster(app: Flask, town: Town) -> None:
    run = town.start(time_limit=20)
    worker = Worker(app)
    worker.answer(_due()[0])
    assert [part.finished for part in _parts(run)] == [None] * len(_parts(run))
    assert len(_jobs(JobKind.ROSTER_PART)) == len(_parts(run)) == 3
    _work_off(worker)
    state = read(run)
    assert (state["status"], state["error"]) == (RunStatus.DONE, "")
    assert town.seats == 15
    assert {part.round for part in _parts(run)} >= {0, 1}
    assert all(part.finished is not None for part in _parts(run))
    progress = [line["objective"] for line in state["progress"]]
    assert progress == sorted(progress, reverse=True)
    assert 0 < state["result"]["score"]["total"] <= progress[-1]
    assert 0 < state["progress"][-1]["bound"] <= progress[-1]
    assert {job.status for job in _jobs(JobKind.ROSTER_PART)} == {JobStatus.DONE}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("step", ["add_round", "begin_part", "finish_part"])
@pytest.mark.parametrize("after", [False, True])
def test_worker_killed_at_any_moment_loses_nothing(
    app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    run, worker = town.start(time_limit=20), Worker(app)
    function = getattr(steps, step)

    def die(*args: Any, **values: Any) -> None:
        if after:
            function(*args, **values)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(steps, step, die)
        with pytest.raises(Killed):
            _work_off(worker)
    _let_time_pass()
    _work_off(Worker(app))
    assert read(run)["status"] is RunStatus.DONE
    assert town.seats == 15
    rounds = [(part.round, part.number) for part in _parts(run)]
    assert len(rounds) == len(set(rounds)) == len(_jobs(JobKind.ROSTER_PART))


def test_part_whose_solver_process_is_killed_is_done_again(
    app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, worker = town.start(time_limit=20), Worker(app)
    worker.answer(_due()[0])
    first, *_ = _jobs(JobKind.ROSTER_PART)
    enter = SolverChild.__enter__

    def killed(self: SolverChild) -> SolverChild:
        os.kill(self.pid, signal.SIGKILL)
        return enter(self)

    with monkeypatch.context() as patch:
        patch.setattr(child.SolverChild, "__enter__", killed)
        worker.answer(first.id)
    assert _jobs(JobKind.ROSTER_PART)[0].status is JobStatus.QUEUED
    _let_time_pass()
    worker.answer(first.id)
    done = next(part for part in _parts(run) if part.id == first.subject_id)
    assert (done.finished is not None, done.outcome is not None) == (True, True)


@pytest.mark.usefixtures("here")
def test_cancel_ends_every_part_and_keeps_what_is_there(app: Flask, town: Town) -> None:
    run, worker = town.start(time_limit=20), Worker(app)
    for _ in range(3):
        worker.answer(_due()[0])
    with atomic():
        db.session.execute(db.update(Run).where(Run.id == run.id).values(cancel_requested=True))
    _work_off(worker)
    assert read(run)["status"] is RunStatus.CANCELLED
    assert all(part.finished is not None for part in _parts(run))
    assert {part.round for part in _parts(run)} == {0, 1_000}


@pytest.mark.usefixtures("here")
def test_cancelled_run_on_which_nobody_works_ends_at_once(app: Flask, town: Town) -> None:
    run, worker = town.start(time_limit=20), Worker(app)
    worker.answer(_due()[0])
    cancel_run(run.id, actor=town.leader, now=utcnow())
    assert read(run)["status"] is RunStatus.CANCELLED
    _work_off(worker)
    assert town.seats == 0


def test_part_over_which_three_workers_failed_fails_the_run(
    app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, worker = town.start(time_limit=20), Worker(app)
    worker.answer(_due()[0])
    first, *_ = _jobs(JobKind.ROSTER_PART)

    def fail(*_args: object, **_values: object) -> dict[str, Any]:
        message = "the solver process ended with code -9."
        raise child.ChildDied(message)

    monkeypatch.setattr(parts, "solve_in_child", fail)
    for _ in range(3):
        worker.answer(first.id)
        _let_time_pass()
    state = read(run)
    assert state["status"] is RunStatus.FAILED
    assert state["error"] == "job.fault\nthe solver process ended with code -9."
    _work_off(worker)
    assert town.seats == 0


@pytest.mark.usefixtures("here")
def test_command_works_off_a_run_in_parts(town: Town) -> None:
    run = perform_run(town.start(time_limit=20).id)
    assert run.status is RunStatus.DONE
    assert town.seats == 15
