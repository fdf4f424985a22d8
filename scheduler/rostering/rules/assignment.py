"""Rules about a single assignment: skill, availability, liked times, lending, pins, stability."""

from collections.abc import Iterator

from scheduler.rostering.facts import View
from scheduler.rostering.problem import Assignment, Person, Wish
from scheduler.rostering.rules.base import Finding, PersonRule, RosterRule

#: What a shift at a disliked time costs, and one outside the preferred times of somebody who named any.
UNWANTED_COST, NEUTRAL_COST = 3, 1


def time_cost(view_wish: Wish, prefers: bool) -> int:
    """Return the amount of the rule ``preferences`` for one shift."""
    if view_wish in {Wish.UNWANTED, Wish.UNAVAILABLE}:
        return UNWANTED_COST
    return NEUTRAL_COST if prefers and view_wish is Wish.AVAILABLE else 0


def _qualification(view: View, person: Person) -> Iterator[Finding]:
    """Find who fills an exclusive post without its skill; a covering shift takes anybody."""
    for item in view.by_person.get(person.id, ()):
        shift = view.facts.shifts[item.shift]
        demand = next((demand for demand in shift.demands if demand.id == item.demand), None)
        if demand is not None and demand.exclusive and not view.facts.qualified(person, demand, shift):
            yield Finding(1, person=person.id, shift=shift.id, demand=demand.id)


def _availability(view: View, person: Person) -> Iterator[Finding]:
    for shift in view.shifts_of(person.id):
        if view.facts.wish(person.id, shift) is Wish.UNAVAILABLE:
            yield Finding(1, person=person.id, shift=shift.id)


def _preferences(view: View, person: Person) -> Iterator[Finding]:
    prefers = view.facts.prefers_times(person.id)
    for shift in view.shifts_of(person.id):
        cost = time_cost(view.facts.wish(person.id, shift), prefers)
        if cost:
            yield Finding(cost, person=person.id, shift=shift.id)


def _reach(view: View, person: Person) -> Iterator[Finding]:
    for shift in view.shifts_of(person.id):
        if not view.facts.reachable(person, shift):
            yield Finding(1, person=person.id, shift=shift.id)


def _lending(view: View, person: Person) -> Iterator[Finding]:
    for shift in view.shifts_of(person.id):
        if shift.unit != person.unit:
            yield Finding(1, person=person.id, shift=shift.id)


def _absent(view: View, wanted: tuple[Assignment, ...]) -> Iterator[Finding]:
    present = {(item.person, item.shift) for crew in view.by_person.values() for item in crew}
    for item in wanted:
        if (item.person, item.shift) not in present:
            yield Finding(1, person=item.person, shift=item.shift)


def _pins(view: View) -> Iterator[Finding]:
    """Find pins that were not kept; a pin to an exclusive post holds the post too."""
    yield from _absent(view, view.facts.problem.pins)
    held = {(item.person, item.shift): item.demand for crew in view.by_shift.values() for item in crew}
    for pin in view.facts.problem.pins:
        exclusive = pin.shift in view.facts.exclusive
        if exclusive and held.get((pin.person, pin.shift), pin.demand) != pin.demand:
            yield Finding(1, person=pin.person, shift=pin.shift, demand=pin.demand)


def _stability(view: View) -> Iterator[Finding]:
    yield from _absent(view, view.facts.problem.published)


QUALIFICATION = PersonRule("qualification", _qualification)
AVAILABILITY = PersonRule("availability", _availability)
PREFERENCES = PersonRule("preferences", _preferences)
REACH = PersonRule("reach", _reach)
LENDING = PersonRule("lending", _lending)
PINS = RosterRule("pins", _pins)
STABILITY = RosterRule("stability", _stability)
