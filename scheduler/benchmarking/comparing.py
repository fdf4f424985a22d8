"""Several seeds of one solver on one instance as a line of the table, and the lines of a solver as a mean."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean

from scheduler.benchmarking.attempts import ENGINE, Attempt

#: The statuses from the best to the worst: a line shows the worst of its seeds.
_ORDER = (
    "optimal",
    "feasible",
    "cancelled",
    "unknown",
    "infeasible",
    "wrong score",
    "breaks rules",
    "failed",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A solver on an instance: means over the seeds, and the worst of them.

    ``gap`` is (score - best) / best, ``open`` is (score - bound) / score; ``None`` where a seed has no
    roster. ``times_score`` and ``times_seconds`` compare a peer's means with the engine's.
    """

    instance: str
    solver: str
    seeds: int
    status: str
    score: float | None
    worst: int | None
    bound: int | None
    best: int | None
    gap: float | None
    worst_gap: float | None
    open: float | None
    worst_open: float | None
    seconds: float
    worst_seconds: float
    cpu: float
    first: float | None
    memory: int | None
    times_score: float | None = None
    times_seconds: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mean:
    """A solver over all instances that it was asked about: mean and worst gap where it has rosters."""

    solver: str
    instances: int
    without: int
    gap: float | None
    worst_gap: float | None
    open: float | None
    worst_open: float | None
    seconds: float


def share(part: float, whole: float) -> float | None:
    """Return part / whole; nothing of nothing is 0, and something of nothing has no share."""
    if whole:
        return part / whole
    return None if part else 0.0


def lines(attempts: Sequence[Attempt], best: dict[str, int | None]) -> list[Line]:
    """Return a line for each solver on each instance; the attempts come instance by instance."""
    found: list[Line] = []
    for instance, those in groupby(attempts, key=lambda item: item.instance):
        by_solver: dict[str, list[Attempt]] = {}
        for item in those:
            by_solver.setdefault(item.solver, []).append(item)
        own = by_solver.get(ENGINE, [])
        found += [_line(items, best[instance], own) for items in by_solver.values()]
    return found


def _line(items: list[Attempt], best: int | None, own: list[Attempt]) -> Line:
    first = items[0]
    scores = _scores(items)
    gaps = [] if best is None or scores is None else [share(score - best, best) for score in scores]
    opens = _opens(items)
    bounds = [item.bound for item in items if item.bound is not None]
    beside = own if first.solver != ENGINE else []
    return Line(
        instance=first.instance,
        solver=first.solver,
        seeds=len(items),
        status=max((item.status for item in items), key=_ORDER.index),
        score=None if scores is None else fmean(scores),
        worst=None if scores is None else max(scores),
        bound=max(bounds, default=None),
        best=best,
        gap=_mean(gaps),
        worst_gap=_worst(gaps),
        open=_mean(opens),
        worst_open=_worst(opens),
        seconds=fmean(item.seconds for item in items),
        worst_seconds=max(item.seconds for item in items),
        cpu=fmean(item.cpu for item in items),
        first=_latest(item.first for item in items),
        memory=max((item.memory for item in items if item.memory is not None), default=None),
        times_score=_times(scores, _scores(beside)),
        times_seconds=_times([item.seconds for item in items], [item.seconds for item in beside] or None),
        note="; ".join(sorted({item.note for item in items if item.note})),
    )


def _scores(items: Iterable[Attempt]) -> list[int] | None:
    """Return the score of every seed; ``None`` where one has no roster."""
    scores = [item.score for item in items]
    known = [score for score in scores if score is not None]
    return known if known and len(known) == len(scores) else None


def _opens(items: list[Attempt]) -> list[float | None]:
    return [
        None if item.score is None or item.bound is None else share(item.score - item.bound, item.score)
        for item in items
    ]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known and len(known) == len(values) else None


def _worst(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return max(known) if known and len(known) == len(values) else None


def _latest(values: Iterable[float | None]) -> float | None:
    return _worst(list(values))


def _times(those: Sequence[float] | None, ours: Sequence[float] | None) -> float | None:
    if those is None or ours is None or not fmean(ours):
        return None
    return fmean(those) / fmean(ours)


def means(table: Sequence[Line]) -> Iterator[Mean]:
    """Yield a solver's line over all instances, in the order of the solvers."""
    for solver in dict.fromkeys(line.solver for line in table):
        rows = [line for line in table if line.solver == solver]
        gaps = [line.gap for line in rows if line.gap is not None]
        opens = [line.open for line in rows if line.open is not None]
        yield Mean(
            solver=solver,
            instances=len(rows),
            without=sum(line.score is None for line in rows),
            gap=fmean(gaps) if gaps else None,
            worst_gap=max((line.worst_gap for line in rows if line.worst_gap is not None), default=None),
            open=fmean(opens) if opens else None,
            worst_open=max((line.worst_open for line in rows if line.worst_open is not None), default=None),
            seconds=fmean(line.seconds for line in rows),
        )
