"""CPMpy: its own reader and its own model of the Curtois-Qu format, solved by its default (OR-Tools).

It reads files laid out as the published ones are: it counts columns by the comments under the headings.
"""

from importlib import import_module
from typing import Any

from scheduler.benchmarking.peers.tasks import Found, Task
from scheduler.rostering.formats import source_of
from scheduler.rostering.formats.calendar import shift_id
from scheduler.rostering.problem import Assignment
from scheduler.rostering.solution import Status


def solve(task: Task) -> Found:
    """Return what CPMpy finds; the model comes from the function that its own loader calls."""
    reader: Any = import_module("cpmpy.tools.io.nurserostering")
    text = source_of(task.path.name, task.path.read_bytes()).text
    data = reader.parse_scheduling_period(text.replace("\r\n", "\n"))
    model, plan = reader._model_nurserostering(**data)  # noqa: SLF001 - the loader keeps the plan to itself
    found = model.solve("ortools", time_limit=task.left, random_seed=task.seed)
    status = str(model.status().exitstatus.name)
    if not found:
        return Found(None, Status.INFEASIBLE if status == "UNSATISFIABLE" else Status.UNKNOWN, 0)
    kinds = [None, *data["shifts"]]
    roster = [
        Assignment(person["ID"], shift_id(day, kind))
        for person, days in zip(data["staff"], plan.value(), strict=True)
        for day, index in enumerate(days)
        if (kind := kinds[int(index)]) is not None
    ]
    optimal = status == "OPTIMAL"
    bound = round(model.objective_value()) if optimal else 0
    return Found(tuple(roster), Status.OPTIMAL if optimal else Status.FEASIBLE, bound)
