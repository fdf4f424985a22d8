"""A lower bound from the linear relaxation, safe against the rounding of a first-order method.

PDLP (D. Applegate et al., 2021) gives approximate prices y of the rows quickly, even where a simplex method takes
minutes. Whatever they are, no roster costs less than

    L(y) = sum of y·b over the rows + sum over the columns of the least (c - y·A)·x between the column's bounds

since every column is bounded and prices of the wrong sign are left out.
"""

import math
from collections.abc import Callable, Iterator

from ortools.linear_solver.python import model_builder_helper
from ortools.sat.python import cp_model_helper

#: Tolerances in turn: the first bound comes soon, the last is as tight as the relaxation.
_TOLERANCES = ("1e-4", "1e-6")
#: What CP-SAT writes for a side without a bound lies beyond this.
_ENDLESS = 2**60
Row = tuple[list[int], list[float], float, float]


class Relaxation:
    """The linear relaxation of a CP-SAT model of linear and Boolean constraints."""

    def __init__(self, model: cp_model_helper.CpModelProto) -> None:
        self._offset = model.objective.offset
        self._bounds = [(float(domain[0]), float(domain[-1])) for domain in map(_domain, model.variables)]
        self._costs = [0.0] * len(self._bounds)
        for var, cost in zip(model.objective.vars, model.objective.coeffs, strict=True):
            self._costs[var] += cost
        self._rows = [row for constraint in model.constraints for row in _rows(constraint)]

    def bound(self, *, tolerance: str, seconds: float) -> int:
        """Return a proved lower bound of the objective; 0 where time was too short."""
        solver = model_builder_helper.ModelSolverHelper("pdlp")
        solver.set_time_limit_in_seconds(seconds)
        solver.set_solver_specific_parameters(
            "termination_criteria { simple_optimality_criteria { "
            f"eps_optimal_absolute: {tolerance} eps_optimal_relative: {tolerance} }} }}"
        )
        solver.solve(self._program())
        if not solver.has_solution():
            return 0
        return max(math.ceil(self._proved(list(solver.dual_values())) - 1e-3), 0)

    def _program(self) -> model_builder_helper.ModelBuilderHelper:
        program = model_builder_helper.ModelBuilderHelper()
        for (low, high), cost in zip(self._bounds, self._costs, strict=True):
            column = program.add_var()
            program.set_var_lower_bound(column, low)
            program.set_var_upper_bound(column, high)
            program.set_var_objective_coefficient(column, cost)
        for columns, factors, low, high in self._rows:
            row = program.add_linear_constraint()
            program.set_constraint_lower_bound(row, low)
            program.set_constraint_upper_bound(row, high)
            for column, factor in zip(columns, factors, strict=True):
                program.safe_add_term_to_constraint(row, column, factor)
        return program

    def _proved(self, prices: list[float]) -> float:
        """Return L(y)."""
        reduced = list(self._costs)
        total = self._offset
        for price, (columns, factors, low, high) in zip(prices, self._rows, strict=True):
            side = low if price > 0 else high
            if price == 0 or math.isinf(side):
                continue
            total += price * side
            for column, factor in zip(columns, factors, strict=True):
                reduced[column] -= price * factor
        least = (
            min(cost * low, cost * high)
            for cost, (low, high) in zip(reduced, self._bounds, strict=True)
        )
        return total + math.fsum(least)


def bounds(
    model: cp_model_helper.CpModelProto, *, left: Callable[[], float], stop: Callable[[], bool]
) -> Iterator[int]:
    """Yield ever better lower bounds of a model while there is time."""
    relaxation = Relaxation(model)
    for tolerance in _TOLERANCES:
        if stop():
            return
        yield relaxation.bound(tolerance=tolerance, seconds=max(left(), 0.01))


def _domain(variable: cp_model_helper.IntegerVariableProto) -> list[int]:
    return list(variable.domain)


def _rows(constraint: cp_model_helper.ConstraintProto) -> Iterator[Row]:
    """Yield what a constraint means for fractions; one that cannot be told is left out: the bound is lower."""
    if len(constraint.enforcement_literal):
        return
    if constraint.has_linear():
        domain = list(constraint.linear.domain)
        low = -math.inf if domain[0] < -_ENDLESS else float(domain[0])
        high = math.inf if domain[-1] > _ENDLESS else float(domain[-1])
        yield list(constraint.linear.vars), [float(factor) for factor in constraint.linear.coeffs], low, high
    elif constraint.has_bool_or():
        yield _literals(list(constraint.bool_or.literals), 1, math.inf)
    elif constraint.has_at_most_one():
        yield _literals(list(constraint.at_most_one.literals), -math.inf, 1)
    elif constraint.has_exactly_one():
        yield _literals(list(constraint.exactly_one.literals), 1, 1)


def _literals(literals: list[int], low: float, high: float) -> Row:
    """Return a row over literals; one below 0 stands for 1 minus the variable."""
    columns = [literal if literal >= 0 else -literal - 1 for literal in literals]
    factors = [1.0 if literal >= 0 else -1.0 for literal in literals]
    opposite = factors.count(-1.0)
    return columns, factors, low - opposite, high - opposite
