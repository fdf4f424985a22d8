"""Shifts made, changed and called off by those who plan for a unit."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import atomic, db
from scheduler.enums import PUBLIC_KINDS, ActivityKind, EnrolmentStatus, NotificationKind, ShiftStatus
from scheduler.errors import Conflict, InvalidInput, NotFound, StaleVersion
from scheduler.models import Enrolment, Person, Shift, ShiftDemand, Unit
from scheduler.services import audit
from scheduler.services.enrolment_capacity import make_room
from scheduler.services.enrolment_notices import tell
from scheduler.services.enrolment_seats import release
from scheduler.services.enrolment_waiting import settle, waiting_list
from scheduler.services.guest_capacity import (
    call_guests_off,
    check_guest_places,
    make_guest_room,
    tell_guests_moved,
)
from scheduler.services.permissions import Right, require
from scheduler.services.shift_inputs import (
    NOTES_LENGTH,
    PLACE_LENGTH,
    REASON_LENGTH,
    TITLE_LENGTH,
    DemandInput,
    check_end,
    check_interval,
    check_places,
    check_start,
    clean_line,
    clean_text,
)

__all__ = ["DemandInput", "cancel_shift", "create_shift", "enrolled_on", "update_shift"]


def create_shift(
    *,
    unit: Unit,
    kind: ActivityKind,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    place: str = "",
    notes: str = "",
    demands: Sequence[DemandInput] = (),
    open_for_sign_up: bool = True,
    guest_places: int = 0,
    actor: Person,
    now: datetime,
) -> Shift:
    """Make a shift of ``unit``; ``actor`` must plan shifts there.

    Raises ``InvalidInput`` for what does not make sense, ``Conflict`` where it exists already.
    """
    with atomic():
        # The lock makes a form that is sent twice wait for its twin, which it then finds.
        locked = db.session.get_one(Unit, unit.id, with_for_update=True)
        require(actor, Right.PLAN_SHIFTS, locked)
        check_start(starts_at, now=now)
        shift = Shift(unit_id=locked.id, status=ShiftStatus.ACTIVE, sequence=0, created=now)
        _describe(shift, kind=kind, title=title, place=place, notes=notes)
        _schedule(shift, starts_at, ends_at)
        _staff(shift, capacity, demands, open_for_sign_up=open_for_sign_up)
        _admit(shift, guest_places)
        _refuse_twin(shift)
        shift.updated = now
        db.session.add(shift)
        audit.record(
            "shift.created",
            shift,
            actor=actor,
            now=now,
            unit_id=locked.id,
            title=shift.title,
            starts_at=starts_at.isoformat(),
        )
    return shift


def update_shift(
    shift_id: int,
    *,
    version: int,
    kind: ActivityKind,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    place: str = "",
    notes: str = "",
    demands: Sequence[DemandInput] = (),
    open_for_sign_up: bool = True,
    losses: int = 0,
    guest_places: int | None = None,
    guest_losses: int = 0,
    actor: Person,
    now: datetime,
) -> Shift:
    """Change a shift that is not over; whoever has a place on it is told of a new time or place.

    New places are offered to those who wait. Fewer places than are taken end the latest own sign-ups, of
    which the actor must have agreed to so many ``losses``; those people wait again, first in turn. So it is
    with the places for guests, ``None`` leaves these as they are, and with ``guest_losses`` of bookings.
    Raises ``StaleVersion`` where ``version`` is not the shift's, ``Conflict`` where it is over or
    cancelled, ``InvalidInput`` for what does not make sense or takes places that nobody agreed to end.
    """
    with atomic():
        shift = _changeable(shift_id, version=version, actor=actor, now=now)
        _refuse_to_hide(shift, kind)
        before = (shift.starts_at, shift.ends_at, shift.place)
        if starts_at != shift.starts_at:
            check_start(starts_at, now=now)
            _refuse_taken_slot(shift, starts_at)
        _describe(shift, kind=kind, title=title, place=place, notes=notes)
        _schedule(shift, starts_at, ends_at)
        check_end(ends_at, now=now)
        _staff(shift, capacity, demands, open_for_sign_up=open_for_sign_up)
        _admit(shift, shift.guest_places if guest_places is None else guest_places)
        _touch(shift, now)
        moved = before != (shift.starts_at, shift.ends_at, shift.place)
        if moved:
            shift.sequence += 1
            _tell(shift, NotificationKind.SHIFT_CHANGED, now=now)
            tell_guests_moved(shift, now=now)
        lost = [place.person.name for place in make_room(shift, agreed=losses, now=now)]
        settle(shift, now=now)
        make_guest_room(shift, agreed=guest_losses, now=now)
        _note_update(shift, actor, now, moved=moved, lost=lost)
    return shift


def _note_update(shift: Shift, actor: Person, now: datetime, **changes: object) -> None:
    audit.record(
        "shift.updated", shift, actor=actor, now=now, unit_id=shift.unit_id, title=shift.title, **changes
    )


def cancel_shift(shift_id: int, *, version: int, reason: str, actor: Person, now: datetime) -> Shift:
    """Call a shift off and tell everybody who has a place on it, with the reason.

    The places stay as they are, so that calendars can show the shift as cancelled. Raises as
    ``update_shift`` does.
    """
    with atomic():
        shift = _changeable(shift_id, version=version, actor=actor, now=now)
        reason = clean_line("reason", reason, most=REASON_LENGTH, required=True)
        shift.status = ShiftStatus.CANCELLED
        shift.sequence += 1
        _touch(shift, now)
        _tell(shift, NotificationKind.SHIFT_CANCELLED, now=now, reason=reason)
        for place in waiting_list(shift):
            release(place, now=now)
        call_guests_off(shift, reason=reason, now=now)
        audit.record(
            "shift.cancelled",
            shift,
            actor=actor,
            now=now,
            unit_id=shift.unit_id,
            title=shift.title,
            reason=reason,
        )
    return shift


def enrolled_on(shift: Shift) -> Sequence[Enrolment]:
    """Return the confirmed places of a shift in the order of their seats."""
    query = select(Enrolment).where(
        Enrolment.shift_id == shift.id, Enrolment.status == EnrolmentStatus.CONFIRMED
    )
    return db.session.scalars(query.order_by(Enrolment.seat)).all()


def _changeable(shift_id: int, *, version: int, actor: Person, now: datetime) -> Shift:
    """Return the locked shift if ``actor`` may change it and nobody did since ``version``."""
    shift = db.session.get(Shift, shift_id, with_for_update=True)
    if shift is None:
        raise NotFound("not_found")
    require(actor, Right.PLAN_SHIFTS, shift.unit)
    if shift.version != version:
        raise StaleVersion("stale")
    if shift.status is ShiftStatus.CANCELLED:
        raise Conflict("shift.is_cancelled")
    if shift.ends_at <= now:
        raise Conflict("shift.is_over")
    return shift


def _describe(shift: Shift, *, kind: ActivityKind, title: str, place: str, notes: str) -> None:
    shift.kind = kind
    shift.title = clean_line("title", title, most=TITLE_LENGTH, required=True)
    shift.place = clean_line("place", place, most=PLACE_LENGTH)
    shift.notes = clean_text("notes", notes, most=NOTES_LENGTH)


def _schedule(shift: Shift, starts_at: datetime, ends_at: datetime) -> None:
    check_interval(starts_at, ends_at)
    shift.starts_at = starts_at
    shift.ends_at = ends_at


def _staff(shift: Shift, capacity: int, demands: Sequence[DemandInput], *, open_for_sign_up: bool) -> None:
    check_places(capacity, demands)
    shift.capacity = capacity
    shift.open_for_sign_up = open_for_sign_up
    # A demand row that stays keeps its id: assignments of drafts point at it.
    kept = {row.skill_id: row for row in shift.demands}
    shift.demands = [_demand(kept, demand) for demand in demands]


def _admit(shift: Shift, guest_places: int) -> None:
    check_guest_places(shift.kind, guest_places)
    shift.guest_places = guest_places


def _demand(kept: dict[int | None, ShiftDemand], wanted: DemandInput) -> ShiftDemand:
    skill_id = wanted.skill.id if wanted.skill else None
    row = kept.get(skill_id) or ShiftDemand(skill_id=skill_id)
    row.level = wanted.level
    row.minimum = wanted.minimum
    row.target = wanted.target
    row.maximum = wanted.maximum
    return row


def _touch(shift: Shift, now: datetime) -> None:
    """Let the version rise even where only demands changed, or two changes share a second."""
    shift.updated = now
    flag_modified(shift, "updated")


def _refuse_to_hide(shift: Shift, kind: ActivityKind) -> None:
    """Refuse a kind that would take the shift out of public calendars without a word to their readers."""
    if shift.kind in PUBLIC_KINDS and kind not in PUBLIC_KINDS:
        raise InvalidInput("kind", "shift.followed")


def _refuse_twin(shift: Shift) -> None:
    twin = select(Shift.id).where(
        Shift.unit_id == shift.unit_id,
        Shift.status == ShiftStatus.ACTIVE,
        Shift.kind == shift.kind,
        Shift.title == shift.title,
        Shift.place == shift.place,
        Shift.starts_at == shift.starts_at,
        Shift.ends_at == shift.ends_at,
    )
    if db.session.scalar(twin) is not None:
        raise Conflict("shift.twin")


def _refuse_taken_slot(shift: Shift, starts_at: datetime) -> None:
    """Refuse a start at which the template has another shift: it makes one each time."""
    if shift.template_id is None:
        return
    other = select(Shift.id).where(Shift.template_id == shift.template_id, Shift.starts_at == starts_at)
    if db.session.scalar(other) is not None:
        raise InvalidInput("starts_at", "shift.slot_of_template")


def _tell(shift: Shift, kind: NotificationKind, *, now: datetime, **more: str) -> None:
    for enrolment in enrolled_on(shift):
        tell(enrolment.person_id, kind, shift, now=now, **more)
    for enrolment in waiting_list(shift):
        tell(enrolment.person_id, kind, shift, now=now, waiting=True, **more)
