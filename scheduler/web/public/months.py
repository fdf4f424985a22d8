"""A month as a table of weeks, each day with the events that share a moment with it."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.models import Shift
from scheduler.timeutils import local_date

#: Days are counted in the zone of each event's unit, at most so far from UTC.
WIDEST_OFFSET = timedelta(hours=14)
_WEEKS = Calendar(firstweekday=0)


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the table."""

    date: date
    inside: bool
    today: bool
    events: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its first day, its weeks from Monday on, and the months beside it."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    previous: date
    following: date


def month_of(first: date, events: Sequence[Shift], *, today: date) -> Month:
    """Return the month that begins at ``first`` with the events that fall into it."""
    by_day = events_by_day(events)
    weeks = tuple(
        tuple(
            Day(
                day,
                inside := day.month == first.month,
                day == today,
                tuple(by_day[day]) if inside else (),
            )
            for day in week
        )
        for week in _WEEKS.monthdatescalendar(first.year, first.month)
    )
    return Month(first, weeks, previous=shifted(first, -1), following=shifted(first, 1))


def events_by_day(events: Sequence[Shift]) -> dict[date, list[Shift]]:
    """Return the events under every local day on which they take place."""
    by_day: dict[date, list[Shift]] = defaultdict(list)
    for event in events:
        day = local_date(event.starts_at, event.unit.zone)
        last = local_date(event.ends_at - timedelta(seconds=1), event.unit.zone)
        while day <= last:
            by_day[day].append(event)
            day += timedelta(days=1)
    return by_day


def days_of(first: date, events: Sequence[Shift]) -> list[tuple[date, list[Shift]]]:
    """Return the days of a month on which something takes place, in order."""
    by_day = events_by_day(events)
    return [(day, by_day[day]) for day in sorted(by_day) if _same_month(day, first)]


def _same_month(day: date, first: date) -> bool:
    return (day.year, day.month) == (first.year, first.month)


def shifted(first: date, months: int) -> date:
    """Return the first day of the month so many months later."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
