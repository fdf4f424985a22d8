"""Requests for and against shifts, and a fair share of the work."""

from collections.abc import Iterator

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Person
from scheduler.rostering.rules.base import Finding, PersonRule

#: A pledge of four hours a week is the measure: with it, the n-th shift costs 2n - 1.
_USUAL_PLEDGE = 240
_SHIFT_MINUTES = 120
_WEEKS_OF_LEDGER = 13


def _requests(view: View, person: Person) -> Iterator[Finding]:
    held = {shift.id for shift in view.shifts_of(person.id)}
    for request in view.facts.requests[person.id]:
        granted = not held.isdisjoint(request.shifts)
        if granted != request.wanted:
            yield Finding(1, person=person.id, weight=request.weight)


def step_costs(person: Person, number: int) -> list[int]:
    """Return what the first, second, … of ``number`` shifts cost in fairness; never falling.

    The cost grows with the shifts she has already and with her service of the last 90 days (as shifts a
    period of four weeks), and shrinks with what she pledged.
    """
    return _rising(person, person.history.recent_minutes * 4 // (_WEEKS_OF_LEDGER * _SHIFT_MINUTES), number)


def point_costs(person: Person, number: int) -> list[int]:
    """Return what the first, second, … of ``number`` unpopular points cost; as ``step_costs`` otherwise."""
    return _rising(person, person.history.recent_unpopular * 4 // _WEEKS_OF_LEDGER, number)


def _rising(person: Person, recent: int, number: int) -> list[int]:
    pledge = max(person.pledged_minutes, 30)
    return [(2 * (step + recent) + 1) * _USUAL_PLEDGE // pledge for step in range(number)]


def _fairness(view: View, person: Person) -> Iterator[Finding]:
    amount = sum(step_costs(person, len(view.shifts_of(person.id))))
    if amount:
        yield Finding(amount, person=person.id)


def _fairness_unpopular(view: View, person: Person) -> Iterator[Finding]:
    points = sum(shift.unpopular for shift in view.shifts_of(person.id))
    amount = sum(point_costs(person, points))
    if amount:
        yield Finding(amount, person=person.id)


def _all_popular(facts: Facts) -> bool:
    return not any(shift.unpopular for shift in facts.problem.shifts)


REQUESTS = PersonRule("requests", _requests)
FAIRNESS = PersonRule("fairness", _fairness)
FAIRNESS_UNPOPULAR = PersonRule("fairness_unpopular", _fairness_unpopular, idle=_all_popular)
