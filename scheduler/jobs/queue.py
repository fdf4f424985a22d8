"""The message queue: a knock on the worker's door, with a job's id and nothing else.

The job's row is the truth. A knock that is lost costs two seconds, until a worker looks by
itself; one that comes twice is answered once.
"""

import hashlib
import logging
from collections.abc import Callable

from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey
from huey.serializer import SignedSerializer

from scheduler.config import Settings
from scheduler.services.jobs import set_knock

log = logging.getLogger(__name__)

#: How long a page waits for a queue that does not answer before it goes on without the knock.
_PATIENCE_SECONDS = 2


def make_queue(settings: Settings) -> Huey:
    """Return the queue of these settings: Redis where it is named, else a file beside the database.

    Messages are signed, since huey pickles them. The name keeps apart what shares a Redis.
    """
    digest = hashlib.sha256(f"{settings.secret_key} {settings.database_url}".encode()).hexdigest()
    name = f"lianfang-{digest[:12]}"
    serializer = SignedSerializer(secret=settings.secret_key, salt="lianfang-jobs")
    if settings.redis_url:
        from redis import ConnectionPool  # noqa: PLC0415 - an extra that the embedded queue does without

        pool = ConnectionPool.from_url(
            settings.redis_url,
            socket_connect_timeout=_PATIENCE_SECONDS,
            socket_timeout=_PATIENCE_SECONDS,
        )
        return RedisHuey(name, results=False, serializer=serializer, connection_pool=pool, blocking=False)
    return SqliteHuey(
        name,
        results=False,
        serializer=serializer,
        filename=str(settings.instance / "queue.sqlite3"),
        fsync=False,  # a knock may be lost
        timeout=_PATIENCE_SECONDS,
    )


def register_task(queue: Huey, answer: Callable[[int], None]) -> Callable[[int], None]:
    """Let ``answer`` be called, in the worker, with the id of every job that is knocked for.

    Returns the function that knocks.
    """

    def knock(
        job_id: int,
    ) -> None:  # one name in both processes: huey finds the task by module and name
        answer(job_id)

    task: Callable[[int], None] = queue.task()(knock)
    return task


class Knocker:
    """Knock from a process that only asks for work; the queue is opened at the first knock."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._knock: Callable[[int], None] | None = None

    def __call__(self, job_id: int) -> None:
        """Knock for a job; if the queue does not answer, a worker will find the row by itself."""
        try:
            if self._knock is None:
                self._knock = register_task(make_queue(self._settings), _only_workers_answer)
            self._knock(job_id)
        except Exception:  # each kind of queue has errors of its own
            log.warning(
                "the queue did not take the knock for job %s; a worker will find it",
                job_id,
                exc_info=True,
            )


def _only_workers_answer(job_id: int) -> None:
    message = f"job {job_id} was to run in a process that is no worker"
    raise RuntimeError(message)


def init_queue(app: Flask) -> None:
    """Let services knock for the jobs they enqueue."""
    set_knock(Knocker(app.config["SETTINGS"]))
