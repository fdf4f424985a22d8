"""Places on shifts, taken and given back by the volunteers themselves.

Capacity is exact because every transaction that gives a place locks the shift first; first come,
first served, in the order of the commits.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus, ShiftStatus
from scheduler.errors import Conflict, SchedulerError
from scheduler.models import Enrolment, Person, Shift
from scheduler.services import audit
from scheduler.services.enrolment_facts import Crew, Standing, crews_of, standing_of
from scheduler.services.enrolment_rules import Case, first_refusal, whom_to_ask
from scheduler.services.rows import flush_or, get_row


def refusal(
    shift: Shift,
    person: Person,
    *,
    now: datetime,
    standing: Standing | None = None,
    crew: Crew | None = None,
) -> SchedulerError | None:
    """Return why ``person`` may not sign up for ``shift`` now, or nothing.

    Lists that ask about many shifts bring ``standing`` and ``crew`` along, so that no shift costs a query.
    """
    standing = standing or standing_of(person, [shift.unit], now=now)
    crew = crew or crews_of([shift])[shift.id]
    return first_refusal(Case(shift, standing, crew, now))


def sign_up(shift_id: int, *, actor: Person, now: datetime) -> Enrolment:
    """Give the actor a place on a shift.

    Raises ``NotFound``, or ``Conflict`` with the reason why not; among sixty who press the button at
    the same moment for five places, the first five to get the lock have them.
    """
    with atomic():
        shift = get_row(Shift, shift_id, lock=True)
        # Then the person, whose own limits span shifts: two tabs must not both pass them.
        person = db.session.get_one(Person, actor.id, with_for_update={"key_share": True})
        refused = refusal(shift, person, now=now)
        if refused is not None:
            raise refused
        place = _take_seat(shift, person, now)
        flush_or(Conflict("enrolment.full", capacity=shift.capacity))
        audit.record(
            "enrolment.signed_up",
            place,
            actor=actor,
            now=now,
            unit_id=shift.unit_id,
            shift_id=shift.id,
            title=shift.title,
        )
    return place


def cancel(shift_id: int, *, actor: Person, now: datetime) -> Enrolment:
    """Give the actor's own place on a shift back, until the cut-off of its unit.

    A place given by a published roster belongs to the leader's plan: only the leader ends it.
    Raises ``NotFound``, or ``Conflict`` with the reason why not.
    """
    with atomic():
        shift = get_row(Shift, shift_id, lock=True)
        place = _place(shift, actor)
        if place is None or place.status is EnrolmentStatus.CANCELLED:
            raise Conflict("enrolment.not_on_shift")
        refused = cancel_refusal(place, now=now)
        if refused is not None:
            raise refused
        place.status = EnrolmentStatus.CANCELLED
        place.seat = None
        place.sequence += 1
        place.updated = now
        audit.record(
            "enrolment.cancelled",
            place,
            actor=actor,
            now=now,
            unit_id=shift.unit_id,
            shift_id=shift.id,
            title=shift.title,
        )
    return place


def cancel_refusal(place: Enrolment, *, now: datetime) -> SchedulerError | None:
    """Return why the holder of a confirmed place may not give it back now, or nothing."""
    shift = place.shift
    if shift.status is ShiftStatus.CANCELLED:
        return Conflict("enrolment.shift_cancelled")
    if shift.starts_at <= now:
        return Conflict("enrolment.cancel_begun")
    whom = whom_to_ask(shift.unit)
    if place.origin is EnrolmentOrigin.ROSTER:
        return Conflict("enrolment.by_roster", whom=whom)
    if now > cancel_until(shift):
        return Conflict("enrolment.cutoff", hours=shift.unit.cancel_cutoff_hours, whom=whom)
    return None


def cancel_until(shift: Shift) -> datetime:
    """Return the last moment at which an own sign-up can be given back."""
    return shift.starts_at - timedelta(hours=shift.unit.cancel_cutoff_hours)


def _place(shift: Shift, person: Person) -> Enrolment | None:
    query = select(Enrolment).where(Enrolment.shift_id == shift.id, Enrolment.person_id == person.id)
    return db.session.scalar(query)


def _take_seat(shift: Shift, person: Person, now: datetime) -> Enrolment:
    """Put the person on the lowest free seat; whoever was there before gets the same row again."""
    query = select(Enrolment.seat).where(Enrolment.shift_id == shift.id, Enrolment.seat.is_not(None))
    taken = set(db.session.scalars(query))
    place = _place(shift, person) or Enrolment(
        shift_id=shift.id, person_id=person.id, sequence=-1, created=now
    )
    place.seat = next(number for number in range(1, shift.capacity + 1) if number not in taken)
    place.status = EnrolmentStatus.CONFIRMED
    place.origin = EnrolmentOrigin.SELF
    place.sequence += 1
    place.updated = now
    db.session.add(place)
    return place
