"""What each rule is for the solver; the same codes as in ``rules``."""

from collections.abc import Callable

from scheduler.rostering.cpsat import (
    assignment,
    balance,
    coverage,
    crews,
    lenders,
    limits,
    runs,
    times,
    weekends,
    wishes,
)
from scheduler.rostering.cpsat.model import Model
from scheduler.rostering.problem import RuleSetting

#: Adds a rule to a model: constraints where it is hard, costs where it is soft.
Encoding = Callable[[Model, RuleSetting], None]

ENCODINGS: dict[str, Encoding] = {
    "coverage_minimum": coverage.minimum,
    "coverage_target": coverage.target,
    "coverage_surplus": coverage.surplus,
    "capacity": coverage.capacity,
    "balance": balance.balance,
    "qualification": assignment.qualification,
    "availability": assignment.availability,
    "preferences": assignment.preferences,
    "reach": assignment.reach,
    "lending": assignment.lending,
    "lender_minimum": lenders.lender_minimum,
    "lead_present": crews.lead_present,
    "span_of_control": crews.span_of_control,
    "buddies": crews.buddies,
    "together": crews.together,
    "apart": crews.apart,
    "pins": assignment.pins,
    "stability": assignment.stability,
    "overlap": times.overlap,
    "rest": times.rest,
    "forbidden_succession": times.forbidden_succession,
    "shifts_per_day": limits.shifts_per_day,
    "shifts_per_week": limits.shifts_per_week,
    "minutes_per_day": limits.minutes_per_day,
    "minutes_per_week": limits.minutes_per_week,
    "min_minutes_per_day": limits.min_minutes_per_day,
    "min_shifts_per_week": limits.min_shifts_per_week,
    "min_minutes_per_week": limits.min_minutes_per_week,
    "max_shifts": limits.max_shifts,
    "min_shifts": limits.min_shifts,
    "max_minutes": limits.max_minutes,
    "min_minutes": limits.min_minutes,
    "shifts_per_type": limits.shifts_per_type,
    "min_per_type": limits.min_per_type,
    "max_consecutive_days": runs.max_consecutive_days,
    "min_consecutive_days": runs.min_consecutive_days,
    "max_days_off": runs.max_days_off,
    "min_days_off": runs.min_days_off,
    "consecutive_type": runs.consecutive_type,
    "max_weekends": weekends.max_weekends,
    "complete_weekends": weekends.complete_weekends,
    "requests": wishes.requests,
    "fairness": wishes.fairness,
    "fairness_unpopular": wishes.fairness_unpopular,
}
