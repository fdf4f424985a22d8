"""Trainings and drills as everybody may see them, whether signed in or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from scheduler.database import db
from scheduler.enums import PUBLIC_KINDS, ActivityKind, ShiftStatus
from scheduler.errors import NotFound
from scheduler.models import Shift, Unit


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events a page shows; without a unit those of the whole city."""

    unit: Unit | None = None
    kinds: tuple[ActivityKind, ...] = PUBLIC_KINDS


def upcoming_events(wanted: EventFilter, *, now: datetime, most: int) -> list[Shift]:
    """Return the first ``most`` events that take place and are not over, by start."""
    query = _events(wanted).where(Shift.ends_at > now, Shift.status == ShiftStatus.ACTIVE)
    return list(db.session.scalars(query.limit(most)))


def events_between(start: datetime, end: datetime, wanted: EventFilter, *, most: int) -> list[Shift]:
    """Return the first ``most`` events that share a moment with ``[start, end)``, cancelled ones included."""
    query = _events(wanted).where(Shift.ends_at > start, Shift.starts_at < end)
    return list(db.session.scalars(query.limit(most)))


def find_event(event_id: int) -> Shift:
    """Return a public event; raise ``NotFound`` for what is not public as for what does not exist."""
    query = select(Shift).options(joinedload(Shift.unit).joinedload(Unit.parent))
    shift = db.session.scalar(query.where(Shift.id == event_id, Shift.kind.in_(PUBLIC_KINDS)))
    if shift is None:
        raise NotFound("not_found")
    return shift


def next_event_by_unit(*, now: datetime) -> dict[int, Shift]:
    """Return each unit's own next event by unit id; units without one are absent."""
    rank = func.row_number().over(partition_by=Shift.unit_id, order_by=(Shift.starts_at, Shift.id))
    ranked = (
        select(Shift.id, rank.label("rank"))
        .where(
            Shift.kind.in_(PUBLIC_KINDS),
            Shift.status == ShiftStatus.ACTIVE,
            Shift.starts_at > now,
        )
        .subquery()
    )
    query = select(Shift).join(ranked, ranked.c.id == Shift.id).where(ranked.c.rank == 1)
    query = query.options(joinedload(Shift.unit))
    return {shift.unit_id: shift for shift in db.session.scalars(query)}


def next_event_for(unit: Unit, by_unit: Mapping[int, Shift]) -> Shift | None:
    """Return the first of the events that the people of ``unit`` may go to: its own, or one from above."""
    own = [by_unit[number] for number in unit.ancestor_ids if number in by_unit]
    return min(own, key=lambda shift: (shift.starts_at, shift.id), default=None)


def _events(wanted: EventFilter) -> Select[Shift]:
    query = select(Shift).join(Shift.unit).options(contains_eager(Shift.unit))
    query = query.where(Shift.kind.in_(wanted.kinds))
    if wanted.unit:
        query = query.where(_concerns(wanted.unit))
    return query.order_by(Shift.starts_at, Unit.code, Shift.id)


def _concerns(unit: Unit) -> ColumnElement[bool]:
    """Return a condition for events of the unit, of all below it, and of those above it: all may come."""
    return or_(Unit.path.startswith(unit.path), Unit.id.in_(unit.ancestor_ids))
