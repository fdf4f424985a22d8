"""Work on a job under its lease: heartbeat, and an end for every way the work can go."""

import logging
import threading
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Self

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from scheduler.database import db
from scheduler.errors import SchedulerError
from scheduler.services import jobs
from scheduler.services.jobs import LEASE
from scheduler.timeutils import utcnow

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
#: The code that a job's subject gets when every worker that took it up died.
DIED = "job.died"
FAULT = "job.fault"


class LeaseLost(Exception):  # noqa: N818 - it says what happened
    """The job may belong to somebody else by now; whatever was worked out is dropped."""


class HandedBack(Exception):  # noqa: N818 - it says what happened
    """The worker is told to stop before the job is done; another one shall take it up."""


class Lease:
    """A heartbeat in a thread of its own, so that it goes on whatever the work itself waits for.

    ``lost`` is set once the job may belong to somebody else: the work must then be dropped.
    """

    def __init__(self, app: Flask, job_id: int, owner: str) -> None:
        self.job_id = job_id
        self.owner = owner
        self.lost = threading.Event()
        self._app = app
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"lease-{job_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            self._renew()
        finally:
            if not self._ended.is_set():
                self.lost.set()  # whyever it ended: nobody renews the lease any more

    def _renew(self) -> None:
        """Renew the lease until the work ends, or it is lost."""
        renewed = time.monotonic()
        while not self._ended.wait(HEARTBEAT_SECONDS):
            try:
                with self._app.app_context():
                    if not jobs.renew_lease(self.job_id, owner=self.owner, now=utcnow()):
                        return
                renewed = time.monotonic()
            except SQLAlchemyError:
                log.warning("the lease of job %s could not be renewed", self.job_id, exc_info=True)
                if time.monotonic() - renewed > LEASE.total_seconds():
                    return


def work_on_job(
    app: Flask,
    job_id: int,
    *,
    owner: str,
    act: Callable[[int, Lease], None],
    give_up: Callable[[int, str], None],
) -> bool:
    """Claim a job inside an application context and let ``act`` do it; return whether it was free.

    ``act`` and ``give_up`` receive the id of the job's subject; ``give_up`` also the code of the
    reason, once no further attempt is made. No error in ``act`` leaves this function: workers
    live on.
    """
    job = jobs.claim_job(job_id, owner=owner, now=utcnow())
    if job is None:
        return False
    subject_id, spent = job.subject_id, job.attempts > jobs.most_attempts(job.kind)
    db.session.rollback()
    if spent:
        if jobs.give_up_job(
            job_id, owner=owner, error="every worker that took this job up died", now=utcnow()
        ):
            give_up(subject_id, DIED)
        return True
    with Lease(app, job_id, owner) as lease:
        _attempt(lease, subject_id, act, give_up)
    return True


def _attempt(
    lease: Lease,
    subject_id: int,
    act: Callable[[int, Lease], None],
    give_up: Callable[[int, str], None],
) -> None:
    try:
        act(subject_id, lease)
    except HandedBack:
        db.session.rollback()
        jobs.hand_back_job(lease.job_id, owner=lease.owner, now=utcnow())
    except LeaseLost:
        db.session.rollback()
        log.warning("job %s was taken over by another worker", lease.job_id)
    except SchedulerError as error:
        db.session.rollback()
        if jobs.give_up_job(lease.job_id, owner=lease.owner, error=str(error), now=utcnow()):
            give_up(subject_id, error.code)
    except Exception:
        db.session.rollback()
        log.exception("job %s failed", lease.job_id)
        if jobs.fail_job(lease.job_id, owner=lease.owner, error=traceback.format_exc()[-4000:], now=utcnow()):
            give_up(subject_id, FAULT)
    else:
        jobs.finish_job(lease.job_id, owner=lease.owner, now=utcnow())
