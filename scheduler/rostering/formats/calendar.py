"""The calendar of formats that only number their days: day 0 is a Monday, zone UTC, no clock times."""

from datetime import UTC, date, datetime, time, timedelta

#: Both formats begin on a Monday; which one does not matter.
FIRST_DAY = date(2024, 1, 1)
ZONE = "UTC"
#: The one unit that these formats know.
UNIT = "all"
_DAY_MINUTES = 24 * 60


def day_start(day: int) -> datetime:
    """Return the moment a numbered day begins."""
    return datetime.combine(FIRST_DAY + timedelta(days=day), time(), UTC)


def shift_times(day: int, minutes: int = _DAY_MINUTES) -> tuple[datetime, datetime]:
    """Return the start and end of a shift inside its day, so that it touches no other day."""
    start = day_start(day)
    return start, start + timedelta(minutes=min(max(minutes, 1), _DAY_MINUTES))


def shift_id(day: int, kind: str) -> str:
    """Return the id of the shift of a type on a day."""
    return f"{day} {kind}"
