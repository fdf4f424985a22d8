"""Shifts and templates as those see them who plan: filtered, page by page, and how full."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from scheduler.database import db
from scheduler.enums import ActivityKind, EnrolmentStatus, ShiftStatus
from scheduler.errors import NotFound
from scheduler.models import Enrolment, Person, Shift, ShiftDemand, ShiftTemplate, Skill, Unit
from scheduler.services.paging import Page, paginate
from scheduler.services.permissions import Right, require, within
from scheduler.timeutils import day_start, days_interval


@dataclass(frozen=True, slots=True)
class ShiftFilter:
    """What a list of shifts shows; ``None`` means everything. Days are local to the top unit."""

    unit: Unit | None = None
    kind: ActivityKind | None = None
    status: ShiftStatus | None = None
    first: date | None = None
    last: date | None = None


def list_shifts(actor: Person, wanted: ShiftFilter, *, zone: str, number: int) -> Page[Shift]:
    """Return page ``number`` of the shifts in units whose rosters ``actor`` sees, by start."""
    query = select(Shift).join(Shift.unit).where(within(actor, Right.VIEW_ROSTERS))
    query = _filtered(query, wanted, zone)
    query = query.options(
        contains_eager(Shift.unit), selectinload(Shift.demands).joinedload(ShiftDemand.skill)
    )
    return paginate(query.order_by(Shift.starts_at, Unit.code, Shift.id), number=number)


def _filtered(query: Select[Shift], wanted: ShiftFilter, zone: str) -> Select[Shift]:
    if wanted.unit:
        query = query.where(Unit.path.startswith(wanted.unit.path))
    if wanted.kind:
        query = query.where(Shift.kind == wanted.kind)
    if wanted.status:
        query = query.where(Shift.status == wanted.status)
    if wanted.first:
        query = query.where(Shift.ends_at > day_start(wanted.first, zone))
    if wanted.last:
        query = query.where(Shift.starts_at < days_interval(wanted.last, wanted.last, zone)[1])
    return query


def count_enrolled(shifts: Iterable[Shift]) -> dict[int, int]:
    """Return the number of confirmed places by shift id; shifts without any are absent."""
    query = (
        select(Enrolment.shift_id, func.count())
        .where(
            Enrolment.shift_id.in_([shift.id for shift in shifts]),
            Enrolment.status == EnrolmentStatus.CONFIRMED,
        )
        .group_by(Enrolment.shift_id)
    )
    return dict(db.session.execute(query).all())


def find_shift(shift_id: int, *, right: Right, actor: Person) -> Shift:
    """Return a shift on whose unit ``actor`` holds ``right``, else ``NotFound``, ``NotAllowed``."""
    shift = db.session.get(Shift, shift_id, options=[joinedload(Shift.unit)])
    if shift is None:
        raise NotFound("not_found")
    require(actor, right, shift.unit)
    return shift


def crew_of(shift: Shift) -> list[Enrolment]:
    """Return the confirmed places of a shift by seat, with people and what they are able to do."""
    query = (
        select(Enrolment)
        .where(Enrolment.shift_id == shift.id, Enrolment.status == EnrolmentStatus.CONFIRMED)
        .options(
            joinedload(Enrolment.person).options(
                joinedload(Person.home_unit), selectinload(Person.qualifications)
            )
        )
    )
    return list(db.session.scalars(query.order_by(Enrolment.seat)))


def skills_on(person: Person, day: date) -> dict[int, int]:
    """Return the levels by skill id that the person's verified qualifications prove for ``day``."""
    levels: dict[int, int] = {}
    for held in person.qualifications:
        if held.counts_on(day):
            levels[held.skill_id] = max(held.level, levels.get(held.skill_id, 0))
    return levels


def list_templates(actor: Person, *, number: int) -> Page[ShiftTemplate]:
    """Return page ``number`` of the templates in units whose rosters ``actor`` sees, by unit."""
    query = select(ShiftTemplate).join(ShiftTemplate.unit).where(within(actor, Right.VIEW_ROSTERS))
    query = query.options(contains_eager(ShiftTemplate.unit))
    order = (ShiftTemplate.active.desc(), Unit.code, ShiftTemplate.start_time, ShiftTemplate.id)
    return paginate(query.order_by(*order), number=number)


def find_template(template_id: int, *, right: Right, actor: Person) -> ShiftTemplate:
    """Return a template on whose unit ``actor`` holds ``right``; raise as ``find_shift`` does."""
    template = db.session.get(ShiftTemplate, template_id, options=[joinedload(ShiftTemplate.unit)])
    if template is None:
        raise NotFound("not_found")
    require(actor, right, template.unit)
    return template


def units_where(actor: Person, right: Right) -> list[Unit]:
    """Return every unit on which ``actor`` holds ``right``, each parent before its children."""
    return list(db.session.scalars(select(Unit).where(within(actor, right)).order_by(Unit.path)))


def all_skills() -> list[Skill]:
    """Return the skills in their own order."""
    return list(db.session.scalars(select(Skill).order_by(Skill.position, Skill.code)))
