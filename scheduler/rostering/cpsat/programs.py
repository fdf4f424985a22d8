"""A model as a linear program: bounds by PDLP, and rosters of moderate size by SCIP.

The rows of rosters are close to those of a flow, so that the relaxation is tight. PDLP (D. Applegate et
al., 2021) gives approximate prices y of the rows quickly, even where a simplex method takes minutes.
Whatever they are, no roster costs less than

    L(y) = sum of y b over the rows
           + sum over the columns of the least (c - y A) x between the column's bounds

since every column is bounded, and prices of the wrong sign are left out.
"""

import math
from collections.abc import Iterator

from ortools.linear_solver.python import model_builder_helper
from ortools.sat.python import cp_model_helper

#: What CP-SAT writes for a side without a bound lies beyond this.
_ENDLESS = 2**60
#: A bound this much below a whole number is that number: the rest is rounding.
_ROUNDING = 1e-3
#: Columns, their factors, and the least and greatest sum.
Row = tuple[list[int], list[float], float, float]


class Program:
    """The columns, costs and rows of a CP-SAT model of linear and Boolean constraints."""

    def __init__(self, model: cp_model_helper.CpModelProto) -> None:
        self._offset = model.objective.offset
        domains = (list(variable.domain) for variable in model.variables)
        self._bounds = [(float(domain[0]), float(domain[-1])) for domain in domains]
        self._costs = [0.0] * len(self._bounds)
        for var, cost in zip(model.objective.vars, model.objective.coeffs, strict=True):
            self._costs[var] += cost
        rows = (_row(constraint) for constraint in model.constraints)
        self._rows = [row for row in rows if row is not None]

    def bound(self, *, tolerance: str, seconds: float) -> int:
        """Return a proved lower bound of the objective; 0 where the time was too short."""
        solver = model_builder_helper.ModelSolverHelper("pdlp")
        solver.set_time_limit_in_seconds(seconds)
        solver.set_solver_specific_parameters(
            "termination_criteria { simple_optimality_criteria { "
            f"eps_optimal_absolute: {tolerance} eps_optimal_relative: {tolerance} }} }}"
        )
        solver.solve(self._build())
        if not solver.has_solution():
            return 0
        return max(math.ceil(self._proved(list(solver.dual_values())) - _ROUNDING), 0)

    def shares(self, *, seconds: float) -> Iterator[list[float]]:
        """Yield the columns of an exact answer; nothing where the time was too short."""
        solver = model_builder_helper.ModelSolverHelper("glop")
        solver.set_time_limit_in_seconds(seconds)
        solver.solve(self._build())
        if solver.has_solution():
            yield list(solver.variable_values())

    def _build(self) -> model_builder_helper.ModelBuilderHelper:
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
            min(cost * low, cost * high) for cost, (low, high) in zip(reduced, self._bounds, strict=True)
        )
        return total + math.fsum(least)


def _row(constraint: cp_model_helper.ConstraintProto) -> Row | None:
    """Return a constraint as a row, or ``None`` where it is none: without it the bound is lower."""
    if len(constraint.enforcement_literal):
        return _implication(constraint)
    if constraint.has_linear():
        domain = list(constraint.linear.domain)
        low = -math.inf if domain[0] < -_ENDLESS else float(domain[0])
        high = math.inf if domain[-1] > _ENDLESS else float(domain[-1])
        return list(constraint.linear.vars), [float(factor) for factor in constraint.linear.coeffs], low, high
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
