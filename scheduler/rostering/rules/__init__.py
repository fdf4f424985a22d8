"""What each rule means, in plain Python; ``cpsat`` holds what each is for the solver, under the same code."""

from scheduler.rostering.rules import (
    assignment,
    balance,
    coverage,
    limits,
    runs,
    times,
    weekends,
    wishes,
)
from scheduler.rostering.rules.base import Rule

_ALL: tuple[Rule, ...] = (
    coverage.COVERAGE_MINIMUM,
    coverage.COVERAGE_TARGET,
    coverage.COVERAGE_SURPLUS,
    coverage.CAPACITY,
    balance.BALANCE,
    assignment.QUALIFICATION,
    assignment.AVAILABILITY,
    assignment.PREFERENCES,
    assignment.REACH,
    assignment.LENDING,
    assignment.PINS,
    assignment.STABILITY,
    times.OVERLAP,
    times.REST,
    times.FORBIDDEN_SUCCESSION,
    limits.SHIFTS_PER_DAY,
    limits.SHIFTS_PER_WEEK,
    limits.MINUTES_PER_DAY,
    limits.MINUTES_PER_WEEK,
    limits.MAX_SHIFTS,
    limits.MIN_SHIFTS,
    limits.MAX_MINUTES,
    limits.MIN_MINUTES,
    limits.SHIFTS_PER_TYPE,
    runs.MAX_CONSECUTIVE_DAYS,
    runs.MIN_CONSECUTIVE_DAYS,
    runs.MAX_DAYS_OFF,
    runs.MIN_DAYS_OFF,
    runs.CONSECUTIVE_TYPE,
    weekends.MAX_WEEKENDS,
    weekends.COMPLETE_WEEKENDS,
    wishes.REQUESTS,
    wishes.FAIRNESS,
)
#: Every rule by its code.
RULES: dict[str, Rule] = {rule.code: rule for rule in _ALL}
#: Rules that taking somebody off a shift can never break: of these, an empty roster keeps every one.
CEILINGS = frozenset(RULES) - {
    "coverage_minimum",
    "coverage_target",
    "balance",
    "pins",
    "stability",
    "min_shifts",
    "min_minutes",
    "min_consecutive_days",
    "max_days_off",
    "min_days_off",
    "consecutive_type",
    "complete_weekends",
    "requests",
}
