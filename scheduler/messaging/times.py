"""Days and times as a message says them, in the zone of the unit concerned."""

from datetime import datetime

from babel.dates import format_date

from scheduler.enums import Language
from scheduler.timeutils import to_local


def span(start: datetime, end: datetime, zone: str, language: Language) -> str:
    """Return the day, start and end: 2026年3月5日 星期四 19:30–21:30."""
    first, last = to_local(start, zone), to_local(end, zone)
    head = f"{_day(first, language)} {first:%H:%M}–"
    if first.date() == last.date():
        return f"{head}{last:%H:%M}"
    return f"{head}{_day(last, language)} {last:%H:%M}"


def moment(at: datetime, zone: str, language: Language) -> str:
    """Return the day and time of a moment: 2026年3月5日 星期四 19:30."""
    local = to_local(at, zone)
    return f"{_day(local, language)} {local:%H:%M}"


def _day(local: datetime, language: Language) -> str:
    pattern = "y年M月d日 EEEE" if language is Language.CHINESE else "EEEE d MMMM y,"
    return str(format_date(local, pattern, locale=language.value))
