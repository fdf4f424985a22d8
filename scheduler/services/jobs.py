"""Jobs: rows under a lease, so that whatever dies, somebody else takes the work up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from sqlalchemy import ColumnElement, CursorResult, and_, or_, select, update

from scheduler.database import atomic, db, on_commit
from scheduler.enums import JobKind, JobStatus
from scheduler.models import Job

#: A worker that has not been heard of for so long is taken for dead.
LEASE = timedelta(seconds=6)
#: How many seconds a failed attempt waits for the next one: a solver's fault is seldom cured by waiting,
#: a mail server may be away for a day.
PAUSES: dict[JobKind, tuple[int, ...]] = {
    JobKind.ROSTER_RUN: (2, 20),
    JobKind.ROSTER_PART: (2, 20),
    JobKind.MESSAGE: (2, 20, 120, 600, 3_600, 14_400, 43_200, 43_200),
    JobKind.GUEST_MESSAGE: (2, 20, 120, 600, 3_600, 14_400, 43_200, 43_200),
}


def most_attempts(kind: JobKind) -> int:
    """Return how many workers may die, or fail, over one job before it is given up."""
    return len(PAUSES[kind]) + 1


Knock = Callable[[int], object]


def _knock_nowhere(_job_id: int) -> None:
    """Leave the job to the workers' own look at the rows."""


_door: list[Knock] = [_knock_nowhere]


def set_knock(knock: Knock) -> Knock:
    """Let ``knock`` be called with a job's id once the job is committed; return the earlier one."""
    before = _door[0]
    _door[0] = knock
    return before


def enqueue_job(kind: JobKind, subject_id: int, *, now: datetime) -> Job:
    """Add a job to the running ``atomic`` block; workers hear of it after the commit."""
    job = Job(kind=kind, subject_id=subject_id, status=JobStatus.QUEUED, not_before=now, created=now)
    db.session.add(job)
    db.session.flush()
    on_commit(partial(_door[0], job.id))
    return job


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Job.status == JobStatus.QUEUED, Job.not_before <= now),
        and_(Job.status == JobStatus.RUNNING, Job.lease_until < now),
    )


def due_jobs(*, now: datetime, most: int = 100) -> list[int]:
    """Return the ids of jobs that wait: queued ones, and those whose worker fell silent."""
    return list(db.session.scalars(select(Job.id).where(_due(now)).order_by(Job.id).limit(most)))


def claim_job(job_id: int, *, owner: str, now: datetime) -> Job | None:
    """Give the job to ``owner`` for the length of a lease; ``None`` where it is not to be had.

    One conditional UPDATE decides, so that of any number of workers exactly one gets it.
    """
    with atomic():
        changed = db.session.execute(
            update(Job)
            .where(Job.id == job_id, _due(now))
            .values(
                status=JobStatus.RUNNING,
                lease_owner=owner,
                lease_until=now + LEASE,
                attempts=Job.attempts + 1,
            )
        )
        taken = cast("CursorResult[object]", changed).rowcount == 1
        return db.session.get(Job, job_id, populate_existing=True) if taken else None


def renew_lease(job_id: int, *, owner: str, now: datetime) -> bool:
    """Prolong the lease; ``False`` where ``owner`` no longer holds it."""
    with atomic():
        changed = db.session.execute(
            update(Job)
            .where(Job.id == job_id, Job.status == JobStatus.RUNNING, Job.lease_owner == owner)
            .values(lease_until=now + LEASE)
        )
        return cast("CursorResult[object]", changed).rowcount == 1


def hold_job(job_id: int, *, owner: str) -> Job | None:
    """Lock the job inside ``atomic`` and return it while ``owner`` holds the lease, else ``None``.

    Whoever writes a job's outcome calls this first: a worker that was taken for dead and woke up
    again must not write over its successor.
    """
    query = select(Job).where(Job.id == job_id, Job.status == JobStatus.RUNNING, Job.lease_owner == owner)
    return db.session.scalar(query.with_for_update())


def finish_job(job_id: int, *, owner: str, now: datetime) -> bool:
    """Mark the job as done; ``False`` where ``owner`` no longer holds it."""
    with atomic():
        job = hold_job(job_id, owner=owner)
        if job is None:
            return False
        _close(job, JobStatus.DONE, now)
        return True


def fail_job(job_id: int, *, owner: str, error: str, now: datetime) -> bool:
    """Note a failed attempt: try again after a pause, or give up. Return whether it is given up."""
    with atomic():
        job = hold_job(job_id, owner=owner)
        if job is None:
            return False
        job.error = error
        if job.attempts >= most_attempts(job.kind):
            _close(job, JobStatus.FAILED, now)
            return True
        _requeue(job, now + timedelta(seconds=PAUSES[job.kind][job.attempts - 1]))
        return False


def give_up_job(job_id: int, *, owner: str, error: str, now: datetime) -> bool:
    """Mark the job as failed for good; ``False`` where ``owner`` no longer holds it."""
    with atomic():
        job = hold_job(job_id, owner=owner)
        if job is None:
            return False
        job.error = error
        _close(job, JobStatus.FAILED, now)
        return True


def hand_back_job(job_id: int, *, owner: str, now: datetime) -> None:
    """Return an unfinished job to the queue, uncounted: the worker is told to stop."""
    with atomic():
        job = hold_job(job_id, owner=owner)
        if job is not None:
            job.attempts -= 1
            _requeue(job, now)


def _requeue(job: Job, not_before: datetime) -> None:
    job.status = JobStatus.QUEUED
    job.not_before = not_before
    job.lease_owner = job.lease_until = None


def _close(job: Job, status: JobStatus, now: datetime) -> None:
    job.status = status
    job.finished = now
    job.lease_owner = job.lease_until = None


def open_job(kind: JobKind, subject_id: int) -> Job | None:
    """Return the latest job about a thing that is neither done nor failed."""
    query = select(Job).where(
        Job.kind == kind,
        Job.subject_id == subject_id,
        Job.status.in_((JobStatus.QUEUED, JobStatus.RUNNING)),
    )
    return db.session.scalar(query.order_by(Job.id.desc()).limit(1))
