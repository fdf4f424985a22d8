"""Roles granted on units and withdrawn, never above the granter's own, never the last administrator's."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.database import atomic, db
from scheduler.enums import Role
from scheduler.errors import Conflict, NotAllowed, NotFound
from scheduler.models import Person, RoleGrant, Unit
from scheduler.services import audit
from scheduler.services.permissions import Right, grantable_roles, require, within
from scheduler.services.rows import flush_or, get_row


def grant_role(person_id: int, *, unit: Unit, role: Role, actor: Person, now: datetime) -> RoleGrant:
    """Give a person a role on a unit and everything below it.

    ``actor`` must see the person and be able to grant the role there. Raises ``NotAllowed``, and
    ``Conflict`` where the person has the role already or is deactivated.
    """
    with atomic():
        person = get_row(Person, person_id, lock=True)
        require(actor, Right.VIEW_PEOPLE, person.home_unit)
        _require_grantable(actor, role, unit)
        if not person.active:
            raise Conflict("role.inactive")
        twin = Conflict("role.twin", unit=unit.name)
        if any(grant.unit_id == unit.id and grant.role is role for grant in person.grants):
            raise twin
        grant = RoleGrant(unit_id=unit.id, role=role, granted_by_id=actor.id, created=now)
        person.grants.append(grant)
        flush_or(twin)
        audit.record(
            "role.granted", person, actor=actor, now=now, unit_id=unit.id, name=person.name, role=role.value
        )
    return grant


def withdraw_role(person_id: int, grant_id: int, *, actor: Person, now: datetime) -> None:
    """Take a role from a person; ``actor`` must be able to grant it.

    Raises ``NotFound`` where it is withdrawn already, ``Conflict`` for the last administrator.
    """
    with atomic():
        person = get_row(Person, person_id, lock=True)
        require(actor, Right.VIEW_PEOPLE, person.home_unit)
        grant = next((grant for grant in person.grants if grant.id == grant_id), None)
        if grant is None:
            raise NotFound("not_found")
        _require_grantable(actor, grant.role, grant.unit)
        if grant.role is Role.ADMIN:
            keep_an_administrator(person, [grant])
        role, unit_id = grant.role, grant.unit_id
        person.grants.remove(grant)
        audit.record(
            "role.withdrawn",
            person,
            actor=actor,
            now=now,
            unit_id=unit_id,
            name=person.name,
            role=role.value,
        )


def grantable_units(actor: Person) -> Sequence[Unit]:
    """Return the units on which ``actor`` may grant roles, each parent before its children."""
    query = select(Unit).where(within(actor, Right.GRANT_ROLES))
    return db.session.scalars(query.order_by(Unit.path)).all()


def keep_an_administrator(person: Person, lost: Sequence[RoleGrant]) -> None:
    """Raise ``Conflict`` unless some other grant to an active person still administers the units of ``lost``.

    Locks the administrators' grants, so that two of them cannot remove each other; inside ``atomic``.
    """
    if not lost or not person.active:
        return
    query = (
        select(RoleGrant)
        .where(RoleGrant.role == Role.ADMIN)
        .options(joinedload(RoleGrant.unit), joinedload(RoleGrant.person))
        .order_by(RoleGrant.id)
        .with_for_update(of=RoleGrant)
        .execution_options(populate_existing=True)
    )
    gone = {grant.id for grant in lost}
    left = [grant for grant in db.session.scalars(query) if grant.id not in gone and grant.person.active]
    for grant in lost:
        if not any(other.unit.contains(grant.unit) for other in left):
            raise Conflict("role.last_admin", unit=grant.unit.name)


def _require_grantable(actor: Person, role: Role, unit: Unit) -> None:
    require(actor, Right.GRANT_ROLES, unit)
    if role not in grantable_roles(actor, unit):
        raise NotAllowed("role.above_own", unit=unit.name)
