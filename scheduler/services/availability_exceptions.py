"""Dated exceptions from the weekly pattern: away from one day to another, or free for once."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import Wish
from scheduler.errors import Conflict, InvalidInput, NotFound
from scheduler.models import AvailabilityException, Person
from scheduler.services import audit
from scheduler.services.rows import get_row
from scheduler.services.shift_inputs import FARTHEST, clean_line
from scheduler.timeutils import days_interval, overlaps

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
        _record("availability.exception_added", row, actor, now)
    return row


def add_away(
    first: date, last: date, *, note: str = "", actor: Person, now: datetime
) -> AvailabilityException:
    """Note that the actor is away from ``first`` to ``last``, both whole days on the clocks of her unit.

    Whatever else was said about these days gives way: it is cut, or goes. Said twice it is noted once.
    Raises ``InvalidInput`` as ``add_exception`` does, and ``Conflict`` where too many exceptions exist.
    """
    with atomic():
        person = db.session.get_one(Person, actor.id, with_for_update=True)
        if last < first:
            raise InvalidInput("last", "availability.order")
        starts_at, ends_at = days_interval(first, last, person.home_unit.zone)
        for other in list_exceptions(person, now=now):
            same = (other.starts_at, other.ends_at, other.wish) == (starts_at, ends_at, Wish.UNAVAILABLE)
            if not same and overlaps(other.starts_at, other.ends_at, starts_at, ends_at):
                _cut(other, starts_at, ends_at, actor=actor, now=now)
        db.session.flush()
        return add_exception(
            starts_at=starts_at,
            ends_at=ends_at,
            wish=Wish.UNAVAILABLE,
            note=note,
            actor=actor,
            now=now,
        )


def _cut(row: AvailabilityException, start: datetime, end: datetime, *, actor: Person, now: datetime) -> None:
    """Keep of an exception what lies outside ``[start, end)``."""
    _record("availability.exception_removed", row, actor, now)
    pieces = [(row.starts_at, start), (end, row.ends_at)]
    for starts_at, ends_at in pieces:
        if starts_at < ends_at:
            piece = AvailabilityException(
                person_id=row.person_id, starts_at=starts_at, ends_at=ends_at, wish=row.wish, note=row.note
            )
            db.session.add(piece)
            _record("availability.exception_added", piece, actor, now)
    db.session.delete(row)


def _record(action: str, row: AvailabilityException, actor: Person, now: datetime) -> None:
    audit.record(
        action,
        row,
        actor=actor,
        now=now,
        unit_id=actor.home_unit_id,
        starts_at=row.starts_at.isoformat(),
        ends_at=row.ends_at.isoformat(),
        wish=row.wish.value,
    )


def remove_exception(exception_id: int, *, actor: Person, now: datetime) -> None:
    """Take back an exception of the actor; the weekly pattern holds again. Raises ``NotFound``."""
    with atomic():
        row = get_row(AvailabilityException, exception_id, lock=True)
        if row.person_id != actor.id:
            raise NotFound("not_found")
        _record("availability.exception_removed", row, actor, now)
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
