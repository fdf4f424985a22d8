"""Tell whether a problem falls apart into whole rosters of single people, coupled only by demands."""

from collections.abc import Callable

from scheduler.rostering.columns.labels import DAY_SECONDS, label_shifts
from scheduler.rostering.columns.model import dearest
from scheduler.rostering.columns.rows import imbalance, is_convex, shift_rows
from scheduler.rostering.facts import Facts
from scheduler.rostering.rules import RULES

#: Rules that a column or a row can carry; of ``balance`` the least it may cost.
CARRIED = frozenset(
    {
        "balance", "coverage_minimum", "coverage_target", "coverage_surplus", "capacity", "qualification",
        "availability", "preferences", "reach", "lending", "pins", "stability", "overlap", "rest",
        "forbidden_succession", "shifts_per_day", "shifts_per_week", "minutes_per_day", "minutes_per_week",
        "max_shifts", "min_shifts", "max_minutes", "min_minutes", "shifts_per_type", "max_consecutive_days",
        "min_consecutive_days", "max_days_off", "min_days_off", "consecutive_type", "max_weekends",
        "complete_weekends", "requests", "fairness", "fairness_unpopular", "min_minutes_per_day",
        "min_shifts_per_week", "min_minutes_per_week", "min_per_type",
    }
)  # fmt: skip
#: Beyond these the machines or the arrays get too large.
_MOST_LABELS, _MOST_CELLS = 64, 120_000
_PENALTY = 10**9
#: Sums of prices, whose grain is 1/256, are exact in floating point up to here.
_LEAST_CELLS, _MOST_SUM = 1_000, 2**53 // 256


def refusal(facts: Facts) -> str | None:
    """Return why columns cannot solve a problem; ``None``: they can."""
    return next((reason for reason, holds in _REFUSALS.items() if holds(facts)), None)


def _uncarried(facts: Facts) -> bool:
    per_type = facts.rules.get("shifts_per_type")
    limited = any(person.limits.max_per_type for person in facts.problem.people)
    others = set(facts.rules) - CARRIED
    if per_type is not None and not per_type.hard and limited:
        return True
    return not all(RULES[code].idle(facts) for code in others)


def _several_a_day(facts: Facts) -> bool:
    limits = {person.limits.max_shifts_per_day for person in facts.problem.people}
    return not facts.hard("shifts_per_day") or bool(limits - {0, 1})


def _wrong_size(facts: Facts) -> bool:
    problem = facts.problem
    return not problem.shifts or not 0 < len(problem.people) * problem.days <= _MOST_CELLS


def _inexact(facts: Facts) -> bool:
    cells = len(facts.problem.people) * facts.problem.days
    posts = (post for shift in facts.problem.shifts for post in shift.demands)
    crews = sum(max(post.target, post.maximum or 0) for post in posts)
    return dearest(facts) * max(cells, crews, _LEAST_CELLS) > _MOST_SUM


def _wide_request(facts: Facts) -> bool:
    days = ({facts.day[shift] for shift in request.shifts} for request in facts.problem.requests)
    return "requests" in facts.rules and any(len(found) > 1 for found in days)


def _too_many_labels(facts: Facts) -> bool:
    return label_shifts(facts).width > _MOST_LABELS


def _reaches_over(facts: Facts) -> bool:
    rest, labels = 0, label_shifts(facts).all
    if "rest" in facts.rules:
        rest = max(60 * (person.limits.min_rest_minutes or 0) for person in facts.problem.people)
    elif "overlap" not in facts.rules:
        return False
    earliest, latest = min(label.start for label in labels), max(label.end for label in labels)
    return latest + rest > earliest + 2 * DAY_SECONDS


def _not_convex(facts: Facts) -> bool:
    imbalances = imbalance(facts, _PENALTY)
    rows = (row for shift in facts.problem.shifts for row in shift_rows(facts, shift, _PENALTY, imbalances))
    return not all(is_convex(row) for row in rows)


_REFUSALS: dict[str, Callable[[Facts], bool]] = {
    "a rule looks at more than a person's roster or a crew": _uncarried,
    "somebody may have several shifts in a day": _several_a_day,
    "the problem is empty or too large": _wrong_size,
    "the weights are too large to be summed up exactly": _inexact,
    "a request reaches over several days": _wide_request,
    "the shifts are of too many kinds": _too_many_labels,
    "rest reaches over a whole day": _reaches_over,
    "the first people of a crew matter less than the last": _not_convex,
}
