"""Large runs in parts: each part a job of its own, and the run goes on when the last of a round is done.

As in ``attempts``, every function that writes first makes sure that the worker still holds its job's lease.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update

from scheduler.database import atomic, db
from scheduler.enums import JobKind, JobStatus
from scheduler.errors import Conflict
from scheduler.models import Job, Run, RunPart
from scheduler.rostering.parts.serialising import outcome_from_json
from scheduler.rostering.parts.tasks import PartOutcome, Worth
from scheduler.services.jobs import enqueue_job, hold_job
from scheduler.services.rosters.attempts import LOST
from scheduler.services.rosters.runs import ACTIVE

#: The bound's place: after every round.
BOUND = 1_000


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part to come: what it may change, and its task as JSON."""

    units: Sequence[str]
    task: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a large run is: its last round, whether that is done, and every outcome so far, in order.

    ``bounded``: the bound is done too.
    """

    number: int
    complete: bool
    bounded: bool
    outcomes: tuple[tuple[Sequence[str], dict[str, Any]], ...]
    cancelled: bool
    problem: dict[str, Any]
    options: dict[str, Any]
    started: datetime | None


def stage_of(run_id: int) -> Stage | None:
    """Return where a run in parts is; ``None`` for one that is not in parts, or has ended."""
    run = db.session.get(Run, run_id)
    number = _last_round(run_id)
    if run is None or number is None or run.status not in ACTIVE:
        db.session.rollback()
        return None
    done = db.session.execute(
        select(RunPart.units, RunPart.outcome)
        .where(RunPart.run_id == run_id, RunPart.finished.is_not(None), RunPart.outcome.is_not(None))
        .order_by(RunPart.round, RunPart.number)
    )
    stage = Stage(
        number=number,
        complete=not _is_open(run_id, number),
        bounded=not _is_open(run_id, BOUND),
        outcomes=tuple((units, outcome) for units, outcome in done if outcome is not None),
        cancelled=run.cancel_requested,
        problem=run.problem or {},
        options=run.options,
        started=run.started,
    )
    db.session.rollback()
    return stage


def add_round(
    run_id: int,
    number: int,
    parts: Sequence[NewPart],
    *,
    bound: dict[str, Any] | None = None,
    first: Worth | None = None,
    job_id: int,
    owner: str,
    now: datetime,
) -> None:
    """Add the parts of a round, and a job for each, unless that has been done.

    With the first round come the bound's task, whose problem is the run's, and what the pins alone cost.
    Raises ``Conflict`` (``LOST``).
    """
    with atomic():
        if hold_job(job_id, owner=owner) is None:
            raise Conflict(LOST)
        run = db.session.get(Run, run_id, with_for_update=True, populate_existing=True)
        last = _last_round(run_id)
        if run is None or run.status not in ACTIVE or (last is not None and last >= number):
            return
        rows = [
            RunPart(
                run_id=run_id, round=number, number=index, units=list(part.units), task=part.task, created=now
            )
            for index, part in enumerate(parts)
        ]
        if bound is not None:
            rows.insert(0, RunPart(run_id=run_id, round=BOUND, number=0, units=[], task=bound, created=now))
        if first is not None:
            run.progress = [_line(0.0, first.penalty, 0, first.missing)]
        db.session.add_all(rows)
        db.session.flush()
        for row in rows:
            enqueue_job(JobKind.ROSTER_PART, row.id, now=now)


def begin_part(part_id: int, *, job_id: int, owner: str, now: datetime) -> dict[str, Any] | None:
    """Return a part's task for the solver, ``None`` where there is nothing to do any more.

    Raises ``Conflict`` (``LOST``).
    """
    with atomic():
        if hold_job(job_id, owner=owner) is None:
            raise Conflict(LOST)
        part = db.session.get(RunPart, part_id)
        if part is None or part.finished is not None or part.run.status not in ACTIVE:
            return None
        if part.run.cancel_requested:
            _close_all(part.run, now)
            return None
        if "bound" in part.task:
            return {"bound": {**part.task["bound"], "problem": part.run.problem}}
        return dict(part.task)


def stop_wanted(part_id: int) -> bool:
    """Tell whether a part shall stop: its run is cancelled, or has ended."""
    query = select(Run.cancel_requested, Run.status).join(RunPart).where(RunPart.id == part_id)
    row = db.session.execute(query).one_or_none()
    db.session.rollback()
    return row is None or row.cancel_requested or row.status not in ACTIVE


def finish_part(
    part_id: int, outcome: dict[str, Any] | None, *, job_id: int, owner: str, now: datetime
) -> None:
    """Keep a part's outcome (``None``: it was stopped); after the last one of a round the run goes on.

    Raises ``Conflict`` (``LOST``).
    """
    with atomic():
        if hold_job(job_id, owner=owner) is None:
            raise Conflict(LOST)
        part = db.session.get(RunPart, part_id)
        if part is None:
            return
        run = db.session.get(Run, part.run_id, with_for_update=True, populate_existing=True)
        db.session.refresh(part)
        if run is None or run.status not in ACTIVE or part.finished is not None:
            return
        part.finished = now
        part.outcome = outcome
        if outcome is not None:
            _note(run, outcome, now)
        if run.cancel_requested:
            _close_all(run, now)
        elif _is_complete(run.id):
            enqueue_job(JobKind.ROSTER_RUN, run.id, now=now)


def _is_complete(run_id: int) -> bool:
    """Tell whether a run has something to go on with: its last round is done."""
    db.session.flush()
    number = _last_round(run_id)
    return number is not None and not _is_open(run_id, number)


def _last_round(run_id: int) -> int | None:
    query = select(func.max(RunPart.round)).where(RunPart.run_id == run_id, RunPart.round < BOUND)
    return db.session.scalar(query)


def _is_open(run_id: int, number: int) -> bool:
    """Tell whether parts of a round are not done."""
    query = exists().where(RunPart.run_id == run_id, RunPart.finished.is_(None), RunPart.round == number)
    return bool(db.session.scalar(select(query)))


def _close_all(run: Run, now: datetime) -> None:
    """Let a cancelled run end: no part of it is worked on any more."""
    db.session.execute(
        update(RunPart).where(RunPart.run_id == run.id, RunPart.finished.is_(None)).values(finished=now)
    )
    enqueue_job(JobKind.ROSTER_RUN, run.id, now=now)


def _note(run: Run, data: dict[str, Any], now: datetime) -> None:
    """Add a line of progress: what the roster costs after a part, or the bound."""
    last, outcome = run.progress[-1], outcome_from_json(data)
    penalty, missing, bound = last["objective"], last["unfilled"], last["bound"]
    if isinstance(outcome, PartOutcome):
        penalty += outcome.after.penalty - outcome.before.penalty
        missing += outcome.after.missing - outcome.before.missing
    else:
        bound = outcome.bound
    seconds = (now - run.started).total_seconds() if run.started is not None else 0.0
    run.progress = [*run.progress, _line(seconds, penalty, min(bound, penalty), missing)]


def _line(seconds: float, penalty: int, bound: int, missing: int) -> dict[str, Any]:
    return {"seconds": seconds, "objective": penalty, "bound": bound, "unfilled": missing}


def run_of(part_id: int) -> int | None:
    """Return the id of a part's run."""
    return db.session.scalar(select(RunPart.run_id).where(RunPart.id == part_id))


def next_job(run_id: int) -> Job | None:
    """Return the oldest job that a run in parts still waits for."""
    of_run = select(RunPart.id).where(RunPart.run_id == run_id)
    query = select(Job).where(
        Job.status.in_((JobStatus.QUEUED, JobStatus.RUNNING)),
        or_(
            and_(Job.kind == JobKind.ROSTER_RUN, Job.subject_id == run_id, exists(of_run)),
            and_(Job.kind == JobKind.ROSTER_PART, Job.subject_id.in_(of_run)),
        ),
    )
    return db.session.scalar(query.order_by(Job.id).limit(1))
