"""Runs: one attempt of the solver, from the button to the draft."""

from datetime import datetime

from sqlalchemy import and_, exists, or_, select

from scheduler.database import atomic, db
from scheduler.enums import JobKind, JobStatus, RunStatus
from scheduler.errors import Conflict, InvalidInput, NotFound
from scheduler.models import Job, Person, RosterPeriod, Run, RunPart
from scheduler.services import audit
from scheduler.services.jobs import enqueue_job
from scheduler.services.permissions import Right
from scheduler.services.rosters.drafts import open_draft, take_in_sign_ups, touch
from scheduler.services.rosters.periods import get_period
from scheduler.services.rosters.scope import count_people, period_shifts

TIME_LIMITS = (10, 30, 60, 180)
_LONGEST_SECONDS = 3600
ACTIVE = (RunStatus.QUEUED, RunStatus.RUNNING)


def active_run(period: RosterPeriod) -> Run | None:
    """Return the run of the period that is waiting or solving, if any."""
    return db.session.scalar(select(Run).where(Run.period_id == period.id, Run.status.in_(ACTIVE)).limit(1))


def latest_run(period: RosterPeriod) -> Run | None:
    """Return the period's most recent run."""
    return db.session.scalar(select(Run).where(Run.period_id == period.id).order_by(Run.id.desc()).limit(1))


def refuse_while_solving(period: RosterPeriod) -> None:
    """Raise ``Conflict`` while a run of the period would overwrite what is about to be changed."""
    if active_run(period) is not None:
        raise Conflict("run.active")


def start_run(
    period_id: int,
    *,
    time_limit: float,
    few_changes: bool = False,
    seed: int = 1,
    actor: Person,
    now: datetime,
) -> Run:
    """Ask the solver for a new draft within ``time_limit`` seconds; one run at a time.

    What is pinned, and what people signed up for themselves, stays; with ``few_changes`` nobody else leaves
    the published roster for fairness or a wish either. Raises ``Conflict`` where there is nothing to solve or
    a run is under way.
    """
    if not 1 <= time_limit <= _LONGEST_SECONDS:
        raise InvalidInput("time_limit", "run.time_limit", most=_LONGEST_SECONDS)
    with atomic():
        period = get_period(period_id, actor=actor, right=Right.PLAN_ROSTERS, lock=True)
        refuse_while_solving(period)
        if not period_shifts(period, after=now):
            raise Conflict("run.no_shifts")
        if not count_people(period):
            raise Conflict("run.no_people")
        draft = open_draft(period, now=now)
        take_in_sign_ups(draft, now=now)
        touch(draft)
        run = Run(
            period=period,
            roster=draft,
            status=RunStatus.QUEUED,
            options={"time_limit": float(time_limit), "seed": seed, "few_changes": few_changes},
            progress=[],
            created=now,
            created_by_id=actor.id,
        )
        db.session.add(run)
        audit.record("run.start", run, actor=actor, now=now, unit_id=period.unit_id, **run.options)
        enqueue_job(JobKind.ROSTER_RUN, run.id, now=now)
    return run


def get_run(run_id: int, *, actor: Person) -> Run:
    """Return a run of a period that ``actor`` may look into."""
    run = db.session.get(Run, run_id)
    if run is None:
        raise NotFound("not_found")
    get_period(run.period_id, actor=actor)
    return run


def cancel_run(run_id: int, *, actor: Person, now: datetime) -> Run:
    """Stop a run; the best roster so far becomes the draft. One that has ended stays so."""
    with atomic():
        run = db.session.get(Run, run_id, with_for_update=True)
        if run is None:
            raise NotFound("not_found")
        period = get_period(run.period_id, actor=actor, right=Right.PLAN_ROSTERS)
        if run.status not in ACTIVE:
            return run
        run.cancel_requested = True
        if not _somebody_works_on(run, now):
            end_run(run, RunStatus.CANCELLED, now)
        audit.record("run.cancel", run, actor=actor, now=now, unit_id=period.unit_id)
    return run


def _somebody_works_on(run: Run, now: datetime) -> bool:
    """Tell whether a worker holds the run's job, or that of a part."""
    parts = select(RunPart.id).where(RunPart.run_id == run.id)
    about = or_(
        and_(Job.kind == JobKind.ROSTER_RUN, Job.subject_id == run.id),
        and_(Job.kind == JobKind.ROSTER_PART, Job.subject_id.in_(parts)),
    )
    held = exists().where(about, Job.status == JobStatus.RUNNING, Job.lease_until >= now)
    return bool(db.session.scalar(select(held)))


def end_run(run: Run, status: RunStatus, now: datetime, *, error: str = "") -> None:
    """Note inside ``atomic`` how a run ended; ``error`` is a code, with details on the lines below it."""
    run.status = status
    run.finished = now
    run.error = error
    reason = error.partition("\n")[0]
    audit.record(f"run.{status}", run, actor=None, now=now, unit_id=run.period.unit_id, reason=reason)
