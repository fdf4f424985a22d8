"""Coverage for the solver: variables for missing people, limits on too many."""

from ortools.sat.python import cp_model

from scheduler.rostering.cpsat.model import Model
from scheduler.rostering.problem import Demand, RuleSetting, Shift


def minimum(model: Model, setting: RuleSetting) -> None:
    """Charge what is missing to the minimum; a hard rule leaves ``missing`` no room for it."""
    for shift, demand in _demands(model):
        if demand.minimum:
            low, _ = model.missing(shift, demand)
            if not setting.hard:
                model.charge(low, setting)
                model.remember(demand.minimum * setting.weight)


def target(model: Model, setting: RuleSetting) -> None:
    """Charge what is missing from the minimum to the target."""
    for shift, demand in _demands(model):
        if demand.target == demand.minimum:
            continue
        low, high = model.missing(shift, demand)
        if setting.hard:
            model.cp.add(cp_model.LinearExpr.sum([low, high]) == 0)
            continue
        if not _minimum_first(model, setting, demand):
            high = _beyond_minimum(model, shift, demand)
        model.charge(high, setting, weight=demand.under_weight)
        weight = setting.weight if demand.under_weight is None else demand.under_weight
        model.remember((demand.target - demand.minimum) * weight)


def _minimum_first(model: Model, setting: RuleSetting, demand: Demand) -> bool:
    """Tell whether the solver gains nothing by calling a missing target a missing minimum."""
    if demand.minimum == 0:
        return True
    first = model.facts.rules.get("coverage_minimum")
    weight = setting.weight if demand.under_weight is None else demand.under_weight
    return first is not None and (first.hard or first.weight >= weight)


def _beyond_minimum(model: Model, shift: Shift, demand: Demand) -> cp_model.IntVar:
    """Return what is missing above the minimum, exactly: the cost is not convex here."""
    filling = model.filling(shift, demand)
    counted = model.cp.new_int_var(demand.minimum, max(demand.minimum, len(filling)), "")
    model.cp.add_max_equality(counted, [cp_model.LinearExpr.sum(filling), demand.minimum])
    model.define(counted, lambda value: max(sum(map(value, filling)), demand.minimum))
    high = model.cp.new_int_var(0, demand.target - demand.minimum, "")
    model.define(high, lambda value: max(demand.target - value(counted), 0))
    model.cp.add(high + counted >= demand.target)
    return high


def surplus(model: Model, setting: RuleSetting) -> None:
    """Limit how many people count for a demand."""
    for shift, demand in _demands(model):
        if demand.maximum is not None:
            terms = [(literal, 1) for literal in model.filling(shift, demand)]
            model.at_most(terms, demand.maximum, setting, weight=demand.over_weight)


def capacity(model: Model, setting: RuleSetting) -> None:
    """Limit how many people are on a shift."""
    for shift in model.facts.problem.shifts:
        if shift.capacity is not None:
            model.at_most([(literal, 1) for _, literal in model.crew[shift.id]], shift.capacity, setting)


def _demands(model: Model) -> list[tuple[Shift, Demand]]:
    return [(shift, demand) for shift in model.facts.problem.shifts for demand in shift.demands]
