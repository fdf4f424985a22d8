"""Dated exceptions from the weekly pattern: away from one day to another, or free for once."""

from datetime import datetime, timedelta

from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import Wish
from scheduler.errors import Conflict, InvalidInput, NotFound
from scheduler.models import AvailabilityException, Person
from scheduler.services import audit
from scheduler.services.rows import get_row
from scheduler.services.shift_inputs import FARTHEST, clean_line

NOTE_LENGTH = 200
LONGEST = timedelta(days=366)
MOST_EXCEPTIONS = 50


def list_exceptions(person: Person, *, now: datetime) -> list[AvailabilityException]:
    """Return the exceptions of a person that are not over, by start; 50 at most."""
    query = select(AvailabilityException).where(
        AvailabilityException.person_id == person.id, AvailabilityException.ends_at > now
    )
    return list(db.session.scalars(query.order_by(AvailabilityException.starts_at)))


def add_exception(
    *, starts_at: datetime, ends_at: datetime, wish: Wish, note: str = "", actor: Person, now: datetime
) -> AvailabilityException:
    """Note what the actor says about ``[starts_at, ends_at)``; said twice it is noted once.

    Raises ``InvalidInput`` where the order is wrong, the time over, too long or too far away, the
    note too long, or too many exceptions exist; ``Conflict`` where another one shares the time.
    """
    _check_times(starts_at, ends_at, now)
    note = clean_line("note", note, most=NOTE_LENGTH)
    with atomic():
        # Exceptions of one person must not overlap: the row of the person is their common lock.
        person = db.session.get_one(Person, actor.id, with_for_update=True)
        coming = list_exceptions(person, now=now)
        for other in coming:
            if (other.starts_at, other.ends_at, other.wish, other.note) == (starts_at, ends_at, wish, note):
                return other
        _check_room(coming, starts_at, ends_at, person.home_unit.zone)
        row = AvailabilityException(
            person_id=person.id, starts_at=starts_at, ends_at=ends_at, wish=wish, note=note
        )
        db.session.add(row)
        audit.record(
            "availability.exception_added",
            row,
            actor=actor,
            now=now,
            unit_id=person.home_unit_id,
            starts_at=starts_at.isoformat(),
            ends_at=ends_at.isoformat(),
            wish=wish.value,
        )
    return row


def remove_exception(exception_id: int, *, actor: Person, now: datetime) -> None:
    """Take back an exception of the actor; the weekly pattern holds again. Raises ``NotFound``."""
    with atomic():
        row = get_row(AvailabilityException, exception_id, lock=True)
        if row.person_id != actor.id:
            raise NotFound("not_found")
        audit.record(
            "availability.exception_removed",
            row,
            actor=actor,
            now=now,
            unit_id=actor.home_unit_id,
            starts_at=row.starts_at.isoformat(),
            ends_at=row.ends_at.isoformat(),
            wish=row.wish.value,
        )
        db.session.delete(row)


def _check_times(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if ends_at <= starts_at:
        raise InvalidInput("ends_at", "availability.order")
    if ends_at <= now:
        raise InvalidInput("ends_at", "availability.past")
    if starts_at - now > FARTHEST:
        raise InvalidInput("starts_at", "availability.too_far")
    if ends_at - starts_at > LONGEST:
        raise InvalidInput("ends_at", "availability.too_long")


def _check_room(
    coming: list[AvailabilityException], starts_at: datetime, ends_at: datetime, zone: str
) -> None:
    if len(coming) >= MOST_EXCEPTIONS:
        raise Conflict("availability.too_many", most=MOST_EXCEPTIONS)
    for other in coming:
        if other.starts_at < ends_at and starts_at < other.ends_at:
            raise Conflict(
                "availability.overlap", starts_at=other.starts_at, ends_at=other.ends_at, zone=zone
            )
