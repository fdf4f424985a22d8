"""A model's linear program as arrays, and the part of it that some people's shifts touch.

The part is exact: whatever counts something of these people is free in it, and no column that is not free
counts anything but other people's assignments, which stay as they are.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scheduler.rostering.cpsat.model import Model
from scheduler.rostering.cpsat.programs import Program, Row
from scheduler.rostering.domain import Domain
from scheduler.rostering.problem import Assignment

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Roster = tuple[Assignment, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Columns between ``low`` and ``high`` at their ``costs``; rows, one after the other, between two sums.

    ``literals`` are the columns of the possible assignments, in the order of ``assignments``.
    """

    costs: Floats
    low: Floats
    high: Floats
    starts: Ints
    columns: Ints
    factors: Floats
    least: Floats
    greatest: Floats
    literals: Ints

    @classmethod
    def of(cls, model: Model, program: Program, possible: Domain) -> "Matrix":
        """Return the arrays of a model and its program."""
        columns, factors, lengths = program.terms()
        low, high = np.asarray(program.bounds).reshape(-1, 2).T
        least, greatest = np.asarray([row[2:] for row in program.rows]).reshape(-1, 2).T
        return cls(
            costs=np.asarray(program.costs),
            low=low,
            high=high,
            starts=np.concatenate([[0], np.cumsum(lengths)]),
            columns=columns,
            factors=factors,
            least=least,
            greatest=greatest,
            literals=np.fromiter((_literal(model, item) for item in assignments(possible)), np.int64),
        )

    def rows(self) -> Iterator[Row]:
        """Yield the rows with their columns and factors."""
        columns, factors = self.columns.tolist(), self.factors.tolist()
        sums = zip(self.least.tolist(), self.greatest.tolist(), strict=True)
        for (first, last), (least, greatest) in zip(pairwise(self.starts.tolist()), sums, strict=True):
            yield columns[first:last], factors[first:last], least, greatest


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The columns that are free and the rows they are in, with the sums that others leave.

    ``items`` are the assignments that may be chosen anew; ``matrix.literals`` are their columns.
    """

    matrix: Matrix
    items: Roster


def assignments(possible: Domain) -> Iterator[Assignment]:
    """Yield every possible assignment, person by person."""
    for person, shifts in possible.items():
        for shift, posts in shifts.items():
            for post in posts:
                yield Assignment(person, shift, post)


def _literal(model: Model, item: Assignment) -> int:
    posts = model.posts.get((item.person, item.shift))
    if posts is None or item.demand is None:
        return int(model.on[item.person][item.shift].index)
    return int(posts[item.demand].index)


class Parts:
    """The parts of one matrix."""

    def __init__(self, matrix: Matrix, possible: Domain) -> None:
        self._matrix = matrix
        self._items = tuple(assignments(possible))
        self._column = dict(zip(self._items, matrix.literals.tolist(), strict=True))
        self._of: dict[str, list[int]] = {person: [] for person in possible}
        for number, item in enumerate(self._items):
            self._of[item.person].append(number)
        self._is_item = np.zeros(len(matrix.costs), np.bool_)
        self._is_item[matrix.literals] = True
        rows = np.repeat(np.arange(len(matrix.least)), np.diff(matrix.starts))
        order = np.argsort(matrix.columns, kind="stable")
        self._rows = rows[order]
        self._row_starts = np.searchsorted(matrix.columns[order], np.arange(len(matrix.costs) + 1))

    def part(self, roster: Roster, people: Collection[str]) -> Part:
        """Return what may change where some people are planned anew and all others stay."""
        matrix = self._matrix
        numbers = np.array(sorted(number for person in people for number in self._of[person]), np.int64)
        free, rows = self._closed(matrix.literals[numbers])
        held = np.zeros(len(matrix.costs))
        held[[self._column[item] for item in roster]] = 1
        at = _ranges(matrix.starts, rows)
        columns, factors = matrix.columns[at], matrix.factors[at]
        row = np.repeat(np.arange(len(rows)), matrix.starts[rows + 1] - matrix.starts[rows])
        inside = free[columns]
        others = np.bincount(row, np.where(inside, 0.0, factors * held[columns]), len(rows))
        new = np.cumsum(free) - 1
        lengths = np.bincount(row[inside], minlength=len(rows))
        part = Matrix(
            costs=matrix.costs[free],
            low=matrix.low[free],
            high=matrix.high[free],
            starts=np.concatenate([[0], np.cumsum(lengths)]),
            columns=new[columns[inside]],
            factors=factors[inside],
            least=matrix.least[rows] - others,
            greatest=matrix.greatest[rows] - others,
            literals=new[matrix.literals[numbers]],
        )
        return Part(part, tuple(self._items[number] for number in numbers))

    def _closed(self, first: Ints) -> tuple[Bools, Ints]:
        """Return which columns are free, and every row that one of them is in.

        Assignments of others are never free; helping columns are wherever a row ties them to a free one.
        """
        matrix = self._matrix
        free, seen = np.zeros(len(matrix.costs), np.bool_), np.zeros(len(matrix.least), np.bool_)
        fresh = first
        while len(fresh):
            free[fresh] = True
            rows = self._rows[_ranges(self._row_starts, fresh)]
            rows = np.unique(rows[~seen[rows]])
            seen[rows] = True
            columns = matrix.columns[_ranges(matrix.starts, rows)]
            fresh = np.unique(columns[~free[columns] & ~self._is_item[columns]])
        return free, np.flatnonzero(seen)


def _ranges(starts: Ints, numbers: Ints) -> Ints:
    """Return the positions from each start to the next, for these numbers, one after the other."""
    lengths = starts[numbers + 1] - starts[numbers]
    ends = np.cumsum(lengths)
    offsets = np.repeat(starts[numbers] - (ends - lengths), lengths)
    return offsets + np.arange(len(offsets))
