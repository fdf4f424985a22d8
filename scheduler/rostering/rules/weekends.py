"""Weekends: at most so many worked, and worked whole or not at all."""

from collections.abc import Iterator

from scheduler.rostering.facts import SUNDAY, Facts, View
from scheduler.rostering.problem import Person
from scheduler.rostering.rules.base import Finding, PersonRule, over


def saturday_before(facts: Facts, person: Person) -> bool | None:
    """Tell whether a person served on the Saturday before a period that begins on a Sunday.

    ``None``: it does not begin so, or nobody knows. Where she did, ``history.weekends`` holds that weekend.
    """
    if facts.weekday(0) != SUNDAY or not person.history.known:
        return None
    return person.history.consecutive_days > 0


def _worked(view: View, person: Person) -> Iterator[tuple[bool | None, bool | None]]:
    """Yield for each weekend whether Saturday and Sunday are worked; ``None``: nobody knows."""
    days = view.days_of(person.id)
    for saturday, sunday in view.facts.weekends:
        yield (
            saturday_before(view.facts, person) if saturday is None else bool(days[saturday]),
            None if sunday is None else bool(days[sunday]),
        )


def _max(view: View, person: Person) -> Iterator[Finding]:
    counted = person.history.weekends - bool(saturday_before(view.facts, person))
    worked = sum(bool(saturday or sunday) for saturday, sunday in _worked(view, person))
    yield from over(counted + worked, person.limits.max_weekends, person)


def _complete(view: View, person: Person) -> Iterator[Finding]:
    if not person.limits.complete_weekends:
        return
    halves = sum(None not in pair and pair[0] != pair[1] for pair in _worked(view, person))
    if halves:
        yield Finding(halves, person=person.id)


MAX_WEEKENDS = PersonRule("max_weekends", _max)
COMPLETE_WEEKENDS = PersonRule("complete_weekends", _complete)
