"""``scheduler benchmark``: measure the engine, alone or beside other solvers, and print the table."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from scheduler.benchmarking.attempts import ENGINE, Attempt, attempt, refused
from scheduler.benchmarking.bests import given
from scheduler.benchmarking.comparing import lines, means
from scheduler.benchmarking.instances import Instance, find_instance
from scheduler.benchmarking.peers import PEERS
from scheduler.benchmarking.tables import to_json, to_markdown, to_text
from scheduler.cli.roster_files import BadFile
from scheduler.rostering.instances import SIZES
from scheduler.rostering.problem import ProblemError

_EXAMPLES = """\b
Examples:
  scheduler benchmark run grid_month community
  scheduler benchmark run Instance1.txt Instance5.txt --best Instance5=1143 --seeds 1,2,3
  scheduler benchmark run inrc2/n030w4_1_6-2-9-1 --time-limit 60 --vs cpsat --vs highs
"""
_ALL = "all"


@click.group()
def benchmark() -> None:
    """Measure the engine on made and on published instances, beside other solvers."""


@benchmark.command()
def peers() -> None:
    """List the solvers that --vs takes, and what is missing here to run them."""
    for peer in PEERS.values():
        missing = peer.missing()
        click.echo(f"{peer.name:9} {peer.title:29} {'ready' if missing is None else missing}")


def _seeds(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[int, ...]:
    parts = [part.strip() for part in value.split(",")]
    if not all(part.isascii() and part.isdigit() and int(part) < 2**31 for part in parts):
        raise click.BadParameter("must be whole numbers below 2147483648 with commas between")
    return tuple(dict.fromkeys(map(int, parts)))


@benchmark.command(epilog=_EXAMPLES)
@click.argument("instances", nargs=-1, required=True)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0.1, max=24 * 3600),
    default=60.0,
    show_default=True,
    help="Seconds for each solve.",
)
@click.option(
    "--seeds", default="1", show_default=True, callback=_seeds, help="Solve with each: mean and worst."
)
@click.option(
    "--vs",
    type=click.Choice([*PEERS, _ALL]),
    multiple=True,
    help="A solver to run beside the engine, in turn with it; may be repeated.",
)
@click.option(
    "--best",
    multiple=True,
    metavar="NAME=SCORE|FILE",
    help='The best known score of an instance, or a JSON file of them: {"Instance5": 1143}.',
)
@click.option(
    "--cores", type=click.IntRange(min=1), help="Let every solver use so many cores; all without it."
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
)
def run(
    *,
    instances: tuple[str, ...],
    time_limit: float,
    seeds: tuple[int, ...],
    vs: tuple[str, ...],
    best: tuple[str, ...],
    cores: int | None,
    style: str,
) -> None:
    """Solve INSTANCES and print the table of scores, bounds, gaps and times.

    An instance is a made one (grid_month, community, district, city), a file that `scheduler roster solve`
    takes, or FOLDER/n030w4_1_6-2-9-1 for the INRC-II instance of that name in the data set below FOLDER.
    Every solve is a process of its own: seconds count from its start. Every roster is judged by our own
    checker. "gap" is (score - best known) / best known, "to bound" (score - bound) / score. Best known scores
    come from --best, from a file best-known.json beside the instance, or from the package's own list.
    """
    rivals = _rivals(vs)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, _cores(cores):
        found = _instances(instances, Path(folder), best)
        attempts = list(_attempts(found, rivals, seeds, time_limit, Path(folder)))
    table = lines(attempts, {instance.name: instance.best for instance in found})
    summary = list(means(table))
    if style == "json":
        click.echo(to_json(attempts, table, summary))
    else:
        click.echo(to_markdown(table, summary) if style == "markdown" else to_text(table, summary))


def _rivals(wanted: Sequence[str]) -> list[str]:
    """Return the peers to run; ``all`` are those that this machine can run."""
    names = [name for name in wanted if name != _ALL]
    for name in names:
        missing = PEERS[name].missing()
        if missing is not None:
            raise click.UsageError(f"{name} cannot run: {missing}.")
    for peer in PEERS.values() if _ALL in wanted else ():
        missing = peer.missing()
        if missing is None:
            names.append(peer.name)
        else:
            click.echo(f"{peer.name} is left out: {missing}.", err=True)
    return list(dict.fromkeys(names))


def _instances(arguments: Sequence[str], folder: Path, best: Sequence[str]) -> list[Instance]:
    try:
        scores = given(best)
        found = [find_instance(argument, folder, scores) for argument in arguments]
    except ProblemError as error:
        hint = f" (made instances are {', '.join(SIZES)})" if "cannot be read" in str(error) else ""
        raise BadFile(" ".join(str(error).split()) + hint) from error
    names = [instance.name for instance in found]
    for name in names:
        if names.count(name) > 1:
            raise click.UsageError(f"{name} is named twice.")
    return found


@contextmanager
def _cores(number: int | None) -> Iterator[None]:
    """Let this process and those it starts use so many cores."""
    if number is None:
        yield
        return
    if not hasattr(os, "sched_setaffinity"):
        raise click.UsageError("--cores needs a system that binds processes to cores (Linux).")
    before = os.sched_getaffinity(0)
    if number > len(before):
        raise click.UsageError(f"there are only {len(before)} cores.")
    os.sched_setaffinity(0, sorted(before)[:number])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _attempts(
    instances: Sequence[Instance],
    rivals: Sequence[str],
    seeds: Sequence[int],
    seconds: float,
    scratch: Path,
) -> Iterator[Attempt]:
    """Yield the attempts, instance by instance; who begins changes from seed to seed."""
    for instance in instances:
        solvers = [name for name in (ENGINE, *rivals) if refused(instance, name) is None]
        for turn, seed in enumerate(seeds):
            for solver in solvers if turn % 2 == 0 else reversed(solvers):
                done = attempt(instance, solver, seconds=seconds, seed=seed, scratch=scratch)
                score = "no roster" if done.score is None else f"score {done.score}"
                click.echo(
                    f"{instance.name}  seed {seed}  {solver}: {done.status}, {score}, {done.seconds:.1f} s",
                    err=True,
                )
                yield done
