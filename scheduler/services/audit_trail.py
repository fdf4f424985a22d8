"""The audit trail as auditors read it: filtered, page by page, within the reader's units."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from scheduler.database import db
from scheduler.models import AuditEntry, Person, Unit
from scheduler.services.paging import Page, paginate
from scheduler.services.permissions import RIGHTS, Right, within
from scheduler.timeutils import day_start, days_interval

_PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What the list shows; ``None`` and empty texts mean everything. Days are the reader's own, inclusive."""

    unit: Unit | None = None
    actor_name: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None


def list_entries(reader: Person, wanted: AuditFilter, *, zone: str, number: int) -> Page[AuditEntry]:
    """Return page ``number`` of the entries about units that ``reader`` may audit, the latest first.

    What concerns no unit (the list of skills) shows to those who audit the top of the tree.
    """
    query = select(AuditEntry).outerjoin(Unit, AuditEntry.unit_id == Unit.id).where(_visible(reader))
    query = _filtered(query, wanted, zone).options(joinedload(AuditEntry.actor))
    return paginate(query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()), number=number, size=_PAGE)


def actions_seen(reader: Person) -> list[str]:
    """Return the actions that occur among the entries which ``reader`` may see."""
    query = select(AuditEntry.action).outerjoin(Unit, AuditEntry.unit_id == Unit.id).where(_visible(reader))
    return list(db.session.scalars(query.distinct().order_by(AuditEntry.action)))


def units_of(entries: Page[AuditEntry]) -> dict[int, Unit]:
    """Return the units of a page's entries by id."""
    ids = {entry.unit_id for entry in entries.items if entry.unit_id is not None}
    return {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))}


def _visible(reader: Person) -> ColumnElement[bool]:
    condition = within(reader, Right.VIEW_AUDIT)
    audits_top = any(
        Right.VIEW_AUDIT in RIGHTS[grant.role] and grant.unit.parent_id is None for grant in reader.grants
    )
    return or_(condition, AuditEntry.unit_id.is_(None)) if audits_top and reader.active else condition


def _filtered(query: Select[AuditEntry], wanted: AuditFilter, zone: str) -> Select[AuditEntry]:
    if wanted.unit:
        query = query.where(Unit.path.startswith(wanted.unit.path))
    name = "".join(sign for sign in wanted.actor_name if unicodedata.category(sign) not in {"Cc", "Cs"})
    if name.strip():
        query = query.where(AuditEntry.actor.has(Person.name.icontains(name.strip(), autoescape=True)))
    if wanted.action:
        query = query.where(AuditEntry.action == wanted.action)
    if wanted.first:
        query = query.where(AuditEntry.at >= day_start(wanted.first, zone))
    if wanted.last:
        query = query.where(AuditEntry.at < days_interval(wanted.last, wanted.last, zone)[1])
    return query
