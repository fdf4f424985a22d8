"""The most shifts a month that people set for themselves, as the engine can keep them.

The engine counts by day, week, period and type of shift, and a period is hardly ever a calendar month. So
where somebody's limit can bind, the month in which a shift begins becomes its type.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from scheduler.models import Person, RosterPeriod
from scheduler.rostering import problem as engine
from scheduler.services.rosters.bindings import SHIFTS_PER_DAY, Ties, month_of

MonthLimits = dict[int, tuple[tuple[str, int], ...]]


def month_limits(period: RosterPeriod, people: Iterable[Person], ties: Mapping[int, Ties]) -> MonthLimits:
    """Return by person id how many shifts are left in each month of the period, where that can bind.

    What is held in the same month before and after the period is used up.
    """
    months = list(_months(period))
    found: MonthLimits = {}
    for person in people:
        most = person.max_shifts_per_month
        if most is None:
            continue
        taken = ties[person.id].month_shifts
        room = [(month, max(most - taken[month], 0), days) for month, days in months]
        own = tuple((month, left) for month, left, days in room if left < _most_within(person, days))
        if own:
            found[person.id] = own
    return found


def by_month(shifts: Iterable[engine.Shift], zone: str) -> Iterator[engine.Shift]:
    """Yield shifts with their months as types."""
    return (replace(shift, type=month_of(shift.start, zone)) for shift in shifts)


def _months(period: RosterPeriod) -> Iterator[tuple[str, list[date]]]:
    """Yield the months that a period touches, each with its days in it."""
    days: dict[str, list[date]] = {}
    for number in range((period.ends_on - period.starts_on).days + 1):
        day = period.starts_on + timedelta(days=number)
        days.setdefault(f"{day:%Y-%m}", []).append(day)
    yield from days.items()


def _most_within(person: Person, days: list[date]) -> int:
    """Return how many shifts the limits of days and weeks let somebody have on these days."""
    weeks: dict[date, int] = {}
    for day in days:
        monday = day - timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, 0) + SHIFTS_PER_DAY
    return sum(min(number, person.max_shifts_per_week) for number in weeks.values())
