"""``scheduler worker``: solve rosters and send messages until told to stop."""

import click
from flask import current_app
from flask.cli import with_appcontext

from scheduler.jobs.worker import run_worker


@click.command()
@click.option("--parent", type=int, hidden=True, help="The server to live and die with, by its process id.")
@with_appcontext
def worker(*, parent: int | None) -> None:
    """Solve rosters and send messages until Ctrl-C.

    `scheduler serve` starts one by itself; run more, on any machine that has the same settings, when one
    is not enough. A worker that dies loses nothing: another takes over what it held within seconds.
    """
    run_worker(current_app._get_current_object(), parent=parent)  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way to the application itself
