"""Partners: the companies, property managers and associations that stand beside a unit."""

from datetime import datetime

from scheduler.database import atomic, db
from scheduler.errors import Conflict, NotFound
from scheduler.models import Partner, Person, Unit
from scheduler.services import audit
from scheduler.services.permissions import Right, require
from scheduler.services.rows import get_row
from scheduler.services.shift_inputs import clean_line, clean_text
from scheduler.services.units import changeable_unit, get_unit, touch_unit

NAME_LENGTH = 120
SORT_LENGTH = 60
CONTACT_LENGTH = 120
NOTES_LENGTH = 2_000


def find_partner(code: str, partner_id: int, *, actor: Person) -> Partner:
    """Return a partner of the unit with ``code``, which ``actor`` must manage."""
    unit, partner = get_unit(code), get_row(Partner, partner_id)
    if partner.unit_id != unit.id:
        raise NotFound("not_found")
    require(actor, Right.MANAGE_UNITS, unit)
    return partner


def add_partner(
    code: str, *, version: int, name: str, sort: str, contact: str, notes: str, actor: Person, now: datetime
) -> Partner:
    """Add a partner to a unit; ``version`` is the unit's, so that a form sent twice adds once.

    Raises ``StaleVersion``, ``InvalidInput``, and ``Conflict`` where the unit has a partner of that name.
    """
    with atomic():
        unit = changeable_unit(code, version=version, actor=actor)
        partner = Partner(unit_id=unit.id)
        _describe(unit, partner, name=name, sort=sort, contact=contact, notes=notes)
        db.session.add(partner)
        touch_unit(unit, now)
        audit.record("partner.added", partner, actor=actor, now=now, unit_id=unit.id, name=partner.name)
    return partner


def update_partner(
    code: str,
    partner_id: int,
    *,
    version: int,
    name: str,
    sort: str,
    contact: str,
    notes: str,
    actor: Person,
    now: datetime,
) -> Partner:
    """Change a partner of a unit; raises as ``add_partner`` does."""
    with atomic():
        unit = changeable_unit(code, version=version, actor=actor)
        partner = find_partner(code, partner_id, actor=actor)
        _describe(unit, partner, name=name, sort=sort, contact=contact, notes=notes)
        touch_unit(unit, now)
        audit.record("partner.updated", partner, actor=actor, now=now, unit_id=unit.id, name=partner.name)
    return partner


def remove_partner(code: str, partner_id: int, *, version: int, actor: Person, now: datetime) -> None:
    """Take a partner off a unit; raises ``StaleVersion``, ``NotFound``."""
    with atomic():
        unit = changeable_unit(code, version=version, actor=actor)
        partner = find_partner(code, partner_id, actor=actor)
        audit.record("partner.removed", partner, actor=actor, now=now, unit_id=unit.id, name=partner.name)
        db.session.delete(partner)
        touch_unit(unit, now)


def _describe(unit: Unit, partner: Partner, *, name: str, sort: str, contact: str, notes: str) -> None:
    partner.name = clean_line("name", name, most=NAME_LENGTH, required=True)
    partner.sort = clean_line("sort", sort, most=SORT_LENGTH)
    partner.contact = clean_line("contact", contact, most=CONTACT_LENGTH)
    partner.notes = clean_text("notes", notes, most=NOTES_LENGTH)
    if any(other.name == partner.name and other.id != partner.id for other in unit.partners):
        raise Conflict("partner.twin", name=partner.name)
