"""Places on shifts, taken and given back by the volunteers themselves; where all are taken, people wait.

Capacity is exact because every transaction that gives a place locks the shift first; first come,
first served, in the order of the commits.
"""

from datetime import datetime, timedelta

from scheduler.database import atomic
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus, NotificationKind, ShiftStatus
from scheduler.errors import Conflict, SchedulerError
from scheduler.models import Enrolment, Person, Shift
from scheduler.services import audit
from scheduler.services.enrolment_facts import (
    Crew,
    Standing,
    crew_now,
    crews_of,
    places_of,
    standing_of,
    standing_with,
)
from scheduler.services.enrolment_notices import tell
from scheduler.services.enrolment_rules import (
    Case,
    accept_refusal,
    binding_refusal,
    first_refusal,
    passed_limits,
    whom_to_ask,
)
from scheduler.services.enrolment_seats import (
    LISTED,
    confirm,
    enqueue,
    free_seats,
    lock_person,
    lock_shift,
    new_place,
    place_of,
    release,
)
from scheduler.services.enrolment_waiting import due_shifts, settle
from scheduler.services.permissions import Right, require
from scheduler.services.rows import flush_or, get_row
from scheduler.services.shift_inputs import MOST_PLACES, REASON_LENGTH, clean_line


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


def sign_up(shift_id: int, *, actor: Person, now: datetime, confirmed: bool = False) -> Enrolment:
    """Give the actor a place on a shift or, where every place is taken, on its waiting list.

    A limit that she set herself stops her unless she has ``confirmed`` that she comes all the same.
    Raises ``NotFound``, or ``Conflict`` with the reason why not; among sixty who press the button at
    the same moment for five places, the first five to get the lock have them, and the others wait in the
    order in which they got it.
    """
    person_id = actor.id
    with atomic():
        # First the person, whose own limits span shifts: two tabs must not both pass them. Her places are
        # read before others have to wait for the shift.
        person = lock_person(person_id)
        places = places_of([person], now=now)
        shift = lock_shift(shift_id)
        tally = settle(shift, now=now, person_id=person_id)
        standing = standing_with(places, person, [shift.unit])
        _refuse(Case(shift, standing, crew_now(shift, tally), now), confirmed=confirmed)
        seat = free_seats(shift)[0] if tally.held < shift.capacity else None
        earlier = place_of(shift, person_id) if tally.known else None
        if earlier is not None and earlier.status is not EnrolmentStatus.CANCELLED:
            raise Conflict("enrolment.already")  # a roster was published this very moment
        place = earlier or new_place(shift, person, now=now)
        if seat is None:
            enqueue(place, turn=tally.last_turn + 1, now=now)
        else:
            confirm(place, seat=seat, turn=tally.last_turn + 1, origin=EnrolmentOrigin.SELF, now=now)
        flush_or(Conflict("enrolment.full", capacity=shift.capacity))
        _note("enrolment.signed_up" if seat else "enrolment.joined_list", place, shift, actor, now)
    return place


def _refuse(case: Case, *, confirmed: bool) -> None:
    """Raise the reason why somebody may not sign up, or the own limit that she has not confirmed to pass."""
    refused = first_refusal(case)
    limits = [] if refused or confirmed else passed_limits(case)
    if refused or limits:
        raise refused or limits[0]


def cancel(shift_id: int, *, actor: Person, now: datetime) -> Enrolment:
    """Give the actor's own place on a shift back, until the cut-off of its unit, for the next in turn.

    A place given by a published roster belongs to the leader's plan: only the leader ends it.
    Raises ``NotFound``, or ``Conflict`` with the reason why not.
    """
    with atomic():
        shift = lock_shift(shift_id)
        place = place_of(shift, actor.id)
        if place is None or place.status is not EnrolmentStatus.CONFIRMED:
            raise Conflict("enrolment.not_on_shift")
        refused = cancel_refusal(place, now=now)
        if refused is not None:
            raise refused
        release(place, now=now)
        _note("enrolment.cancelled", place, shift, actor, now)
        settle(shift, now=now)
    return place


