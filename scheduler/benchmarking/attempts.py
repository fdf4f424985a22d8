"""One solver on one instance: its process measured, its roster judged by our own checker."""

import sys
from dataclasses import dataclass
from pathlib import Path

from scheduler.benchmarking.instances import Instance
from scheduler.benchmarking.measuring import Measured, measure
from scheduler.benchmarking.peers import PEERS
from scheduler.rostering.checking import check
from scheduler.rostering.formats import read_answer, source_of
from scheduler.rostering.problem import ProblemError

#: The engine's own name beside the peers' names.
ENGINE = "lianfang"
#: Seconds that a solver may take besides its time limit before it is killed.
_GRACE = 120.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came out; ``score`` only where the roster keeps every hard rule.

    Seconds count from the start of the process, ``first`` is when the first roster was there; ``memory`` is
    the peak in bytes. ``note`` says what went wrong.
    """

    instance: str
    solver: str
    seed: int
    status: str
    score: int | None
    bound: int | None
    seconds: float
    cpu: float
    first: float | None
    memory: int | None
    note: str = ""


def attempt(instance: Instance, solver: str, *, seconds: float, seed: int, scratch: Path) -> Attempt:
    """Let the engine, or a peer, solve an instance in a process of its own, and judge its roster."""
    output = scratch / f"{instance.name}-{solver}-{seed}.json"
    output.unlink(missing_ok=True)
    if solver == ENGINE:
        command = ["scheduler.cli", "roster", "solve", *instance.arguments, "--progress"]
    else:
        command = ["scheduler.benchmarking.peers", solver, *instance.arguments]
    limits = ["--time-limit", str(seconds), "--seed", str(seed), "--output", str(output)]
    measured = measure([sys.executable, "-m", *command, *limits], deadline=seconds + _GRACE)
    status, score, bound, note = _judged(instance, output, measured)
    return Attempt(
        instance.name,
        solver,
        seed,
        status,
        score,
        bound,
        round(measured.seconds, 2),
        round(measured.cpu, 2),
        None if measured.first is None else round(measured.first, 2),
        measured.memory,
        note,
    )


def refused(instance: Instance, solver: str) -> str | None:
    """Return why a peer is not asked about an instance; ``None``: it is."""
    if solver == ENGINE or PEERS[solver].takes(instance.kind):
        return None
    return "does not read this format"


def _judged(instance: Instance, output: Path, measured: Measured) -> tuple[str, int | None, int | None, str]:
    """Return status, score, bound and note."""
    if not output.is_file():
        last = measured.output.splitlines()[-1:] or [f"ended with code {measured.code}"]
        return "failed", None, None, last[0]
    try:
        answer = read_answer(source_of(output.name, output.read_bytes()), instance.loaded)
    except ProblemError as error:
        return "failed", None, None, str(error)
    status = answer.status.value if answer.status is not None else "feasible"
    if status in {"infeasible", "unknown"} and not answer.solution.assignments:
        return status, None, answer.bound, ""
    found = check(instance.loaded.problem, answer.solution)
    if found.score.hard:
        broken = ", ".join(sorted({item.rule for item in found.violations if item.hard}))
        return "breaks rules", None, answer.bound, f"{found.score.hard} times: {broken}"
    if answer.score not in {None, found.score.total}:
        return "wrong score", None, answer.bound, f"states {answer.score}, is {found.score.total}"
    return status, found.score.total, answer.bound, ""
