"""Roster periods: which dates of which units are planned together."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager

from scheduler.database import atomic, db
from scheduler.errors import Conflict, InvalidInput, NotFound
from scheduler.models import Person, RosterPeriod, Unit
from scheduler.services import audit
from scheduler.services.paging import Page, paginate
from scheduler.services.permissions import Right, require, within
from scheduler.services.rosters.drafts import open_draft
from scheduler.services.shift_inputs import clean_line
from scheduler.timeutils import local_date

MOST_DAYS = 92
_LONGEST_TITLE = 120


def list_periods(person: Person, *, number: int) -> Page[RosterPeriod]:
    """Return page ``number`` of the periods that the person may look into, the latest first."""
    query = (
        select(RosterPeriod)
        .join(RosterPeriod.unit)
        .options(contains_eager(RosterPeriod.unit))
        .where(within(person, Right.VIEW_ROSTERS))
        .order_by(RosterPeriod.starts_on.desc(), RosterPeriod.id.desc())
    )
    return paginate(query, number=number)


def get_period(
    period_id: int, *, actor: Person, right: Right = Right.VIEW_ROSTERS, lock: bool = False
) -> RosterPeriod:
    """Return a period on whose unit ``actor`` holds ``right``; ``lock`` keeps others out.

    Raises ``NotFound`` and ``NotAllowed``.
    """
    period = db.session.get(RosterPeriod, period_id, with_for_update=lock)
    if period is None:
        raise NotFound("not_found")
    require(actor, right, period.unit)
    return period


def plannable_units(person: Person) -> list[Unit]:
    """Return the units the person may make periods for, each before the units below it."""
    return list(
        db.session.scalars(select(Unit).where(within(person, Right.PLAN_ROSTERS)).order_by(Unit.path))
    )


def suggest_dates(units: list[Unit], *, now: datetime) -> tuple[date, date]:
    """Return four weeks to propose: after the last period of these units, or from next Monday."""
    today = local_date(now, units[0].zone) if units else now.date()
    monday = today + timedelta(days=7 - today.weekday())
    ids = [unit.id for unit in units]
    last = db.session.scalar(select(func.max(RosterPeriod.ends_on)).where(RosterPeriod.unit_id.in_(ids)))
    first = max(monday, last + timedelta(days=1)) if last else monday
    return first, first + timedelta(days=27)


def create_period(
    *, unit: Unit, title: str, starts_on: date, ends_on: date, actor: Person, now: datetime
) -> RosterPeriod:
    """Open a period (both dates included) for a unit and everything below it, with an empty draft.

    No two periods that plan the same unit may share a day. Raises ``InvalidInput``, ``Conflict``.
    """
    with atomic():
        locked = db.session.get(Unit, unit.id, with_for_update=True)
        if locked is None:
            raise NotFound("not_found")
        require(actor, Right.PLAN_ROSTERS, locked)
        title = clean_line("title", title, most=_LONGEST_TITLE, required=True)
        _check_dates(locked, starts_on, ends_on, now)
        _refuse_overlap(locked, starts_on, ends_on)
        period = RosterPeriod(
            unit=locked,
            title=title,
            starts_on=starts_on,
            ends_on=ends_on,
            created=now,
            created_by_id=actor.id,
        )
        db.session.add(period)
        audit.record(
            "period.create",
            period,
            actor=actor,
            now=now,
            unit_id=locked.id,
            dates=f"{starts_on}/{ends_on}",
        )
        open_draft(period, now=now)
    return period


def _check_dates(unit: Unit, starts_on: date, ends_on: date, now: datetime) -> None:
    if starts_on < local_date(now, unit.zone):
        raise InvalidInput("starts_on", "period.past")
    if ends_on < starts_on:
        raise InvalidInput("ends_on", "period.order")
    if (ends_on - starts_on).days >= MOST_DAYS:
        raise InvalidInput("ends_on", "period.too_long", most=MOST_DAYS)


def _refuse_overlap(unit: Unit, starts_on: date, ends_on: date) -> None:
    other = db.session.scalar(
        select(RosterPeriod)
        .join(RosterPeriod.unit)
        .where(
            or_(Unit.path.startswith(unit.path), Unit.id.in_(unit.ancestor_ids)),
            RosterPeriod.starts_on <= ends_on,
            RosterPeriod.ends_on >= starts_on,
        )
        .limit(1)
    )
    if other is not None:
        raise Conflict(
            "period.overlap",
            title=other.title,
            unit=other.unit.name,
            first=other.starts_on,
            last=other.ends_on,
        )
