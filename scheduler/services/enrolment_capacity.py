"""The number of places of a shift raised or lowered, or taken up by a roster: who makes room, and is told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.database import db
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus, NotificationKind
from scheduler.errors import InvalidInput
from scheduler.models import Enrolment, Shift
from scheduler.services.enrolment_notices import tell
from scheduler.services.enrolment_seats import enqueue, free_seats, tally_of
from scheduler.services.enrolment_waiting import positions


def make_room(shift: Shift, *, agreed: int, now: datetime) -> list[Enrolment]:
    """Make those who hold seats fit into the shift's capacity, and return who lost a confirmed place.

    First pending offers are taken back, the last in turn first; then the latest own sign-ups end, at most
    as many as the leader ``agreed`` to. Both go to the head of the waiting list, in the order in which
    they came, and are told. Places of a roster stay. Raises ``InvalidInput`` for ``capacity``.
    """
    held = _held(shift)
    surplus = len(held) - shift.capacity
    if surplus > 0:
        offered = [place for place in held if place.status is EnrolmentStatus.OFFERED]
        losing = _losing(shift, held, surplus - len(offered), agreed=agreed, now=now)
        take_back_offers(shift, min(surplus, len(offered)), now=now)
        _put_first(shift, losing, now)
    else:
        losing = []
    _renumber(shift)
    return losing


def take_back_offers(shift: Shift, number: int, *, now: datetime) -> None:
    """Take the last ``number`` offers back; those people wait again, first in turn, and are told."""
    query = select(Enrolment).where(
        Enrolment.shift_id == shift.id, Enrolment.status == EnrolmentStatus.OFFERED
    )
    places = db.session.scalars(query.order_by(Enrolment.turn.desc()).limit(number)).all()
    for place in places:
        enqueue(place, turn=place.turn or 0, now=now)
    _tell_positions(places, NotificationKind.OFFER_WITHDRAWN, shift, now)


def _held(shift: Shift) -> list[Enrolment]:
    """Return the rows that hold a seat, in the order in which they got it; a roster's first."""
    query = (
        select(Enrolment)
        .options(joinedload(Enrolment.person))
        .where(Enrolment.shift_id == shift.id, Enrolment.seat.is_not(None))
    )
    return sorted(db.session.scalars(query), key=lambda place: (place.turn or 0, place.id))


def _losing(
    shift: Shift, held: Sequence[Enrolment], number: int, *, agreed: int, now: datetime
) -> list[Enrolment]:
    """Return the ``number`` latest own sign-ups, which the leader must have agreed to end."""
    if number <= 0:
        return []
    confirmed = [place for place in held if place.status is EnrolmentStatus.CONFIRMED]
    own = [place for place in confirmed if place.origin is EnrolmentOrigin.SELF]
    if shift.starts_at <= now:
        raise InvalidInput("capacity", "shift.capacity_below_enrolled", enrolled=len(confirmed))
    if number > len(own):
        raise InvalidInput("capacity", "shift.capacity_below_roster", enrolled=len(confirmed) - len(own))
    losing = own[-number:]
    if number > agreed:
        names = tuple(place.person.name for place in losing)
        raise InvalidInput("capacity", "shift.places_lost", lost=number, names=names)
    return losing


def _put_first(shift: Shift, places: Sequence[Enrolment], now: datetime) -> None:
    first = tally_of(shift).first_turn - len(places)
    for turn, place in enumerate(places, start=first):
        enqueue(place, turn=turn, now=now)
    _tell_positions(places, NotificationKind.PLACE_LOST, shift, now)


def _tell_positions(places: Sequence[Enrolment], kind: NotificationKind, shift: Shift, now: datetime) -> None:
    db.session.flush()
    where = positions(places)
    for place in places:
        tell(place.person_id, kind, shift, now=now, position=where[place.id])


def _renumber(shift: Shift) -> None:
    """Give those on seats above the capacity a free seat below it."""
    db.session.flush()
    free = iter(free_seats(shift))
    for place in _held(shift):
        if (place.seat or 0) > shift.capacity:
            place.seat = next(free)
    db.session.flush()
