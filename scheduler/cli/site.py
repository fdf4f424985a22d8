"""The whole ``scheduler`` command, on top of Flask's own group: it can make the application."""

import click
from flask import Flask
from flask.cli import FlaskGroup

from scheduler.cli import COMMANDS, load_command


def _create_app() -> Flask:
    from scheduler.app import create_app  # noqa: PLC0415 - rosters are solved and checked without it

    return create_app()


class Commands(FlaskGroup):
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
        return load_command(name)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; turn the errors people can mend into a sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            from scheduler.cli.refusals import sentence  # noqa: PLC0415 - it loads the web and the database

            said = sentence(ctx, error)
            if said is None:
                raise
            raise click.ClickException(said) from error
