"""Roles: who may grant and withdraw which, and that somebody always administers."""

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import Role
from scheduler.errors import Conflict, NotAllowed, NotFound
from scheduler.models import AuditEntry, Person, RoleGrant, Unit
from scheduler.services.roles import grant_role, grantable_units, withdraw_role
from tests.factories import NOW, make_person, make_unit

#: Who may grant what, on a unit of one's own and below.
MAY_GRANT = {
    Role.VOLUNTEER: set(),
    Role.TEAM_LEADER: set(),
    Role.GRID_LEADER: set(),
    Role.AUDITOR: set(),
    Role.COORDINATOR: {Role.VOLUNTEER, Role.TEAM_LEADER, Role.GRID_LEADER},
    Role.OFFICER: {Role.VOLUNTEER, Role.TEAM_LEADER, Role.GRID_LEADER, Role.COORDINATOR},
    Role.ADMIN: set(Role),
}


def _grant(person: Person, unit: Unit, role: Role, actor: Person) -> RoleGrant:
    return grant_role(person.id, unit=unit, role=role, actor=actor, now=NOW)


def _withdraw(person: Person, role: Role, actor: Person) -> None:
    grant = next(grant for grant in person.grants if grant.role is role)
    withdraw_role(person.id, grant.id, actor=actor, now=NOW)


def test_each_role_grants_just_what_is_below_it(app: Flask) -> None:
    for own in Role:
        unit = make_unit()
        grid = make_unit(unit)
        actor = make_person(unit, own)
        granted = set()
        for role in Role:
            person = make_person(grid)
            try:
                _grant(person, unit, role, actor)
            except NotAllowed:
                continue
            granted.add(role)
        assert granted == MAY_GRANT[own]


@pytest.mark.parametrize("own", list(Role))
def test_each_role_withdraws_just_what_it_could_grant(app: Flask, own: Role) -> None:
    unit = make_unit()
    make_person(unit, Role.ADMIN)
    actor = make_person(unit, own)
    withdrawn = set()
    for role in Role:
        person = make_person(unit, role)
        try:
            _withdraw(person, role, actor)
        except NotAllowed:
            continue
        withdrawn.add(role)
    assert withdrawn == MAY_GRANT[own]


def test_grant_is_recorded_with_who_gave_it(app: Flask) -> None:
    unit = make_unit()
    actor, person = make_person(unit, Role.COORDINATOR), make_person(unit)
    grant = _grant(person, unit, Role.GRID_LEADER, actor)
    assert (grant.granted_by_id, grant.created) == (actor.id, NOW)
    _withdraw(person, Role.GRID_LEADER, actor)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.unit_id, entry.details["role"]) for entry in entries] == [
        ("role.granted", unit.id, "grid_leader"),
        ("role.withdrawn", unit.id, "grid_leader"),
    ]


def test_roles_are_granted_within_the_own_units_to_people_one_sees(app: Flask) -> None:
    top = make_unit()
    first, second = make_unit(top), make_unit(top)
    actor = make_person(first, Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        _grant(make_person(first), second, Role.TEAM_LEADER, actor)
    with pytest.raises(NotAllowed):
        _grant(make_person(second), first, Role.TEAM_LEADER, actor)
    assert [unit.id for unit in grantable_units(actor)] == [first.id]


def test_same_role_twice_and_roles_of_the_deactivated_are_refused(app: Flask) -> None:
    unit = make_unit()
    actor, person = make_person(unit, Role.ADMIN), make_person(unit)
    with pytest.raises(Conflict) as refused:
        _grant(person, unit, Role.VOLUNTEER, actor)
    assert refused.value.code == "role.twin"
    with pytest.raises(Conflict) as refused:
        _grant(make_person(unit, active=False), unit, Role.TEAM_LEADER, actor)
    assert refused.value.code == "role.inactive"


def test_role_withdrawn_twice_is_not_found(app: Flask) -> None:
    unit = make_unit()
    actor, person = make_person(unit, Role.ADMIN), make_person(unit, Role.TEAM_LEADER)
    grant = next(grant for grant in person.grants if grant.role is Role.TEAM_LEADER)
    number = grant.id
    withdraw_role(person.id, number, actor=actor, now=NOW)
    for missing in (number, 10**30):
        with pytest.raises(NotFound):
            withdraw_role(person.id, missing, actor=actor, now=NOW)


def test_last_administrator_stays(app: Flask) -> None:
    top = make_unit()
    first = make_person(top, Role.ADMIN)
    make_person(top, Role.ADMIN, active=False)
    below = make_person(make_unit(top), Role.ADMIN)
    with pytest.raises(Conflict) as refused:
        _withdraw(first, Role.ADMIN, first)
    assert (refused.value.code, refused.value.params) == ("role.last_admin", {"unit": top.name})
    _withdraw(below, Role.ADMIN, first)
    second = make_person(top, Role.ADMIN)
    _withdraw(first, Role.ADMIN, first)
    with pytest.raises(Conflict):
        _withdraw(second, Role.ADMIN, second)
