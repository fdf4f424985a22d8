"""One account for each role of the demo city, all with the same password."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import Language, Role
from scheduler.models import Person, Qualification, RoleGrant, Skill, Unit
from scheduler.services.accounts import hash_password

PASSWORD = "lianfang-demo"  # noqa: S105 - printed for everybody who tries the demo

#: Role, name, the unit that is home and where the role holds.
_ACCOUNTS = (
    (Role.ADMIN, "罗思远", "anhe"),
    (Role.OFFICER, "高明哲", "anhe"),
    (Role.COORDINATOR, "沈静怡", "anhe"),
    (Role.GRID_LEADER, "林晓梅", "guihua-1"),
    (Role.TEAM_LEADER, "韩志强", "guihua-1"),
    (Role.VOLUNTEER, "周雨桐", "guihua-1"),
    (Role.AUDITOR, "郑文博", "anhe"),
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """How a visitor signs in as one of the roles."""

    role: Role
    name: str
    login: str
    password: str


def role_accounts() -> list[DemoAccount]:
    """Return how a visitor signs in as each of the roles."""
    return [DemoAccount(role, name, _login(role), PASSWORD) for role, name, _ in _ACCOUNTS]


def _login(role: Role) -> str:
    return f"{role.value.replace('_', '.')}@lianfang.example"


def add_role_accounts(units: dict[str, Unit], skills: list[Skill], *, now: datetime) -> None:
    """Add a person for each role; the volunteer and the team leader are qualified to lead and to help."""
    secret = hash_password(PASSWORD)
    for role, name, code in _ACCOUNTS:
        person = Person(
            name=name,
            email=_login(role),
            password_hash=secret,
            session_key=f"demo-{role.value}",
            language=Language.CHINESE,
            home_unit_id=units[code].id,
            consent_version="2026-11",
            consent_at=now,
            created=now,
            updated=now,
        )
        person.grants = [
            RoleGrant(unit_id=units[code].id, role=kind, created=now)
            for kind in dict.fromkeys((role, Role.VOLUNTEER))
        ]
        db.session.add(person)
        if role in {Role.VOLUNTEER, Role.TEAM_LEADER}:
            db.session.flush()
            _qualify(person, skills, _grid_leader(), now)
    db.session.flush()


def _grid_leader() -> Person:
    query = select(Person).where(Person.email == _login(Role.GRID_LEADER))
    return db.session.scalars(query).one()


def _qualify(person: Person, skills: list[Skill], verifier: Person, now: datetime) -> None:
    today = now.date()
    for skill in skills[:2]:
        db.session.add(
            Qualification(
                person_id=person.id,
                skill_id=skill.id,
                level=1,
                valid_from=today.replace(month=1, day=1),
                valid_until=today.replace(year=today.year + 1, month=12, day=31),
                verified_by_id=verifier.id,
                verified_at=now,
            )
        )
