"""The linear master: people choose among their columns, and rows pay for missing and surplus people."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
from ortools.linear_solver import pywraplp  # type: ignore[attr-defined]  # compiled, without stubs

from scheduler.rostering.columns.arrays import Floats, Ints
from scheduler.rostering.columns.pool import Pool
from scheduler.rostering.columns.rows import shifted


class MasterError(Exception):
    """The linear solver gave up."""


class Master:
    """The master of some people beside others, who are settled: their ``crew`` on the rows and their cost."""

    def __init__(
        self, pool: Pool, people: Sequence[int], crew: Ints, settled: int, columns: Iterable[int]
    ) -> None:
        self.pool, self.people = pool, list(people)
        self._settled = float(settled)
        self._table = shifted(pool.model.table, crew)
        self._wanted = self._table.argmin(axis=1)
        self._constant = self._settled + float(self._table.min(axis=1).sum())
        self._load(columns)

    def _load(self, columns: Iterable[int]) -> None:
        solver = self._solver = pywraplp.Solver.CreateSolver("GLOP")
        infinity, members = solver.infinity(), set(self.people)
        self.columns: list[int] = []
        self._inside: set[int] = set()
        self._variables: list[pywraplp.Variable] = []
        self._objective = solver.Objective()
        self._choose = {person: solver.Constraint(1.0, 1.0) for person in self.people}
        self._cover = [solver.Constraint(float(wanted), float(wanted)) for wanted in self._wanted.tolist()]
        self._capped = {
            number: solver.Constraint(-infinity, float(cap.most))
            for number, cap in enumerate(self.pool.caps)
            if cap.person in members
        }
        for row, wanted in enumerate(self._wanted.tolist()):
            slopes = np.diff(self._table[row])
            self._pieces(row, (-slopes[:wanted][::-1]).tolist(), 1.0)
            self._pieces(row, slopes[wanted:].tolist(), -1.0)
        for constraint in self._capped.values():
            excess = solver.NumVar(0.0, infinity, "")
            constraint.SetCoefficient(excess, -1.0)
            self._objective.SetCoefficient(excess, float(self.pool.model.penalty))
        for number in columns:
            self.add(number)

    def _pieces(self, row: int, slopes: list[int], sign: float) -> None:
        """Add variables for missing (``sign`` 1) or surplus (-1) people; the last surplus has no end."""
        runs = [(slope, len(list(group))) for slope, group in groupby(slopes)]
        for i, (slope, length) in enumerate(runs):
            endless = sign < 0 and i == len(runs) - 1
            variable = self._solver.NumVar(0.0, self._solver.infinity() if endless else float(length), "")
            self._cover[row].SetCoefficient(variable, sign)
            self._objective.SetCoefficient(variable, float(slope))

    def add(self, number: int) -> bool:
        """Add a column of the pool, and tell whether it is new here."""
        if number in self._inside:
            return False
        self._inside.add(number)
        column = self.pool.columns[number]
        variable = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._objective.SetCoefficient(variable, float(column.cost))
        self._choose[column.person].SetCoefficient(variable, 1.0)
        for row in self.pool.rows[number].tolist():
            self._cover[row].SetCoefficient(variable, 1.0)
        for cap, n in self.pool.counts[number]:
            self._capped[cap].SetCoefficient(variable, float(n))
        self.columns.append(number)
        self._variables.append(variable)
        return True

    def solve(self) -> float:
        """Return the master's least cost; raises ``MasterError``."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            # A warm start goes astray on a nearly singular basis, and only a new solver forgets it.
            self._load(list(self.columns))
            if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
                raise MasterError
        return float(self._objective.Value()) + self._constant

    def prices(self) -> Floats:
        """Return the prices of the rows, then of the caps (never above 0)."""
        caps = np.zeros(len(self.pool.caps))
        for number, constraint in self._capped.items():
            caps[number] = min(constraint.dual_value(), 0.0)
        return np.concatenate([[constraint.dual_value() for constraint in self._cover], caps])

    def values(self) -> Floats:
        """Return how far each column is chosen."""
        return np.array([variable.solution_value() for variable in self._variables])

    def bound(self, prices: Floats, least: float) -> float:
        """Return the bound that prices prove, where ``least`` is the sum of people's least reduced costs.

        Lagrange's: no roster costs less than people and rows do when each looks at the prices alone.
        """
        rows, width = len(self._cover), self._table.shape[1]
        price = prices[:rows]
        costs = self._table + price[:, None] * np.arange(width)[None, :]
        slope = self._table[:, -1] - self._table[:, -2] + price
        farthest = costs[:, -1] + np.minimum(slope, 0.0) * max(len(self.people) - width + 1, 0)
        paid = sum(float(prices[rows + number]) * self.pool.caps[number].most for number in self._capped)
        return self._settled + least + float(np.minimum(costs.min(axis=1), farthest).sum()) + paid
