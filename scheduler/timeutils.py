"""Time in one place: aware UTC inside, local only at the edges, intervals half-open."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

_ZONES = frozenset(available_timezones())


def utcnow() -> datetime:
    """Return the current moment in UTC, to the second, as the database and the calendars keep it."""
    return datetime.now(UTC).replace(microsecond=0)


def is_zone(name: str) -> bool:
    """Tell whether ``name`` is a zone of the IANA database."""
    return name in _ZONES


def to_local(moment: datetime, zone: str) -> datetime:
    """Return an aware moment as wall-clock time in ``zone``."""
    return moment.astimezone(ZoneInfo(zone))


def to_utc(local: datetime, zone: str) -> datetime:
    """Return the UTC moment of a naive wall-clock time in ``zone``.

    A time skipped by a change of clocks moves forward by the gap; one that occurs twice means the first.
    """
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_date(moment: datetime, zone: str) -> date:
    """Return the calendar date of a moment in ``zone``."""
    return to_local(moment, zone).date()


def day_start(day: date, zone: str) -> datetime:
    """Return the UTC moment at which ``day`` begins in ``zone``."""
    return to_utc(datetime.combine(day, time()), zone)


def days_interval(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Return ``[start, end)`` in UTC of the days ``first`` to ``last``, both included."""
    return day_start(first, zone), day_start(last + timedelta(days=1), zone)


def overlaps(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    """Tell whether two half-open intervals share a moment."""
    return start < other_end and other_start < end
