"""Plan a part of a roster anew: its relaxation by the simplex method, then CP-SAT for the rest."""

from collections.abc import Callable

import numpy as np
from ortools.linear_solver.python import model_builder_helper
from ortools.sat.python import cp_model, cp_model_helper

from scheduler.rostering.cpsat.matrix import Bools, Floats, Matrix, Part, Roster
from scheduler.rostering.cpsat.programs import Program
from scheduler.rostering.cpsat.search import in_thread

#: Seconds that the relaxation of a part and its search may take, and the least that they are given.
_RELAXING, _SEARCHING, _LEAST = 10.0, 10.0, 0.05
#: A share from which on the relaxation has decided; a gain below this is none.
WHOLLY, _GAIN = 1 - 1e-6, 0.5
#: Two sub-solvers that prove, and one that searches neighbourhoods.
_FULL, _WORKERS = ("max_lp", "reduced_costs"), 3


class Planner:
    """Plans parts within the time that is left; ``stop`` ends it early."""

    def __init__(self, *, left: Callable[[], float], stop: Callable[[], bool]) -> None:
        self._left = left
        self._stop = stop

    def plan(self, part: Part, present: Bools, *, seed: int) -> Roster | None:
        """Return a part's assignments where others cost less than those ``present`` of its items."""
        before = self.relaxed(part.matrix, present)
        shares = None if before is None else self.relaxed(part.matrix)
        if before is None or shares is None:
            return None
        costs, now = part.matrix.costs, part.matrix.costs @ before
        if costs @ shares > now - _GAIN:
            return None
        values = self._decided(part.matrix, shares, seed)
        if values is None or costs @ values > now - _GAIN:
            return None
        chosen = values[part.matrix.literals] > 1 / 2
        return tuple(item for item, wanted in zip(part.items, chosen, strict=True) if wanted)

    def relaxed(self, matrix: Matrix, fixed: Bools | None = None) -> Floats | None:
        """Return the columns of the relaxation, assignments ``fixed`` or not; ``None`` without time."""
        return self._solved(_program(matrix, fixed))

    def shares(self, program: Program) -> Floats | None:
        """Return the columns of a program's exact answer; ``None`` where time was short."""
        return self._solved(program.build())

    def _solved(self, program: model_builder_helper.ModelBuilderHelper) -> Floats | None:
        solver = model_builder_helper.ModelSolverHelper("glop")
        solver.set_time_limit_in_seconds(self._seconds(_RELAXING))
        stopped = self._watched(lambda: solver.solve(program), solver.interrupt_solve)
        return np.asarray(solver.variable_values()) if not stopped and solver.has_solution() else None

    def _decided(self, matrix: Matrix, shares: Floats, seed: int) -> Floats | None:
        """Return whole columns, those assignments kept that the relaxation made wholly."""
        model, columns = _model(matrix)
        for place in matrix.literals[shares[matrix.literals] > WHOLLY].tolist():
            model.add(columns[place] == 1)
        solver = cp_model.CpSolver()
        solver.parameters = self.parameters(seed)
        self._watched(lambda: solver.solve(model), solver.stop_search)
        if solver.response_proto.status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return None
        return np.array([solver.value(column) for column in columns], np.float64)

    def _watched(self, work: Callable[[], object], end: Callable[[], object]) -> bool:
        """Do some work in a thread, end it where it is told to, and tell whether it was."""
        stopped = False

        def look() -> None:
            nonlocal stopped
            stopped = stopped or self._stop()
            if stopped:
                end()

        in_thread(work, look)
        return stopped

    def _seconds(self, most: float) -> float:
        return min(most, max(self._left(), _LEAST))

    def parameters(self, seed: int) -> cp_model_helper.SatParameters:
        """Return CP-SAT's parameters for a part."""
        chosen = cp_model_helper.SatParameters()
        chosen.max_time_in_seconds = self._seconds(_SEARCHING)
        chosen.random_seed = seed
        chosen.catch_sigint_signal = False  # Ctrl-C is the caller's affair, who may want the best so far
        chosen.num_workers = _WORKERS
        chosen.subsolvers.extend(_FULL)
        chosen.cp_model_probing_level = 0
        chosen.max_presolve_iterations = 1
        return chosen


def _program(matrix: Matrix, fixed: Bools | None) -> model_builder_helper.ModelBuilderHelper:
    low, high = matrix.low.copy(), matrix.high.copy()
    if fixed is not None:
        low[matrix.literals] = high[matrix.literals] = fixed
    program = model_builder_helper.ModelBuilderHelper()
    for least, greatest, cost in zip(low.tolist(), high.tolist(), matrix.costs.tolist(), strict=True):
        column = program.add_var()
        program.set_var_lower_bound(column, least)
        program.set_var_upper_bound(column, greatest)
        program.set_var_objective_coefficient(column, cost)
    for columns, factors, least, greatest in matrix.rows():
        row = program.add_linear_constraint()
        program.set_constraint_lower_bound(row, least)
        program.set_constraint_upper_bound(row, greatest)
        for column, factor in zip(columns, factors, strict=True):
            program.add_term_to_constraint(row, column, factor)
    return program


def _model(matrix: Matrix) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    spans = zip(matrix.low.tolist(), matrix.high.tolist(), strict=True)
    columns = [model.new_int_var(int(low), int(high), "") for low, high in spans]
    for places, factors, least, greatest in matrix.rows():
        terms = [columns[place] for place in places]
        total = cp_model.LinearExpr.weighted_sum(terms, [int(factor) for factor in factors])
        low = int(least) if np.isfinite(least) else cp_model.INT_MIN
        high = int(greatest) if np.isfinite(greatest) else cp_model.INT_MAX
        model.add_linear_constraint(total, low, high)
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, [int(cost) for cost in matrix.costs]))
    return model, columns
