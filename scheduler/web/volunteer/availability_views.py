"""The words of the availability page: days, parts of a day, wishes, exceptions, and what they lead to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from babel.dates import get_day_names
from flask_babel import LazyString, gettext, lazy_gettext, lazy_pgettext, ngettext

from scheduler.enums import Wish
from scheduler.models import AvailabilityException, Person, ShiftTemplate
from scheduler.services.availability_effects import Effects
from scheduler.services.availability_week import BLOCKS
from scheduler.timeutils import to_local
from scheduler.web.formatting import local_datetime, short_date
from scheduler.web.labels import name_of
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


def template_words(template: ShiftTemplate) -> str:
    """Return a regular shift in a line: title, days of the week, time, unit."""
    names = weekday_names()
    days = str(gettext(", ")).join(names[day][0] for day in sorted(template.weekdays))
    return f"{template.title} · {days} {template.start_time:%H:%M} · {name_of(template.unit)}"


def effect_lines(person: Person, effects: Effects, *, away: int, dislikes: bool) -> list[str]:
    """Return in sentences what a roster does with what a person said.

    ``away``: how many exceptions are noted; ``dislikes``: whether she would rather not do something.
    """
    lines = [
        gettext("It never plans you at times marked ✕."),
        gettext("At times marked ～ it takes others first; times marked ★ it gives you gladly."),
        ngettext(
            "It gives you at most %(num)d shift a week.",
            "It gives you at most %(num)d shifts a week.",
            person.max_shifts_per_week,
        ),
    ]
    if person.max_shifts_per_month:
        lines.append(
            ngettext(
                "It gives you at most %(num)d shift a month. What you sign up for yourself counts.",
                "It gives you at most %(num)d shifts a month. What you sign up for yourself counts.",
                person.max_shifts_per_month,
            )
        )
    if away:
        lines.append(
            ngettext(
                "For %(num)d exception your usual week does not hold.",
                "For %(num)d exceptions your usual week does not hold.",
                away,
            )
        )
    if dislikes:
        lines.append(
            gettext(
                "For what you would rather not do it takes others first, but it leaves no post empty for it."
            )
        )
    return [str(line) for line in [*lines, _in_numbers(effects)] if line]


def _in_numbers(effects: Effects) -> str:
    if not effects.shifts:
        return str(gettext("No shifts are planned in your unit for the next four weeks yet."))
    words = gettext(
        "Of the %(shifts)s shifts in your unit in the next four weeks you can be planned on %(possible)s: "
        "%(gladly)s of them gladly, %(hardly)s only if need be.",
        shifts=effects.shifts,
        possible=effects.possible,
        gladly=effects.gladly,
        hardly=effects.hardly,
    )
    return str(words)
