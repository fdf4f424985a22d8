"""Overlap, and rest between two shifts."""

from collections.abc import Iterator
from itertools import pairwise

from scheduler.rostering.facts import View, epoch
from scheduler.rostering.problem import Person, Shift
from scheduler.rostering.rules.base import Finding, PersonRule


def too_early(person: Person, shift: Shift) -> bool:
    """Tell whether a shift follows too soon on the last one before the period."""
    rest, last = person.limits.min_rest_minutes, person.history.last_end
    return last is not None and epoch(shift.start) - epoch(last) < 60 * (rest or 0)


def _overlap(view: View, person: Person) -> Iterator[Finding]:
    shifts, span = view.shifts_of(person.id), view.facts.span
    for index, first in enumerate(shifts):
        for second in shifts[index + 1 :]:
            if span[second.id][0] >= span[first.id][1]:
                break
            yield Finding(1, person=person.id, shift=second.id)


def _rest(view: View, person: Person) -> Iterator[Finding]:
    shifts = view.shifts_of(person.id)
    for shift in shifts:
        if too_early(person, shift):
            yield Finding(1, person=person.id, shift=shift.id)
    if not person.limits.min_rest_minutes:
        return
    span, rest = view.facts.span, 60 * person.limits.min_rest_minutes
    for index, first in enumerate(shifts):
        end = span[first.id][1]
        for second in shifts[index + 1 :]:
            start = span[second.id][0]
            if start >= end + rest:
                break
            if start >= end:
                yield Finding(1, person=person.id, shift=second.id)


def _succession(view: View, person: Person) -> Iterator[Finding]:
    if not any(kind.forbidden_next for kind in view.facts.problem.types):
        return
    days = view.days_of(person.id)
    history = person.history
    before = [history.last_type] if history.last_type and history.consecutive_days else []
    types = [before, *([shift.type for shift in day] for day in days)]
    for today, tomorrow in pairwise(types):
        for first in today:
            kind = view.facts.types.get(first)
            for second in tomorrow:
                if kind is not None and second in kind.forbidden_next:
                    yield Finding(1, person=person.id)


OVERLAP = PersonRule("overlap", _overlap)
REST = PersonRule("rest", _rest)
FORBIDDEN_SUCCESSION = PersonRule("forbidden_succession", _succession)
