"""Swap and cover: a shift offered by its holder, taken over by somebody else, with a leader's consent or not.

Until it is done the old holder stays responsible. Everything is looked at again at every step.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import (
    EnrolmentStatus,
    NotificationKind,
    ShiftStatus,
    SwapAnswer,
    SwapKind,
    SwapStatus,
)
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound, SchedulerError
from scheduler.models import Attendance, Enrolment, Person, Shift, SwapAsked, SwapRequest, Unit
from scheduler.services.enrolment_seats import place_of, tally_of
from scheduler.services.enrolments import cancel_refusal
from scheduler.services.permissions import Right, require
from scheduler.services.rows import flush_or, get_row
from scheduler.services.shift_inputs import REASON_LENGTH, clean_line
from scheduler.services.swap_candidates import find_candidates
from scheduler.services.swap_completion import (
    RULE,
    check_exchange,
    complete,
    end_request,
    fail_request,
    lapse_of,
    lock_exchange,
    rule_code,
)
from scheduler.services.swap_notices import concerned, deciding_units, leaders_of, note, tell_about
from scheduler.services.swap_problems import NOTICE, Exchange
from scheduler.services.swap_states import LIVE, reason_at, with_reason

MESSAGE_LENGTH = 200
#: Where everyone suitable is asked, it is so many at most, the best first.
MOST_ASKED = 20


def offering_refusal(place: Enrolment | None, kind: SwapKind, *, now: datetime) -> SchedulerError | None:
    """Return why a place cannot be offered for a swap or a cover now, or nothing."""
    if place is None or place.status is not EnrolmentStatus.CONFIRMED:
        return Conflict("enrolment.not_on_shift")
    shift = place.shift
    if shift.status is ShiftStatus.CANCELLED:
        return Conflict("enrolment.shift_cancelled")
    if shift.starts_at - NOTICE <= now or _attended(place):
        return Conflict("swap.too_late")
    if open_request(place) is not None:
        return Conflict("swap.already_offered")
    if kind is SwapKind.COVER and cancel_refusal(place, now=now) is None and tally_of(shift).waiting:
        return Conflict("swap.others_wait")
    return None


def open_request(place: Enrolment) -> SwapRequest | None:
    """Return the request by which a place is on offer, if there is one."""
    query = select(SwapRequest).where(SwapRequest.enrolment_id == place.id, SwapRequest.ended_at.is_(None))
    return db.session.scalar(query)


def find_own_place(shift_id: int, *, actor: Person) -> Enrolment:
    """Return the actor's confirmed place on a shift; raise ``NotFound`` where she has none."""
    place = place_of(get_row(Shift, shift_id), actor.id)
    if place is None or place.status is not EnrolmentStatus.CONFIRMED:
        raise NotFound("not_found")
    return place


def offer_shift(
    shift_id: int,
    *,
    kind: SwapKind,
    person_id: int | None,
    wanted_id: int | None = None,
    message: str = "",
    actor: Person,
    now: datetime,
) -> SwapRequest:
    """Ask one person to take a shift over, or (``person_id`` is ``None``) everyone suitable, the best first.

    For a swap with one person ``wanted_id`` is her place that the actor would get. Raises ``NotFound``,
    ``InvalidInput`` and ``Conflict``: an exchange that the rules forbid is not offered at all.
    """
    chosen = _choose(shift_id, kind, person_id, wanted_id, actor, now)
    with atomic():
        place = place_of(get_row(Shift, shift_id, lock=True), actor.id)
        refused = offering_refusal(place, kind, now=now)
        if refused is not None or place is None:
            raise refused or NotFound("not_found")
        message = clean_line("message", message, most=MESSAGE_LENGTH)
        wanted = get_row(Enrolment, chosen[0][1]) if person_id is not None and chosen[0][1] else None
        request = _request(place, kind, wanted, message, everyone=person_id is None, now=now)
        db.session.add(request)
        flush_or(Conflict("swap.already_offered"))
        for number, _ in chosen:
            db.session.add(SwapAsked(request_id=request.id, person_id=number, asked_at=now))
        note("swap.offered", request, place, actor=actor, now=now, kind=kind.value, number=len(chosen))
        tell_about(
            [number for number, _ in chosen], NotificationKind.SWAP_ASKED, request, now=now, message=message
        )
    return request


