"""Who holds a right on a unit: those nearest to it, and everybody from the top down."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager, joinedload

from scheduler.database import db
from scheduler.enums import Role
from scheduler.models import Person, RoleGrant, Unit
from scheduler.services.permissions import RIGHTS, Right


def grants_on(unit: Unit) -> Sequence[RoleGrant]:
    """Return the roles that hold on a unit, those granted further up first, with people and units.

    Plain volunteers and closed accounts are left out: they hold no right.
    """
    query = _grants(unit, (role for role in Role if RIGHTS[role])).options(joinedload(RoleGrant.unit))
    depth = {number: place for place, number in enumerate(unit.ancestor_ids)}
    return sorted(
        db.session.scalars(query),
        key=lambda grant: (depth[grant.unit_id], list(Role).index(grant.role), grant.person_id),
    )


def nearest_holders(unit: Unit, right: Right, *, without: Person) -> list[Person]:
    """Return the holders of a right nearest above a unit, ``without`` one person."""
    query = _grants(unit, (role for role in Role if right in RIGHTS[role]), Person.id != without.id)
    grants = list(db.session.scalars(query.order_by(RoleGrant.person_id)))
    if not grants:
        return []
    depth = {number: place for place, number in enumerate(unit.ancestor_ids)}
    nearest = max(depth[grant.unit_id] for grant in grants)
    people = [grant.person for grant in grants if depth[grant.unit_id] == nearest]
    return list(dict.fromkeys(people))


def _grants(unit: Unit, roles: Iterable[Role], *conditions: ColumnElement[bool]) -> Select[RoleGrant]:
    return (
        select(RoleGrant)
        .join(RoleGrant.person)
        .options(contains_eager(RoleGrant.person))
        .where(
            RoleGrant.unit_id.in_(unit.ancestor_ids),
            RoleGrant.role.in_(list(roles)),
            Person.active,
            *conditions,
        )
    )
