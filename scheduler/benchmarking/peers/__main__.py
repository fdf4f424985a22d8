"""A peer's process: a problem's files in; progress on standard error, its roster as a solution file out."""

import argparse
import json
import sys
import time
from importlib import import_module
from pathlib import Path

from scheduler.benchmarking.peers import PEERS
from scheduler.benchmarking.peers.tasks import Found, Task
from scheduler.benchmarking.progress import line
from scheduler.rostering.formats import Loaded, Source, answer_to_json, read_problem, source_of
from scheduler.rostering.solution import Result, Solution


def _source(path: Path) -> Source:
    return source_of(path.name, path.read_bytes())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scheduler.benchmarking.peers", description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("problem", type=Path)
    parser.add_argument("--history", type=Path)
    parser.add_argument("--week", dest="weeks", type=Path, action="append", default=[])
    parser.add_argument("--time-limit", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--output", type=Path, required=True)
    return parser.parse_args()


def _result(loaded: Loaded, found: Found, seconds: float) -> dict[str, object]:
    """Return the solution file; it states no score, since whoever reads it reckons that."""
    solution = None if found.assignments is None else Solution(found.assignments)
    result = Result(found.status, solution, score=None, bound=found.bound, seconds=seconds)
    return answer_to_json(loaded, result)


def main() -> None:
    """Let a peer solve a problem."""
    began = time.monotonic()
    given = _arguments()
    past = _source(given.history) if given.history is not None else None
    loaded = read_problem(_source(given.problem), past, [_source(week) for week in given.weeks])
    module, _, name = PEERS[given.peer].solver.partition(":")

    def report(objective: int, bound: int) -> None:
        sys.stderr.write(line(time.monotonic() - began, objective, bound) + "\n")
        sys.stderr.flush()

    task = Task(loaded, given.problem, given.time_limit, given.seed, report)
    found: Found = getattr(import_module(module), name)(task)
    content = _result(loaded, found, time.monotonic() - began)
    given.output.write_text(json.dumps(content), encoding="utf-8")


if __name__ == "__main__":
    main()
