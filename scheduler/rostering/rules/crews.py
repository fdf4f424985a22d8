"""Who is on a shift together: a leader, not too many for her, newcomers with company, pairings."""

from collections.abc import Iterator

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Pairing, Person, Shift
from scheduler.rostering.rules.base import Finding, ShiftRule


def leads(facts: Facts, person: Person, shift: Shift) -> bool:
    """Tell whether a person has the skill that leads a shift, on its local date."""
    return shift.lead is not None and facts.holds(person, shift.lead, 1, shift)


def _crew(view: View, shift: Shift) -> list[Person]:
    return [view.facts.people[item.person] for item in view.by_shift.get(shift.id, ())]


def _lead_present(view: View, shift: Shift) -> Iterator[Finding]:
    crew = _crew(view, shift)
    if shift.lead is not None and crew and not any(leads(view.facts, person, shift) for person in crew):
        yield Finding(1, shift=shift.id)


def _span_of_control(view: View, shift: Shift) -> Iterator[Finding]:
    """Find people beyond those whom the leaders can lead; leaders do not count among them."""
    if shift.lead is None:
        return
    crew = _crew(view, shift)
    leaders = sum(leads(view.facts, person, shift) for person in crew)
    beyond = len(crew) - leaders - shift.people_per_lead * leaders
    if beyond > 0:
        yield Finding(beyond, shift=shift.id)


def _buddies(view: View, shift: Shift) -> Iterator[Finding]:
    """Find newcomers beyond the number of experienced people on their shift."""
    crew = _crew(view, shift)
    newcomers = sum(person.newcomer for person in crew)
    alone = newcomers - (len(crew) - newcomers)
    if alone > 0:
        yield Finding(alone, shift=shift.id)


def _present(view: View, shift: Shift, *, together: bool) -> Iterator[tuple[Pairing, int]]:
    """Yield the pairings of a kind that a crew touches, and how many of their people are on the shift."""
    crew = {item.person for item in view.by_shift.get(shift.id, ())}
    found = {id(pairing): pairing for person in crew for pairing in view.facts.pairings.get(person, ())}
    for pairing in found.values():
        if pairing.together is together:
            yield pairing, len(crew.intersection(pairing.people))


def _together(view: View, shift: Shift) -> Iterator[Finding]:
    """Find who is missing where somebody of a pairing is."""
    for pairing, present in _present(view, shift, together=True):
        if present < len(pairing.people):
            yield Finding(len(pairing.people) - present, shift=shift.id, weight=pairing.weight)


def _apart(view: View, shift: Shift) -> Iterator[Finding]:
    """Find who is on a shift beside another of a pairing."""
    for pairing, present in _present(view, shift, together=False):
        if present > 1:
            yield Finding(present - 1, shift=shift.id, weight=pairing.weight)


def _leaderless(facts: Facts) -> bool:
    return all(shift.lead is None for shift in facts.problem.shifts)


def _no_newcomers(facts: Facts) -> bool:
    return not any(person.newcomer for person in facts.problem.people)


LEAD_PRESENT = ShiftRule("lead_present", _lead_present, idle=_leaderless)
SPAN_OF_CONTROL = ShiftRule("span_of_control", _span_of_control, idle=_leaderless)
BUDDIES = ShiftRule("buddies", _buddies, idle=_no_newcomers)
TOGETHER = ShiftRule(
    "together", _together, idle=lambda facts: not any(pairing.together for pairing in facts.problem.pairings)
)
APART = ShiftRule(
    "apart", _apart, idle=lambda facts: all(pairing.together for pairing in facts.problem.pairings)
)
