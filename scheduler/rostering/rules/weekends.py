"""Weekends: at most so many worked, and worked whole or not at all."""

from collections.abc import Iterator

from scheduler.rostering.facts import View
from scheduler.rostering.problem import Person
from scheduler.rostering.rules.base import Finding, PersonRule, over


def _worked(view: View, person: Person) -> list[tuple[bool, bool]]:
    days = view.days_of(person.id)
    return [
        (saturday is not None and bool(days[saturday]), sunday is not None and bool(days[sunday]))
        for saturday, sunday in view.facts.weekends
    ]


def _max(view: View, person: Person) -> Iterator[Finding]:
    worked = sum(saturday or sunday for saturday, sunday in _worked(view, person))
    yield from over(person.history.weekends + worked, person.limits.max_weekends, person)


def _complete(view: View, person: Person) -> Iterator[Finding]:
    if not person.limits.complete_weekends:
        return
    pairs = zip(view.facts.weekends, _worked(view, person), strict=True)
    halves = sum(None not in days and saturday != sunday for days, (saturday, sunday) in pairs)
    if halves:
        yield Finding(halves, person=person.id)


MAX_WEEKENDS = PersonRule("max_weekends", _max)
COMPLETE_WEEKENDS = PersonRule("complete_weekends", _complete)
