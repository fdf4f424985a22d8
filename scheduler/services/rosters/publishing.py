"""Publishing: a draft becomes a numbered, frozen version, and its people get their places."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from scheduler.database import atomic, db
from scheduler.enums import EnrolmentOrigin, NotificationKind, RosterStatus
from scheduler.errors import Conflict, NotFound
from scheduler.models import Enrolment, Person, Roster, RosterPeriod, Shift
from scheduler.services import audit
from scheduler.services.enrolment_capacity import take_back_offers
from scheduler.services.enrolment_seats import LISTED, confirm, free_seats, new_place, release
from scheduler.services.enrolment_waiting import settle
from scheduler.services.notifications import notify
from scheduler.services.permissions import Right
from scheduler.services.rosters.comparing import Changes, compare_draft
from scheduler.services.rosters.drafts import (
    editable_draft,
    open_draft,
    published_of,
    take_in_sign_ups,
)
from scheduler.services.rosters.periods import get_period
from scheduler.services.rosters.runs import refuse_while_solving
from scheduler.services.rosters.scope import period_shifts


def publish_roster(period_id: int, *, revision: int, actor: Person, now: datetime) -> Roster:
    """Publish the period's draft as it was at ``revision``, and open the next draft as its copy.

    One transaction: the version gets its number and is frozen, the earlier one is superseded,
    places on shifts are given and ended, and each person whose shifts changed gets one
    notification. Sending the same revision twice publishes once. Raises ``StaleVersion`` and
    ``Conflict``.
    """
    with atomic():
        period = get_period(period_id, actor=actor, right=Right.PLAN_ROSTERS, lock=True)
        earlier = published_of(period)
        if earlier is not None and earlier.revision == revision + 1:
            return earlier
        refuse_while_solving(period)
        draft = editable_draft(period, revision=revision, now=now)
        _lock_shifts(period, now)
        take_in_sign_ups(draft, now=now)
        changes = compare_draft(draft, now=now)
        _check(draft, changes, earlier)
        _drop_what_ended(draft, changes, now)
        _freeze(draft, earlier, actor, now)
        _move_places(changes, now)
        _notify_people(draft, changes, now)
        open_draft(period, now=now, after=draft)
        audit.record(
            "roster.publish",
            draft,
            actor=actor,
            now=now,
            unit_id=period.unit_id,
            number=draft.number,
            added=len(changes.added),
            removed=len(changes.removed),
        )
    return draft


def _lock_shifts(period: RosterPeriod, now: datetime) -> None:
    """Keep sign-ups out until the end of the transaction, in the order in which everybody locks."""
    ids = sorted(shift.id for shift in period_shifts(period, after=now))
    db.session.scalars(
        select(Shift).where(Shift.id.in_(ids)).order_by(Shift.id).with_for_update(of=Shift)
    ).all()


def _check(draft: Roster, changes: Changes, earlier: Roster | None) -> None:
    if not draft.assignments and earlier is None:
        raise Conflict("roster.empty")
    if changes.overfull:
        shift = changes.overfull[0]
        raise Conflict("roster.overfull", shift=shift.title, unit=shift.unit.name, capacity=shift.capacity)


def _drop_what_ended(draft: Roster, changes: Changes, now: datetime) -> None:
    """Leave out people who left and shifts cancelled meanwhile; keep what has begun."""
    coming = {shift.id for shift in changes.shifts}
    for assignment in list(draft.assignments):
        begun = assignment.shift.starts_at <= now
        if not begun and (assignment.shift_id not in coming or not assignment.person.active):
            draft.assignments.remove(assignment)


def _freeze(draft: Roster, earlier: Roster | None, actor: Person, now: datetime) -> None:
    latest = db.session.scalar(select(func.max(Roster.number)).where(Roster.period_id == draft.period_id))
    draft.number = (latest or 0) + 1
    draft.status = RosterStatus.PUBLISHED
    draft.published_at = now
    draft.published_by_id = actor.id
    if earlier is not None:
        earlier.status = RosterStatus.SUPERSEDED
    db.session.flush()


def _move_places(changes: Changes, now: datetime) -> None:
    for place in changes.removed:
        release(place, now=now)
    db.session.flush()  # seats must be free before they are given again
    ids = [shift.id for shift in changes.shifts]
    existing = {
        (place.shift_id, place.person_id): place
        for place in db.session.scalars(select(Enrolment).where(Enrolment.shift_id.in_(ids)))
    }
    listed = {place.shift for place in existing.values() if place.status in LISTED}
    _make_room(listed, changes, existing, now)
    seats: dict[int, set[int]] = defaultdict(set)
    for place in existing.values():
        if place.seat is not None:
            seats[place.shift_id].add(place.seat)
    for shift, person in changes.added:
        seat = next(number for number in range(1, shift.capacity + 1) if number not in seats[shift.id])
        seats[shift.id].add(seat)
        place = existing.get((shift.id, person.id)) or new_place(shift, person, now=now)
        confirm(place, seat=seat, turn=None, origin=EnrolmentOrigin.ROSTER, now=now)
    db.session.flush()
    for shift in sorted(listed, key=lambda shift: shift.id):
        settle(shift, now=now)


def _make_room(
    listed: set[Shift], changes: Changes, existing: dict[tuple[int, int], Enrolment], now: datetime
) -> None:
    """Let the roster have the seats that are only offered, where it needs them."""
    wanted = Counter(shift for shift, _ in changes.added)
    for shift, person in changes.added:
        earlier = existing.get((shift.id, person.id))
        if earlier is not None and earlier.status in LISTED:
            release(earlier, now=now)
    db.session.flush()
    for shift in listed & wanted.keys():
        lacking = wanted[shift] - len(free_seats(shift))
        if lacking > 0:
            take_back_offers(shift, lacking, now=now)


def _notify_people(draft: Roster, changes: Changes, now: datetime) -> None:
    for change in changes.by_person():
        params: dict[str, Any] = {
            "period": draft.period.title,
            "unit": draft.period.unit.name,
            "number": draft.number,
            "added": [_describe(shift) for shift in change.added],
            "removed": [_describe(shift) for shift in change.removed],
        }
        notify(change.person.id, NotificationKind.ROSTER_PUBLISHED, params=params, now=now)


def _describe(shift: Shift) -> dict[str, Any]:
    """Return what a message says about a shift; it must stay true when the shift changes later."""
    return {
        "shift_id": shift.id,
        "kind": shift.kind.value,
        "title": shift.title,
        "place": shift.place,
        "unit": shift.unit.name,
        "unit_en": shift.unit.name_en,
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
        "zone": shift.unit.zone,
    }


def get_version(period_id: int, number: int, *, actor: Person) -> Roster:
    """Return a published version of a period by its number."""
    period = get_period(period_id, actor=actor)
    query = select(Roster).where(Roster.period_id == period.id, Roster.number == number)
    roster = db.session.scalar(query)
    if roster is None:
        raise NotFound("not_found")
    return roster


def list_versions(period: RosterPeriod) -> list[Roster]:
    """Return the published versions of a period, the newest first."""
    query = select(Roster).where(Roster.period_id == period.id, Roster.number.is_not(None))
    return list(db.session.scalars(query.order_by(Roster.number.desc())))
