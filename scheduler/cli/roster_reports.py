"""What the roster commands say: progress while solving, and what a roster costs and breaks."""

import sys
from collections import Counter
from collections.abc import Iterator

import click

from scheduler.rostering.certifying import disagree, refute
from scheduler.rostering.checking import Check
from scheduler.rostering.explaining.naming import Names, plain
from scheduler.rostering.explaining.phrasing import describe_conflict
from scheduler.rostering.formats import Answer, Loaded
from scheduler.rostering.problem import RosterProblem
from scheduler.rostering.resolving import kept
from scheduler.rostering.solution import Progress, Result, Solution, Status, Violation
from scheduler.rostering.words import WORDS

#: More broken rules than anybody reads one by one.
_MOST_LINES = 50
_STATUS = {
    Status.OPTIMAL: "optimal: no roster is better",
    Status.FEASIBLE: "feasible: a better roster may exist",
    Status.INFEASIBLE: "infeasible: the hard rules and pins contradict each other",
    Status.UNKNOWN: "unknown: no roster was found in this time",
    Status.CANCELLED: "cancelled",
}


class ProgressLine:
    """One line on a terminal that is written over; elsewhere nothing, or line by line with ``always``."""

    def __init__(self, *, always: bool = False) -> None:
        self._live = sys.stderr.isatty()
        self._always = always
        self._width = 0

    def show(self, progress: Progress) -> None:
        """Show the latest progress."""
        text = (
            f"{progress.seconds:6.1f} s   score {progress.objective}   bound {progress.bound}   "
            f"people missing {progress.unfilled}"
        )
        if self._always and not self._live:
            click.echo(text, err=True)
        self._write(f"\r{text.ljust(self._width)}")
        self._width = len(text)

    def close(self) -> None:
        """Remove the line."""
        self._write(f"\r{' ' * self._width}\r")

    def _write(self, text: str) -> None:
        if self._live:
            click.echo(text, nl=False, err=True)


def say_result(result: Result, check: Check | None, output: str, names: Names) -> None:
    """Report a solver attempt on standard output, and contradictions on standard error."""
    click.echo(f"{_STATUS[result.status]} ({result.seconds:.1f} s)")
    if check is not None:
        bound = "how near the best is not known"
        if result.bound is not None:
            bound = f"no roster costs less than {result.bound}"
        click.echo(f"score {check.score.total}, {bound}")
        say_costs(check)
    for conflict in result.conflicts:
        first, *members = describe_conflict(conflict, names)
        click.echo(first.en, err=True)
        for member in members:
            click.echo(f"  {member.en}", err=True)
    click.echo(f"written to {output}")


def say_kept(problem: RosterProblem, solution: Solution) -> None:
    """Say how much of the published roster stays, where there is one."""
    found = kept(problem, solution)
    if found.published:
        click.echo(f"kept {found.kept:,} of {found.published:,} published assignments")


def names_in(loaded: Loaded) -> Names:
    """Return what to call people and shifts, so that they are found again in the problem's file."""
    problem = loaded.problem
    people = {person.id: f"{person.name} ({person.id})" for person in problem.people if person.name}
    shifts = {} if loaded.numbered else {shift.id: plain(shift.id) for shift in problem.shifts}
    return Names(problem, people=people, shifts=shifts)


def say_certificate(answer: Answer, problem: RosterProblem, check: Check) -> bool:
    """Report on standard output whether a solution file's certificate holds, and return it."""
    certificate = answer.certificate
    if certificate is None:
        click.echo("the file holds no certificate")
        return True
    empty = certificate.score is None and not answer.solution.assignments
    wrong = [
        *refute(certificate, problem, None if empty else check),
        *disagree(certificate, score=answer.score, bound=answer.bound, status=answer.status),
    ]
    click.echo(f"the certificate of engine {certificate.engine} with {certificate.solver} ", nl=False)
    click.echo("does not hold:" if wrong else "holds")
    for sentence in wrong:
        click.echo(f"  {sentence}")
    return not wrong


def say_costs(check: Check) -> None:
    """List the score by rule, the most costly first, and how many people are missing."""
    for code, penalty in sorted(check.score.by_rule.items(), key=lambda item: (-item[1], item[0])):
        click.echo(f"  {penalty:>9}  {_name(code)} ({code})")
    if check.unfilled:
        missing = sum(post.missing_target for post in check.unfilled)
        below = sum(post.missing_minimum for post in check.unfilled)
        click.echo(
            f"unfilled: {len(check.unfilled)} demands, {missing} people missing, {below} below a minimum"
        )


def say_violations(violations: tuple[Violation, ...]) -> None:
    """Name the hard rules that are broken, one line each."""
    hard = [violation for violation in violations if violation.hard]
    for code, number in Counter(violation.rule for violation in hard).items():
        click.echo(f"hard rule broken {number} times: {_name(code)} ({code})")
        broken = [violation for violation in hard if violation.rule == code]
        for violation in broken[:_MOST_LINES]:
            click.echo(f"  {', '.join(_places(violation))}")
        if len(broken) > _MOST_LINES:
            click.echo(f"  … and {len(broken) - _MOST_LINES} more")


def _places(violation: Violation) -> Iterator[str]:
    if violation.person is not None:
        yield f"person {violation.person}"
    if violation.shift is not None:
        yield f"shift {violation.shift}"
    if violation.demand is not None:
        yield f"demand {violation.demand}"
    yield f"by {violation.amount}"


def _name(code: str) -> str:
    words = WORDS.get(code)
    return words.name_en if words is not None else code
