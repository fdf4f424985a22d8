"""Requests for swaps, covers and releases as those see them who asked, who are asked, and who decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from scheduler.database import db
from scheduler.enums import SwapStatus
from scheduler.errors import NotFound
from scheduler.models import Enrolment, Person, ReleaseRequest, Shift, SwapAsked, SwapRequest, Unit
from scheduler.services.paging import Page, paginate
from scheduler.services.permissions import Right, units_with, within
from scheduler.services.rows import get_row
from scheduler.services.swap_states import (
    OFFERED,
    OFFERED_SHIFT,
    WANTED_SHIFT,
    live_release,
    still_live,
    with_reason,
)

#: A leader sees what was done in her units for so long, and so much of it.
LATELY, MOST_DONE = timedelta(days=14), 10
#: A person's requests to be released fit on one page.
MOST_RELEASES = 20


@dataclass(frozen=True, slots=True)
class Marks:
    """The requests by which places are on offer, and by which leaders are asked to release their holders."""

    swaps: Mapping[int, int]
    releases: Mapping[int, int]


def marks_of(places: Iterable[Enrolment], *, now: datetime) -> Marks:
    """Return the live requests about places, each by the place's id."""
    ids = [place.id for place in places]
    swaps = _live(SwapRequest.enrolment_id, SwapRequest.id, now=now)
    swaps = swaps.where(SwapRequest.enrolment_id.in_(ids))
    releases = select(ReleaseRequest.enrolment_id, ReleaseRequest.id).where(
        ReleaseRequest.enrolment_id.in_(ids), ReleaseRequest.ended_at.is_(None)
    )
    return Marks(dict(db.session.execute(swaps).all()), dict(db.session.execute(releases).all()))


def find_request(request_id: int, *, actor: Person) -> SwapRequest:
    """Return a request that the actor made or was asked by; nobody else may know of it."""
    request = get_row(SwapRequest, request_id)
    people = {request.enrolment.person_id, *(asked.person_id for asked in request.asked)}
    if actor.id not in people:
        raise NotFound("not_found")
    return request


def asked_of(person: Person, *, now: datetime) -> Sequence[SwapRequest]:
    """Return the live requests that wait for the person's answer, or that she has agreed to, by start."""
    query = _live(SwapRequest, now=now).join(SwapAsked, SwapAsked.request_id == SwapRequest.id)
    query = query.options(*_whole()).where(SwapAsked.person_id == person.id, _is_hers(person))
    return db.session.scalars(query.order_by(OFFERED_SHIFT.starts_at, SwapRequest.id)).unique().all()


def _is_hers(person: Person) -> ColumnElement[bool]:
    """Tell whether a request waits for a person's answer, or for the leader once she has agreed."""
    unanswered = and_(SwapRequest.status == SwapStatus.OPEN, SwapAsked.answer.is_(None))
    agreed = and_(SwapRequest.status == SwapStatus.AWAITING_LEADER, SwapRequest.taker_id == person.id)
    return or_(unanswered, agreed)


def count_asked(person: Person, *, now: datetime) -> int:
    """Return how many requests wait for the person's answer."""
    query = _live(func.count(SwapRequest.id), now=now)
    query = query.join(SwapAsked, SwapAsked.request_id == SwapRequest.id)
    waiting = (SwapAsked.person_id == person.id, SwapAsked.answer.is_(None))
    return db.session.scalar(query.where(SwapRequest.status == SwapStatus.OPEN, *waiting)) or 0


def own_requests(person: Person, *, number: int) -> Page[SwapRequest]:
    """Return page ``number`` of the requests that the person made: what still waits, then the newest."""
    query = (
        select(SwapRequest)
        .join(SwapRequest.enrolment)
        .options(*_whole())
        .where(Enrolment.person_id == person.id)
        .order_by(SwapRequest.ended_at.is_not(None), SwapRequest.id.desc())
    )
    return paginate(query, number=number, size=10)


def own_releases(person: Person) -> Sequence[ReleaseRequest]:
    """Return the person's latest requests to be released, the newest first."""
    query = select(ReleaseRequest).join(ReleaseRequest.enrolment).options(*_release())
    query = query.where(Enrolment.person_id == person.id).order_by(ReleaseRequest.id.desc())
    return db.session.scalars(query.limit(MOST_RELEASES)).all()


