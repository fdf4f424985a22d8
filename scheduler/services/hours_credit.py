"""What the ledger knows of recent service, for those who plan: minutes by person, and shifts covered."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from scheduler.database import db
from scheduler.models import AttendanceClosing, HoursEntry, Shift

#: Up to so many people the database is asked for them alone.
_FEW = 1_000


def credited_minutes(people: Collection[int], start: datetime, end: datetime) -> dict[int, int]:
    """Return the minutes that the ledger holds for service begun within ``[start, end)``, by person id.

    Corrections count; people without any are absent.
    """
    query = (
        select(HoursEntry.person_id, func.sum(HoursEntry.minutes))
        .where(HoursEntry.began >= start, HoursEntry.began < end)
        .group_by(HoursEntry.person_id)
    )
    if len(people) <= _FEW:
        query = query.where(HoursEntry.person_id.in_(people))
    return {person: int(minutes) for person, minutes in db.session.execute(query) if person in people}


def closed_shifts(start: datetime, end: datetime) -> set[int]:
    """Return the ids of shifts begun within ``[start, end)`` whose attendance is closed.

    The ledger tells who served on them, and for how long.
    """
    query = (
        select(AttendanceClosing.shift_id)
        .join(AttendanceClosing.shift)
        .where(Shift.starts_at >= start, Shift.starts_at < end)
    )
    return set(db.session.scalars(query))
