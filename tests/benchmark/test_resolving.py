"""Five of a community's people withdraw: how long mending takes, what stays, what planning afresh saves.

.venv/bin/pytest -n0 -s -m benchmark tests/benchmark/test_resolving.py
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.instances import make
from scheduler.rostering.problem import RosterProblem
from scheduler.rostering.resolving import kept
from scheduler.rostering.serialising import problem_to_json, solution_from_json
from scheduler.rostering.solution import Solution

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(7200)]

#: Seconds for the roster that is published, and for planning afresh what is left without the five.
SECONDS = os.environ.get("SCHEDULER_BENCHMARK_SECONDS", "60")
WITHDRAWN = 5


def _solve(problem: RosterProblem, scratch: Path, *options: str) -> tuple[Solution, float]:
    """Return the roster that the command finds, and the seconds from the start of its process to its end."""
    asked, answer = scratch / "problem.json", scratch / "solution.json"
    asked.write_text(json.dumps(problem_to_json(problem)))
    command = [sys.executable, "-m", "scheduler.cli", "roster", "solve", str(asked), "--output", str(answer)]
    began = time.monotonic()
    subprocess.run([*command, *options], check=True, capture_output=True)
    seconds = time.monotonic() - began
    found = json.loads(answer.read_text())
    return solution_from_json({"assignments": found["assignments"]}, problem), seconds


def _cost(problem: RosterProblem, solution: Solution) -> int:
    """Return what a roster costs, whatever was published."""
    return check(replace(problem, published=()), solution).score.total


def _changed(problem: RosterProblem, roster: Solution, seed: int) -> RosterProblem:
    """Return the problem without five people, and with the rest of the roster published."""
    gone = set(Random(seed).sample([person.id for person in problem.people], WITHDRAWN))
    return replace(
        problem,
        people=tuple(person for person in problem.people if person.id not in gone),
        availability=tuple(wish for wish in problem.availability if wish.person not in gone),
        published=tuple(item for item in roster.assignments if item.person not in gone),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_change_is_mended_in_seconds(seed: int, tmp_path: Path) -> None:
    problem = make("community", seed)
    published, _ = _solve(problem, tmp_path, "--time-limit", SECONDS)
    changed = _changed(problem, published, seed)
    mended, seconds = _solve(changed, tmp_path)
    afresh, _ = _solve(replace(changed, published=()), tmp_path, "--time-limit", SECONDS)
    costs, found = (_cost(changed, mended), _cost(changed, afresh)), kept(changed, mended)
    sys.stdout.write(
        f"\nseed {seed}: published {_cost(problem, published)}; {seconds:.1f} s, "
        f"kept {found.kept} of {found.published}, "
        f"costs {costs[0]}, afresh {costs[1]} ({costs[0] / costs[1] - 1:+.2%})\n"
    )
    assert seconds <= 5
    assert found.kept >= 0.97 * found.published
    assert costs[0] <= 1.01 * costs[1]