def _choose(
    shift_id: int, kind: SwapKind, person_id: int | None, wanted_id: int | None, actor: Person, now: datetime
) -> list[tuple[int, int | None]]:
    """Return whom to ask, and for which place of hers, before anything is locked: it takes a while."""
    place = find_own_place(shift_id, actor=actor)
    refused = offering_refusal(place, kind, now=now)
    if refused is not None:
        raise refused
    if person_id is None:
        found = find_candidates(place, kind, now=now)
        fitting: list[tuple[int, int | None]] = [(one.person.id, None) for one in found if one.fits]
        if not fitting:
            raise Conflict("swap.nobody")
        return fitting[:MOST_ASKED]
    wanted = [exchange for exchange in _exchanges(place, kind, person_id, now) if _gives(exchange, wanted_id)]
    if not wanted:
        raise InvalidInput("whom", "swap.not_suitable")
    return [(person_id, wanted_id if kind is SwapKind.SWAP else None)]


def _exchanges(place: Enrolment, kind: SwapKind, person_id: int, now: datetime) -> Iterable[Exchange]:
    person = get_row(Person, person_id)
    for candidate in find_candidates(place, kind, now=now, name=person.name):
        if candidate.person.id == person_id:
            yield from candidate.exchanges


def _gives(exchange: Exchange, wanted_id: int | None) -> bool:
    return (exchange.wanted.id if exchange.wanted else None) == wanted_id


def _request(
    place: Enrolment, kind: SwapKind, wanted: Enrolment | None, message: str, *, everyone: bool, now: datetime
) -> SwapRequest:
    request = SwapRequest(
        enrolment=place,
        kind=kind,
        everyone=everyone,
        status=SwapStatus.OPEN,
        message=message,
        offered_sequence=place.sequence,
        offered_shift_sequence=place.shift.sequence,
        created=now,
        expires_at=place.shift.starts_at - NOTICE,
    )
    _want(request, wanted)
    return request


def _want(request: SwapRequest, wanted: Enrolment | None) -> None:
    """Set the place that is given in exchange; a request ends before the earlier of both shifts."""
    request.wanted = wanted
    request.wanted_sequence = wanted.sequence if wanted else None
    request.wanted_shift_sequence = wanted.shift.sequence if wanted else None
    starts = [request.enrolment.shift.starts_at, *([wanted.shift.starts_at] if wanted else [])]
    request.expires_at = min(starts) - NOTICE


def accept_swap(
    request_id: int, *, wanted_id: int | None = None, actor: Person, now: datetime
) -> SwapRequest:
    """Say yes for the actor; without a leader to ask, the exchange is done at once.

    Of two who say yes at the same moment one wins; the other gets ``Conflict``. Where the world or the rules
    no longer allow it, the request ends, see its ``status``; but if others were asked too and it is only she
    who cannot, that is a ``Conflict``.
    """
    with atomic():
        request = _locked(request_id)
        asked = _asked(request, actor)
        if request.taker_id == actor.id and request.status in (SwapStatus.AWAITING_LEADER, SwapStatus.DONE):
            return request  # pressed twice
        _require_open(request)
        reason = lapse_of(request, now=now)
        if reason is None and request.kind is SwapKind.SWAP and request.everyone:
            _want(request, _own_place(wanted_id, actor, now))
        locked = lock_exchange(request, actor.id, now=now)
        reason = reason or lapse_of(request, now=now)
        if reason is not None:
            fail_request(request, reason, now=now)
            return request
        broken = check_exchange(locked, now=now)
        if broken and request.everyone:
            raise Conflict("swap.unfit", why=Conflict(rule_code(broken[0].rule)))
        if broken:
            fail_request(request, RULE + broken[0].rule, now=now)
            return request
        asked.answer, asked.answered_at = SwapAnswer.ACCEPTED, now
        request.taker, request.accepted_at = locked.exchange.taker, now
        units = deciding_units(request)
        if units:
            _await_leader(request, units, actor, now)
        else:
            complete(request, locked, actor=actor, now=now)
    return request


