"""The queue: signed knocks on SQLite and Redis, and no harm where it does not answer."""

import logging
import os
from dataclasses import replace
from pathlib import Path

import pytest
from huey import Huey
from redis import Redis, RedisError

from scheduler.config import Settings, load_settings
from scheduler.jobs.queue import Knocker, make_queue, register_task

BACKENDS = ["sqlite", "redis"]


def _answers(url: str) -> bool:
    with Redis.from_url(url, socket_connect_timeout=2) as server:
        try:
            return bool(server.ping())
        except RedisError:
            return False


@pytest.fixture(params=BACKENDS)
def own_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    env = {"SCHEDULER_INSTANCE": str(tmp_path), "SECRET_KEY": f"secret of {tmp_path}"}
    if request.param == "redis":
        env["REDIS_URL"] = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/15")
        if not _answers(env["REDIS_URL"]):
            pytest.skip(f"no Redis answers at {env['REDIS_URL']} (REDIS_URL names another)")
    return load_settings(env)


def _answer_all(queue: Huey) -> None:
    while (task := queue.dequeue()) is not None:
        queue.execute(task)


def test_knock_reaches_the_worker_with_the_job_id(own_settings: Settings) -> None:
    heard: list[int] = []
    Knocker(own_settings)(42)
    worker = make_queue(own_settings)
    register_task(worker, heard.append)
    assert worker.pending_count() == 1
    _answer_all(worker)
    assert heard == [42]
    assert worker.pending_count() == 0


def test_message_signed_with_another_key_is_refused(own_settings: Settings) -> None:
    forger = make_queue(own_settings)
    forger.serializer.secret = b"another"
    forger.serializer._key = b"another"  # noqa: SLF001 - what somebody without the secret would have
    heard: list[int] = []
    register_task(forger, heard.append)(42)
    worker = make_queue(own_settings)
    register_task(worker, heard.append)
    with pytest.raises(ValueError, match="mismatch"):
        worker.dequeue()
    assert heard == []


def test_installations_that_share_a_server_do_not_hear_each_other(own_settings: Settings) -> None:
    Knocker(own_settings)(42)
    other = make_queue(replace(own_settings, secret_key="another"))
    assert other.pending_count() == 0


def test_queue_that_does_not_answer_is_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    env = {"SCHEDULER_INSTANCE": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1/0"}
    with caplog.at_level(logging.WARNING):
        Knocker(load_settings(env))(42)
    assert "a worker will find it" in caplog.text
