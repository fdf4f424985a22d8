from dataclasses import replace

from scheduler.benchmarking.attempts import Attempt
from scheduler.benchmarking.comparing import lines, means, share

OURS = Attempt("A", "lianfang", 1, "optimal", 100, 100, 2.0, 3.0, 0.5, 1000)
THEIRS = replace(OURS, solver="cpsat", status="feasible", score=150, bound=75, seconds=5.0, memory=3000)


def test_line_holds_means_and_the_worst_of_the_seeds() -> None:
    second = replace(OURS, seed=2, status="feasible", score=120, bound=90, seconds=4.0, first=1.5, memory=500)
    (line,) = lines([OURS, second], {"A": 80})
    assert (line.seeds, line.status, line.score, line.worst, line.bound) == (2, "feasible", 110.0, 120, 100)
    assert (line.gap, line.worst_gap) == (0.375, 0.5)
    assert (line.open, line.worst_open) == (0.125, 0.25)
    assert (line.seconds, line.worst_seconds, line.first, line.memory) == (3.0, 4.0, 1.5, 1000)
    assert (line.times_score, line.times_seconds) == (None, None)


def test_peer_is_compared_with_the_engine() -> None:
    _, line = lines([OURS, THEIRS], {"A": None})
    assert (line.times_score, line.times_seconds) == (1.5, 2.5)
    assert (line.best, line.gap) == (None, None)


def test_line_without_a_roster_of_every_seed_has_no_score() -> None:
    missing = replace(OURS, seed=2, status="breaks rules", score=None, first=None, note="2 times: rest")
    (line,) = lines([OURS, missing], {"A": 80})
    assert (line.status, line.score, line.worst, line.gap, line.open) == (
        "breaks rules",
        None,
        None,
        None,
        None,
    )
    assert (line.first, line.note) == (None, "2 times: rest")


def test_means_count_instances_without_a_roster() -> None:
    attempts = [
        OURS,
        replace(OURS, instance="B", score=200, bound=100, seconds=4.0),
        replace(OURS, instance="C", status="failed", score=None, bound=None, seconds=6.0),
    ]
    (mean,) = means(lines(attempts, {"A": 100, "B": 160, "C": 10}))
    assert (mean.solver, mean.instances, mean.without, mean.seconds) == ("lianfang", 3, 1, 4.0)
    assert (mean.gap, mean.worst_gap, mean.open, mean.worst_open) == (0.125, 0.25, 0.25, 0.5)


def test_share_of_nothing_is_nothing_or_unknown() -> None:
    assert (share(1, 4), share(0, 0), share(3, 0)) == (0.25, 0.0, None)
