"""``scheduler serve``: one process tree that Ctrl-C ends, and a port that is taken is said to be."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.processes import children, is_alive, wait_for

SERVE = [sys.executable, "-m", "scheduler.cli", "serve", "--port"]


def _environment(folder: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    return {**kept, "SCHEDULER_INSTANCE": str(folder)}


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/assets/htmx.min.js", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


@pytest.mark.slow
def test_ctrl_c_ends_the_server_and_its_worker(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([*SERVE, str(port)], env=_environment(tmp_path), stdout=log, stderr=log)
    try:
        wait_for("answer", lambda: _answers(port))
        wait_for("worker", lambda: bool(children(server.pid, "scheduler.cli")))
        (worker,) = children(server.pid, "scheduler.cli")
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)
        assert not is_alive(worker)
    finally:
        server.kill()
        server.wait()


def test_taken_port_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = subprocess.run(
            [*SERVE, str(port)], env=_environment(tmp_path), capture_output=True, text=True, check=False
        )
    assert answer.returncode == 1
    said = f"Port {port} on 127.0.0.1 cannot be used (Address already in use). Choose another with --port."
    assert answer.stderr == f"Error: {said}\n"
