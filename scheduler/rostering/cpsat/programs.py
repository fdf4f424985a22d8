"""A model as a linear program: bounds by PDLP, and rosters of moderate size by SCIP.

The rows of rosters are close to those of a flow, so that the relaxation is tight. PDLP (D. Applegate et
al., 2021) gives approximate prices y of the rows quickly, even where a simplex method takes minutes.
Whatever they are, no roster costs less than

    L(y) = sum of y b over the rows
           + sum over the columns of the least (c - y A) x between the column's bounds

since every column is bounded, and prices of the wrong sign are left out.
"""

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder_helper
from ortools.sat.python import cp_model_helper

#: What CP-SAT writes for a side without a bound lies beyond this.
_ENDLESS = 2**60
#: Prices are whole numbers of this part, or of a larger one where sums are large.
_PART = 2.0**-12
#: A column is used where it is more than this.
_USED = 1e-2
Floats = NDArray[np.float64]
#: Columns, their factors, and the least and greatest sum.
Row = tuple[list[int], list[float], float, float]


@dataclass(frozen=True, slots=True)
class Bound:
    """A lower bound, and whether a cost that was cut hides more of it."""

    value: int
    cut: bool


class Program:
    """The columns, costs and rows of a CP-SAT model of linear and Boolean constraints.

    ``left_out`` are the constraints that are no rows.
    """

    def __init__(self, model: cp_model_helper.CpModelProto) -> None:
        self.offset = model.objective.offset
        domains = (variable.domain for variable in model.variables)
        self.bounds = [(float(domain[0]), float(domain[len(domain) - 1])) for domain in domains]
        self.costs = [0.0] * len(self.bounds)
        for var, cost in zip(model.objective.vars, model.objective.coeffs, strict=True):
            self.costs[var] += cost
        rows = [_row(constraint) for constraint in model.constraints]
        self.rows = list(_different(row for row in rows if row is not None))
        self.left_out = [
            constraint for constraint, row in zip(model.constraints, rows, strict=True) if row is None
        ]

    def bound(self, *, tolerance: str, seconds: float, dearest: float = math.inf) -> Bound:
        """Return a proved lower bound of the objective; 0 where the time was too short.

        Prices are looked for with costs of at most ``dearest``: what is missing nowhere costs so much that it
        would hide the rest from the solver's tolerance. The bound itself counts the true costs.
        """
        solver = model_builder_helper.ModelSolverHelper("pdlp")
        solver.set_time_limit_in_seconds(seconds)
        solver.set_solver_specific_parameters(
            "presolve_options { use_glop: true } termination_criteria { simple_optimality_criteria { "
            f"eps_optimal_absolute: {tolerance} eps_optimal_relative: {tolerance} }} }}"
        )
        solver.solve(self.build(dearest=dearest))
        if not solver.has_solution():
            return Bound(0, cut=False)
        bound = self.proved(np.asarray(solver.dual_values(), dtype=np.float64))
        values = np.asarray(solver.variable_values(), dtype=np.float64)
        return Bound(bound, cut=bool((values[np.asarray(self.costs) > dearest] > _USED).any()))

    def build(
        self, *, whole: bool = False, dearest: float = math.inf
    ) -> model_builder_helper.ModelBuilderHelper:
        """Return the program for one of the solvers; ``whole``: its columns take whole numbers only."""
        program = model_builder_helper.ModelBuilderHelper()
        for (low, high), cost in zip(self.bounds, self.costs, strict=True):
            column = program.add_var()
            program.set_var_lower_bound(column, low)
            program.set_var_upper_bound(column, high)
            program.set_var_objective_coefficient(column, min(cost, dearest))
            program.set_var_integrality(column, whole)
        for columns, factors, low, high in self.rows:
            row = program.add_linear_constraint()
            program.set_constraint_lower_bound(row, low)
            program.set_constraint_upper_bound(row, high)
            for column, factor in zip(columns, factors, strict=True):
                program.safe_add_term_to_constraint(row, column, factor)
        return program

    def proved(self, prices: Floats) -> int:
        """Return L(y), rounded up as every penalty is whole; 0 where sums are too large.

        Prices are rounded to a power of two so small that every sum is a whole number of such parts below
        2^52: floating point then adds them exactly, in any order.
        """
        costs, low, high = np.asarray(self.costs), *np.asarray(self.bounds).reshape(-1, 2).T
        columns, factors, lengths = self.terms()
        least, greatest = np.asarray([row[2:] for row in self.rows]).reshape(-1, 2).T
        side = np.where(prices > 0, least, greatest)
        priced = np.isfinite(side) & np.isfinite(prices)
        prices, side = np.where(priced, prices, 0.0), np.where(priced, side, 0.0)
        span, size = np.maximum(np.abs(low), np.abs(high)), np.abs(prices) + 1
        most = abs(self.offset) + size @ np.abs(side) + np.abs(costs) @ span
        most += (np.repeat(size, lengths) * np.abs(factors)) @ span[columns]
        part = max(_PART, 2.0 ** (math.ceil(math.log2(most + 1)) - 51))
        if part > 1:
            return 0
        prices = np.round(prices / part) * part
        reduced = costs - np.bincount(columns, np.repeat(prices, lengths) * factors, len(costs))
        total = self.offset + (prices * side).sum() + np.minimum(reduced * low, reduced * high).sum()
        return max(math.ceil(float(total)), 0)

    def terms(self) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64]]:
        """Return the columns and factors of all rows, one after the other, and the rows' lengths."""
        chain = itertools.chain.from_iterable
        columns = np.fromiter(chain(row[0] for row in self.rows), np.int64)
        factors = np.fromiter(chain(row[1] for row in self.rows), np.float64)
        return columns, factors, np.asarray([len(row[0]) for row in self.rows], np.int64)


