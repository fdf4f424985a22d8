"""HiGHS over our model written as an integer program: the same variables, costs and rows."""

from importlib import import_module
from typing import Any

import numpy as np

from scheduler.benchmarking.peers.cpsat import model_of
from scheduler.benchmarking.peers.linear import integer_program
from scheduler.benchmarking.peers.tasks import Found, Task
from scheduler.rostering.cpsat.programs import Program
from scheduler.rostering.cpsat.search import whole
from scheduler.rostering.solution import Status


def solve(task: Task) -> Found:
    """Return what HiGHS finds."""
    highspy: Any = import_module("highspy")
    model = model_of(task)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("random_seed", task.seed)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(_program(highspy, integer_program(model.cp.proto)))
    solver.setOptionValue("time_limit", task.left)

    def hear(event: Any) -> None:
        output = event.data_out
        task.report(round(output.objective_function_value), whole(output.mip_dual_bound))

    solver.cbMipImprovingSolution += hear
    solver.solve()
    info = solver.getInfo()
    status = solver.getModelStatus()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        infeasible = status == highspy.HighsModelStatus.kInfeasible
        return Found(None, Status.INFEASIBLE if infeasible else Status.UNKNOWN, whole(info.mip_dual_bound))
    values = solver.getSolution().col_value
    optimal = status == highspy.HighsModelStatus.kOptimal
    return Found(
        model.roster(lambda variable: values[variable.index] > 1 / 2),
        Status.OPTIMAL if optimal else Status.FEASIBLE,
        whole(info.mip_dual_bound),
    )


def _program(highspy: Any, linear: Program) -> Any:
    program = highspy.HighsLp()
    program.num_col_ = len(linear.costs)
    program.num_row_ = len(linear.rows)
    program.col_cost_ = np.array(linear.costs)
    program.col_lower_ = np.array([low for low, _ in linear.bounds])
    program.col_upper_ = np.array([high for _, high in linear.bounds])
    program.row_lower_ = np.array([low for _, _, low, _ in linear.rows])
    program.row_upper_ = np.array([high for _, _, _, high in linear.rows])
    program.offset_ = linear.offset
    program.integrality_ = [highspy.HighsVarType.kInteger] * len(linear.costs)
    sizes = [len(columns) for columns, _, _, _ in linear.rows]
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.cumsum([0, *sizes])
    program.a_matrix_.index_ = np.array([column for row in linear.rows for column in row[0]])
    program.a_matrix_.value_ = np.array([factor for row in linear.rows for factor in row[1]])
    return program
