"""Limits on shifts and minutes per day, week and period, and per type of shift."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Limits, Person, Shift
from scheduler.rostering.rules.base import Finding, PersonRule, over, under

Key = Callable[[Facts, Shift], object]

#: The limit of each rule that asks nothing of a person without it.
UPPER_LIMIT_OF = {
    "shifts_per_day": "max_shifts_per_day",
    "shifts_per_week": "max_shifts_per_week",
    "minutes_per_day": "max_minutes_per_day",
    "minutes_per_week": "max_minutes_per_week",
    "max_shifts": "max_shifts",
    "max_minutes": "max_minutes",
    "max_consecutive_days": "max_consecutive_days",
    "max_weekends": "max_weekends",
}


def by_day(facts: Facts, shift: Shift) -> object:
    """Return what shifts of one day share."""
    return facts.day[shift.id]


def by_week(facts: Facts, shift: Shift) -> object:
    """Return what shifts of one week share."""
    return facts.week(shift)


def left_of(facts: Facts, person: Person, most: int, group: object, *, minutes: bool) -> int:
    """Return what a limit of a day or a week leaves: what was served earlier in the first week is used up.

    What goes beyond the limit already cannot be changed any more, and breaks nothing.
    """
    return max(most - served(person, minutes=minutes), 0) if group == facts.monday(0) else most


def full_weeks(facts: Facts, person: Person) -> list[date]:
    """Return the Mondays of the weeks whose sums are known to the end, so that they can be too small.

    They end within the period; one that begins before it counts only where the past is known.
    """
    first, last = facts.monday(0), facts.monday(facts.days)
    if facts.weekday(0) and not person.history.known:
        first += timedelta(weeks=1)
    return [first + timedelta(weeks=number) for number in range((last - first).days // 7)]


def served(person: Person, *, minutes: bool) -> int:
    """Return what a person served in the first week before the period."""
    return person.history.week_minutes if minutes else person.history.week_shifts


def _sums(view: View, person: Person, key: Key, *, minutes: bool) -> Counter[object]:
    sums: Counter[object] = Counter()
    for shift in view.shifts_of(person.id):
        sums[key(view.facts, shift)] += view.facts.minutes[shift.id] if minutes else 1
    return sums


def _grouped(
    key: Key, limit: Callable[[Limits], int | None], *, minutes: bool
) -> Callable[[View, Person], Iterator[Finding]]:
    def find(view: View, person: Person) -> Iterator[Finding]:
        most = limit(person.limits)
        if most is None:
            return
        for group, value in _sums(view, person, key, minutes=minutes).items():
            yield from over(value, left_of(view.facts, person, most, group, minutes=minutes), person)

    return find


def _fewest_per_week(
    limit: Callable[[Limits], int | None], *, minutes: bool
) -> Callable[[View, Person], Iterator[Finding]]:
    def find(view: View, person: Person) -> Iterator[Finding]:
        fewest = limit(person.limits)
        if fewest is None:
            return
        sums = _sums(view, person, by_week, minutes=minutes)
        sums[view.facts.monday(0)] += served(person, minutes=minutes)
        for week in full_weeks(view.facts, person):
            yield from under(sums[week], fewest, person)

    return find


def _min_minutes_per_day(view: View, person: Person) -> Iterator[Finding]:
    """Find days that are too short to be worth the way; a day off is none of them."""
    for minutes in _sums(view, person, by_day, minutes=True).values():
        yield from under(minutes, person.limits.min_minutes_per_day, person)


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


def _min_per_type(view: View, person: Person) -> Iterator[Finding]:
    counts = Counter(shift.type for shift in view.shifts_of(person.id))
    for kind, fewest in person.limits.min_per_type:
        yield from under(counts[kind], fewest, person)


def _unlimited(limit: Callable[[Limits], object]) -> Callable[[Facts], bool]:
    return lambda facts: not any(limit(person.limits) for person in facts.problem.people)


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
MIN_PER_TYPE = PersonRule("min_per_type", _min_per_type, idle=_unlimited(lambda limits: limits.min_per_type))
MIN_MINUTES_PER_DAY = PersonRule(
    "min_minutes_per_day", _min_minutes_per_day, idle=_unlimited(lambda limits: limits.min_minutes_per_day)
)
MIN_SHIFTS_PER_WEEK = PersonRule(
    "min_shifts_per_week",
    _fewest_per_week(lambda limits: limits.min_shifts_per_week, minutes=False),
    idle=_unlimited(lambda limits: limits.min_shifts_per_week),
)
MIN_MINUTES_PER_WEEK = PersonRule(
    "min_minutes_per_week",
    _fewest_per_week(lambda limits: limits.min_minutes_per_week, minutes=True),
    idle=_unlimited(lambda limits: limits.min_minutes_per_week),
)
