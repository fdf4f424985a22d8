"""Teams of units: made, described, given a leader and targets, retired; and who decides for them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import atomic, db
from scheduler.enums import MembershipStatus, NotificationKind, TeamKind
from scheduler.errors import InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import Person, RoleGrant, Skill, Team, TeamMember, TeamTarget, Unit
from scheduler.services import audit
from scheduler.services.notifications import notify
from scheduler.services.permissions import Right, may, require
from scheduler.services.right_holders import nearest_holders
from scheduler.services.rows import flush_or, get_row
from scheduler.services.shift_inputs import clean_line, clean_text

NAME_LENGTH = 80
NAME_EN_LENGTH = 120
DESCRIPTION_LENGTH = 2_000
MOST_WANTED = 1_000
#: Letters and digits that nobody takes for another: no I, L, O, U, 0, 1.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_SIGNS_IN_CODE = 6


@dataclass(frozen=True, slots=True)
class TargetInput:
    """How many people of a team should have ``skill`` at ``level``."""

    skill: Skill
    level: int
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamInput:
    """What is said about a team; ``people_wanted`` 0 means as many as come."""

    kind: TeamKind
    name: str
    name_en: str = ""
    description: str = ""
    skill: Skill | None = None
    leader: Person | None = None
    people_wanted: int = 0
    active: bool = True
    targets: Sequence[TargetInput] = ()


def find_team(team_id: int) -> Team:
    """Return a team; raise ``NotFound``."""
    return get_row(Team, team_id)


def find_team_by_code(text: str) -> Team:
    """Return the team with this code, however it was typed; raise ``NotFound``."""
    code = "".join(sign for sign in text.upper() if sign in _SIGNS)
    found = db.session.scalar(select(Team).where(Team.join_code == code))
    if found is None or len(text) > 4 * _SIGNS_IN_CODE:
        raise NotFound("team.code_unknown")
    return found


def leads(person: Person, team: Team) -> bool:
    """Tell whether ``person`` decides for a team: as its leader, or as one of its unit or above."""
    if not person.active:
        return False
    return team.leader_id == person.id or may(person, Right.LEAD_TEAMS, team.unit)


def require_lead(person: Person, team: Team) -> None:
    """Raise ``NotAllowed`` unless ``person`` decides for the team."""
    if not leads(person, team):
        raise NotAllowed("permission.lead_teams", unit=team.unit)


def led_team(team_id: int, *, actor: Person, lock: bool = False) -> Team:
    """Return a team for which ``actor`` decides, else ``NotFound``, ``NotAllowed``."""
    team = get_row(Team, team_id, lock=lock)
    require_lead(actor, team)
    return team


def seen_team(team_id: int, *, actor: Person) -> Team:
    """Return a team whose people ``actor`` may look at: as one who decides, or sees the unit's people."""
    team = find_team(team_id)
    if not leads(actor, team):
        require(actor, Right.VIEW_PEOPLE, team.unit)
    return team


def managed_team(team_id: int, *, actor: Person) -> Team:
    """Return a team that ``actor`` may change, else ``NotFound``, ``NotAllowed``."""
    team = find_team(team_id)
    require(actor, Right.MANAGE_TEAMS, team.unit)
    return team


def deciders_of(team: Team, *, without: Person) -> list[Person]:
    """Return who is told of applications: the active leader, else the leaders nearest above the unit."""
    leader = team.leader
    if leader is not None and leader.active and leader.id != without.id:
        return [leader]
    return nearest_holders(team.unit, Right.LEAD_TEAMS, without=without)


def possible_leaders(unit: Unit, team: Team | None = None) -> list[Person]:
    """Return who can lead a team: active people at home in the unit, with a role on it, or in the team."""
    inside = select(TeamMember.person_id).where(
        TeamMember.team_id == (team.id if team else 0), TeamMember.status == MembershipStatus.MEMBER
    )
    holders = select(RoleGrant.person_id).where(RoleGrant.unit_id == unit.id)
    query = select(Person).where(
        Person.active,
        or_(Person.home_unit_id == unit.id, Person.id.in_(holders), Person.id.in_(inside)),
    )
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def create_team(unit: Unit, said: TeamInput, *, actor: Person, now: datetime) -> Team:
    """Make a team of a unit; raises ``NotAllowed``, ``InvalidInput`` (a name that the unit has already)."""
    with atomic():
        require(actor, Right.MANAGE_TEAMS, unit)
        team = Team(unit_id=unit.id, join_code=_new_code(), created=now)
        team.unit = unit
        _describe(team, said, now)
        db.session.add(team)
        _flush_name(team)
        _install_leader(team, said.leader, actor=actor, now=now)
        audit.record("team.created", team, actor=actor, now=now, unit_id=unit.id, name=team.name)
    return team


