"""What a roster period is about: its moments, its shifts, its people."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from scheduler.database import db
from scheduler.enums import ShiftStatus
from scheduler.errors import NotFound
from scheduler.models import Assignment, Person, Roster, RosterPeriod, Shift, ShiftDemand, Unit
from scheduler.timeutils import days_interval


def bounds(period: RosterPeriod) -> tuple[datetime, datetime]:
    """Return ``[start, end)`` of the period, from midnight to midnight in the zone of its unit."""
    return days_interval(period.starts_on, period.ends_on, period.unit.zone)


def _shifts(period: RosterPeriod) -> Select[Shift]:
    start, end = bounds(period)
    return (
        select(Shift)
        .join(Shift.unit)
        .where(
            Unit.path.startswith(period.unit.path),
            Shift.starts_at >= start,
            Shift.starts_at < end,
            Shift.status == ShiftStatus.ACTIVE,
            Shift.demands.any(),  # a training without demands is filled by sign-up alone
        )
    )


def period_shifts(
    period: RosterPeriod,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    after: datetime | None = None,
    ids: Collection[int] | None = None,
) -> list[Shift]:
    """Return the period's active shifts that ask for people, by start, units and demands loaded.

    ``[start, end)`` narrows the days, ``after`` leaves out what has begun by then, ``ids`` all others.
    """
    query = _shifts(period).options(
        selectinload(Shift.unit), selectinload(Shift.demands).joinedload(ShiftDemand.skill)
    )
    if start is not None:
        query = query.where(Shift.starts_at >= start)
    if end is not None:
        query = query.where(Shift.starts_at < end)
    if after is not None:
        query = query.where(Shift.starts_at > after)
    if ids is not None:
        query = query.where(Shift.id.in_(ids))
    return list(db.session.scalars(query.order_by(Shift.starts_at, Unit.code, Shift.id)))


def period_units(period: RosterPeriod) -> list[Unit]:
    """Return the unit of the period and those below it, each parent before its children."""
    query = select(Unit).where(Unit.path.startswith(period.unit.path)).order_by(Unit.path)
    return list(db.session.scalars(query))


def shift_of_period(period: RosterPeriod, shift_id: int) -> Shift:
    """Return a shift of the period, cancelled or begun ones too; raise ``NotFound`` for any other."""
    shift = db.session.get(Shift, shift_id)
    start, end = bounds(period)
    if shift is None or not period.unit.contains(shift.unit) or not start <= shift.starts_at < end:
        raise NotFound("not_found")
    return shift


def period_people(period: RosterPeriod, *, ids: Collection[int] | None = None) -> list[Person]:
    """Return the active people at home in the period's units, by name, qualifications loaded.

    ``ids`` leaves out all others.
    """
    query = (
        select(Person)
        .join(Person.home_unit)
        .options(selectinload(Person.home_unit), selectinload(Person.qualifications))
        .where(Unit.path.startswith(period.unit.path), Person.active)
        .order_by(Person.name, Person.id)
    )
    if ids is not None:
        query = query.where(Person.id.in_(ids))
    return list(db.session.scalars(query))


def count_people(period: RosterPeriod) -> int:
    """Return how many active people are at home in the period's units."""
    query = select(func.count(Person.id)).join(Person.home_unit)
    return db.session.scalar(query.where(Unit.path.startswith(period.unit.path), Person.active)) or 0


def shifts_of_roster(roster: Roster) -> list[Shift]:
    """Return the shifts on which a version puts somebody, cancelled ones included, by start."""
    ids = select(Assignment.shift_id).where(Assignment.roster_id == roster.id)
    query = (
        select(Shift)
        .join(Shift.unit)
        .options(selectinload(Shift.unit), selectinload(Shift.demands).joinedload(ShiftDemand.skill))
        .where(Shift.id.in_(ids))
        .order_by(Shift.starts_at, Unit.code, Shift.id)
    )
    return list(db.session.scalars(query))
