"""Requests for and against shifts, and a fair share of the work."""

from collections.abc import Iterator

from scheduler.rostering.facts import View
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
    recent = person.history.recent_minutes * 4 // (_WEEKS_OF_LEDGER * _SHIFT_MINUTES)
    pledge = max(person.pledged_minutes, 30)
    return [(2 * (step + recent) + 1) * _USUAL_PLEDGE // pledge for step in range(number)]


def _fairness(view: View, person: Person) -> Iterator[Finding]:
    amount = sum(step_costs(person, len(view.shifts_of(person.id))))
    if amount:
        yield Finding(amount, person=person.id)


REQUESTS = PersonRule("requests", _requests)
FAIRNESS = PersonRule("fairness", _fairness)
