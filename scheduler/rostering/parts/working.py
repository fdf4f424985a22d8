"""Do a task on one core: solve a part, or bound the whole."""

import time
from collections.abc import Callable, Iterable

from scheduler.rostering.cpsat.flowing import rosters
from scheduler.rostering.cpsat.portfolio import is_large
from scheduler.rostering.domain import Domain, domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.greedy import construct
from scheduler.rostering.parts.bounding import climb, compile_dual
from scheduler.rostering.parts.merging import judge
from scheduler.rostering.parts.tasks import (
    BoundOutcome,
    BoundTask,
    Outcome,
    PartOutcome,
    PartTask,
    Task,
    Worth,
)
from scheduler.rostering.problem import Assignment
from scheduler.rostering.solution import Conflict, Solution
from scheduler.rostering.solving import Options, solve

Stop = Callable[[], bool]
_Found = tuple[Worth, tuple[Assignment, ...]]
#: After this share of the time no further flow begins.
_FLOWS = 0.65
#: Seconds that a search has at least.
_LEAST = 1.0


def perform(task: Task, stop: Stop) -> Outcome:
    """Do a task on one core; ``stop`` ends it early with what there is by then."""
    return _bound(task, stop) if isinstance(task, BoundTask) else _solve(task, stop)


def _solve(task: PartTask, stop: Stop) -> PartOutcome:
    """Return the better one of the roster that stands and what is found."""
    before, gaps = judge(task.problem, task.roster)
    found, conflicts = _search(task, stop)
    if found is not None:
        after, left = judge(task.problem, found)
        if (after.hard, after.penalty) < (before.hard, before.penalty):
            return PartOutcome(before, after, found, left, conflicts)
    return PartOutcome(before, before, None, gaps, conflicts)


def _search(task: PartTask, stop: Stop) -> tuple[tuple[Assignment, ...] | None, tuple[Conflict, ...]]:
    """Look for a roster: by flows where there is much to plan, else as any problem is solved."""
    began, facts = time.monotonic(), Facts(task.problem)
    possible = domain(facts)
    if is_large(possible) and not task.problem.published:
        found = _mended(facts, possible, task, stop) if task.mend else []
        if not (found and not found[0][0].missing):
            found += _flow(facts, possible, lambda: (time.monotonic() - began) / task.seconds, stop)
        if found:
            return min(found, key=lambda one: one[0].penalty)[1], ()
    start = task.hint or task.roster
    left = max(task.seconds - (time.monotonic() - began), _LEAST)
    result = solve(
        task.problem,
        Options(time_limit=left, seed=task.seed, workers=1),
        hint=Solution(start) if start else None,
        cancelled=stop,
    )
    return None if result.solution is None else result.solution.assignments, result.conflicts


def _bound(task: BoundTask, stop: Stop) -> BoundOutcome:
    """Return a lower bound; 0 where ``stop`` left no time for any."""
    began = time.monotonic()
    dual = compile_dual(task.problem, stop=stop)
    if dual is None:
        return BoundOutcome(0)

    def spent() -> float:
        return 1.0 if stop() else (time.monotonic() - began) / task.seconds

    return BoundOutcome(dual.proved(climb(dual, spent=spent)))


def _flow(facts: Facts, possible: Domain, spent: Callable[[], float], stop: Stop) -> list[_Found]:
    """Return the rosters that flows lead to and that keep every hard rule."""
    found: list[_Found] = []
    for flow in rosters((facts.problem, possible)):
        roster = _completed(facts, possible, flow, stop)
        worth, _ = judge(facts.problem, roster)
        found += [] if worth.hard else [(worth, roster)]
        if stop() or spent() > _FLOWS:
            break
    return found


def _mended(facts: Facts, possible: Domain, task: PartTask, stop: Stop) -> list[_Found]:
    """Return the roster that stands filled up by chains, a fraction of the work of a flow."""
    roster = _completed(facts, possible, task.roster, stop)
    worth, _ = judge(facts.problem, roster)
    return [] if worth.hard else [(worth, roster)]


def _completed(
    facts: Facts, possible: Domain, start: Iterable[Assignment], stop: Stop
) -> tuple[Assignment, ...]:
    *_, roster = construct(facts, possible, start=start, soon=lambda: False, stop=stop)
    return roster
