"""Roster runs: the solver between two transactions, under the lease of the run's job."""

import logging
import os
import secrets
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, current_app

from scheduler.database import db
from scheduler.enums import JobKind, RunStatus
from scheduler.errors import Conflict, NotFound
from scheduler.jobs import parts
from scheduler.jobs.child import solve_in_child
from scheduler.jobs.faults import with_last_words
from scheduler.jobs.leases import FAULT, HandedBack, Lease, LeaseLost, work_on_job
from scheduler.models import Run
from scheduler.services.jobs import open_job
from scheduler.services.rosters import attempts
from scheduler.services.rosters.parts import next_job, stage_of
from scheduler.timeutils import utcnow

log = logging.getLogger(__name__)


def solve_run(run_id: int, *, lease: Lease, stopping: threading.Event) -> None:
    """Solve a run and make the roster found the draft of its period; a large run goes on in parts.

    Does nothing for a run that has ended. Raises ``LeaseLost``, ``HandedBack`` once ``stopping`` is
    set, and ``ChildDied``; the draft is then as it was.
    """
    job_id, owner = lease.job_id, lease.owner
    try:
        stage = stage_of(run_id)
        if stage is not None:
            parts.continue_run(run_id, stage, lease)
            return
        task = attempts.begin_run(run_id, job_id=job_id, owner=owner, now=utcnow())
        if task is None or parts.begin_in_parts(run_id, task, lease):
            return
        log.info("run %s: %s people, %s shifts", run_id, *map(len, _sizes(task)))
        watch = partial(_watch, run_id, lease, stopping)
        result = solve_in_child(task, time_limit=task["options"]["time_limit"], watch=watch)
        attempts.finish_run(run_id, result, job_id=job_id, owner=owner, now=utcnow())
    except Conflict as refusal:
        if refusal.code == attempts.LOST:
            raise LeaseLost from refusal
        raise
    log.info("run %s: %s after %.1f s", run_id, result["status"], result["seconds"])


def _sizes(task: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    return task["problem"].get("people", []), task["problem"].get("shifts", [])


def _watch(run_id: int, lease: Lease, stopping: threading.Event, news: dict[str, Any] | None) -> bool:
    """Keep the progress; return whether the solver shall stop with the best so far."""
    if lease.lost.is_set():
        raise LeaseLost
    if stopping.is_set():
        raise HandedBack
    return attempts.note_progress(run_id, news)


def give_up_run(run_id: int, code: str) -> None:
    """Note that a run failed for good, and why; where the solver died, with the end of its log."""
    attempts.fail_run(run_id, with_last_words(code, JobKind.ROSTER_RUN, run_id), now=utcnow())


def perform_run(run_id: int) -> Run:
    """Solve a run in this process, without a worker, and return it; for commands.

    Raises ``Conflict`` with the reason where it failed, or where a worker was faster.
    """
    job = open_job(JobKind.ROSTER_RUN, run_id)
    if job is None:
        raise NotFound("not_found")
    solve = partial(_solve_run, stopping=threading.Event())
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way to the application itself
    owner = f"command-{os.getpid()}-{secrets.token_hex(6)}"
    if not work_on_job(app, job.id, owner=owner, act=solve, give_up=give_up_run):
        raise Conflict("run.active")
    _perform_parts(app, run_id, owner)
    run = db.session.get(Run, run_id, populate_existing=True)
    if run is None or run.status is not RunStatus.DONE:
        raise Conflict((run.error if run else "").partition("\n")[0] or FAULT)
    return run


def _perform_parts(app: Flask, run_id: int, owner: str) -> None:
    """Work on the jobs of a run that has parts, one after the other, as long as they can be had."""
    stopping = threading.Event()
    acts: dict[JobKind, tuple[Callable[[int, Lease], None], Callable[[int, str], None]]] = {
        JobKind.ROSTER_RUN: (partial(_solve_run, stopping=stopping), give_up_run),
        JobKind.ROSTER_PART: (partial(_solve_part, stopping=stopping), parts.give_up_part),
    }
    while (job := next_job(run_id)) is not None:
        act, give_up = acts[job.kind]
        if not work_on_job(app, job.id, owner=owner, act=act, give_up=give_up):
            return


def _solve_run(run_id: int, lease: Lease, *, stopping: threading.Event) -> None:
    solve_run(run_id, lease=lease, stopping=stopping)


def _solve_part(part_id: int, lease: Lease, *, stopping: threading.Event) -> None:
    parts.solve_part(part_id, lease=lease, stopping=stopping)
