"""The pool: every column found so far, with what it touches."""

import threading
from collections.abc import Iterable, Sequence

import numpy as np

from scheduler.rostering.columns.arrays import Floats, Ints
from scheduler.rostering.columns.model import Model
from scheduler.rostering.columns.pricing import Column, Pricer, cap_numbers


class Pool:
    """Columns go by their numbers here; threads may add at the same time."""

    def __init__(self, model: Model, pricer: Pricer) -> None:
        self.model, self.pricer = model, pricer
        self.caps = pricer.caps
        self.cap_of = cap_numbers(model, self.caps)
        self.columns: list[Column] = []
        self.rows: list[Ints] = []
        self.counts: list[list[tuple[int, int]]] = []
        self._of_person: list[list[int]] = [[] for _ in range(model.people)]
        self._known: dict[tuple[int, bytes], int] = {}
        self._lock = threading.Lock()

    def add(self, column: Column) -> int:
        """Return the number of a column, a new one if it is new."""
        key = column.person, column.options.tobytes()
        with self._lock:
            number = self._known.get(key)
            if number is None:
                number = self._known[key] = len(self.columns)
                self.columns.append(column)
                self.rows.append(self.model.rows_of(column.options))
                self.counts.append(self._counts(column))
                self._of_person[column.person].append(number)
        return number

    def _counts(self, column: Column) -> list[tuple[int, int]]:
        if not self.caps:
            return []
        caps, counts = np.unique(self.cap_of[column.options], return_counts=True)
        return [(cap, n) for cap, n in zip(caps.tolist(), counts.tolist(), strict=True) if cap >= 0]

    def excess(self, column: Column) -> list[tuple[int, int]]:
        """Return the caps that a column breaks, and by how much."""
        return [(cap, n - self.caps[cap].most) for cap, n in self._counts(column) if n > self.caps[cap].most]

    def fits(self, number: int) -> bool:
        """Tell whether a column keeps all caps."""
        return all(n <= self.caps[cap].most for cap, n in self.counts[number])

    def option_costs(self, prices: Floats) -> Floats:
        """Return every option's reduced cost; ``prices`` are those of the rows, then of the caps."""
        rows = len(self.model.rows)
        values: Floats = self.model.cost - self.model.touched(prices[:rows])
        if self.caps:
            values -= np.append(prices[rows:], 0.0)[self.cap_of]
        return values

    def reduced(self, numbers: Iterable[int], prices: Floats) -> Floats:
        """Return columns' reduced costs."""
        picks = list(numbers)
        if not picks:
            return np.zeros(0)
        lengths = [len(self.rows[i]) for i in picks]
        owner = np.repeat(np.arange(len(picks)), lengths)
        paid = np.bincount(owner, prices[np.concatenate([self.rows[i] for i in picks])], len(picks))
        rows = len(self.model.rows)
        limits = [sum(float(prices[rows + cap]) * n for cap, n in self.counts[i]) for i in picks]
        costs = np.array([self.columns[i].cost for i in picks], dtype=np.float64)
        found: Floats = costs - paid - np.array(limits)
        return found

    def near(self, people: Iterable[int], prices: Floats, most: int) -> list[int]:
        """Return up to ``most`` columns a person, those of least reduced cost."""
        picks: list[int] = []
        for person in people:
            mine = list(self._of_person[person])
            picks += cheapest(mine, self.reduced(mine, prices), most)
        return picks


def cheapest(numbers: Sequence[int], values: Floats, most: int) -> list[int]:
    """Return the numbers of least value."""
    return [numbers[i] for i in np.argsort(values, kind="stable")[:most].tolist()]
