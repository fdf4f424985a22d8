"""Days, months and the times of events, in the words of the pages for everybody."""

from datetime import date

from babel.dates import format_date
from flask_babel import gettext

from scheduler.enums import Language
from scheduler.models import Shift
from scheduler.timeutils import local_date
from scheduler.web.formatting import local_day, local_span, local_time
from scheduler.web.locale import current_language
from scheduler.web.public.blueprint import blueprint


@blueprint.app_template_filter()
def event_time(event: Shift, today: date) -> str:
    """Return start and end of an event in the zone of its unit, with the year where it is another one."""
    zone = event.unit.zone
    span = local_span(event.starts_at, event.ends_at, zone)
    return _with_year(span, local_date(event.starts_at, zone), today)


@blueprint.app_template_filter()
def event_hours(event: Shift, day: date) -> str:
    """Return the hours of an event that stands under the heading of ``day``, or all where it is longer."""
    zone = event.unit.zone
    if local_date(event.starts_at, zone) == day == local_date(event.ends_at, zone):
        return f"{local_time(event.starts_at, zone)}–{local_time(event.ends_at, zone)}"
    return local_span(event.starts_at, event.ends_at, zone)


@blueprint.app_template_filter()
def event_day(event: Shift, today: date) -> str:
    """Return the day on which an event begins, with the year where it is another one."""
    day = local_date(event.starts_at, event.unit.zone)
    return _with_year(local_day(day), day, today)


def _with_year(text: str, day: date, today: date) -> str:
    if day.year == today.year:
        return text
    return str(gettext("%(day)s, %(year)s", day=text, year=str(day.year)))


@blueprint.app_template_filter()
def month_name(first: date) -> str:
    """Return a month with its year: 2026年11月, November 2026."""
    pattern = "y年M月" if current_language() is Language.CHINESE else "MMMM y"
    return format_date(first, pattern, locale=current_language().value)


@blueprint.app_template_filter()
def month_code(first: date) -> str:
    """Return a month as addresses name it: 2026-11."""
    return f"{first:%Y-%m}"


@blueprint.app_template_filter()
def weekday_name(day: date, *, short: bool = False) -> str:
    """Return the name of a day of the week: 星期一, Monday; short: 一, Mon."""
    shortest = "EEEEE" if current_language() is Language.CHINESE else "EEE"
    return format_date(day, shortest if short else "EEEE", locale=current_language().value)
