"""Requests and fairness for the solver."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from ortools.sat.python import cp_model

from scheduler.rostering.cpsat.model import Model, Term, Value, negated
from scheduler.rostering.problem import Person, Request, RuleSetting
from scheduler.rostering.rules.wishes import point_costs, step_costs


def requests(model: Model, setting: RuleSetting) -> None:
    """Grant what people ask for, and spare them what they ask against."""
    for request in model.facts.problem.requests:
        held = model.on[request.person]
        literals = [held[shift] for shift in dict.fromkeys(request.shifts) if shift in held]
        if request.wanted:
            model.require(literals, setting, weight=request.weight)
        else:
            _against(model, request, literals, setting)


def _against(model: Model, request: Request, literals: list[cp_model.IntVar], setting: RuleSetting) -> None:
    if setting.hard or len(literals) == 1:
        for literal in literals:
            model.forbid(literal, setting, weight=request.weight)
    elif literals:
        broken = model.define(model.cp.new_bool_var(""), lambda value: max(map(value, literals)))
        for literal in literals:
            model.demand_any([negated(literal), broken])
        model.charge(broken, setting, weight=request.weight)


def fairness(model: Model, setting: RuleSetting) -> None:
    """Let each further shift of a person cost more than the one before."""
    for person in model.facts.problem.people:
        shifts = [(literal, 1) for literal in model.on[person.id].values()]
        _rise(model, shifts, step_costs(person, most_shifts(model, person)), setting)


def fairness_unpopular(model: Model, setting: RuleSetting) -> None:
    """Let each further unpopular point of a person cost more than the one before."""
    for person in model.facts.problem.people:
        points = [(literal, shift.unpopular) for shift, literal in model.shifts_of(person) if shift.unpopular]
        dearest = sorted((factor for _, factor in points), reverse=True)[: most_shifts(model, person)]
        _rise(model, points, point_costs(person, sum(dearest)), setting)


def _rise(model: Model, terms: Sequence[Term], costs: list[int], setting: RuleSetting) -> None:
    """Charge a sum step by step; the costs of the steps never fall."""
    if setting.hard:
        model.at_most(terms, costs.count(0), setting)
        return
    steps = [model.cp.new_bool_var("") for _ in costs]
    total = cp_model.LinearExpr.weighted_sum([var for var, _ in terms], [factor for _, factor in terms])
    model.cp.add(total <= cp_model.LinearExpr.sum(steps))
    for step, cost in zip(steps, costs, strict=True):
        model.charge(step, setting, cost)
    for number, step in enumerate(steps):
        model.define(step, partial(_has_more, terms, number))


def _has_more(terms: Sequence[Term], number: int, value: Value) -> int:
    return sum(factor * value(var) for var, factor in terms) > number


def most_shifts(model: Model, person: Person) -> int:
    """Return how many shifts a person can have at most, by the hard limits of days, weeks and the period."""
    facts, limits = model.facts, person.limits
    days: Counter[int] = Counter(facts.day[shift] for shift in model.on[person.id])
    weeks: Counter[object] = Counter()
    daily = limits.max_shifts_per_day if facts.hard("shifts_per_day") else None
    for day, number in days.items():
        weeks[(facts.problem.start.toordinal() + day - 1) // 7] += (
            number if daily is None else min(number, daily)
        )
    weekly = limits.max_shifts_per_week if facts.hard("shifts_per_week") else None
    total = sum(number if weekly is None else min(number, weekly) for number in weeks.values())
    if facts.hard("max_shifts") and limits.max_shifts is not None:
        total = min(total, limits.max_shifts - person.history.shifts)
    return max(total, 0)
