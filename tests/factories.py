"""Rows for tests: each function fills what the test does not care about, commits, and returns the row."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from scheduler.database import Base, atomic, db
from scheduler.enums import (
    ActivityKind,
    EnrolmentOrigin,
    EnrolmentStatus,
    MembershipStatus,
    Role,
    TeamKind,
    UnitKind,
)
from scheduler.models import (
    Enrolment,
    Person,
    Qualification,
    RoleGrant,
    RosterPeriod,
    Shift,
    ShiftDemand,
    Skill,
    Team,
    TeamMember,
    Unit,
)

#: The moment at which tests happen, unless they say otherwise: a Monday morning in Shanghai.
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
_numbers = count(1)
Row = TypeVar("Row", bound=Base)


def save(row: Row) -> Row:
    """Commit a row."""
    with atomic():
        db.session.add(row)
    return row


def make_unit(parent: Unit | None = None, kind: UnitKind = UnitKind.GRID, **values: Any) -> Unit:
    """Return a unit below ``parent``."""
    number = next(_numbers)
    values = {"code": f"unit-{number}", "name": f"测试单位{number}", "updated": NOW, **values}
    with atomic():
        unit = Unit(kind=kind, parent_id=parent.id if parent else None, **values)
        db.session.add(unit)
        db.session.flush()
        unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    return unit


def make_person(unit: Unit | None = None, *roles: Role, **values: Any) -> Person:
    """Return an active person of ``unit`` with ``roles`` on that unit; everybody is a volunteer too."""
    unit = unit or make_unit()
    number = next(_numbers)
    values = {
        "name": f"张测试{number}",
        "phone": f"+8613800{number:06d}",
        "session_key": f"key-{number}",
        "created": NOW,
        "updated": NOW,
        "consent_version": "2026-11",
        "consent_at": NOW,
        **values,
    }
    person = Person(home_unit_id=unit.id, **values)
    person.grants = [RoleGrant(unit_id=unit.id, role=role, created=NOW) for role in {Role.VOLUNTEER, *roles}]
    return save(person)


def make_skill(code: str = "medical", **values: Any) -> Skill:
    """Return a skill."""
    return save(Skill(code=code, **{"name": "医疗救护", "name_en": "Medical", **values}))


def qualify(person: Person, skill: Skill, **values: Any) -> Qualification:
    """Give ``person`` a verified qualification, valid for 2026 unless said otherwise."""
    values = {
        "level": 1,
        "valid_from": date(2026, 1, 1),
        "valid_until": date(2026, 12, 31),
        "verified_by_id": person.id,
        "verified_at": NOW,
        **values,
    }
    return save(Qualification(person_id=person.id, skill_id=skill.id, **values))


def make_shift(unit: Unit, demands: list[ShiftDemand] | None = None, **values: Any) -> Shift:
    """Return a two-hour patrol three days after NOW, with five places."""
    start = values.pop("starts_at", NOW + timedelta(days=3))
    values = {
        "kind": ActivityKind.PATROL,
        "title": "傍晚巡逻",
        "place": "社区东门",
        "starts_at": start,
        "ends_at": values.pop("ends_at", start + timedelta(hours=2)),
        "capacity": 5,
        "created": NOW,
        "updated": NOW,
        **values,
    }
    return save(Shift(unit_id=unit.id, demands=demands or [], **values))


def enrol(
    person: Person, shift: Shift, seat: int = 1, origin: EnrolmentOrigin = EnrolmentOrigin.SELF
) -> Enrolment:
    """Give ``person`` a confirmed place on ``shift``."""
    return save(
        Enrolment(
            shift_id=shift.id,
            person_id=person.id,
            seat=seat,
            origin=origin,
            status=EnrolmentStatus.CONFIRMED,
            created=NOW,
            updated=NOW,
        )
    )


def make_period(unit: Unit, **values: Any) -> RosterPeriod:
    """Return a roster period of the four weeks that begin at NOW."""
    values = {
        "title": "三月班表",
        "starts_on": date(2026, 3, 2),
        "ends_on": date(2026, 3, 29),
        "created": NOW,
        **values,
    }
    return save(RosterPeriod(unit_id=unit.id, **values))


def make_team(unit: Unit, skill: Skill | None = None, **values: Any) -> Team:
    """Return a team of ``unit``; with a skill a professional one, else a corps."""
    number = next(_numbers)
    values = {
        "kind": TeamKind.TEAM if skill else TeamKind.CORPS,
        "name": f"测试队伍{number}",
        "join_code": f"T{number:05d}",
        "created": NOW,
        "updated": NOW,
        **values,
    }
    return save(Team(unit_id=unit.id, skill_id=skill.id if skill else None, **values))


def join(
    person: Person, team: Team, status: MembershipStatus = MembershipStatus.MEMBER, **values: Any
) -> TeamMember:
    """Make ``person`` a member of ``team``, or what ``status`` says."""
    values = {"applied_at": NOW, **values}
    return save(TeamMember(team_id=team.id, person_id=person.id, status=status, **values))
