"""The search for rosters of a problem that is too large to be searched as a whole.

One child process makes first rosters from flows, another bounds what any roster costs; in between and
afterwards the best roster is improved part by part.
"""

import time
from collections.abc import Callable, Iterable, Iterator

from scheduler.rostering.cpsat.bounding import Bounding
from scheduler.rostering.cpsat.flowing import Flowing
from scheduler.rostering.cpsat.improving import Improving
from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.greedy import construct
from scheduler.rostering.problem import Assignment

Roster = tuple[Assignment, ...]
#: Seconds between two looks at the children.
_TICK = 0.05


class Large:
    """The search; ``better`` tells whether a roster is better than all before, ``proved`` hears of bounds.

    ``soon`` tells when a first roster is due, ``stop`` when all must end, ``left`` how many seconds are left.
    """

    def __init__(
        self,
        facts: Facts,
        possible: Domain,
        *,
        left: Callable[[], float],
        soon: Callable[[], bool],
        stop: Callable[[], bool],
        better: Callable[[Roster], bool],
        proved: Callable[[int], None],
    ) -> None:
        self._facts = facts
        self._possible = possible
        self._left = left
        self._soon = soon
        self._stop = stop
        self._better = better
        self._proved = proved
        self._best: Roster | None = None

    def run(self, known: Iterable[Assignment], *, seed: int, first: bool) -> None:
        """Search until time is over; a ``known`` roster comes ``first``, or where no flow comes in time."""
        flowing = Flowing(self._facts.problem, self._possible)
        try:
            self._begin(flowing, known, first=first)
            self._go_on(flowing, seed)
        finally:
            flowing.end()

    def _go_on(self, flowing: Flowing, seed: int) -> None:
        """Improve beside a bound, which begins only now: a first roster needs all processors."""
        bounding = Bounding(self._facts.problem, self._possible, seconds=self._left())
        try:
            self._follow(flowing, bounding)
            if self._best is not None:
                self._improve(self._best, bounding, seed)
        finally:
            bounding.end()
        self._proved(bounding.bound)

    def _begin(self, flowing: Flowing, known: Iterable[Assignment], *, first: bool) -> None:
        """Have some roster in time, until a flow comes."""
        if first:
            self._complete(known, stop=self._stop)
        else:
            for roster in self._completed(known, stop=lambda: self._stop() or flowing.ready):
                if self._soon() or not flowing.ready:
                    self._consider(roster)

    def _follow(self, flowing: Flowing, bounding: Bounding) -> None:
        """Complete the flows as they come."""
        while flowing.working and not self._stop():
            roster = flowing.take()
            if roster is not None:
                self._complete(roster, stop=lambda: self._stop() or flowing.ready)
            else:
                time.sleep(_TICK)
            self._proved(bounding.bound)

    def _complete(self, start: Iterable[Assignment], *, stop: Callable[[], bool]) -> None:
        """Fill what a roster leaves open; where it is the first one, what there is when one is due counts."""
        for roster in self._completed(start, stop=stop):
            self._consider(roster)
            if self._stop():
                return

    def _completed(self, start: Iterable[Assignment], *, stop: Callable[[], bool]) -> Iterator[Roster]:
        soon = self._soon if self._best is None else lambda: False
        return construct(self._facts, self._possible, start=start, soon=soon, stop=stop)

    def _consider(self, roster: Roster) -> None:
        if self._better(roster):
            self._best = roster

    def _improve(self, roster: Roster, bounding: Bounding, seed: int) -> None:
        improving = Improving(self._facts, self._possible, seed=seed, left=self._left, stop=self._stop)
        for _ in improving.run(roster, self._better, lambda: bounding.matrix):
            self._proved(bounding.bound)
