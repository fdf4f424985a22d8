"""What people can mend ends in one English sentence and exit code 1, never in a traceback."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from scheduler.cli.site import Commands
from scheduler.errors import Conflict, SchedulerError


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("SCHEDULER_INSTANCE", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return CliRunner()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            Conflict("run.active"),
            "The solver is at work on this period. Wait until it is done, or stop it first.",
        ),
        (Conflict("assignment.full", capacity=3), "All 3 places of this shift are taken."),
        (Conflict("no.words", item="x"), "no.words (item=x)"),
    ],
)
def test_refusal_is_said_in_words(run: CliRunner, error: SchedulerError, sentence: str) -> None:
    def refuse() -> None:
        raise error

    commands = Commands()
    commands.add_command(click.Command("refuse", callback=refuse))
    answer = run.invoke(commands, ["refuse"])
    assert (answer.exit_code, answer.stderr) == (1, f"Error: {sentence}\n")


def test_database_without_tables_is_told_how_to_get_them(run: CliRunner) -> None:
    answer = run.invoke(
        Commands(), ["user", "create", "--name", "王芳", "--email", "a@b.example", "--unit", "x"]
    )
    assert answer.exit_code == 1
    assert answer.stderr.startswith("Error: The database does not answer as it should: no such table")
    assert answer.stderr.endswith("Run `scheduler db upgrade`.\n")


def test_help_names_the_commands_of_the_product_alone(run: CliRunner) -> None:
    text = run.invoke(Commands(), ["--help"]).stdout
    listed = [line.split()[0] for line in text.partition("Commands:")[2].splitlines() if line.strip()]
    assert listed == ["benchmark", "db", "demo", "import", "roster", "serve", "user", "worker"]
