"""A CP-SAT model as a whole integer program: every constraint becomes rows, or the model is refused."""

import math

from ortools.sat.python import cp_model_helper

from scheduler.rostering.cpsat.programs import Program, Row
from scheduler.rostering.problem import ProblemError


def integer_program(model: cp_model_helper.CpModelProto) -> Program:
    """Return the program whose whole answers are the model's.

    Raises ``ProblemError`` where the model holds a constraint that is no sum.
    """
    program = Program(model)
    for constraint in program.left_out:
        program.rows += _greatest(model, constraint)
    return program


def _greatest(model: cp_model_helper.CpModelProto, constraint: cp_model_helper.ConstraintProto) -> list[Row]:
    """Return "this is true where any of those is" as rows: above each of them, and not above their sum."""
    if not constraint.has_lin_max() or len(constraint.enforcement_literal):
        raise ProblemError("", "the model holds a constraint that no sum expresses")
    target = _variable(model, constraint.lin_max.target)
    others = [_variable(model, item) for item in constraint.lin_max.exprs]
    above: list[Row] = [([target, other], [1.0, -1.0], 0.0, math.inf) for other in others]
    return [*above, ([target, *others], [1.0] + [-1.0] * len(others), -math.inf, 0.0)]


def _variable(model: cp_model_helper.CpModelProto, item: cp_model_helper.LinearExpressionProto) -> int:
    """Return the variable that a sum consists of; it must be true or false."""
    if list(item.coeffs) != [1] or item.offset or list(model.variables[item.vars[0]].domain) != [0, 1]:
        raise ProblemError("", "the model holds the greatest of several sums")
    return int(item.vars[0])