def accept_offer(shift_id: int, *, actor: Person, now: datetime) -> Enrolment:
    """Take the place that is offered to the actor, in time.

    What binds her is looked at again. Raises ``NotFound``, or ``Conflict`` with the reason why not.
    """
    with atomic():
        person = lock_person(actor.id)
        shift = lock_shift(shift_id)
        tally = settle(shift, now=now)
        place = place_of(shift, person.id)
        if place is not None and place.status is EnrolmentStatus.CONFIRMED:
            raise Conflict("enrolment.already")
        if place is None or place.seat is None:
            raise Conflict("enrolment.no_offer")
        refused = accept_refusal(_case_of(shift, person, now))
        if refused is not None:
            raise refused
        turn = tally.last_turn + 1
        confirm(place, seat=place.seat, turn=turn, origin=EnrolmentOrigin.SELF, now=now)
        _note("enrolment.accepted", place, shift, actor, now)
    return place


def leave_list(shift_id: int, *, actor: Person, now: datetime) -> bool:
    """Take the actor off a waiting list; return whether she thereby declined a place offered to her.

    That place is offered to the next. Raises ``NotFound`` or ``Conflict``.
    """
    with atomic():
        shift = lock_shift(shift_id)
        place = place_of(shift, actor.id)
        if place is None or place.status not in LISTED:
            raise Conflict("enrolment.not_listed")
        declined = place.status is EnrolmentStatus.OFFERED
        release(place, now=now)
        _note("enrolment.declined" if declined else "enrolment.left_list", place, shift, actor, now)
        settle(shift, now=now)
    return declined


def give_place(shift_id: int, person_id: int, *, reason: str, actor: Person, now: datetime) -> Enrolment:
    """Give a place to somebody on the waiting list out of turn; ``actor`` must plan shifts there.

    Where every place is taken or offered, one more is made: nobody else loses anything. The person is
    told; the reason stands in the audit trail. Raises ``Conflict``, ``InvalidInput`` and as usual.
    """
    with atomic():
        person = lock_person(get_row(Person, person_id).id)
        shift = lock_shift(shift_id)
        require(actor, Right.PLAN_SHIFTS, shift.unit)
        reason = clean_line("reason", reason, most=REASON_LENGTH, required=True)
        tally = settle(shift, now=now)
        place = place_of(shift, person.id)
        if place is None or place.status not in LISTED:
            raise Conflict("enrolment.no_longer_listed", name=person.name)
        refused = binding_refusal(_case_of(shift, person, now))
        if refused is not None:
            raise Conflict("enrolment.cannot_come", name=person.name, why=refused)
        if place.seat is None and tally.held >= shift.capacity:
            _add_place(shift, now)
        seat = place.seat or free_seats(shift)[0]
        confirm(place, seat=seat, turn=tally.last_turn + 1, origin=EnrolmentOrigin.SELF, now=now)
        _note("enrolment.given_place", place, shift, actor, now, reason=reason, name=person.name)
        tell(person.id, NotificationKind.PLACE_GIVEN, shift, now=now)
    return place


def move_lists_on(*, now: datetime) -> int:
    """End the offers whose time is up and offer what is free, shift by shift; return how many shifts."""
    due = due_shifts(now=now)
    for shift_id in due:
        with atomic():
            settle(lock_shift(shift_id), now=now)
    return len(due)


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


def _case_of(shift: Shift, person: Person, now: datetime) -> Case:
    return Case(shift, standing_of(person, [shift.unit], now=now), Crew(), now)


def _add_place(shift: Shift, now: datetime) -> None:
    if shift.capacity >= MOST_PLACES:
        raise Conflict("shift.capacity_range", most=MOST_PLACES)
    shift.capacity += 1
    shift.updated = now


def _note(action: str, place: Enrolment, shift: Shift, actor: Person, now: datetime, **details: str) -> None:
    audit.record(
        action,
        place,
        actor=actor,
        now=now,
        unit_id=shift.unit_id,
        shift_id=shift.id,
        title=shift.title,
        **details,
    )
