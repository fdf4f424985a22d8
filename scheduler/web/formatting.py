"""Template filters: moments in the unit's zone, in the reader's language."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date
from flask import Flask

from scheduler.enums import Language
from scheduler.timeutils import to_local
from scheduler.web.locale import current_language


@lru_cache(4096)
def _written(day: date, pattern: str, language: Language) -> str:
    """Return a date in words; long lists name the same days again and again."""
    return format_date(day, pattern, locale=language.value)


def _long_day(day: date | datetime) -> str:
    language = current_language()
    pattern = "M月d日 EEEE" if language is Language.CHINESE else "EEEE d MMMM"
    return _written(day.date() if isinstance(day, datetime) else day, pattern, language)


def local_day(moment: datetime | date, zone: str | None = None) -> str:
    """Return the day with its weekday: 11月23日 星期一, Monday 23 November."""
    return _long_day(to_local(moment, zone) if isinstance(moment, datetime) and zone else moment)


def local_time(moment: datetime, zone: str) -> str:
    """Return the time of day: 19:30."""
    return f"{to_local(moment, zone):%H:%M}"


def local_datetime(moment: datetime, zone: str) -> str:
    """Return day and time with the year: 2026年11月23日 19:30, 23 Nov 2026 19:30."""
    local = to_local(moment, zone)
    return f"{short_date(local.date())} {local:%H:%M}"


def local_span(start: datetime, end: datetime, zone: str) -> str:
    """Return start to end: one day once, or both days where the interval passes midnight."""
    first, last = to_local(start, zone), to_local(end, zone)
    head = f"{_long_day(first)} {local_time(start, zone)}–"
    if first.date() == last.date():
        return head + local_time(end, zone)
    return f"{head}{_long_day(last)} {local_time(end, zone)}"


def short_date(day: date) -> str:
    """Return a date with its year, in numbers or short words: 2026年11月23日, 23 Nov 2026."""
    language = current_language()
    return _written(day, "y年M月d日" if language is Language.CHINESE else "d MMM y", language)


def duration(minutes: int) -> str:
    """Return a length of time in hours and minutes: 2 小时 30 分, 2 h 30 min; corrections keep their sign."""
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    chinese = current_language() is Language.CHINESE
    parts = [f"{hours} {'小时' if chinese else 'h'}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} {'分' if chinese else 'min'}")
    return sign + " ".join(parts)


def init_formatting(app: Flask) -> None:
    """Offer the filters to the templates."""
    for function in (local_day, local_time, local_datetime, local_span, short_date, duration):
        app.add_template_filter(function)
