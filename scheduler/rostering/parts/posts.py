"""What missing people cost least under prices: demands as arrays, each unit and skill a cell of its own.

A demand with target t gives t *places*. Leaving a place empty costs what coverage charges for it; the n-th
empty place of a cell costs besides what ``balance`` charges for the n-th missing person.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from scheduler.rostering.columns.arrays import Floats, Ints
from scheduler.rostering.columns.rows import weight_of
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Demand, RosterProblem
from scheduler.rostering.rules.balance import cells

#: A shift and a demand of it.
Key = tuple[str, str]
#: Breaking a hard rule about coverage costs this at least: a relaxation, so that a bound holds.
_HARD = 10**9


@dataclass(frozen=True)
class Posts:
    """Rows are demands that want somebody; places stand cell by cell.

    ``places`` are the rows of the places, ``costs`` what coverage charges for them, ``further`` what the
    n-th empty place of a cell adds, at the n-th place of the cell; ``cell`` numbers the places' cells, and
    ``first`` is each cell's first place.
    """

    number: dict[Key, int]
    targets: Ints
    places: Ints
    costs: Ints
    further: Ints
    cell: Ints
    first: Ints

    def scaled(self, factor: int) -> Self:
        """Return the same in smaller units."""
        return replace(self, costs=factor * self.costs, further=factor * self.further)

    def least(self, prices: Floats | Ints) -> tuple[float, Ints]:
        """Return the least of (costs - prices) over all choices of empty places, and how many each row has.

        ``prices`` have a value for each row, not negative; whole prices give an exact answer.
        """
        reduced = self.costs - prices[self.places]
        empty = np.zeros(len(self.targets), dtype=np.int64)
        drawn = np.unique(self.cell[reduced < 0])
        if not len(drawn):
            return 0, empty
        some = np.flatnonzero(np.isin(self.cell, drawn))
        order = some[np.lexsort((reduced[some], self.cell[some]))]
        rank = np.arange(len(order)) - np.searchsorted(self.cell[order], self.cell[order])
        values = reduced[order] + self.further[self.first[self.cell[order]] + rank]
        taken = values < 0
        np.add.at(empty, self.places[order[taken]], 1)
        return values[taken].sum(), empty


def compile_posts(problem: RosterProblem) -> Posts:
    """Return the demands of a whole problem as arrays."""
    facts = Facts(
        replace(problem, people=(), availability=(), requests=(), pairings=(), pins=(), published=())
    )
    weight = weight_of(facts, "balance", None, _HARD)
    number: dict[Key, int] = {}
    targets: list[int] = []
    columns: dict[str, list[int]] = defaultdict(list)
    first = []
    for index, cell in enumerate(cells(facts)):
        first.append(len(columns["cell"]))
        columns["further"] += [weight * step.cost for step in cell.steps for _ in range(step.people)]
        for shift, demand in cell.posts:
            number[shift.id, demand.id] = len(targets)
            costs = _costs(facts, demand)
            columns["places"] += [len(targets)] * demand.target
            columns["costs"] += costs
            columns["cell"] += [index] * demand.target
            targets.append(demand.target)
    return Posts(
        number,
        _ints(targets),
        first=_ints(first),
        **{name: _ints(columns[name]) for name in ("places", "costs", "further", "cell")},
    )


def _costs(facts: Facts, demand: Demand) -> list[int]:
    """Return what each of a demand's empty places costs by coverage; which comes first does not matter.

    Where a missing minimum is cheaper than a missing target, the cheapest places are empty first: that is
    at most what the rules charge.
    """
    high = weight_of(facts, "coverage_target", demand.under_weight, _HARD)
    low = weight_of(facts, "coverage_minimum", None, _HARD)
    return [high] * (demand.target - demand.minimum) + [low] * demand.minimum


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)
