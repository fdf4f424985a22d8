"""The worker: huey threads that answer knocks, and a look at the rows every two seconds.

Any number of workers, on any number of machines, may share the rows: a job's lease decides who
does it.
"""

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from types import FrameType

from flask import Flask
from huey import Huey
from huey.consumer import Consumer

from scheduler.config import Settings
from scheduler.database import db
from scheduler.enums import JobKind
from scheduler.jobs import guests, messages, parts, rosters
from scheduler.jobs.leases import Lease, work_on_job
from scheduler.jobs.qualifications import QualificationCare
from scheduler.jobs.queue import make_queue, register_task
from scheduler.jobs.swaps import SwapRequests
from scheduler.jobs.waiting import WaitingLists
from scheduler.models import Job
from scheduler.services.jobs import due_jobs
from scheduler.timeutils import utcnow

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
_HEALTH_SECONDS = 10.0
#: One thread solves, the others deliver messages meanwhile.
_THREADS = 3
_LONGEST_SLEEP_SECONDS = 1.0
_FAREWELL_SECONDS = 8.0


class Worker:
    """One worker process: its name, whether it is to stop, and its one place for a solver."""

    def __init__(self, app: Flask) -> None:
        self.stopping = threading.Event()
        self._app = app
        self._settings: Settings = app.config["SETTINGS"]
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}"
        self._solver = threading.Semaphore(1)
        self._solving = {
            JobKind.ROSTER_RUN: (self._solve, rosters.give_up_run),
            JobKind.ROSTER_PART: (self._solve_part, parts.give_up_part),
        }

    def answer(self, job_id: int) -> None:
        """Do a job, if it is still to be had and this worker has room for it."""
        owner = f"{self.name}-{secrets.token_hex(6)}"  # by claim: an old one must not pass for new
        with self._app.app_context():
            kind = db.session.scalar(db.select(Job.kind).where(Job.id == job_id))
            db.session.rollback()
            if kind is JobKind.MESSAGE:
                work_on_job(self._app, job_id, owner=owner, act=self._send, give_up=_keep_unsent)
            elif kind is JobKind.GUEST_MESSAGE:
                send, drop = self._send_to_guest, guests.keep_guest_unsent
                work_on_job(self._app, job_id, owner=owner, act=send, give_up=drop)
            elif kind in self._solving and self._solver.acquire(blocking=False):
                act, give_up = self._solving[kind]
                try:
                    work_on_job(self._app, job_id, owner=owner, act=act, give_up=give_up)
                finally:
                    self._solver.release()

    def _send(self, notification_id: int, _lease: Lease) -> None:
        messages.send_message(notification_id, settings=self._settings, now=utcnow())

    def _send_to_guest(self, message_id: int, _lease: Lease) -> None:
        guests.send_guest_message(message_id, settings=self._settings, now=utcnow())

    def _solve(self, run_id: int, lease: Lease) -> None:
        rosters.solve_run(run_id, lease=lease, stopping=self.stopping)

    def _solve_part(self, part_id: int, lease: Lease) -> None:
        parts.solve_part(part_id, lease=lease, stopping=self.stopping)

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Stop soon; fits as a signal handler."""
        self.stopping.set()


def _keep_unsent(notification_id: int, code: str) -> None:
    log.error(
        "notification %s could not be sent: %s; it stays readable on the site",
        notification_id,
        code,
    )


def _knock_for_due_jobs(app: Flask, queue: Huey, knock: Callable[[int], None]) -> None:
    """Knock for rows that nobody knocked for, or whose worker fell silent."""
    try:
        if queue.pending_count():
            return  # who is behind with knocks needs no more of them
        with app.app_context():
            due = due_jobs(now=utcnow())
        for job_id in due:
            knock(job_id)
    except Exception:
        log.exception("the look for waiting jobs failed; the next one is in %s seconds", LOOK_SECONDS)


def _make_consumer(queue: Huey, worker: Worker) -> Consumer:
    consumer = Consumer(
        queue,
        workers=_THREADS,
        periodic=False,
        max_delay=_LONGEST_SLEEP_SECONDS,
        shutdown_timeout=_FAREWELL_SECONDS,
    )
    consumer.start()
    for number in (
        signal.SIGTERM,
        signal.SIGINT,
        signal.SIGHUP,
    ):  # huey's own handlers would cut jobs short
        signal.signal(number, worker.stop)
    return consumer


def run_worker(app: Flask, *, parent: int | None = None) -> None:
    """Answer knocks and look for waiting jobs until SIGTERM or SIGINT, then hand back the rest.

    A worker that belongs to a server (process id ``parent``) stops when that has died, however. Must
    run in the main thread of its process, for the signals.
    """
    worker = Worker(app)
    queue = make_queue(app.config["SETTINGS"])
    knock = register_task(queue, worker.answer)
    logging.getLogger("huey").setLevel(logging.WARNING)
    consumer = _make_consumer(queue, worker)
    log.info("worker %s is ready", worker.name)
    looks = [kind(app) for kind in (WaitingLists, guests.GuestLists, QualificationCare, SwapRequests)]
    checked = time.monotonic()
    while not worker.stopping.is_set():
        _knock_for_due_jobs(app, queue, knock)
        for one in looks:
            one.look()
        if time.monotonic() - checked > _HEALTH_SECONDS:
            checked = time.monotonic()
            consumer.check_worker_health()
        worker.stopping.wait(LOOK_SECONDS)
        if parent is not None and os.getppid() != parent:
            worker.stop()
    consumer.stop(graceful=True)
    log.info("worker %s has stopped", worker.name)
