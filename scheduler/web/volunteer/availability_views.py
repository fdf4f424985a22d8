"""The words of the availability page: days, parts of a day, wishes, and exceptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from babel.dates import get_day_names
from flask_babel import LazyString, lazy_gettext, lazy_pgettext

from scheduler.enums import Wish
from scheduler.models import AvailabilityException
from scheduler.services.availability_week import BLOCKS
from scheduler.timeutils import to_local
from scheduler.web.formatting import local_datetime, short_date
from scheduler.web.locale import current_language

BLOCK_NAMES: tuple[LazyString, ...] = (
    lazy_gettext("Morning"),
    lazy_gettext("Afternoon"),
    lazy_gettext("Evening"),
    lazy_gettext("Night"),
)
#: What fits into a cell of the week on a phone: a sign and a very short word.
SHORT: dict[Wish, tuple[str, LazyString]] = {
    Wish.AVAILABLE: ("✓", lazy_pgettext("week", "Yes")),
    Wish.PREFERRED: ("★", lazy_pgettext("week", "Gladly")),
    Wish.UNWANTED: ("～", lazy_pgettext("week", "Hardly")),
    Wish.UNAVAILABLE: ("✕", lazy_pgettext("week", "No")),
}


def weekday_names() -> list[tuple[str, str]]:
    """Return each weekday's short and full name in the reader's language, Monday first."""
    locale = current_language().value
    short, full = (get_day_names(width, locale=locale) for width in ("abbreviated", "wide"))
    return [(short[number], full[number]) for number in range(7)]


def block_times() -> list[str]:
    """Return the hours of each block: 06–12."""
    return [f"{start // 60:02d}–{end // 60 % 24:02d}" for start, end in BLOCKS]


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """An exception with its time in words."""

    row: AvailabilityException
    span: str


def exception_lines(rows: Sequence[AvailabilityException], *, zone: str) -> list[ExceptionLine]:
    """Return exceptions with their times: whole days as dates, the rest with the time of day."""
    return [ExceptionLine(row, _span(row, zone)) for row in rows]


def _span(row: AvailabilityException, zone: str) -> str:
    start, end = to_local(row.starts_at, zone), to_local(row.ends_at, zone)
    if {start.time(), end.time()} != {time()}:
        return f"{local_datetime(row.starts_at, zone)} – {local_datetime(row.ends_at, zone)}"
    last = end.date() - timedelta(days=1)
    first = short_date(start.date())
    return first if last == start.date() else f"{first} – {short_date(last)}"
