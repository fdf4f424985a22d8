"""``scheduler demo``: the fictional city, loaded, solved, published and served."""

import os
import time
from pathlib import Path

import click
import flask_migrate
from flask import Flask, current_app
from flask.cli import with_appcontext

from scheduler.cli.serve import run_server
from scheduler.config import Settings
from scheduler.demo.city import (
    Stage,
    city_period,
    clear_city,
    coordinator,
    is_loaded,
    lacks_first_roster,
    list_accounts,
    load_city,
)
from scheduler.demo.role_accounts import PASSWORD, DemoAccount
from scheduler.jobs.rosters import perform_run
from scheduler.models import Person, RosterPeriod, Run
from scheduler.services.jobs import LEASE
from scheduler.services.rosters.publishing import publish_roster
from scheduler.services.rosters.runs import active_run, start_run
from scheduler.timeutils import utcnow

SOLVE_SECONDS = 10


class _Steps:
    """Say what is being done, and how long it took."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def __call__(self, text: str) -> None:
        """Announce the next step."""
        click.echo(f"[{time.monotonic() - self._begun:5.1f} s] {text}")


def _first_run(period: RosterPeriod, seconds: int, actor: Person) -> Run:
    begun = active_run(period)
    if begun is None:
        return start_run(period.id, time_limit=seconds, seed=1, actor=actor, now=utcnow())
    time.sleep(LEASE.total_seconds())  # an earlier start was ended half-way: nobody holds its run after that
    return begun


def _solve_and_publish(say: _Steps, seconds: int) -> None:
    say(f"the first roster: solving, at most {seconds} s")
    actor, period = coordinator(), city_period()
    perform_run(_first_run(period, seconds, actor).id)
    say("the first roster: publishing")
    draft = next(roster for roster in city_period().rosters if roster.number is None)
    publish_roster(period.id, revision=draft.revision, actor=coordinator(), now=utcnow())


def _print_accounts(accounts: list[DemoAccount]) -> None:
    click.echo(f"\nAccounts (password {PASSWORD}):")
    for account in accounts:
        click.echo(f"  {account.role.value:12} {account.login:36} {account.name}")
    click.echo()


def _prepare(instance: Path, stage: Stage, seed: int, seconds: int, reset: bool) -> None:
    say = _Steps()
    say("database")
    flask_migrate.upgrade()
    if reset and is_loaded():
        clear_city(instance)
    if is_loaded():
        say("the demo city is here already (--reset starts it anew)")
        accounts = list_accounts(instance)
    else:
        accounts = load_city(instance, stage=stage, seed=seed, now=utcnow(), report=say)
    if stage is Stage.PUBLISHED and lacks_first_roster():  # also where an earlier start was ended half-way
        _solve_and_publish(say, seconds)
    say("ready")
    _print_accounts(accounts)


@click.command()
@click.option(
    "--stage",
    type=click.Choice(Stage, case_sensitive=False),
    default=Stage.PUBLISHED,
    show_default="published",
    help="How far: empty (units and accounts), planned (people and shifts), published (a solved roster).",
)
@click.option("--seed", default=1, show_default=True, help="Another number makes another city.")
@click.option(
    "--seconds",
    default=SOLVE_SECONDS,
    show_default=True,
    type=click.IntRange(1, 600),
    help="How long to search for the first roster.",
)
@click.option("--reset", is_flag=True, help="Remove an earlier demo city first, with everything done in it.")
@click.option("--serve", "then_serve", is_flag=True, help="Serve it when it is ready.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Port to serve on.",
)
@with_appcontext
def demo(
    *, stage: Stage, seed: int, seconds: int, reset: bool, then_serve: bool, host: str, port: int
) -> None:
    """Load a fictional city to look around in.

    Twelve grids with about 480 volunteers, four weeks of patrols, drills and trainings, and an account for
    each role. The database is created where there is none; one that holds a real city is refused.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way to the application itself
    settings: Settings = app.config["SETTINGS"]
    _prepare(settings.instance, stage, seed, seconds, reset)
    if not then_serve:
        return
    os.environ["SCHEDULER_DEMO"] = "1"
    from scheduler.app import create_app  # noqa: PLC0415 - only to serve

    run_server(create_app(), host=host, port=port, threads=16, with_worker=True)
