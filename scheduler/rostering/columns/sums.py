"""Sums along a roster: shifts, minutes, shifts of a type, worked weekends, and what their totals cost."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduler.rostering.columns.arrays import Floats, Ints
from scheduler.rostering.columns.labels import Labels
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Person
from scheduler.rostering.rules.wishes import point_costs, step_costs

#: What a total costs; infinite where a hard rule forbids it.
Cost = Callable[[int], float]


@dataclass(frozen=True)
class Sum:
    """What labels (``steps``) or worked weekends (``weekend``) add; what totals cost (``terminal``)."""

    steps: Ints
    terminal: Floats
    weekend: bool = False


def price_of(facts: Facts, code: str) -> int | None:
    """Return what a unit of a rule costs: ``None`` where it is hard, 0 where it is off."""
    setting = facts.rules.get(code)
    if setting is None:
        return 0
    return None if setting.hard else setting.weight


def is_on(facts: Facts, code: str) -> bool:
    """Tell whether a rule can cost anything."""
    return price_of(facts, code) != 0


def sums_of(facts: Facts, labels: Labels, person: Person, kept: tuple[tuple[str, int], ...]) -> list[Sum]:
    """Return a person's sums; ``kept`` are her limits of shifts per type that are kept here.

    Sums that labels add to alike are one.
    """
    merged: dict[bytes, tuple[Ints, list[Cost]]] = {}
    for steps, cost in _asked(facts, labels, person, kept):
        merged.setdefault(steps.tobytes(), (steps, []))[1].append(cost)
    found = []
    for steps, costs in merged.values():
        reach = int(steps.max(initial=0)) * facts.days
        found.append(Sum(steps, _terminal(costs, reach)))
    weekends = _over(facts, "max_weekends", person.limits.max_weekends, person.history.weekends, 1)
    if weekends is not None:
        nothing = np.zeros(labels.width, dtype=np.int64)
        found.append(Sum(nothing, _terminal([weekends], len(facts.weekends)), weekend=True))
    return found


def _terminal(costs: list[Cost], reach: int) -> Floats:
    values = np.array([sum(cost(total) for cost in costs) for total in range(reach + 1)], dtype=np.float64)
    finite = np.flatnonzero(np.isfinite(values))
    return values[: int(finite[-1]) + 1 if len(finite) else 1]


def _asked(
    facts: Facts, labels: Labels, person: Person, kept: tuple[tuple[str, int], ...]
) -> list[tuple[Ints, Cost]]:
    limits, past = person.limits, person.history
    ones = np.array([0] + [1] * len(labels.all), dtype=np.int64)
    minutes = np.array([0, *(label.minutes for label in labels.all)], dtype=np.int64)
    points = np.array([0, *(label.unpopular for label in labels.all)], dtype=np.int64)
    unit = int(np.gcd.reduce(minutes)) or 1
    found: list[tuple[Ints, Cost | None]] = [
        (ones, _over(facts, "max_shifts", limits.max_shifts, past.shifts, 1)),
        (ones, _under(facts, "min_shifts", limits.min_shifts, past.shifts, 1)),
        (ones, _ladder(facts, "fairness", step_costs(person, facts.days))),
        (points, _unpopular(facts, person, points)),
        (minutes // unit, _over(facts, "max_minutes", limits.max_minutes, past.minutes, unit)),
        (minutes // unit, _under(facts, "min_minutes", limits.min_minutes, past.minutes, unit)),
    ]
    for kind, most in kept:
        steps = np.zeros(labels.width, dtype=np.int64)
        steps[list(labels.of_type(kind))] = 1
        found.append((steps, _over(facts, "shifts_per_type", most, 0, 1)))
    for kind, fewest in limits.min_per_type:
        steps = np.zeros(labels.width, dtype=np.int64)
        steps[list(labels.of_type(kind))] = 1
        found.append((steps, _under(facts, "min_per_type", fewest, 0, 1)))
    return [(steps, cost) for steps, cost in found if cost is not None]


def _over(facts: Facts, code: str, most: int | None, past: int, unit: int) -> Cost | None:
    if most is None or not is_on(facts, code):
        return None
    price = price_of(facts, code)
    return lambda total: _charge(past + total * unit - most, price)


def _under(facts: Facts, code: str, fewest: int | None, past: int, unit: int) -> Cost | None:
    if fewest is None or not is_on(facts, code):
        return None
    price = price_of(facts, code)
    return lambda total: _charge(fewest - past - total * unit, price)


def _unpopular(facts: Facts, person: Person, points: Ints) -> Cost | None:
    most = int(points.max()) * facts.days
    return _ladder(facts, "fairness_unpopular", point_costs(person, most)) if most else None


def _ladder(facts: Facts, code: str, costs: list[int]) -> Cost | None:
    if not is_on(facts, code):
        return None
    price = price_of(facts, code)
    ladder = [0, *np.cumsum(costs).tolist()]
    return lambda total: _charge(ladder[total], price)


def _charge(amount: int, price: int | None) -> float:
    if amount <= 0:
        return 0.0
    return float(np.inf) if price is None else float(price * amount)
