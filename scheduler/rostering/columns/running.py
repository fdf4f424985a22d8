"""Run a search in a thread of its own, so that its caller can report, cancel, and keep the time."""

import threading
from collections.abc import Callable

from scheduler.rostering.columns.applying import refusal
from scheduler.rostering.columns.generation import NoRosterError
from scheduler.rostering.columns.master import MasterError
from scheduler.rostering.columns.model import compile_model
from scheduler.rostering.columns.parts import TooLarge
from scheduler.rostering.columns.search import Search
from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment

#: Seconds between two looks at the clock.
_TICK = 0.05

Roster = tuple[Assignment, ...]


def applies(facts: Facts) -> bool:
    """Tell whether columns can solve a problem."""
    return refusal(facts) is None


def run_columns(
    facts: Facts,
    possible: Domain,
    *,
    start: Roster,
    seed: int,
    threads: int,
    stop: Callable[[], bool],
    found: Callable[[Roster], object],
    proved: Callable[[int], object],
) -> None:
    """Search until a roster is proved best, nothing helps any more, or ``stop`` says so.

    ``found`` hears of every better roster and ``proved`` of every better bound, in the caller's thread, which
    also asks ``stop``. What is at work when it stops ends by itself a little later.
    """
    run = _Run(facts, possible, start, seed, threads)
    run.thread.start()
    cost, bound = 2**62, 0
    while True:
        alive = run.thread.is_alive()
        search = run.search
        if search is not None:
            best = search.best
            if search.bound > bound:
                bound = search.bound
                proved(bound)
            if best is not None and best.cost < cost:
                cost = best.cost
                found(best.assignments())
        if not alive:
            return
        if stop():
            run.ended.set()
            return
        run.thread.join(_TICK)


class _Run:
    """The thread, and what it works on."""

    def __init__(self, facts: Facts, possible: Domain, start: Roster, seed: int, threads: int) -> None:
        self._facts, self._possible, self._start = facts, possible, start
        self._seed, self._threads = seed, threads
        self.search: Search | None = None
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)

    def _work(self) -> None:
        try:
            model = compile_model(self._facts, self._possible)
            search = Search(model, stop=self.ended.is_set, seed=self._seed, threads=self._threads)
            self.search = search
            search.run(self._start)
        except (TooLarge, NoRosterError, MasterError):
            # CP-SAT goes on from the best so far: it can tell what contradicts itself.
            return
