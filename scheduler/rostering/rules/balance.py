"""Balance: the worst share of a skill's demand that is missing in any unit."""

from collections import defaultdict
from collections.abc import Iterator

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Demand, Shift
from scheduler.rostering.rules.base import Finding, RosterRule


def groups(facts: Facts) -> dict[str, dict[str, list[tuple[Shift, Demand]]]]:
    """Return for each skill (``""``: anybody) and unit the demands with a target above 0."""
    grouped: dict[str, dict[str, list[tuple[Shift, Demand]]]] = defaultdict(lambda: defaultdict(list))
    for shift in facts.problem.shifts:
        for demand in shift.demands:
            if demand.target > 0:
                grouped[demand.skill or ""][shift.unit].append((shift, demand))
    return grouped


def _find(view: View) -> Iterator[Finding]:
    """Yield for each skill the worst unit's missing share in percent, rounded up."""
    for units in groups(view.facts).values():
        worst = 0
        for posts in units.values():
            wanted = sum(demand.target for _, demand in posts)
            missing = sum(max(demand.target - view.filled(shift, demand), 0) for shift, demand in posts)
            worst = max(worst, -(-100 * missing // wanted))
        if worst:
            yield Finding(worst)


BALANCE = RosterRule("balance", _find)
