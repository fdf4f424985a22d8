"""The rules and weights that a leader's roster starts from."""

from dataclasses import replace

from scheduler.rostering.problem import RuleSetting


def _hard(*codes: str) -> tuple[RuleSetting, ...]:
    return tuple(RuleSetting(code, hard=True) for code in codes)


def _soft(**weights: int) -> tuple[RuleSetting, ...]:
    return tuple(RuleSetting(code, hard=False, weight=weight) for code, weight in weights.items())


#: What a roster never does: these protect people, and the leader's own decisions.
PROTECTING = _hard(
    "pins",
    "qualification",
    "availability",
    "reach",
    "overlap",
    "rest",
    "capacity",
    "coverage_surplus",
    "shifts_per_day",
    "shifts_per_week",
    "minutes_per_day",
    "minutes_per_week",
    "max_shifts",
    "max_minutes",
    "shifts_per_type",
    "max_consecutive_days",
    "max_weekends",
    "forbidden_succession",
)

#: What a roster strives for, the most important first: a unit of one tier outweighs what a roster can
#: usually save in all later ones. Requests bring their own weights. Disruption costs more than a liked time
#: or somebody of the own unit is worth (5), but two people change places for an unwanted time (15).
STRIVING = _soft(
    coverage_minimum=1_000_000_000,
    balance=2_000,
    lender_minimum=100_000,
    lead_present=50_000,
    coverage_target=5_000,
    span_of_control=5_000,
    together=1_000,
    apart=1_000,
    buddies=500,
    min_shifts=100,
    min_minutes=1,
    min_shifts_per_week=20,
    min_minutes_per_week=1,
    min_minutes_per_day=1,
    min_per_type=20,
    min_consecutive_days=50,
    min_days_off=50,
    max_days_off=20,
    complete_weekends=20,
    consecutive_type=20,
    fairness=10,
    fairness_unpopular=10,
    requests=10,
    preferences=5,
    lending=5,
    stability=6,
)

BALANCED: tuple[RuleSetting, ...] = PROTECTING + STRIVING

#: After a change: nobody moves for fairness or a wish any more, but still to fill a post, where few moves do.
FEW_CHANGES: tuple[RuleSetting, ...] = tuple(
    replace(rule, weight=1_000) if rule.code == "stability" else rule for rule in BALANCED
)
