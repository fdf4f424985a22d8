"""Limits on shifts and minutes per day, week and period, and per type of shift."""

from collections import Counter
from collections.abc import Callable, Iterator

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Limits, Person, Shift
from scheduler.rostering.rules.base import Finding, PersonRule, over, under

Key = Callable[[Facts, Shift], object]


def by_day(facts: Facts, shift: Shift) -> object:
    """Return what shifts of one day share."""
    return facts.day[shift.id]


def by_week(facts: Facts, shift: Shift) -> object:
    """Return what shifts of one week share."""
    return facts.week(shift)


def _grouped(
    key: Key, limit: Callable[[Limits], int | None], *, minutes: bool
) -> Callable[[View, Person], Iterator[Finding]]:
    def find(view: View, person: Person) -> Iterator[Finding]:
        most = limit(person.limits)
        if most is None:
            return
        sums: Counter[object] = Counter()
        for shift in view.shifts_of(person.id):
            sums[key(view.facts, shift)] += view.facts.minutes[shift.id] if minutes else 1
        for value in sums.values():
            yield from over(value, most, person)

    return find


def _total(view: View, person: Person, *, minutes: bool) -> int:
    shifts = view.shifts_of(person.id)
    if minutes:
        return person.history.minutes + sum(view.facts.minutes[shift.id] for shift in shifts)
    return person.history.shifts + len(shifts)


def _max_shifts(view: View, person: Person) -> Iterator[Finding]:
    yield from over(_total(view, person, minutes=False), person.limits.max_shifts, person)


def _min_shifts(view: View, person: Person) -> Iterator[Finding]:
    yield from under(_total(view, person, minutes=False), person.limits.min_shifts, person)


def _max_minutes(view: View, person: Person) -> Iterator[Finding]:
    yield from over(_total(view, person, minutes=True), person.limits.max_minutes, person)


def _min_minutes(view: View, person: Person) -> Iterator[Finding]:
    yield from under(_total(view, person, minutes=True), person.limits.min_minutes, person)


def _per_type(view: View, person: Person) -> Iterator[Finding]:
    counts = Counter(shift.type for shift in view.shifts_of(person.id))
    for kind, most in person.limits.max_per_type:
        yield from over(counts[kind], most, person)


SHIFTS_PER_DAY = PersonRule(
    "shifts_per_day", _grouped(by_day, lambda limits: limits.max_shifts_per_day, minutes=False)
)
SHIFTS_PER_WEEK = PersonRule(
    "shifts_per_week", _grouped(by_week, lambda limits: limits.max_shifts_per_week, minutes=False)
)
MINUTES_PER_DAY = PersonRule(
    "minutes_per_day", _grouped(by_day, lambda limits: limits.max_minutes_per_day, minutes=True)
)
MINUTES_PER_WEEK = PersonRule(
    "minutes_per_week", _grouped(by_week, lambda limits: limits.max_minutes_per_week, minutes=True)
)
MAX_SHIFTS = PersonRule("max_shifts", _max_shifts)
MIN_SHIFTS = PersonRule("min_shifts", _min_shifts)
MAX_MINUTES = PersonRule("max_minutes", _max_minutes)
MIN_MINUTES = PersonRule("min_minutes", _min_minutes)
SHIFTS_PER_TYPE = PersonRule("shifts_per_type", _per_type)
