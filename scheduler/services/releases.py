"""Asking a leader to be released from a shift that can no longer be given back."""

from datetime import datetime

from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import EnrolmentStatus, NotificationKind, ReleaseStatus, ShiftStatus
from scheduler.errors import Conflict, NotAllowed, NotFound, SchedulerError
from scheduler.models import Enrolment, Person, ReleaseRequest, Shift
from scheduler.services.enrolment_notices import tell
from scheduler.services.enrolment_seats import lock_shift, place_of, release
from scheduler.services.enrolment_waiting import settle
from scheduler.services.enrolments import cancel_refusal
from scheduler.services.permissions import Right, require
from scheduler.services.rows import flush_or, get_row
from scheduler.services.shift_inputs import REASON_LENGTH, clean_line
from scheduler.services.swap_notices import leaders_of, note
from scheduler.services.swap_rosters import let_drafts_follow, lock_periods
from scheduler.services.swap_states import live_release


def release_refusal(place: Enrolment | None, *, now: datetime) -> SchedulerError | None:
    """Return why there is nothing to ask the leader for, or nothing."""
    if place is None or place.status is not EnrolmentStatus.CONFIRMED:
        return Conflict("enrolment.not_on_shift")
    if place.shift.status is ShiftStatus.CANCELLED:
        return Conflict("enrolment.shift_cancelled")
    if place.shift.starts_at <= now:
        return Conflict("enrolment.cancel_begun")
    if cancel_refusal(place, now=now) is None:
        return Conflict("release.give_back")
    if open_release(place) is not None:
        return Conflict("release.already_asked")
    return None


def open_release(place: Enrolment) -> ReleaseRequest | None:
    """Return the request that waits for the leader, if there is one."""
    query = select(ReleaseRequest).where(
        ReleaseRequest.enrolment_id == place.id, ReleaseRequest.ended_at.is_(None)
    )
    return db.session.scalar(query)


def ask_release(shift_id: int, *, reason: str, actor: Person, now: datetime) -> ReleaseRequest:
    """Ask the leaders of a shift to be released from it; until they say so the actor stays responsible.

    Raises ``NotFound``, ``InvalidInput`` without a reason, and ``Conflict``: before the cut-off she gives an
    own sign-up back herself.
    """
    with atomic():
        shift = lock_shift(shift_id)
        place = place_of(shift, actor.id)
        refused = release_refusal(place, now=now)
        if refused is not None or place is None:
            raise refused or NotFound("not_found")
        request = ReleaseRequest(
            enrolment=place,
            status=ReleaseStatus.OPEN,
            sequence=place.sequence,
            reason=clean_line("reason", reason, most=REASON_LENGTH, required=True),
            created=now,
        )
        db.session.add(request)
        flush_or(Conflict("release.already_asked"))
        note("release.asked", request, place, actor=actor, now=now, reason=request.reason)
        for leader in leaders_of([shift.unit], without={actor.id}):
            more = {"request_id": request.id, "name": actor.name, "reason": request.reason}
            tell(leader.id, NotificationKind.RELEASE_ASKED, shift, now=now, **more)
    return request


def withdraw_release(request_id: int, *, actor: Person, now: datetime) -> ReleaseRequest:
    """Take the request back: the actor will come after all."""
    with atomic():
        request = get_row(ReleaseRequest, request_id, lock=True)
        if request.enrolment.person_id != actor.id:
            raise NotFound("not_found")
        if request.status is ReleaseStatus.WITHDRAWN:
            return request
        _require_open(request)
        _end(request, ReleaseStatus.WITHDRAWN, now)
        note("release.withdrawn", request, request.enrolment, actor=actor, now=now)
    return request


def grant_release(request_id: int, *, actor: Person, now: datetime) -> ReleaseRequest:
    """Release somebody from a shift: her place is free, and the waiting list moves on.

    A draft of the roster loses her there too. Raises ``NotAllowed`` unless the actor plans the unit's shifts.
    """
    with atomic():
        request = _for_leader(request_id, actor)
        if request.status is ReleaseStatus.GRANTED and request.answered_by_id == actor.id:
            return request
        _require_open(request)
        place = request.enrolment
        periods = lock_periods([place.shift])
        shift = lock_shift(place.shift_id)
        db.session.refresh(place)
        if not _is_live(request, now):
            _end(request, ReleaseStatus.ENDED, now)
            return request
        release(place, now=now)
        request.answered_by_id = actor.id
        _end(request, ReleaseStatus.GRANTED, now)
        let_drafts_follow(periods, shift, gone=place.person, come=None)
        _answer(request, "release.granted", NotificationKind.RELEASE_GRANTED, actor, now)
        settle(shift, now=now)
    return request


def refuse_release(request_id: int, *, reason: str, actor: Person, now: datetime) -> ReleaseRequest:
    """Say that somebody is still counted on, with words for her; raises as ``grant_release`` does."""
    with atomic():
        request = _for_leader(request_id, actor)
        answer = clean_line("reason", reason, most=REASON_LENGTH, required=True)
        if request.status is ReleaseStatus.REFUSED and request.answered_by_id == actor.id:
            return request
        _require_open(request)
        request.answer, request.answered_by_id = answer, actor.id
        _end(request, ReleaseStatus.REFUSED, now)
        _answer(request, "release.refused", NotificationKind.RELEASE_REFUSED, actor, now)
    return request


def end_lapsed_releases(*, now: datetime) -> int:
    """End the requests that there is nothing to decide about any more; return how many."""
    live = select(ReleaseRequest.id).join(ReleaseRequest.enrolment).join(Enrolment.shift)
    query = select(ReleaseRequest.id).where(
        ReleaseRequest.ended_at.is_(None), ReleaseRequest.id.not_in(live.where(live_release(now)))
    )
    ended = 0
    for number in list(db.session.scalars(query.order_by(ReleaseRequest.id))):
        with atomic():
            request = get_row(ReleaseRequest, number, lock=True)
            if request.status is ReleaseStatus.OPEN and not _is_live(request, now):
                _end(request, ReleaseStatus.ENDED, now)
                ended += 1
    return ended


def _for_leader(request_id: int, actor: Person) -> ReleaseRequest:
    request = get_row(ReleaseRequest, request_id, lock=True)
    require(actor, Right.PLAN_SHIFTS, request.enrolment.shift.unit)
    if request.enrolment.person_id == actor.id:
        raise NotAllowed("release.own")
    return request


def _require_open(request: ReleaseRequest) -> None:
    if request.status is not ReleaseStatus.OPEN:
        raise Conflict("release.answered")


def _is_live(request: ReleaseRequest, now: datetime) -> bool:
    query = select(ReleaseRequest.id).join(ReleaseRequest.enrolment).join(Enrolment.shift)
    return db.session.scalar(query.where(ReleaseRequest.id == request.id, live_release(now))) is not None


def _end(request: ReleaseRequest, status: ReleaseStatus, now: datetime) -> None:
    request.status, request.ended_at = status, now
    db.session.flush()


def _answer(
    request: ReleaseRequest, action: str, kind: NotificationKind, actor: Person, now: datetime
) -> None:
    place: Enrolment = request.enrolment
    shift: Shift = place.shift
    note(action, request, place, actor=actor, now=now, name=place.person.name, reason=request.answer)
    more = {"request_id": request.id, "name": actor.name, "reason": request.answer}
    tell(place.person_id, kind, shift, now=now, **more)
