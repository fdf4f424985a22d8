"""Open shifts by days: a week or a month as a table, and as an agenda for narrow screens."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from flask_babel import LazyString, lazy_gettext, lazy_pgettext

from scheduler.services.open_shifts import Chance
from scheduler.timeutils import local_date
from scheduler.web.volunteer.offer_views import Card

_WEEKS = Calendar(firstweekday=0)
_DAY = timedelta(days=1)
#: A sign and a word for how a shift stands to the reader.
SIGNS: dict[str, tuple[str, LazyString]] = {
    "mine": ("●", lazy_pgettext("open shift", "Yours")),
    "waits": ("○", lazy_pgettext("open shift", "You wait")),
    Chance.FITS.value: ("✓", lazy_pgettext("open shift", "Fits you")),
    Chance.WITH_RESERVATION.value: ("～", lazy_pgettext("open shift", "Against what you said")),
    Chance.QUEUES.value: ("…", lazy_pgettext("open shift", "Full, waiting list")),
    Chance.IMPOSSIBLE.value: ("✕", lazy_gettext("Not possible for you now")),
}


class Span(StrEnum):
    """How many days a calendar shows."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a week or a month, ``first`` to ``last``, and a day of the spans beside it."""

    span: Span
    first: date
    last: date
    previous: date
    following: date


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the table."""

    date: date
    inside: bool
    today: bool
    past: bool
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of an agenda: one day with its cards, or days in a row without any."""

    first: date
    last: date
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class View:
    """A calendar, ready to be shown."""

    days: Days
    weeks: Sequence[Sequence[Cell]]
    agenda: Sequence[Stretch]
    total: int


def days_of(span: Span, day: date) -> Days:
    """Return the days of the week or the month around a day."""
    if span is Span.WEEK:
        first = day - timedelta(days=day.weekday())
        return Days(span, first, first + 6 * _DAY, first - 7 * _DAY, first + 7 * _DAY)
    first = day.replace(day=1)
    following = (first + 31 * _DAY).replace(day=1)
    return Days(span, first, following - _DAY, (first - _DAY).replace(day=1), following)


def calendar_of(days: Days, cards: Sequence[Card], *, today: date) -> View:
    """Return the calendar of some days with the cards of the shifts that take place on them."""
    by_day = _by_day(cards)
    inside = [days.first + number * _DAY for number in range((days.last - days.first).days + 1)]
    if days.span is Span.WEEK:
        weeks = [inside]
    else:
        weeks = _WEEKS.monthdatescalendar(days.first.year, days.first.month)
    table = [[_cell(day, days, by_day, today) for day in week] for week in weeks]
    coming = [day for day in inside if day >= today or by_day[day]]
    return View(days, table, list(_agenda(coming, by_day)), sum(len(by_day[day]) for day in inside))


def sign_of(card: Card) -> tuple[str, LazyString]:
    """Return a sign and a word for how a shift stands to the reader."""
    offer = card.offer
    return SIGNS["mine" if offer.place else "waits" if offer.wait else offer.chance.value]


def _cell(day: date, days: Days, by_day: dict[date, list[Card]], today: date) -> Cell:
    inside = days.first <= day <= days.last
    return Cell(day, inside, day == today, day < today, by_day[day] if inside else ())


def _by_day(cards: Sequence[Card]) -> dict[date, list[Card]]:
    """Return cards under each local day on which their shifts take place, by start."""
    found: dict[date, list[Card]] = defaultdict(list)
    for card in sorted(cards, key=lambda card: (card.offer.shift.starts_at, card.offer.shift.id)):
        shift = card.offer.shift
        day = local_date(shift.starts_at, shift.unit.zone)
        last = local_date(shift.ends_at - timedelta(seconds=1), shift.unit.zone)
        while day <= last:
            found[day].append(card)
            day += _DAY
    return found


def _agenda(days: Sequence[date], by_day: dict[date, list[Card]]) -> Iterator[Stretch]:
    empty: list[date] = []
    for day in days:
        if not by_day[day]:
            empty.append(day)
            continue
        if empty:
            yield Stretch(empty[0], empty[-1], ())
            empty = []
        yield Stretch(day, day, by_day[day])
    if empty:
        yield Stretch(empty[0], empty[-1], ())
