"""A small problem solved to the end by a mixed-integer solver, where that takes no more than a moment.

The linear relaxation of a roster is nearly integral, so that branch and cut (HiGHS) proves in a second what
clauses prove in many. It runs in a thread, since it does not hold the interpreter; it hears no wish to stop,
so that its time is short.
"""

import math
import threading

from ortools.linear_solver.python import model_builder_helper
from ortools.sat.python import cp_model

from scheduler.rostering.cpsat.model import Model
from scheduler.rostering.cpsat.programs import Program
from scheduler.rostering.cpsat.search import Answer

#: To the very end, on one processor, and without a word on standard output.
_PARAMETERS = "mip_rel_gap=0\nmip_abs_gap=0\nthreads=1\noutput_flag=false"
#: Beyond so many columns others get further.
_MOST_COLUMNS = 5_000
#: An objective this far from a whole number was not found exactly.
_ROUNDING = 1e-3


class Exact:
    """The solver at work on a model; ``answer`` tells what it proved."""

    def __init__(self, model: Model, program: Program, seconds: float) -> None:
        self._model = model
        self._offset = program.offset
        self._solver = model_builder_helper.ModelSolverHelper("highs")
        self._solver.set_time_limit_in_seconds(seconds)
        self._solver.set_solver_specific_parameters(_PARAMETERS)
        self._built = program.build(whole=True)
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        # No daemon: when the interpreter ends, it waits these few seconds; to break off would abort it.
        self._solver.solve(self._built)

    @property
    def ended(self) -> bool:
        """Tell whether it has no more to say than ``answer`` tells."""
        return not self._thread.is_alive()

    def answer(self) -> Answer | None:
        """Return the best roster there is; ``None`` where it is not proved, or not yet."""
        if not self.ended or self._solver.status() != model_builder_helper.SolveStatus.OPTIMAL:
            return None
        objective = self._solver.objective_value() + self._offset
        if abs(objective - round(objective)) > _ROUNDING:
            return None
        values = list(self._solver.variable_values())
        roster = self._model.roster(lambda literal: _is_one(values, literal))
        return Answer(
            optimal=True,
            infeasible=False,
            assignments=roster,
            objective=round(objective),
            bound=round(objective),
        )


def start_exact(model: Model, *, seconds: float) -> Exact | None:
    """Set the solver to work, if the model is small and wholly linear."""
    if len(model.cp.proto.variables) > _MOST_COLUMNS:
        return None
    program = Program(model.cp.proto)
    if program.left_out:
        return None
    return Exact(model, program, seconds)


def _is_one(values: list[float], literal: cp_model.IntVar) -> bool:
    return math.isclose(values[literal.index], 1, abs_tol=0.5)
