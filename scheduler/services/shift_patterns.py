"""What a weekly pattern means for given days, in the wall-clock time of its unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import ShiftStatus
from scheduler.errors import InvalidInput
from scheduler.models import Shift, ShiftTemplate
from scheduler.services.shift_inputs import FARTHEST
from scheduler.timeutils import days_interval, local_date, to_local, to_utc

MOST_DAYS = 366


class OccurrenceState(StrEnum):
    """Why a template would, or would not, make a shift on a day."""

    NEW = "new"
    MADE = "made"
    CANCELLED = "cancelled"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day of the pattern; ``day`` is local to the unit, the interval is half-open."""

    day: date
    starts_at: datetime
    ends_at: datetime
    state: OccurrenceState


def preview_template(template: ShiftTemplate, *, first: date, last: date, now: datetime) -> list[Occurrence]:
    """Return what the pattern means for the days ``first`` to ``last`` (both included), in order.

    A day counts as made if a shift of this template starts on it, even at another hour: it was
    moved. Raises ``InvalidInput`` for days in the wrong order, too many, or too far away.
    """
    _check_days(first, last, now=now, zone=template.unit.zone)
    present = _present(template, first, last)
    return [_occurrence(template, day, present.get(day), now) for day in _days(template, first, last)]


def _check_days(first: date, last: date, *, now: datetime, zone: str) -> None:
    if last < first:
        raise InvalidInput("last", "template.days_order")
    if (last - first).days >= MOST_DAYS:
        raise InvalidInput("last", "template.too_many_days", most=MOST_DAYS)
    if abs(last - local_date(now, zone)) > FARTHEST:
        raise InvalidInput("last", "template.too_far")


def _days(template: ShiftTemplate, first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() in template.weekdays:
            yield day


def _present(template: ShiftTemplate, first: date, last: date) -> dict[date, ShiftStatus]:
    start, end = days_interval(first, last, template.unit.zone)
    query = select(Shift.starts_at, Shift.status).where(
        Shift.template_id == template.id, Shift.starts_at >= start, Shift.starts_at < end
    )
    # A day may hold a cancelled shift and one that was moved there: the latter counts.
    query = query.order_by(Shift.status.desc())
    return {local_date(moment, template.unit.zone): status for moment, status in db.session.execute(query)}


def _occurrence(template: ShiftTemplate, day: date, present: ShiftStatus | None, now: datetime) -> Occurrence:
    starts_at, ends_at = interval_on(day, template.start_time, template.duration_minutes, template.unit.zone)
    if present is ShiftStatus.CANCELLED:
        state = OccurrenceState.CANCELLED
    elif present is not None:
        state = OccurrenceState.MADE
    else:
        state = OccurrenceState.PAST if starts_at < now else OccurrenceState.NEW
    return Occurrence(day, starts_at, ends_at, state)


def interval_on(day: date, start_time: time, duration_minutes: int, zone: str) -> tuple[datetime, datetime]:
    """Return ``[start, end)`` in UTC of a shift that begins on ``day`` at a local time.

    The clock on the wall decides: a shift from 22:00 to 06:00 ends at 06:00 also in the night in
    which clocks change, and so lasts an hour more or less. Only one whose start is skipped keeps
    its length instead.
    """
    start = datetime.combine(day, start_time)
    length = timedelta(minutes=duration_minutes)
    starts_at = to_utc(start, zone)
    if to_local(starts_at, zone).replace(tzinfo=None) != start:
        return starts_at, starts_at + length
    return starts_at, to_utc(start + length, zone)