def pending_swaps(actor: Person, *, now: datetime) -> Sequence[SwapRequest]:
    """Return the exchanges that wait for the actor's consent, by start."""
    query = _for_leader(SwapRequest, actor, now).options(*_whole())
    return db.session.scalars(query.order_by(OFFERED_SHIFT.starts_at, SwapRequest.id)).unique().all()


def pending_releases(actor: Person, *, now: datetime) -> Sequence[ReleaseRequest]:
    """Return the requests to be released that the actor may decide, by start."""
    query = _releases(ReleaseRequest, actor, now).options(*_release())
    return db.session.scalars(query.order_by(Shift.starts_at, ReleaseRequest.id)).all()


def count_pending(actor: Person, *, now: datetime) -> int:
    """Return how many requests wait for the actor's decision."""
    swaps = _for_leader(func.count(SwapRequest.id), actor, now).scalar_subquery()
    releases = _releases(func.count(ReleaseRequest.id), actor, now).scalar_subquery()
    return db.session.scalar(select(swaps + releases)) or 0


def done_lately(actor: Person, *, now: datetime) -> Sequence[SwapRequest]:
    """Return the latest exchanges of the actor's units, also those that needed nobody's consent."""
    query = (
        select(SwapRequest)
        .join(SwapRequest.enrolment)
        .join(Enrolment.shift)
        .join(Shift.unit)
        .options(*_whole())
        .where(
            SwapRequest.status == SwapStatus.DONE,
            SwapRequest.ended_at > now - LATELY,
            within(actor, Right.PLAN_SHIFTS),
        )
    )
    return db.session.scalars(query.order_by(SwapRequest.ended_at.desc()).limit(MOST_DONE)).all()


def _live(*columns: Any, now: datetime) -> Select[Any]:
    return with_reason(*columns).where(still_live(now))


def _for_leader(column: Any, actor: Person, now: datetime) -> Select[Any]:
    """Return a query for what waits for a leader: of all units that ask for one, and no party to it."""
    unit, other = aliased(Unit), aliased(Unit)
    tops = units_with(actor, Right.PLAN_SHIFTS)
    mine, theirs = _below(unit, tops), _below(other, tops)
    asks, other_asks = unit.swaps_need_leader, and_(other.id.is_not(None), other.swaps_need_leader)
    return (
        _live(column, now=now)
        .join(unit, unit.id == OFFERED_SHIFT.unit_id)
        .outerjoin(other, other.id == WANTED_SHIFT.unit_id)
        .where(
            SwapRequest.status == SwapStatus.AWAITING_LEADER,
            or_(not_(asks), mine),
            or_(not_(other_asks), theirs),
            or_(asks, other_asks, mine),
            OFFERED.person_id != actor.id,
            SwapRequest.taker_id != actor.id,
        )
    )


def _below(unit: type[Unit], tops: Sequence[Unit]) -> ColumnElement[bool]:
    return or_(*(unit.path.startswith(top.path) for top in tops)) if tops else false()


def _releases(column: Any, actor: Person, now: datetime) -> Select[Any]:
    return (
        select(column)
        .select_from(ReleaseRequest)
        .join(Enrolment, Enrolment.id == ReleaseRequest.enrolment_id)
        .join(Shift, Shift.id == Enrolment.shift_id)
        .join(Unit, Unit.id == Shift.unit_id)
        .where(live_release(now), within(actor, Right.PLAN_SHIFTS), Enrolment.person_id != actor.id)
    )


def _whole() -> tuple[ORMOption, ...]:
    """Return what loads a request with the people and shifts that pages name."""
    return (
        joinedload(SwapRequest.enrolment).options(
            joinedload(Enrolment.person), joinedload(Enrolment.shift).joinedload(Shift.unit)
        ),
        joinedload(SwapRequest.wanted).options(
            joinedload(Enrolment.person), joinedload(Enrolment.shift).joinedload(Shift.unit)
        ),
        joinedload(SwapRequest.taker),
        selectinload(SwapRequest.asked).joinedload(SwapAsked.person),
    )


def _release() -> tuple[ORMOption, ...]:
    return (
        joinedload(ReleaseRequest.enrolment).options(
            joinedload(Enrolment.person).joinedload(Person.home_unit),
            joinedload(Enrolment.shift).joinedload(Shift.unit),
        ),
        joinedload(ReleaseRequest.answered_by),
    )
