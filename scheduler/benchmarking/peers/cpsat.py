"""OR-Tools CP-SAT over our model as it stands: default parameters, no first roster, no columns, no parts."""

from ortools.sat.python import cp_model

from scheduler.benchmarking.peers.tasks import Found, Task
from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.model import Model
from scheduler.rostering.cpsat.search import whole
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.solution import Status

_STATUS = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.FEASIBLE,
    cp_model.INFEASIBLE: Status.INFEASIBLE,
}
#: The number of workers that CP-SAT's authors advise, whatever the number of cores.
_ADVISED = 8


class _Hearing(cp_model.CpSolverSolutionCallback):
    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    def on_solution_callback(self) -> None:
        self._task.report(round(self.objective_value), whole(self.best_objective_bound))


def model_of(task: Task) -> Model:
    """Return our model of a task's problem."""
    facts = Facts(task.loaded.problem)
    model = build(facts, domain(facts), stop=lambda: False)
    if model is None:
        message = "nobody stops the building"
        raise AssertionError(message)
    return model


def solve(task: Task) -> Found:
    """Return what CP-SAT finds with as many workers as there are cores, which is its default."""
    return _solve(task, workers=0)


def solve_advised(task: Task) -> Found:
    """Return what CP-SAT finds with eight workers, the number from which its portfolio is complete."""
    return _solve(task, workers=_ADVISED)


def _solve(task: Task, *, workers: int) -> Found:
    model = model_of(task)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = task.left
    solver.parameters.random_seed = task.seed
    solver.parameters.num_workers = workers
    status = solver.solve(model.cp, _Hearing(task))
    return Found(
        model.roster(solver.boolean_value) if status in {cp_model.OPTIMAL, cp_model.FEASIBLE} else None,
        _STATUS.get(status, Status.UNKNOWN),
        whole(solver.best_objective_bound),
    )
