"""Real worker processes over a real database, killed with kill -9: the run ends by itself all the same."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from scheduler.config import Settings
from scheduler.enums import JobStatus, RunStatus
from tests.jobs.towns import Town, job_of, read
from tests.processes import children, is_alive, wait_for

pytestmark = pytest.mark.usefixtures("app")

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(settings: Settings) -> Iterator[Start]:
    """Return a function that starts a command over the tests' database; all are ended afterwards."""
    started: list[subprocess.Popen[bytes]] = []
    env = {
        **os.environ,
        "SCHEDULER_INSTANCE": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
    }

    def enter(*arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "scheduler.cli", *arguments]
        with (settings.instance / "worker.log").open("ab") as log:
            started.append(subprocess.Popen(command, env=env, stdout=log, stderr=log))
        return started[-1]

    yield enter
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_run_outlives_the_worker_that_solves_it(start: Start) -> None:
    town = Town(people=40, shifts=100)
    run = town.start(time_limit=2)
    first = start("worker")
    wait_for("progress", lambda: bool(read(run)["progress"]))
    (solver,) = children(first.pid, "solve_child")
    first.kill()
    second = start("worker")
    wait_for("end of the orphan", lambda: not is_alive(solver))
    wait_for("end of the run", lambda: read(run)["status"] is RunStatus.DONE)
    assert town.seats > 0
    wait_for("end of the job", lambda: job_of(run).status is JobStatus.DONE)
    assert job_of(run).attempts == 2
    second.terminate()
    assert second.wait(timeout=15) == 0


@pytest.mark.slow
def test_run_outlives_the_server_and_its_worker_ends_with_it(start: Start) -> None:
    town = Town(people=40, shifts=100)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = start("serve", "--port", str(port))
    run = town.start(time_limit=2)
    wait_for("progress", lambda: bool(read(run)["progress"]))
    (worker,) = children(server.pid, "scheduler.cli")
    server.kill()
    wait_for("end of the server's worker", lambda: not is_alive(worker))
    assert job_of(run).status in {JobStatus.QUEUED, JobStatus.DONE}
    start("worker")
    wait_for("end of the run", lambda: read(run)["status"] is RunStatus.DONE)
    assert town.seats > 0
