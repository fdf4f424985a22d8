"""The ``scheduler`` command: one group on top of Flask's own, one module per topic."""

import logging
import sys

import click
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from scheduler.cli.demo import demo
from scheduler.cli.people import import_group, user
from scheduler.cli.roster import roster
from scheduler.cli.serve import serve
from scheduler.cli.worker import worker
from scheduler.errors import SchedulerError

COMMANDS = (demo, import_group, roster, serve, user, worker)


def _create_app() -> Flask:
    from scheduler.app import create_app  # noqa: PLC0415 - rosters are solved and checked without it

    return create_app()


class _Commands(FlaskGroup):
    """Flask's group without what does not concern a newcomer; expected problems end in one sentence."""

    def __init__(self) -> None:
        super().__init__(
            name="scheduler",
            create_app=_create_app,
            add_default_commands=False,
            add_version_option=False,
            help=(
                "Lianfang: volunteers, rosters and calendars for community emergency work.\n\n"
                "Start with `scheduler demo --serve` to look around, or with `scheduler db upgrade` and "
                "`scheduler user create` for a city of your own. Settings come from the environment (README)."
            ),
        )
        self.params.clear()  # which application to load is no question here
        for command in COMMANDS:
            self.add_command(command)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the product's commands and the database's, not those that libraries add."""
        own = {"db", *(command.name for command in COMMANDS)}
        return [name for name in super().list_commands(ctx) if name in own]

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; turn the errors people can mend into a sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as error:
            detail = str(error.orig).splitlines()[0]
            raise click.ClickException(
                f"The database does not answer as it should: {detail}. Run `scheduler db upgrade`."
            ) from error
        except SchedulerError as error:
            raise click.ClickException(str(error)) from error


def main() -> None:
    """Run the command line."""
    logging.basicConfig(
        level=logging.INFO,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    _Commands().main()
