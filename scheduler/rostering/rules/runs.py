"""Runs of days: working days, days off, days of one type of shift; too long, or too short."""

from collections.abc import Iterator, Sequence

from scheduler.rostering.facts import View
from scheduler.rostering.problem import Person
from scheduler.rostering.rules.base import Finding, PersonRule


def excess(days: Sequence[bool], before: int, most: int) -> int:
    """Return by how many days runs are too long; ``before`` days of the first run lie in the past."""
    total, length = 0, before
    for on in days:
        length = length + 1 if on else 0
        total += length > most
    return total


def shortage(days: Sequence[bool], before: int, fewest: int, *, known: bool) -> int:
    """Return by how many days ended runs are too short.

    A run that touches the last day is open and free; so is one that touches the first where the past is not
    ``known``. A run of the past that ends with it counts.
    """
    total, length, free = 0, before, not known
    for on in days:
        if on:
            length += 1
            continue
        if length and not free:
            total += max(fewest - length, 0)
        length, free = 0, False
    return total


def _working(view: View, person: Person) -> list[bool]:
    return [bool(day) for day in view.days_of(person.id)]


def _max_days(view: View, person: Person) -> Iterator[Finding]:
    most = person.limits.max_consecutive_days
    if most is not None:
        amount = excess(_working(view, person), person.history.consecutive_days, most)
        yield from _finding(amount, person)


def _min_days(view: View, person: Person) -> Iterator[Finding]:
    fewest, past = person.limits.min_consecutive_days, person.history
    if fewest is not None:
        amount = shortage(_working(view, person), past.consecutive_days, fewest, known=past.known)
        yield from _finding(amount, person)


def _max_off(view: View, person: Person) -> Iterator[Finding]:
    most = person.limits.max_days_off
    if most is not None:
        off = [not on for on in _working(view, person)]
        yield from _finding(excess(off, person.history.consecutive_days_off, most), person)


def _min_off(view: View, person: Person) -> Iterator[Finding]:
    fewest, past = person.limits.min_days_off, person.history
    if fewest is not None:
        off = [not on for on in _working(view, person)]
        yield from _finding(shortage(off, past.consecutive_days_off, fewest, known=past.known), person)


def _same_type(view: View, person: Person) -> Iterator[Finding]:
    days, past = view.days_of(person.id), person.history
    for kind in view.facts.problem.types:
        on = [any(shift.type == kind.id for shift in day) for day in days]
        before = past.consecutive_type if past.last_type == kind.id else 0
        amount = 0
        if kind.max_consecutive is not None:
            amount += excess(on, before, kind.max_consecutive)
        if kind.min_consecutive is not None:
            amount += shortage(on, before, kind.min_consecutive, known=past.known)
        yield from _finding(amount, person)


def _finding(amount: int, person: Person) -> Iterator[Finding]:
    if amount:
        yield Finding(amount, person=person.id)


MAX_CONSECUTIVE_DAYS = PersonRule("max_consecutive_days", _max_days)
MIN_CONSECUTIVE_DAYS = PersonRule("min_consecutive_days", _min_days)
MAX_DAYS_OFF = PersonRule("max_days_off", _max_off)
MIN_DAYS_OFF = PersonRule("min_days_off", _min_off)
CONSECUTIVE_TYPE = PersonRule("consecutive_type", _same_type)
