"""``scheduler roster``: solve and check rosters from files, without database, site or worker."""

import importlib
import math
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from scheduler.cli.roster_files import BadFile, check_output, load_answer, load_problem, write_json
from scheduler.cli.roster_reports import (
    ProgressLine,
    names_in,
    say_certificate,
    say_costs,
    say_kept,
    say_result,
    say_violations,
)
from scheduler.rostering.certifying import Terms, certify, problem_hash
from scheduler.rostering.checking import check as check_roster
from scheduler.rostering.formats import answer_to_json
from scheduler.rostering.problem import ProblemError
from scheduler.rostering.solution import Result

_FILE = click.Path(path_type=Path)
_HISTORY = click.option(
    "--history",
    type=_FILE,
    help="INRC-II only: what the nurses did before the first week (H0-*.txt).",
)
_WEEKS = click.option(
    "--week",
    "weeks",
    type=_FILE,
    multiple=True,
    help="INRC-II only: demands and requests of a week (WD-*.txt); once for each week, in order.",
)
_SOLVE_EXAMPLES = """\b
Examples:
  scheduler roster solve problem.json --output solution.json
  scheduler roster solve Instance1.txt --time-limit 10 --output solution.json
  scheduler roster solve Sc-n005w4.txt --history H0-n005w4-1.txt --week WD-n005w4-6.txt \\
    --week WD-n005w4-2.txt --week WD-n005w4-9.txt --week WD-n005w4-1.txt --output solution.json
"""
_CHECK_EXAMPLES = """\b
Examples:
  scheduler roster check problem.json solution.json
  scheduler roster check Instance1.txt solution.json
"""


@click.group()
def roster() -> None:
    """Solve and check rosters from files.

    Neither the site nor its database is needed. A problem is a file in the JSON that
    scheduler/rostering/JSON.md describes, a Curtois-Qu instance (InstanceN.txt of schedulingbenchmarks.org),
    or an INRC-II scenario (Sc-*.txt) together with --history and --week. Which one it is shows from what it
    holds.
    """


def _seconds(_context: click.Context, _parameter: click.Parameter, value: float) -> float:
    if not math.isfinite(value):
        raise click.BadParameter("must be a number of seconds")
    return value


@roster.command(epilog=_SOLVE_EXAMPLES)
@click.argument("problem", type=_FILE)
@_HISTORY
@_WEEKS
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0.1, max=7 * 24 * 3600),
    callback=_seconds,
    default=30.0,
    show_default=True,
    help="Stop after so many seconds with the best roster so far.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    show_default=True,
    help="Another number searches in another order.",
)
@click.option("--output", type=_FILE, required=True, help="The file to write the roster to, as JSON.")
@click.option(
    "--progress",
    is_flag=True,
    help="Write every better roster or bound on standard error, also where that is no terminal.",
)
@click.option(
    "--thorough",
    is_flag=True,
    help="Improve the whole roster until the time is up, although most of the published one still holds.",
)
def solve(
    *,
    problem: Path,
    history: Path | None,
    weeks: tuple[Path, ...],
    time_limit: float,
    seed: int,
    output: Path,
    progress: bool,
    thorough: bool,
) -> None:
    """Find the best roster for PROBLEM.

    A published roster in it that mostly still holds is mended around what changed, which takes seconds.
    The roster goes to --output; score and missing people are reported. Ctrl-C ends the search early with the
    best roster so far. Exit code 0 with a roster, 1 where there is none, 2 where a file cannot be used.
    """
    check_output(output)
    loaded = load_problem(problem, history, weeks)
    engine: Any = importlib.import_module(_SOLVING)
    line = ProgressLine(always=progress)
    with _interruptible() as interrupted:
        options = engine.Options(time_limit=time_limit, seed=seed, thorough=thorough)
        try:
            result: Result = engine.solve(
                loaded.problem, options, on_progress=line.show, cancelled=lambda: bool(interrupted)
            )
        except ProblemError as error:  # weights that only together are too large
            raise BadFile(f"{click.format_filename(problem)}, {error}.") from error
        finally:
            line.close()
    terms = Terms(options.time_limit, options.seed, options.workers, options.deterministic_limit)
    certificate = certify(problem_hash(loaded.problem), result, terms)
    write_json(output, answer_to_json(loaded, result, certificate))
    found = check_roster(loaded.problem, result.solution) if result.solution is not None else None
    say_result(result, found, click.format_filename(output), names_in(loaded))
    if result.solution is not None:
        say_kept(loaded.problem, result.solution)
    if found is None:
        raise click.exceptions.Exit(1)


#: Loaded by name when it is needed: it takes a second, and the web process, which knows the commands too,
#: must never load it.
_SOLVING = "scheduler.rostering.parts.choosing"


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Collect Ctrl-C in a list instead of ending at once; a second one ends at once."""
    received: list[int] = []

    def remember(number: int, _frame: object) -> None:
        received.append(number)
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield received
    finally:
        signal.signal(signal.SIGINT, before)


@roster.command(epilog=_CHECK_EXAMPLES)
@click.argument("problem", type=_FILE)
@click.argument("solution", type=_FILE)
@_HISTORY
@_WEEKS
def check(*, problem: Path, solution: Path, history: Path | None, weeks: tuple[Path, ...]) -> None:
    """Judge the roster in SOLUTION anew, by the rules of PROBLEM and without the solver.

    Prints the score by rule, names every hard rule that is broken, and says whether the score that the file
    states is right and its certificate holds: made for this very problem, with this score rule by rule, a
    bound that is not above it, and a status that goes with both. Exit code 0 when all is well, 1 when a hard
    rule is broken or the file states what is not so, 2 where a file cannot be used.
    """
    loaded = load_problem(problem, history, weeks)
    answer = load_answer(solution, loaded)
    found = check_roster(loaded.problem, answer.solution)
    say_violations(found.violations)
    click.echo(f"score {found.score.total}, hard rules broken {found.score.hard} times")
    say_costs(found)
    right = answer.score is None or answer.score == found.score.total
    if answer.score is None:
        click.echo("the file states no score")
    else:
        click.echo(f"the file states score {answer.score}: {'right' if right else 'wrong'}")
    holds = say_certificate(answer, loaded.problem, found)
    if found.score.hard or not right or not holds:
        raise click.exceptions.Exit(1)
