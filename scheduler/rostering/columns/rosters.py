"""A roster as one column a person, and its improvement person by person."""

from collections.abc import Callable, Iterable

import numpy as np

from scheduler.rostering.columns.arrays import Floats, Ints
from scheduler.rostering.columns.generation import NoRosterError
from scheduler.rostering.columns.model import Model
from scheduler.rostering.columns.pool import Pool
from scheduler.rostering.columns.pricing import Column
from scheduler.rostering.columns.rows import cover_cost
from scheduler.rostering.problem import Assignment

#: How often a column is priced anew for keeping its caps, and what an excess costs at first and later.
_CAP_TRIES, _CAP_PRICE, _CAP_GROWTH = 30, 4.0, 1.6


class Roster:
    """Columns by person, with the crews that they make; some people may still lack theirs."""

    def __init__(self, model: Model, columns: Iterable[Column] = ()) -> None:
        self.model = model
        self.columns: dict[int, Column] = {}
        self.crew: Ints = np.zeros(len(model.rows), dtype=np.int64)
        for column in columns:
            self.put(column)

    @property
    def own(self) -> int:
        """Return what the rules about people charge."""
        return sum(column.cost for column in self.columns.values())

    @property
    def cost(self) -> int:
        """Return the whole penalty; hard rules about crews count with the model's penalty."""
        return self.own + cover_cost(self.model.table, self.crew)

    def put(self, column: Column) -> None:
        """Give somebody a column, instead of any she has."""
        self.drop(column.person)
        self.columns[column.person] = column
        np.add.at(self.crew, self.model.rows_of(column.options), 1)

    def drop(self, person: int) -> Column | None:
        """Take somebody's column away."""
        column = self.columns.pop(person, None)
        if column is not None:
            np.subtract.at(self.crew, self.model.rows_of(column.options), 1)
        return column

    def further(self) -> Floats:
        """Return what one person more costs on each row."""
        table = self.model.table
        at, rows = np.minimum(self.crew, table.shape[1] - 2), np.arange(len(table))
        slopes: Ints = table[rows, at + 1] - table[rows, at]
        return slopes.astype(np.float64)

    def assignments(self) -> tuple[Assignment, ...]:
        """Return what the columns assign."""
        columns = (self.columns[person] for person in sorted(self.columns))
        return tuple(item for column in columns for item in self.model.assignments(column.options))


def polish(
    pool: Pool, roster: Roster, random: np.random.Generator, stop: Callable[[], bool], *, passes: int = 4
) -> None:
    """Give each person in turn her best roster beside the others', until that helps no more.

    People without a column get one, whatever ``stop`` says. Raises ``NoRosterError``.
    """
    model, before = roster.model, None
    for _ in range(passes):
        for person in random.permutation(model.people).tolist():
            if person in roster.columns and stop():
                continue
            kept = roster.drop(person)
            column = _best(pool, person, model.cost + model.touched(roster.further())) or kept
            if column is None:
                raise NoRosterError
            roster.put(column)
        if before is not None and roster.cost >= before:
            return
        before = roster.cost


def _best(pool: Pool, person: int, reduced: Floats) -> Column | None:
    """Return a person's best column that keeps her caps; they are priced until it does."""
    price = _CAP_PRICE
    for _ in range(_CAP_TRIES):
        column = pool.pricer.price(reduced, [person])[0].column
        excess = pool.excess(column) if column is not None else []
        if not excess:
            return column
        reduced = reduced.copy()
        for cap, n in excess:
            reduced[pool.cap_of == cap] += price * n
        price *= _CAP_GROWTH
    return None
