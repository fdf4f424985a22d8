"""Coverage: missing minimums, missing targets, and more people than wanted."""

from collections.abc import Iterator

from scheduler.rostering.facts import View
from scheduler.rostering.problem import Shift
from scheduler.rostering.rules.base import Finding, ShiftRule


def _minimum(view: View, shift: Shift) -> Iterator[Finding]:
    for demand in shift.demands:
        missing = demand.minimum - view.filled(shift, demand)
        if missing > 0:
            yield Finding(missing, shift=shift.id, demand=demand.id)


def _target(view: View, shift: Shift) -> Iterator[Finding]:
    for demand in shift.demands:
        filled = max(view.filled(shift, demand), demand.minimum)
        if demand.target > filled:
            yield Finding(
                demand.target - filled, shift=shift.id, demand=demand.id, weight=demand.under_weight
            )


def _surplus(view: View, shift: Shift) -> Iterator[Finding]:
    for demand in shift.demands:
        surplus = view.filled(shift, demand) - demand.maximum if demand.maximum is not None else 0
        if surplus > 0:
            yield Finding(surplus, shift=shift.id, demand=demand.id, weight=demand.over_weight)


def _capacity(view: View, shift: Shift) -> Iterator[Finding]:
    crew = len(view.by_shift.get(shift.id, ()))
    if shift.capacity is not None and crew > shift.capacity:
        yield Finding(crew - shift.capacity, shift=shift.id)


COVERAGE_MINIMUM = ShiftRule("coverage_minimum", _minimum)
COVERAGE_TARGET = ShiftRule("coverage_target", _target)
COVERAGE_SURPLUS = ShiftRule("coverage_surplus", _surplus)
CAPACITY = ShiftRule("capacity", _capacity)
