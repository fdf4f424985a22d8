"""Lending: people go to other units only while their own has its minimums."""

from collections.abc import Iterator

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Demand, Person, Shift
from scheduler.rostering.rules.base import Finding, PersonRule


def needs_of(facts: Facts, person: Person, day: int) -> list[tuple[Shift, Demand]]:
    """Return the demands with a minimum of a person's own unit on a day, as far as she is qualified."""
    return [
        (shift, demand)
        for shift, demand in facts.minimums.get((person.unit, day), ())
        if facts.qualified(person, demand, shift)
    ]


def _find(view: View, person: Person) -> Iterator[Finding]:
    """Find who is lent on a day on which her own unit misses a minimum that she could help to meet.

    Whether she would have time for the very shift does not matter: her unit had her day, and gave it away.
    """
    for shift in view.shifts_of(person.id):
        if shift.unit == person.unit:
            continue
        unmet = view.unmet(person.unit, view.facts.day[shift.id])
        if any(view.facts.qualified(person, demand, own) for own, demand in unmet):
            yield Finding(1, person=person.id, shift=shift.id)


def _idle(facts: Facts) -> bool:
    """Tell whether nobody can be lent, or no unit that could lend has a minimum."""
    homes = {person.unit for person in facts.problem.people}
    places = {shift.unit for shift in facts.problem.shifts}
    wanting = {unit for unit, _ in facts.minimums}
    if not facts.hard("reach"):
        return not any(places - {unit} for unit in homes & wanting)
    pinned = facts.hard("pins") and any(
        facts.people[pin.person].unit != facts.shifts[pin.shift].unit for pin in facts.problem.pins
    )
    return not pinned and not any(facts.neighbours[unit] & places - {unit} for unit in homes & wanting)


LENDER_MINIMUM = PersonRule("lender_minimum", _find, idle=_idle)
