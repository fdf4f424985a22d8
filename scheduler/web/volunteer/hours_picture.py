"""A person's year as a picture: bars for the months, and a dot for each day, deeper the longer it was.

Lengths are in the picture's own units; its template draws them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from scheduler.services.hours_lists import Year
from scheduler.web.locale import current_language

_BAR_HEIGHT = 130
#: A full bar is at least so many hours: one short patrol must not look like a mountain.
_LEAST_FULL = 4 * 60
_STEP = 12
_LEVELS = (60, 120, 240)


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: its name, minutes, and the heights of service and training above it."""

    name: str
    service_minutes: int
    training_minutes: int
    service: int
    training: int
    x: int


@dataclass(frozen=True, slots=True)
class Dot:
    """One day of the year: where it is, and how deep its colour is, from 0 to 4."""

    x: int
    y: int
    level: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the picture of a year shows."""

    year: int
    minutes: int
    service_minutes: int
    training_minutes: int
    times: int
    days: int
    bars: Sequence[Bar]
    dots: Sequence[Dot]


def picture_of(year: Year) -> Picture:
    """Return the picture of a person's year."""
    return Picture(
        year=year.year,
        minutes=year.minutes,
        service_minutes=sum(year.service),
        training_minutes=sum(year.training),
        times=year.times,
        days=sum(minutes > 0 for minutes in year.days.values()),
        bars=_bars(year),
        dots=_dots(year),
    )


def _bars(year: Year) -> list[Bar]:
    totals = [service + training for service, training in zip(year.service, year.training, strict=True)]
    full = max(_LEAST_FULL, *totals)
    return [
        Bar(
            name=format_date(date(year.year, month + 1, 1), "LLL", locale=current_language().value),
            service_minutes=year.service[month],
            training_minutes=year.training[month],
            service=max(0, year.service[month]) * _BAR_HEIGHT // full,
            training=max(0, year.training[month]) * _BAR_HEIGHT // full,
            x=month * 54,
        )
        for month in range(12)
    ]


def _dots(year: Year) -> list[Dot]:
    first = date(year.year, 1, 1)
    offset = first.weekday()
    days = [first + timedelta(days=number) for number in range((date(year.year, 12, 31) - first).days + 1)]
    return [
        Dot(
            x=(number + offset) // 7 * _STEP,
            y=(number + offset) % 7 * _STEP,
            level=_level(year.days.get(day, 0)),
        )
        for number, day in enumerate(days)
    ]


def _level(minutes: int) -> int:
    return 0 if minutes <= 0 else 1 + sum(minutes > bound for bound in _LEVELS)
