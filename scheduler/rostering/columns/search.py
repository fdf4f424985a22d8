"""The whole search: a first roster, the linear master's bound, a dive, and dives over few people."""

import threading
from collections.abc import Iterable
from math import gcd

import numpy as np

from scheduler.rostering.columns.arrays import Floats
from scheduler.rostering.columns.diving import Dive, dive
from scheduler.rostering.columns.generation import Stop, generate
from scheduler.rostering.columns.master import Master, MasterError
from scheduler.rostering.columns.model import Model
from scheduler.rostering.columns.pool import Pool
from scheduler.rostering.columns.pricing import Pricer
from scheduler.rostering.columns.rosters import Roster, polish
from scheduler.rostering.columns.starting import given_columns
from scheduler.rostering.problem import Assignment

#: The first dives of the threads (the quick one is for problems where others take minutes), and small ones.
_DEEP = ((Dive(),), (Dive(rounds=3, share=0.3, agree=0.6), Dive(agree=0.75, jitter=0.2)))
_SMALL = Dive(share=0.2, jitter=0.4)
#: Fewest and most people of a small dive; share of dives that choose people by what they cost.
_FEWEST, _MOST, _GREEDY = 4, 30, 0.5
#: Rows times people beyond which the master of everybody takes too long.
_MOST_MASTER = 400_000
#: Small dives in vain, for each person, after which the search has stalled.
_VAIN = 3


class Search:
    """One search; ``best`` and ``bound`` may be read from another thread while ``run`` is at work."""

    def __init__(self, model: Model, *, stop: Stop, seed: int, threads: int) -> None:
        """Prepare the pricing; raises ``TooLarge``."""
        self.model = model
        self.best: Roster | None = None
        self.cost = 2**62
        self.bound = 0
        self._asked, self._seed, self._threads = stop, seed, threads
        self._pricer = Pricer(model, threads)
        self._pool = Pool(model, self._pricer)
        self._grain = _grain(model, self._pricer)
        self._prices: Floats = np.zeros(len(model.rows) + len(self._pool.caps))
        self._least: dict[int, float] = {}
        self._whole = len(model.rows) * model.people <= _MOST_MASTER
        self._lock = threading.Lock()
        self._vain = 0
        self._done = False

    @property
    def proved(self) -> bool:
        """Tell whether the best roster is the best there is."""
        return self.bound >= self.cost

    def run(self, start: Iterable[Assignment] = ()) -> None:
        """Search until the best is proved, nothing helps any more, or ``stop`` says so.

        ``start`` is a roster to begin with; people whose part of it breaks hard rules get another.

        Raises ``NoRosterError`` if a person's hard rules contradict each other, and ``MasterError``.
        """
        try:
            self._first(start)
            if not self._stopped():
                self._set_out()
            self._dives()
        finally:
            self._pricer.close()

    def _stopped(self) -> bool:
        return self._done or self._asked()

    def _first(self, start: Iterable[Assignment]) -> None:
        columns = given_columns(self.model, self._pricer.profiles, start)
        roster = Roster(self.model, [column for column in columns if not self._pool.excess(column)])
        polish(self._pool, roster, np.random.default_rng(self._seed), self._stopped)
        self._offer(roster)

    def _set_out(self) -> None:
        """Find prices to dive from: the master's, or what one person more is worth beside the first."""
        pool, everybody = self._pool, range(self.model.people)
        rows = len(self.model.rows)
        if self._whole:
            self._prices = self._root()
        else:
            self._prices[:rows] = -self._incumbent().further()
        priced = self._pricer.price(pool.option_costs(self._prices), everybody, together=True)
        self._least = {each.person: each.value for each in priced}

    def _root(self) -> Floats:
        pool = self._pool
        columns = [pool.add(column) for column in self._incumbent().columns.values()]
        nobody = np.zeros(len(self.model.rows), dtype=np.int64)
        master = Master(pool, range(self.model.people), nobody, 0, columns)
        on_bound = self._prove if self._pricer.whole else None
        found = generate(master, self._stopped, grain=self._grain, together=True, on_bound=on_bound)
        return found.prices

    def _dives(self) -> None:
        errors: list[Exception] = []
        threads = [
            threading.Thread(target=self._work, args=(number, errors), daemon=True)
            for number in range(self._threads)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors and self.best is None:
            raise errors[0]

    def _work(self, number: int, errors: list[Exception]) -> None:
        random = np.random.default_rng([self._seed, number])
        try:
            for how in _DEEP[number % len(_DEEP)] if self._whole else ():
                self._dive(list(range(self.model.people)), how, random)
            while not self._stopped():
                size = int(random.integers(_FEWEST, _MOST + 1))
                found = self._dive(self._some(size, random), _SMALL, random)
                self._vain = 0 if found else self._vain + 1
                if self._vain > _VAIN * self.model.people:
                    self._done = True
        except MasterError as error:
            errors.append(error)

    def _dive(self, free: list[int], how: Dive, random: np.random.Generator) -> bool:
        kept, ceiling = self._incumbent(), self.cost
        found = dive(
            self._pool, kept, free, self._prices, self._stopped,
            how=how, ceiling=ceiling, grain=self._grain, random=random,
        )  # fmt: skip
        if found is None or not self._offer(found):
            return False
        polish(self._pool, found, random, self._stopped)
        self._offer(found)
        return True

    def _some(self, size: int, random: np.random.Generator) -> list[int]:
        """Choose people to be free: at random, or those whose rosters are dear at the prices."""
        people, pool = self.model.people, self._pool
        if size >= people:
            return list(range(people))
        weights = np.ones(people)
        if random.random() < _GREEDY:
            columns = self._incumbent().columns
            values = pool.reduced([pool.add(columns[p]) for p in range(people)], self._prices)
            regret = np.maximum(values - np.array([self._least[p] for p in range(people)]), 0.0)
            weights = regret + regret.mean() / 5 + 0.01
        chosen = random.choice(people, size=size, replace=False, p=weights / weights.sum())
        return [int(p) for p in chosen]

    def _incumbent(self) -> Roster:
        if self.best is None:
            message = "the search has no roster yet"
            raise RuntimeError(message)
        return self.best

    def _offer(self, roster: Roster) -> bool:
        with self._lock:
            cost = roster.cost
            if cost >= self.cost:
                return False
            self.best, self.cost = Roster(self.model, roster.columns.values()), cost
        self._done = self._done or self.proved
        return True

    def _prove(self, bound: int) -> None:
        self.bound = max(self.bound, bound)
        self._done = self._done or self.proved


def _grain(model: Model, pricer: Pricer) -> int:
    """Return a number that every penalty is a multiple of."""
    numbers = {*np.unique(model.cost).astype(np.int64).tolist(), *np.unique(model.table).tolist()}
    for profile in pricer.profiles:
        numbers |= set(np.unique(profile.machine.cost).tolist())
        for total in profile.sums:
            finite = total.terminal[np.isfinite(total.terminal)]
            numbers |= set(finite.astype(np.int64).tolist())
    return gcd(*numbers) or 1
