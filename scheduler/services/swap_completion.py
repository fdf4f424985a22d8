"""An exchange carried out: under all locks, checked once more, the seats moved exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus, NotificationKind, SwapKind, SwapStatus
from scheduler.errors import Conflict
from scheduler.models import Enrolment, Person, RosterPeriod, Shift, SwapRequest
from scheduler.rostering.solution import Violation
from scheduler.services.enrolment_seats import confirm, lock_person, lock_shift, new_place, place_of, release
from scheduler.services.enrolment_waiting import settle
from scheduler.services.swap_notices import concerned, note, tell_about
from scheduler.services.swap_problems import Exchange, Judge
from scheduler.services.swap_rosters import let_drafts_follow, lock_periods, origin_for
from scheduler.services.swap_states import EXPIRED, LIVE, reason_at, with_reason

#: What ends a request whose exchange a rule forbids begins so; the code of the rule follows.
RULE = "rule:"
#: The rules with words of their own; volunteers set no others in motion.
_SPOKEN = frozenset(
    {
        "availability",
        "capacity",
        "coverage_minimum",
        "coverage_surplus",
        "coverage_target",
        "nothing_to_give",
        "overlap",
        "reach",
        "rest",
        "shifts_per_day",
        "shifts_per_week",
    }
)


def rule_code(rule: str) -> str:
    """Return the code of the words for a rule that stands against an exchange."""
    return f"swap.rule_{rule if rule in _SPOKEN else 'other'}"


@dataclass(frozen=True, slots=True)
class Locked:
    """Everything that an exchange moves, locked until the transaction ends."""

    exchange: Exchange
    periods: Sequence[RosterPeriod]

    @property
    def shifts(self) -> list[Shift]:
        """Return the shifts concerned."""
        wanted = self.exchange.wanted
        return [self.exchange.offered.shift, *([wanted.shift] if wanted else [])]


def lock_exchange(request: SwapRequest, taker_id: int, *, now: datetime) -> Locked:
    """Lock, in the order in which everybody locks: people, roster periods, shifts; each by id.

    The waiting lists of the shifts are moved on first.
    """
    offered, wanted = request.enrolment, request.wanted
    people = {number: lock_person(number) for number in sorted({offered.person_id, taker_id})}
    shifts = [offered.shift, *([wanted.shift] if wanted else [])]
    periods = lock_periods(shifts)
    for number in sorted({shift.id for shift in shifts}):
        settle(lock_shift(number), now=now)
    places = [offered.id, *([wanted.id] if wanted else [])]
    # What was read before the locks may be older than they are.
    query = select(Enrolment).where(Enrolment.id.in_(places)).execution_options(populate_existing=True)
    db.session.scalars(query).all()
    return Locked(Exchange(offered, people[taker_id], wanted), periods)


def lapse_of(request: SwapRequest, *, now: datetime) -> str | None:
    """Return the code of what makes a live request pointless by now, or nothing."""
    query = with_reason(reason_at(now)).where(SwapRequest.id == request.id, SwapRequest.status.in_(LIVE))
    reason: str | None = db.session.scalar(query)
    return reason


def check_exchange(locked: Locked, *, now: datetime) -> list[Violation]:
    """Return what the exchange would break at this moment, by the engine's checker."""
    exchange = locked.exchange
    kind = SwapKind.SWAP if exchange.wanted else SwapKind.COVER
    return Judge(exchange.offered, [exchange.taker], kind=kind, now=now).check(exchange)


def end_request(request: SwapRequest, status: SwapStatus, *, now: datetime, failure: str = "") -> None:
    """Note how a request ended."""
    request.status, request.failure, request.ended_at = status, failure, now
    db.session.flush()


def fail_request(request: SwapRequest, reason: str, *, now: datetime) -> None:
    """End a request that can come to nothing any more, and tell those who wait for it why."""
    expired = reason == EXPIRED
    people = concerned(request)
    if expired:
        end_request(request, SwapStatus.EXPIRED, now=now)
    else:
        end_request(request, SwapStatus.FAILED, now=now, failure=reason)
    kind = NotificationKind.SWAP_EXPIRED if expired else NotificationKind.SWAP_FAILED
    tell_about(people, kind, request, now=now, reason=reason)
    note("swap.expired" if expired else "swap.failed", request, request.enrolment, actor=None, now=now)


def complete(request: SwapRequest, locked: Locked, *, actor: Person, now: datetime) -> None:
    """Move the seats, let drafts follow, tell both; the exchange must have been checked under these locks."""
    exchange = locked.exchange
    giver, taker = exchange.offered.person, exchange.taker
    _hand_over(exchange.offered, taker, locked.periods, now)
    if exchange.wanted is not None:
        _hand_over(exchange.wanted, giver, locked.periods, now)
    request.taker = taker
    end_request(request, SwapStatus.DONE, now=now)
    note(
        "swap.done",
        request,
        exchange.offered,
        actor=actor,
        now=now,
        name=taker.name,
        for_shift=exchange.wanted.shift_id if exchange.wanted else None,
    )
    tell_about([giver.id, taker.id], NotificationKind.SWAP_DONE, request, now=now)
    for shift in locked.shifts:
        settle(shift, now=now)


def _hand_over(place: Enrolment, taker: Person, periods: Sequence[RosterPeriod], now: datetime) -> None:
    """Let the taker have the very seat, and the place in the line of those who came."""
    shift, giver, seat, turn = place.shift, place.person, place.seat, place.turn
    if seat is None:
        raise Conflict("swap.place_gone")
    origin = origin_for(place, taker, periods)
    earlier = place_of(shift, taker.id)
    if earlier is not None and earlier.status is not EnrolmentStatus.CANCELLED:
        release(earlier, now=now)  # she waited for the shift, or a place on it is offered to her
    release(place, now=now)
    db.session.flush()  # seat and turn must be free before they are given again
    new = earlier or new_place(shift, taker, now=now)
    confirm(new, seat=seat, turn=turn, origin=origin, now=now)
    db.session.flush()
    planned = taker if origin is EnrolmentOrigin.ROSTER else None  # drafts find own sign-ups by themselves
    let_drafts_follow(periods, shift, gone=giver, come=planned)
