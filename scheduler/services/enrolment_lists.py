"""A volunteer's own places on shifts: those to come, and those of the past."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from scheduler.database import db
from scheduler.enums import EnrolmentStatus
from scheduler.models import Enrolment, Person, Shift
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


def _places(person: Person) -> Select[Enrolment]:
    query = select(Enrolment).join(Enrolment.shift).where(*_held(person))
    return query.options(contains_eager(Enrolment.shift).joinedload(Shift.unit))


def _held(person: Person) -> tuple[ColumnElement[bool], ...]:
    return Enrolment.person_id == person.id, Enrolment.status == EnrolmentStatus.CONFIRMED
