"""Solve a large problem in rounds of parts, each part a task of its own; only what is better is kept.

In the first round every part is alone. In further ones parts lie differently, so that earlier borders are
inside, and whatever others do stands. Parts of one round share neither people nor shifts.
"""

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from queue import Empty, SimpleQueue

from scheduler.rostering.parts.child import Child, ChildDied
from scheduler.rostering.parts.cutting import Cut, Cutter
from scheduler.rostering.parts.merging import conflicts, judge, result
from scheduler.rostering.parts.planning import bound_seconds, gaps_after, mends, part_seconds, parts_of_round
from scheduler.rostering.parts.splitting import Part
from scheduler.rostering.parts.standing import Scope, Standing
from scheduler.rostering.parts.tasks import BoundTask, Outcome, PartOutcome, PartTask
from scheduler.rostering.problem import Assignment, RosterProblem
from scheduler.rostering.solution import Conflict, Progress, Result, Solution
from scheduler.rostering.solving import OnProgress, Options

#: The processes at work, each on a part that may change so much.
_Working = dict[Child, tuple[Part, Scope]]
#: How often the last check may take as long as the first.
_CHECK = 3.0
#: Seconds between two looks at the clock.
_TICK = 0.05


def solve_in_parts(
    problem: RosterProblem,
    options: Options,
    *,
    hint: Solution | None = None,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """Find a roster of a large valid problem, with a process for each core (or as many as ``workers`` say).

    A solver process that dies raises ``ChildDied``.
    """
    run = _Run(problem, options, on_progress, cancelled or (lambda: False))
    workers = [Child(run.hear) for _ in range(options.workers or os.cpu_count() or 1)]
    try:
        run.search(workers, hint)
    finally:
        for worker in workers:
            worker.end()
    return run.result(hint)


class _Run:
    """One attempt: the roster as it stands, and what is known about it."""

    def __init__(
        self,
        problem: RosterProblem,
        options: Options,
        on_progress: OnProgress | None,
        cancelled: Callable[[], bool],
    ) -> None:
        self._began = time.monotonic()
        self._problem = problem
        self._options = options
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._heard: SimpleQueue[tuple[Child, Outcome | ChildDied]] = SimpleQueue()
        self._roster = Standing(problem.pins)
        first, _ = judge(problem, self._roster.assignments())
        self._penalty, self._missing = first.penalty, first.missing
        self._bound = 0
        self._stopped = False
        self._conflicts: tuple[Conflict, ...] = ()
        self._done: list[tuple[Part, Outcome]] = []
        self._trace: list[Progress] = []
        self._deadline = options.time_limit * 0.99 - _CHECK * self._seconds

    def hear(self, child: Child, outcome: Outcome | ChildDied) -> None:
        """Take an outcome from another thread."""
        self._heard.put((child, outcome))

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def _left(self) -> float:
        return self._deadline - self._seconds

    def _over(self) -> bool:
        self._stopped = self._stopped or self._cancelled()
        return self._stopped or bool(self._conflicts) or self._left <= 0

    def search(self, workers: list[Child], hint: Solution | None) -> None:
        """Run every round, and the bound beside the first."""
        cutter = Cutter(self._problem)
        free = deque(workers)
        bounding = free.popleft()
        bounding.ask(BoundTask(self._problem, bound_seconds(self._left, len(workers))))
        if not free:
            self._wait_for(bounding, free)
        for number in count():
            parts = parts_of_round(self._problem, number, gaps_after(self._done))
            seconds = part_seconds(self._left, len(workers), len(parts), number) if parts else 0.0
            if not seconds or self._over():
                break
            self._round(free, number, self._cuts(cutter, number, parts, hint), seconds)
        while len(free) < len(workers) and not self._over():
            self._listen(free, {})

    def _wait_for(self, child: Child, free: deque[Child]) -> None:
        while child not in free and not self._over():
            self._listen(free, {})

    def _cuts(
        self, cutter: Cutter, number: int, parts: list[Part], hint: Solution | None
    ) -> Iterator[tuple[Part, Cut, tuple[Assignment, ...]]]:
        """Yield the parts of a round, with what each may start from besides the roster that stands."""
        known = Standing(() if number or hint is None else hint.assignments)
        for part in parts:
            cut = cutter.cut(part, self._roster)
            yield part, cut, tuple(filter(cut.scope.free, known.touching(cut.scope)))

    def _round(
        self,
        free: deque[Child],
        number: int,
        cuts: Iterator[tuple[Part, Cut, tuple[Assignment, ...]]],
        seconds: float,
    ) -> None:
        """Hand out the parts of a round and take what comes back, until all are done or time is over."""
        working: _Working = {}
        while not self._over():
            while free and (following := next(cuts, None)) is not None:
                part, cut, hint = following
                child = free.popleft()
                working[child] = part, cut.scope
                seed = self._options.seed + number
                child.ask(PartTask(cut.problem, cut.roster, hint, seconds, seed, mends(number)))
            if not working:
                return
            self._listen(free, working)

    def _listen(self, free: deque[Child], working: _Working) -> None:
        """Take one outcome, if any comes within a tick."""
        try:
            child, outcome = self._heard.get(timeout=_TICK)
        except Empty:
            return
        if isinstance(outcome, ChildDied):
            raise outcome
        free.append(child)
        if isinstance(outcome, PartOutcome):
            self._take(*working.pop(child), outcome)
        else:
            self._bound = max(self._bound, outcome.bound)
        self._report()

    def _take(self, part: Part, scope: Scope, outcome: PartOutcome) -> None:
        self._done.append((part, replace(outcome, roster=None)))
        self._conflicts = self._conflicts or conflicts(outcome)
        if outcome.roster is not None:
            self._roster.put(scope, outcome.roster)
            self._penalty += outcome.after.penalty - outcome.before.penalty
            self._missing += outcome.after.missing - outcome.before.missing

    def _report(self) -> None:
        bound = min(self._bound, self._penalty)
        self._trace.append(Progress(self._seconds, self._penalty, bound, self._missing))
        if self._on_progress is not None:
            self._on_progress(self._trace[-1])

    def result(self, hint: Solution | None) -> Result:
        """Return the better one of the roster that stands and the hint."""
        rosters = [Solution(self._roster.assignments()), *([] if hint is None else [hint])]
        found = result(
            self._problem,
            rosters,
            bound=self._bound,
            seconds=self._seconds,
            stopped=self._stopped,
            found=self._conflicts,
        )
        return replace(found, seconds=self._seconds, trace=tuple(self._trace))
