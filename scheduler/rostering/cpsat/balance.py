"""Balance for the solver: one variable a skill, above every unit's missing share."""

from functools import partial

from ortools.sat.python import cp_model

from scheduler.rostering.cpsat.model import Model, Value
from scheduler.rostering.problem import Demand, RuleSetting, Shift
from scheduler.rostering.rules.balance import groups

#: Variables that count a unit's missing people, and how many it wants.
Share = tuple[list[cp_model.IntVar], int]


def balance(model: Model, setting: RuleSetting) -> None:
    """Charge for each skill the worst missing share of any unit, in percent."""
    for units in groups(model.facts).values():
        worst = model.cp.new_int_var(0, 0 if setting.hard else 100, "")
        shares = [_bound(model, worst, posts) for posts in units.values()]
        model.define(worst, partial(_worst, shares))
        if not setting.hard:
            model.charge(worst, setting)
            model.remember(100 * setting.weight)


def _worst(shares: list[Share], value: Value) -> int:
    return max(-(-100 * sum(map(value, missing)) // wanted) for missing, wanted in shares)


def _bound(model: Model, worst: cp_model.IntVar, posts: list[tuple[Shift, Demand]]) -> Share:
    wanted = sum(demand.target for _, demand in posts)
    missing = [var for shift, demand in posts for var in model.missing(shift, demand)]
    model.remember(100 * wanted)
    model.cp.add(100 * cp_model.LinearExpr.sum(missing) <= wanted * worst)
    return missing, wanted
