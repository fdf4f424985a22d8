"""Who may do what where: roles grant rights on a unit and everything below it."""

from enum import StrEnum

from sqlalchemy import ColumnElement, false, or_

from scheduler.enums import Role
from scheduler.errors import NotAllowed
from scheduler.models import Person, Unit


class Right(StrEnum):
    """One thing that a role may allow."""

    VIEW_ROSTERS = "view_rosters"
    PLAN_SHIFTS = "plan_shifts"
    PLAN_ROSTERS = "plan_rosters"
    VIEW_ATTENDANCE = "view_attendance"
    TAKE_ATTENDANCE = "take_attendance"
    KEEP_HOURS = "keep_hours"
    LEAD_TEAMS = "lead_teams"
    MANAGE_TEAMS = "manage_teams"
    VIEW_PEOPLE = "view_people"
    MANAGE_PEOPLE = "manage_people"
    VERIFY_QUALIFICATIONS = "verify_qualifications"
    GRANT_ROLES = "grant_roles"
    MANAGE_UNITS = "manage_units"
    MANAGE_SKILLS = "manage_skills"
    VIEW_AUDIT = "view_audit"


_TEAM_LEADER = {
    Right.VIEW_ROSTERS,
    Right.VIEW_PEOPLE,
    Right.VIEW_ATTENDANCE,
    Right.TAKE_ATTENDANCE,
    Right.LEAD_TEAMS,
}
_GRID_LEADER = _TEAM_LEADER | {
    Right.PLAN_SHIFTS,
    Right.PLAN_ROSTERS,
    Right.VERIFY_QUALIFICATIONS,
    Right.KEEP_HOURS,
    Right.MANAGE_TEAMS,
}
_COORDINATOR = _GRID_LEADER | {Right.MANAGE_PEOPLE, Right.GRANT_ROLES, Right.MANAGE_UNITS}
_OFFICER = _COORDINATOR | {Right.VIEW_AUDIT}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VOLUNTEER: frozenset(),
    Role.TEAM_LEADER: frozenset(_TEAM_LEADER),
    Role.GRID_LEADER: frozenset(_GRID_LEADER),
    Role.COORDINATOR: frozenset(_COORDINATOR),
    Role.OFFICER: frozenset(_OFFICER),
    Role.AUDITOR: frozenset({Right.VIEW_ROSTERS, Right.VIEW_PEOPLE, Right.VIEW_ATTENDANCE, Right.VIEW_AUDIT}),
    Role.ADMIN: frozenset(Right),
}

#: The roles that a holder of a role may grant (on units within the holder's own).
GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.COORDINATOR: frozenset({Role.VOLUNTEER, Role.TEAM_LEADER, Role.GRID_LEADER}),
    Role.OFFICER: frozenset({Role.VOLUNTEER, Role.TEAM_LEADER, Role.GRID_LEADER, Role.COORDINATOR}),
    Role.ADMIN: frozenset(Role),
}


def may(person: Person | None, right: Right, unit: Unit) -> bool:
    """Tell whether ``person`` holds ``right`` on ``unit``."""
    if person is None or not person.active:
        return False
    return any(right in RIGHTS[grant.role] and grant.unit.contains(unit) for grant in person.grants)


def may_anywhere(person: Person | None, right: Right) -> bool:
    """Tell whether ``person`` holds ``right`` on any unit at all."""
    if person is None or not person.active:
        return False
    return any(right in RIGHTS[grant.role] for grant in person.grants)


def require(person: Person | None, right: Right, unit: Unit) -> None:
    """Raise ``NotAllowed`` unless ``person`` holds ``right`` on ``unit``."""
    if not may(person, right, unit):
        raise NotAllowed(f"permission.{right}", unit=unit.name)


def units_with(person: Person, right: Right) -> list[Unit]:
    """Return the topmost units on which ``person`` holds ``right``, by code; none inside another."""
    held = sorted(
        {grant.unit for grant in person.grants if right in RIGHTS[grant.role]} if person.active else set(),
        key=lambda unit: (len(unit.path), unit.code),
    )
    tops: list[Unit] = []
    for unit in held:
        if not any(top.contains(unit) for top in tops):
            tops.append(unit)
    return tops


def within(person: Person, right: Right) -> ColumnElement[bool]:
    """Return a condition on ``Unit`` that is true where ``person`` holds ``right``."""
    tops = units_with(person, right)
    return or_(*(Unit.path.startswith(top.path) for top in tops)) if tops else false()


def grantable_roles(person: Person, unit: Unit) -> frozenset[Role]:
    """Return the roles that ``person`` may grant and withdraw on ``unit``."""
    roles: set[Role] = set()
    for grant in person.grants:
        if grant.unit.contains(unit):
            roles |= GRANTABLE.get(grant.role, frozenset())
    return frozenset(roles) if person.active else frozenset()
