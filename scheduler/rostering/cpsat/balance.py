"""Balance for the solver: each unit's missing people of a skill, in steps that cost ever more."""

from collections.abc import Sequence
from functools import partial

from ortools.sat.python import cp_model

from scheduler.rostering.cpsat.model import Model, Value
from scheduler.rostering.problem import RuleSetting
from scheduler.rostering.rules.balance import Step, cells


def balance(model: Model, setting: RuleSetting) -> None:
    """Charge each cell's missing people step by step: the cheap steps come first by themselves."""
    for cell in cells(model.facts):
        missing = [var for shift, demand in cell.posts for var in model.missing(shift, demand)]
        total = cp_model.LinearExpr.sum(missing)
        if setting.hard:
            model.cp.add(total == 0)
            continue
        taken = _steps(model, cell.steps, missing)
        model.cp.add(total <= cp_model.LinearExpr.sum(taken))
        for step, var in zip(cell.steps, taken, strict=True):
            model.charge(var, setting, step.cost)
            model.remember(step.people * step.cost * setting.weight)


def _steps(model: Model, steps: Sequence[Step], missing: list[cp_model.IntVar]) -> list[cp_model.IntVar]:
    taken, before = [], 0
    for step in steps:
        var = model.cp.new_int_var(0, step.people, "")
        taken.append(model.define(var, partial(_taken, missing, before, step.people)))
        before += step.people
    return taken


def _taken(missing: list[cp_model.IntVar], before: int, most: int, value: Value) -> int:
    return min(max(sum(map(value, missing)) - before, 0), most)
