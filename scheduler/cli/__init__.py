"""The ``scheduler`` command: one group on top of Flask's own, one module per topic."""

import logging
import sys
from importlib import import_module

import click
from flask import Flask
from flask.cli import FlaskGroup

#: Where each command lives; it is loaded when it is called, since the solver needs neither web nor database.
COMMANDS = {
    "demo": "scheduler.cli.demo:demo",
    "import": "scheduler.cli.people:import_group",
    "roster": "scheduler.cli.roster:roster",
    "serve": "scheduler.cli.serve:serve",
    "user": "scheduler.cli.people:user",
    "worker": "scheduler.cli.worker:worker",
}


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

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the product's commands and the database's, not those that libraries add."""
        del ctx
        return sorted((*COMMANDS, "db"))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Load a command of the product, or one that a library adds."""
        if name not in COMMANDS:
            return super().get_command(ctx, name)
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; turn the errors people can mend into a sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from scheduler.cli.refusals import sentence  # noqa: PLC0415 - it loads the web and the database

            said = sentence(ctx, error)
            if said is None:
                raise
            raise click.ClickException(said) from error


def main() -> None:
    """Run the command line."""
    logging.basicConfig(
        level=logging.INFO,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    _Commands().main()