def update_team(team_id: int, said: TeamInput, *, version: int, actor: Person, now: datetime) -> Team:
    """Change a team; a new leader becomes a member and is told.

    Raises ``NotFound``, ``NotAllowed``, ``StaleVersion``, ``InvalidInput``.
    """
    with atomic():
        team = get_row(Team, team_id, lock=True)
        require(actor, Right.MANAGE_TEAMS, team.unit)
        if team.version != version:
            raise StaleVersion("stale")
        _describe(team, said, now)
        _flush_name(team)
        _install_leader(team, said.leader, actor=actor, now=now)
        flag_modified(team, "updated")  # the version must rise even where only targets differ
        audit.record("team.updated", team, actor=actor, now=now, unit_id=team.unit_id, name=team.name)
    return team


def about(team: Team) -> dict[str, object]:
    """Return what messages say about a team."""
    return {
        "team_id": team.id,
        "team": team.name,
        "team_en": team.name_en,
        "unit": team.unit.name,
        "unit_en": team.unit.name_en,
    }


def _describe(team: Team, said: TeamInput, now: datetime) -> None:
    team.kind = said.kind
    team.name = clean_line("name", said.name, most=NAME_LENGTH, required=True)
    team.name_en = clean_line("name_en", said.name_en, most=NAME_EN_LENGTH)
    team.description = clean_text("description", said.description, most=DESCRIPTION_LENGTH)
    if said.kind is TeamKind.TEAM and said.skill is None:
        raise InvalidInput("skill", "team.skill_needed")
    team.skill_id = said.skill.id if said.skill else None
    if not 0 <= said.people_wanted <= MOST_WANTED:
        raise InvalidInput("people_wanted", "team.wanted", most=MOST_WANTED)
    team.people_wanted = said.people_wanted
    team.active = said.active
    team.updated = now
    _aim(team, said.targets)


def _aim(team: Team, wanted: Sequence[TargetInput]) -> None:
    """Make the targets those that are wanted; each skill once."""
    held = {target.skill_id: target for target in team.targets}
    for aim in wanted:
        if not 1 <= aim.wanted <= MOST_WANTED:
            raise InvalidInput("targets", "team.target_wanted", skill=aim.skill, most=MOST_WANTED)
        if not 1 <= aim.level <= aim.skill.max_level:
            raise InvalidInput("targets", "team.target_level", skill=aim.skill, most=aim.skill.max_level)
        target = held.pop(aim.skill.id, None) or TeamTarget(skill_id=aim.skill.id)
        target.level, target.wanted = aim.level, aim.wanted
        if target not in team.targets:
            team.targets.append(target)
    for gone in held.values():
        team.targets.remove(gone)


def _flush_name(team: Team) -> None:
    query = select(Team.id).where(Team.unit_id == team.unit_id, Team.name == team.name)
    taken = InvalidInput("name", "team.name_taken", name=team.name)
    with db.session.no_autoflush:
        if set(db.session.scalars(query)) - {team.id}:
            raise taken
    flush_or(taken)


def _install_leader(team: Team, leader: Person | None, *, actor: Person, now: datetime) -> None:
    """Give the team its leader, who is one of its members from now on."""
    before = team.leader_id
    team.leader_id = leader.id if leader else None
    if leader is None or leader.id == before:
        return
    if leader not in possible_leaders(team.unit, team):
        raise InvalidInput("leader", "team.leader_unfit")
    query = select(TeamMember).where(TeamMember.team_id == team.id, TeamMember.person_id == leader.id)
    row = db.session.scalar(query) or TeamMember(team_id=team.id, person_id=leader.id, applied_at=now)
    if row.status is not MembershipStatus.MEMBER:
        row.status, row.reason, row.left_at = MembershipStatus.MEMBER, "", None
        row.decided_by_id, row.decided_at = actor.id, now
        db.session.add(row)
    if leader.id != actor.id:
        params = {**about(team), "leads": True}
        notify(leader.id, NotificationKind.TEAM_APPROVED, params=params, now=now)


def _new_code() -> str:
    """Return a code that no team has; the column is unique, should two be made at once."""
    while True:
        code = "".join(secrets.choice(_SIGNS) for _ in range(_SIGNS_IN_CODE))
        if db.session.scalar(select(Team.id).where(Team.join_code == code)) is None:
            return code
