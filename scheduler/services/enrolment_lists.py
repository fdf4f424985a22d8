"""A volunteer's own places on shifts: those to come, those of the past, and those waited for."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager

from scheduler.database import db
from scheduler.enums import EnrolmentStatus, ShiftStatus
from scheduler.models import Enrolment, Person, Shift
from scheduler.services.enrolment_seats import LISTED
from scheduler.services.enrolment_waiting import positions
from scheduler.services.paging import Page, paginate


def upcoming_places(person: Person, *, now: datetime, number: int) -> Page[Enrolment]:
    """Return page ``number`` of the person's places on shifts that are not over, by start.

    Cancelled shifts are among them, since the person counted on them.
    """
    query = _places(person).where(Shift.ends_at > now)
    return paginate(query.order_by(Shift.starts_at, Shift.id), number=number)


def past_places(person: Person, *, now: datetime, number: int) -> Page[Enrolment]:
    """Return page ``number`` of the person's places on shifts that are over, the latest first."""
    query = _places(person).where(Shift.ends_at <= now)
    return paginate(query.order_by(Shift.starts_at.desc(), Shift.id.desc()), number=number)


def count_places(person: Person, *, now: datetime) -> tuple[int, int]:
    """Return how many places of the person lie ahead and how many in the past."""
    query = select(func.count()).select_from(Enrolment).join(Enrolment.shift).where(*_held(person))
    ahead = db.session.scalar(query.where(Shift.ends_at > now)) or 0
    past = db.session.scalar(query.where(Shift.ends_at <= now)) or 0
    return ahead, past


def count_places_between(person: Person, start: datetime, end: datetime) -> int:
    """Return how many places the person holds on shifts that share a moment with ``[start, end)``."""
    query = select(func.count()).select_from(Enrolment).join(Enrolment.shift).where(*_held(person))
    query = query.where(Shift.status == ShiftStatus.ACTIVE, Shift.starts_at < end, Shift.ends_at > start)
    return db.session.scalar(query) or 0


def waits_of(person: Person, *, now: datetime) -> list[tuple[Enrolment, int | None]]:
    """Return the person's rows on waiting lists of shifts to come, by start, what is offered first.

    Each comes with her position while she waits.
    """
    query = (
        select(Enrolment)
        .join(Enrolment.shift)
        .options(contains_eager(Enrolment.shift).joinedload(Shift.unit))
        .where(
            Enrolment.person_id == person.id,
            Enrolment.status.in_(LISTED),
            Shift.starts_at > now,
            or_(Enrolment.offer_until.is_(None), Enrolment.offer_until > now),
        )
    )
    offered_first = case((Enrolment.status == EnrolmentStatus.OFFERED, 0), else_=1)
    places = db.session.scalars(query.order_by(offered_first, Shift.starts_at, Shift.id)).all()
    where = positions(places)
    return [(place, where.get(place.id)) for place in places]


def _places(person: Person) -> Select[Enrolment]:
    query = select(Enrolment).join(Enrolment.shift).where(*_held(person))
    return query.options(contains_eager(Enrolment.shift).joinedload(Shift.unit))


def _held(person: Person) -> tuple[ColumnElement[bool], ...]:
    return Enrolment.person_id == person.id, Enrolment.status == EnrolmentStatus.CONFIRMED
