"""The engine beside other solvers: same instances, same time, same cores, in one run; minutes for each peer.

.venv/bin/pytest -n0 -m benchmark tests/benchmark
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.benchmarking.attempts import ENGINE, Attempt, attempt
from scheduler.benchmarking.instances import Instance, find_instance
from scheduler.benchmarking.peers import PEERS
from scheduler.rostering.formats import Kind
from tests.rostering.formats import samples

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(7200)]

SECONDS = float(os.environ.get("SCHEDULER_BENCHMARK_SECONDS", "30"))
#: Instances of about one size, whose mean counts.
SIZES = {
    "two weeks": ["curtois/Instance1.txt", "curtois/Instance2.txt", "curtois/Instance3.txt"],
    "four weeks": ["curtois/Instance4.txt", "curtois/Instance6.txt", "curtois/Instance8.txt"],
    "nurses with skills": ["inrc2/n005w4_1_6-2-9-1", "inrc2/n030w4_1_6-2-9-1"],
    "one grid": ["grid_month"],
    "twelve grids": ["community"],
}


PAIRS = [
    (size, peer)
    for size, names in SIZES.items()
    for peer in PEERS
    if PEERS[peer].takes(Kind.CURTOIS if names[0].startswith("curtois/") else Kind.JSON)
]


@pytest.mark.parametrize(("size", "peer"), PAIRS)
def test_engine_is_ahead_of_the_peer_on_the_mean(
    benchmarks: Path, size: str, peer: str, tmp_path: Path
) -> None:
    missing = PEERS[peer].missing()
    if missing is not None:
        pytest.skip(missing)
    paths = [name if "/" not in name else str(benchmarks / name) for name in SIZES[size]]
    pairs = [_pair(find_instance(path, tmp_path, {}), peer, tmp_path) for path in paths]
    ours, theirs = (list(_excess(pairs, side)) for side in (0, 1))
    assert sum(ours) <= sum(theirs), (pairs, ours, theirs)


#: The comments under the headings of published files; CPMpy counts columns by them.
COMMENTS = {
    "HORIZON": "All instances start on a Monday\n# The horizon length in days:",
    "SHIFTS": "ShiftID, Length in mins, Shifts which cannot follow this shift | separated",
    "STAFF": "ID, MaxShifts, MaxTotalMinutes, MinTotalMinutes, MaxConsecutiveShifts, "
    "MinConsecutiveShifts, MinConsecutiveDaysOff, MaxWeekends",
    "DAYS_OFF": "EmployeeID, DayIndexes (start at zero)",
    "SHIFT_ON_REQUESTS": "EmployeeID, Day, ShiftID, Weight",
    "SHIFT_OFF_REQUESTS": "EmployeeID, Day, ShiftID, Weight",
    "COVER": "Day, ShiftID, Requirement, Weight for under, Weight for over",
}


def _as_published(text: str) -> str:
    for section, comment in COMMENTS.items():
        text = text.replace(f"SECTION_{section}\n", f"SECTION_{section}\n# {comment}\n")
    return text


@pytest.mark.parametrize("peer", PEERS)
def test_peer_solves_a_tiny_instance_by_the_rules_of_the_checker(tmp_path: Path, peer: str) -> None:
    missing = PEERS[peer].missing()
    if missing is not None:
        pytest.skip(missing)
    (tmp_path / "tiny.txt").write_text(_as_published(samples.CURTOIS), encoding="utf-8")
    instance = find_instance(str(tmp_path / "tiny.txt"), tmp_path, {})
    ours, theirs = _pair(instance, peer, tmp_path)
    assert theirs.score is not None, theirs
    assert ours.score is not None
    assert ours.status == "optimal"
    assert theirs.score >= ours.score
    assert theirs.status != "optimal" or theirs.score == ours.score


def _pair(instance: Instance, peer: str, scratch: Path) -> tuple[Attempt, Attempt]:
    ours, theirs = (
        attempt(instance, solver, seconds=SECONDS, seed=1, scratch=scratch) for solver in (ENGINE, peer)
    )
    assert ours.score is not None, ours
    return ours, theirs


def _excess(pairs: list[tuple[Attempt, Attempt]], side: int) -> Iterator[float]:
    """Yield by how much a side's scores exceed the better of both; without a roster it is endless."""
    for pair in pairs:
        best = min(item.score for item in pair if item.score is not None)
        score = pair[side].score
        yield float("inf") if score is None else (score - best) / max(best, 1)