def _own_place(wanted_id: int | None, actor: Person, now: datetime) -> Enrolment:
    place = db.session.get(Enrolment, wanted_id) if wanted_id else None
    mine = place is not None and place.person_id == actor.id and place.status is EnrolmentStatus.CONFIRMED
    if place is None or not mine or place.shift.starts_at - NOTICE <= now:
        raise InvalidInput("wanted", "swap.choose_own")
    return place


def _await_leader(request: SwapRequest, units: Sequence[Unit], actor: Person, now: datetime) -> None:
    request.status = SwapStatus.AWAITING_LEADER
    note("swap.accepted", request, request.enrolment, actor=actor, now=now)
    giver = request.enrolment.person_id
    tell_about([giver], NotificationKind.SWAP_ACCEPTED, request, now=now)
    leaders = [leader.id for leader in leaders_of(units, without={giver, actor.id})]
    tell_about(leaders, NotificationKind.SWAP_AWAITING, request, now=now)


def decline_swap(request_id: int, *, actor: Person, now: datetime) -> SwapRequest:
    """Say no for the actor, or take her yes back while the leader has not decided."""
    with atomic():
        request = _locked(request_id)
        asked = _asked(request, actor)
        if asked.answer is SwapAnswer.DECLINED:
            return request
        if request.status is SwapStatus.AWAITING_LEADER and request.taker_id == actor.id:
            _reopen(request)
        _require_open(request)
        asked.answer, asked.answered_at = SwapAnswer.DECLINED, now
        note("swap.declined", request, request.enrolment, actor=actor, now=now)
        if not _still_asked(request):
            end_request(request, SwapStatus.DECLINED, now=now)
            giver = request.enrolment.person_id
            name = actor.name if not request.everyone else ""
            tell_about([giver], NotificationKind.SWAP_DECLINED, request, now=now, name=name)
    return request


def _reopen(request: SwapRequest) -> None:
    request.status, request.taker, request.accepted_at = SwapStatus.OPEN, None, None
    if request.everyone:
        _want(request, None)


def withdraw_swap(request_id: int, *, actor: Person, now: datetime) -> SwapRequest:
    """Take an offer back, as long as it is not done; whoever waits for it is told."""
    with atomic():
        request = _locked(request_id)
        if request.enrolment.person_id != actor.id:
            raise NotFound("not_found")
        if request.status is SwapStatus.WITHDRAWN:
            return request
        if request.status not in LIVE:
            raise Conflict(_CLOSED[request.status])
        others = [number for number in concerned(request) if number != actor.id]
        end_request(request, SwapStatus.WITHDRAWN, now=now)
        note("swap.withdrawn", request, request.enrolment, actor=actor, now=now)
        tell_about(others, NotificationKind.SWAP_WITHDRAWN, request, now=now)
    return request


def approve_swap(request_id: int, *, actor: Person, now: datetime) -> SwapRequest:
    """Consent to an exchange that both want, which is then done; if it still can be: see its ``status``.

    Raises ``NotAllowed`` unless the actor plans the shifts of the units that ask for it, and is neither one.
    """
    with atomic():
        request = _locked(request_id)
        _require_leader(request, actor)
        if request.status is SwapStatus.DONE and request.decided_by_id == actor.id:
            return request
        if request.status is not SwapStatus.AWAITING_LEADER or request.taker_id is None:
            raise Conflict("swap.not_awaiting")
        locked = lock_exchange(request, request.taker_id, now=now)
        reason = lapse_of(request, now=now)
        broken = [] if reason else check_exchange(locked, now=now)
        if reason or broken:
            fail_request(request, reason or RULE + broken[0].rule, now=now)
            return request
        request.decided_by_id = actor.id
        complete(request, locked, actor=actor, now=now)
    return request