def _different(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield each row once: rules often ask for the same."""
    seen = set()
    for row in rows:
        columns, factors, low, high = row
        key = (tuple(columns), tuple(factors), low, high)
        if key not in seen:
            seen.add(key)
            yield row


def _row(constraint: cp_model_helper.ConstraintProto) -> Row | None:
    """Return a constraint as a row, or ``None`` where it is none: without it the bound is lower."""
    if len(constraint.enforcement_literal):
        return _implication(constraint)
    if constraint.has_linear():
        domain = list(constraint.linear.domain)
        low = -math.inf if domain[0] < -_ENDLESS else float(domain[0])
        high = math.inf if domain[-1] > _ENDLESS else float(domain[-1])
        return list(constraint.linear.vars), list(map(float, constraint.linear.coeffs)), low, high
    if constraint.has_bool_or():
        return _literals(constraint.bool_or.literals, 1, math.inf)
    if constraint.has_at_most_one():
        return _literals(constraint.at_most_one.literals, -math.inf, 1)
    if constraint.has_exactly_one():
        return _literals(constraint.exactly_one.literals, 1, 1)
    return None


def _implication(constraint: cp_model_helper.ConstraintProto) -> Row | None:
    """Return "if all these, then this one" as a row."""
    if not constraint.has_bool_and() or len(constraint.bool_and.literals) != 1:
        return None
    conditions = [-literal - 1 for literal in constraint.enforcement_literal]
    return _literals([*conditions, *constraint.bool_and.literals], 1, math.inf)


def _literals(literals: Iterator[int] | list[int], low: float, high: float) -> Row:
    """Return a row over literals; one below 0 stands for 1 minus its variable."""
    signed = [(literal, 1.0) if literal >= 0 else (-literal - 1, -1.0) for literal in literals]
    opposite = sum(factor < 0 for _, factor in signed)
    columns = [column for column, _ in signed]
    return columns, [factor for _, factor in signed], low - opposite, high - opposite
