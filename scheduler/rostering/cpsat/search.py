"""Run CP-SAT in a thread, so that its caller can report, cancel, and keep the time."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from ortools.sat.python import cp_model, cp_model_helper

from scheduler.rostering.cpsat.model import Model
from scheduler.rostering.problem import Assignment

#: Seconds between two looks at the clock, and least seconds between two counts of missing people.
_TICK, _COUNT_EVERY = 0.05, 0.2


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Best objective so far (``None``: no roster yet), proved bound, and missing people."""

    objective: int | None
    bound: int
    unfilled: int


@dataclass(frozen=True, slots=True)
class Answer:
    """How the search ended."""

    optimal: bool
    infeasible: bool
    assignments: tuple[Assignment, ...] | None
    objective: int | None
    bound: int


class _Watch(cp_model.CpSolverSolutionCallback):
    def __init__(self, model: Model) -> None:
        super().__init__()
        self._shortfalls = model.shortfalls
        self._counted = -math.inf
        self.objective: int | None = None
        self.unfilled = 0

    def on_solution_callback(self) -> None:
        self.objective = round(self.objective_value)
        now = time.monotonic()
        if now - self._counted > _COUNT_EVERY:
            self._counted = now
            self.unfilled = sum(self.value(var) for var in self._shortfalls)


def search(
    model: Model,
    parameters: cp_model_helper.SatParameters,
    *,
    stop: Callable[[], bool],
    report: Callable[[Snapshot], None],
) -> Answer:
    """Solve a model until it is proved, the parameters' limits are reached, or ``stop`` says so.

    Raises ``ValueError`` for a model that the solver takes for none.
    """
    solver = cp_model.CpSolver()
    solver.parameters = parameters
    watch = _Watch(model)
    bounds = [-math.inf]
    solver.best_bound_callback = bounds.append

    def look() -> None:
        report(Snapshot(watch.objective, whole(bounds[-1]), watch.unfilled))
        if stop():
            # Asked again at every tick: before its search begins the solver does not hear it.
            solver.stop_search()

    in_thread(lambda: solver.solve(model.cp, watch), look)
    status = solver.response_proto.status
    if status == cp_model.MODEL_INVALID:
        raise ValueError(model.cp.validate())
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    return Answer(
        optimal=status == cp_model.OPTIMAL,
        infeasible=status == cp_model.INFEASIBLE,
        assignments=model.roster(solver.boolean_value) if found else None,
        objective=round(solver.objective_value) if found else None,
        bound=whole(solver.best_objective_bound),
    )


def in_thread(work: Callable[[], object], look: Callable[[], None]) -> None:
    """Do some work that lets other threads run, and look after it some twenty times a second.

    Raises what the work raises.
    """
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again below, where somebody can hear of it
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_TICK)
        look()
    if failures:
        raise failures[0]


def whole(bound: float) -> int:
    """Return a solver's bound as a penalty: whole, and never negative."""
    return max(math.ceil(bound - 1e-6), 0) if math.isfinite(bound) else 0
