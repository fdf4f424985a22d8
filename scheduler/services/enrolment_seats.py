"""Places on shifts as rows: confirmed, offered, waited for and given up, under the lock of their shift.

Whoever locks a person and a shift locks the person first.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import contains_eager

from scheduler.database import db
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus
from scheduler.errors import NotFound
from scheduler.models import Enrolment, Person, Shift, ShiftDemand
from scheduler.services.rows import LARGEST_ID

#: On the waiting list: those who wait, and those whose turn it is.
LISTED = (EnrolmentStatus.OFFERED, EnrolmentStatus.WAITING)


# Made once: to put such a query together takes longer than to answer it.
_SHIFT = (
    select(Shift)
    .join(Shift.unit)
    .options(contains_eager(Shift.unit))
    .where(Shift.id == bindparam("shift"))
    .with_for_update(of=Shift)
    .execution_options(populate_existing=True)
)
_PERSON = (
    select(Person)
    .where(Person.id == bindparam("person"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_PLACE = select(Enrolment).where(
    Enrolment.shift_id == bindparam("shift"), Enrolment.person_id == bindparam("person")
)
_TALLY = select(
    func.count(Enrolment.seat),
    func.count(case((Enrolment.status == EnrolmentStatus.WAITING, 1))),
    func.min(Enrolment.offer_until),
    func.min(Enrolment.turn),
    func.max(Enrolment.turn),
    func.count(case((Enrolment.person_id == bindparam("person"), 1))),
    select(func.count(ShiftDemand.skill_id))
    .where(ShiftDemand.shift_id == bindparam("shift"))
    .scalar_subquery(),
).where(Enrolment.shift_id == bindparam("shift"))


@dataclass(frozen=True, slots=True)
class Tally:
    """How full a shift is: seats held (offered ones too), people waiting, and the numbers of their turns.

    ``known``: the person asked about has a row on this shift, whatever its status. ``asks``: the shift asks
    for skills.
    """

    held: int
    waiting: int
    offer_ends: datetime | None
    first_turn: int
    last_turn: int
    known: bool
    asks: bool


def lock_shift(shift_id: int) -> Shift:
    """Return a shift with its unit, locked until the transaction ends, else raise ``NotFound``.

    Demands are read later on: what is read together with the lock may be older than the lock.
    """
    if not 0 < shift_id <= LARGEST_ID:
        raise NotFound("not_found")
    shift = db.session.scalar(_SHIFT, {"shift": shift_id})
    if shift is None:
        raise NotFound("not_found")
    return shift


def lock_person(person_id: int) -> Person:
    """Return a person, locked against taking other places at the same time."""
    return db.session.scalars(_PERSON, {"person": person_id}).one()


def tally_of(shift: Shift, person_id: int = 0) -> Tally:
    """Return how full a shift is now, and whether a person is known there; exact under its lock."""
    row = db.session.execute(_TALLY, {"shift": shift.id, "person": person_id}).one()
    held, waiting, offer_ends, first_turn, last_turn, known, skills = row
    return Tally(held, waiting, offer_ends, first_turn or 1, last_turn or 0, known > 0, skills > 0)


def place_of(shift: Shift, person_id: int) -> Enrolment | None:
    """Return a person's row on a shift, whatever its status."""
    return db.session.scalar(_PLACE, {"shift": shift.id, "person": person_id})


def new_place(shift: Shift, person: Person, *, now: datetime) -> Enrolment:
    """Return a row for somebody who has none on this shift yet; its status must be set next."""
    place = Enrolment(
        shift_id=shift.id,
        person_id=person.id,
        origin=EnrolmentOrigin.SELF,
        sequence=-1,
        created=now,
        updated=now,
    )
    db.session.add(place)
    return place


def free_seats(shift: Shift) -> list[int]:
    """Return the numbers of the seats that nobody holds, the lowest first."""
    query = select(Enrolment.seat).where(Enrolment.shift_id == shift.id, Enrolment.seat.is_not(None))
    taken = set(db.session.scalars(query))
    return [number for number in range(1, shift.capacity + 1) if number not in taken]


def confirm(place: Enrolment, *, seat: int, turn: int | None, origin: EnrolmentOrigin, now: datetime) -> None:
    """Give the place for good."""
    place.sequence += 1
    _set(place, EnrolmentStatus.CONFIRMED, seat=seat, turn=turn, now=now)
    place.origin = origin


def offer(place: Enrolment, *, seat: int, until: datetime, now: datetime) -> None:
    """Hold a seat for somebody who waits, in her own turn."""
    _set(place, EnrolmentStatus.OFFERED, seat=seat, turn=place.turn, now=now, offer_until=until)


def enqueue(place: Enrolment, *, turn: int, now: datetime) -> None:
    """Put the person on the waiting list; whoever had a place has it no more."""
    _end(place)
    _set(place, EnrolmentStatus.WAITING, seat=None, turn=turn, now=now)
    place.origin = EnrolmentOrigin.SELF


def release(place: Enrolment, *, now: datetime) -> None:
    """End a place, an offer or a wait."""
    _end(place)
    _set(place, EnrolmentStatus.CANCELLED, seat=None, turn=None, now=now)


def _end(place: Enrolment) -> None:
    if place.status is EnrolmentStatus.CONFIRMED:
        place.sequence += 1  # calendars showed it


def _set(place: Enrolment, status: EnrolmentStatus, *, now: datetime, **values: Any) -> None:
    place.status = status
    place.offer_until = place.passed = None
    for name, value in values.items():
        setattr(place, name, value)
    place.updated = now
