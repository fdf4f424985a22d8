"""``scheduler serve``: the web server, with the worker as its child."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from types import FrameType

import click
import waitress
from flask import Flask, current_app
from flask.cli import with_appcontext

from scheduler.web.memory import ease_collector

_LONGEST_PAUSE = 30.0


class WorkerProcess:
    """Keep one worker running as a child process, started again with growing pauses when it dies."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def start(self) -> None:
        """Start the worker and watch over it."""
        self._keeper.start()

    def _keep(self) -> None:
        pause = 1.0
        while not self._stopping.is_set():
            started = time.monotonic()
            command = [sys.executable, "-m", "scheduler.cli", "worker", "--parent", str(os.getpid())]
            self._child = subprocess.Popen(command)  # noqa: S603 - our own command
            self._child.wait()
            lived = time.monotonic() - started
            pause = 1.0 if lived > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            self._stopping.wait(pause)

    def stop(self) -> None:
        """End the worker; its unfinished work is taken up by the next one."""
        self._stopping.set()
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = f"Port {port} on {host} cannot be used ({error.strerror}). Choose another with --port."
            raise click.ClickException(message) from error


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def run_server(app: Flask, *, host: str, port: int, threads: int, with_worker: bool) -> None:
    """Serve ``app`` until Ctrl-C or SIGTERM; the worker lives and ends with the server."""
    _refuse_taken_port(host, port)
    worker = WorkerProcess()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    if with_worker:
        worker.start()
    ease_collector()
    click.echo(f"Lianfang is at http://{host}:{port} (Ctrl-C ends it)")
    try:
        waitress.serve(app, host=host, port=port, threads=threads, ident="lianfang", _quiet=True)
    finally:
        worker.stop()


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; 0.0.0.0 for every network.",
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port to listen on.",
)
@click.option(
    "--threads",
    default=16,
    show_default=True,
    type=click.IntRange(1, 256),
    help="Requests served at once.",
)
@click.option(
    "--worker/--no-worker",
    "with_worker",
    default=True,
    show_default=True,
    help="Run the worker too.",
)
@with_appcontext
def serve(*, host: str, port: int, threads: int, with_worker: bool) -> None:
    """Serve the site, with a worker that solves rosters and sends messages.

    Ctrl-C ends both. Run `scheduler db upgrade` once before the first start and after every update.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way to the application itself
    run_server(app, host=host, port=port, threads=threads, with_worker=with_worker)