def refuse_swap(request_id: int, *, reason: str, actor: Person, now: datetime) -> SwapRequest:
    """Refuse an exchange that both want, with words that both read; raises as ``approve_swap`` does."""
    with atomic():
        request = _locked(request_id)
        _require_leader(request, actor)
        answer = clean_line("reason", reason, most=REASON_LENGTH, required=True)
        if request.status is SwapStatus.REFUSED and request.decided_by_id == actor.id:
            return request
        if request.status is not SwapStatus.AWAITING_LEADER:
            raise Conflict("swap.not_awaiting")
        people = concerned(request)
        request.answer, request.decided_by_id = answer, actor.id
        end_request(request, SwapStatus.REFUSED, now=now)
        note("swap.refused", request, request.enrolment, actor=actor, now=now, reason=answer)
        tell_about(people, NotificationKind.SWAP_REFUSED, request, now=now, reason=answer)
    return request


def end_lapsed(*, now: datetime) -> int:
    """End the requests that time or the world has overtaken, one by one; return how many."""
    query = with_reason(SwapRequest.id).where(SwapRequest.status.in_(LIVE), reason_at(now).is_not(None))
    ended = 0
    for number in list(db.session.scalars(query.order_by(SwapRequest.id))):
        with atomic():
            request = _locked(number)
            reason = lapse_of(request, now=now)
            if reason is not None:
                fail_request(request, reason, now=now)
                ended += 1
    return ended


#: Why nothing can be said to a request any more.
_CLOSED = {
    SwapStatus.AWAITING_LEADER: "swap.taken",
    SwapStatus.DONE: "swap.taken",
    SwapStatus.DECLINED: "swap.closed",
    SwapStatus.REFUSED: "swap.closed",
    SwapStatus.WITHDRAWN: "swap.withdrawn",
    SwapStatus.EXPIRED: "swap.expired",
    SwapStatus.FAILED: "swap.closed",
}


def _locked(request_id: int) -> SwapRequest:
    return get_row(SwapRequest, request_id, lock=True)


def _asked(request: SwapRequest, actor: Person) -> SwapAsked:
    """Return the row of somebody who was asked; nobody else may know of the request."""
    query = select(SwapAsked).where(SwapAsked.request_id == request.id, SwapAsked.person_id == actor.id)
    asked = db.session.scalar(query)
    if asked is None:
        raise NotFound("not_found")
    return asked


def _still_asked(request: SwapRequest) -> bool:
    db.session.flush()
    query = select(SwapAsked.id).where(
        SwapAsked.request_id == request.id,
        SwapAsked.answer.is_(None) | (SwapAsked.answer == SwapAnswer.ACCEPTED),
    )
    return db.session.scalar(query.limit(1)) is not None


def _require_open(request: SwapRequest) -> None:
    if request.status is not SwapStatus.OPEN:
        raise Conflict(_CLOSED[request.status])


def _require_leader(request: SwapRequest, actor: Person) -> None:
    for unit in deciding_units(request) or [request.enrolment.shift.unit]:
        require(actor, Right.PLAN_SHIFTS, unit)
    if actor.id in {request.enrolment.person_id, request.taker_id}:
        raise NotAllowed("swap.own")


def _attended(place: Enrolment) -> bool:
    query = select(Attendance.id).where(
        Attendance.shift_id == place.shift_id, Attendance.person_id == place.person_id
    )
    return db.session.scalar(query) is not None
