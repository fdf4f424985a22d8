"""The ``scheduler`` command: one module per topic, each loaded when it is called."""

import logging
import sys
from importlib import import_module

import click

#: Where each command lives.
COMMANDS = {
    "benchmark": "scheduler.cli.benchmark:benchmark",
    "demo": "scheduler.cli.demo:demo",
    "import": "scheduler.cli.people:import_group",
    "roster": "scheduler.cli.roster:roster",
    "serve": "scheduler.cli.serve:serve",
    "user": "scheduler.cli.people:user",
    "worker": "scheduler.cli.worker:worker",
}
#: These need neither web nor database, and do without what these take to load.
_ALONE = ("benchmark", "roster")


def load_command(name: str) -> click.Command:
    """Return a command; raises ``KeyError`` for a name that is none of the product's."""
    module, _, attribute = COMMANDS[name].partition(":")
    command: click.Command = getattr(import_module(module), attribute)
    return command


def main() -> None:
    """Run the command line."""
    logging.basicConfig(
        level=logging.INFO,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if sys.argv[1:] and sys.argv[1] in _ALONE:
        click.Group("scheduler", commands={sys.argv[1]: load_command(sys.argv[1])}).main()
    import_module("scheduler.cli.site").Commands().main()
