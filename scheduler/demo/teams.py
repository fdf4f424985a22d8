"""The demo city's teams: a medical, a fire and an earthquake team and a volunteer corps in every grid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from scheduler.database import db
from scheduler.demo.attendance_story import Roles, story_roles
from scheduler.enums import MembershipStatus, TeamKind
from scheduler.models import (
    Partner,
    PartnerLink,
    Person,
    Qualification,
    Skill,
    Team,
    TeamMember,
    TeamTarget,
    Unit,
)

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_STORY = "guihua-1"
_LINK_LIVES = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A kind of team that every grid has: leading skill, names, targets as skill, level, people."""

    skill: str | None
    name: str
    name_en: str
    text: str
    people: int
    targets: tuple[tuple[str, int, int], ...]


_PLANS = (
    _Plan(
        "medical",
        "医疗救护队",
        "Medical Team",
        "心肺复苏、止血包扎、搬运伤员；演练和应急时负责急救点。",
        8,
        (("medical", 1, 5), ("lead", 1, 1)),
    ),
    _Plan(
        "fire",
        "消防应急队",
        "Fire Team",
        "检查楼道和消防器材，初期火灾扑救，组织疏散。",
        8,
        (("fire", 1, 6), ("lead", 1, 1)),
    ),
    _Plan(
        "earthquake",
        "地震救援队",
        "Earthquake Team",
        "判断建筑危险，简易破拆，引导避险。",
        6,
        (("earthquake", 1, 4), ("medical", 1, 1)),
    ),
    _Plan(
        None,
        "志愿服务队",
        "Volunteer Corps",
        "欢迎所有愿意出力的邻居：巡逻、物资、探访，不需要专业技能。",
        16,
        (("logistics", 1, 4), ("lead", 1, 2), ("flood", 1, 4)),
    ),
)


def add_teams(
    grids: Sequence[Unit], skills: Mapping[str, Skill], people: Sequence[Person], *, seed: int, now: datetime
) -> list[Team]:
    """Add the teams of all grids with members and applicants; some lack people, a few have no leader."""
    rng, able = Random(seed + 30), _able()
    teams = []
    for grid in grids:
        neighbours = [person for person in people if person.home_unit_id == grid.id]
        for plan in _PLANS:
            team = _team(grid, plan, skills, rng, now)
            teams.append(team)
            skill = skills[plan.skill].id if plan.skill else None
            _fill(team, plan, neighbours, able.get(skill, set()) if skill else None, rng, now)
    db.session.flush()
    _tell_story([team for team in teams if team.unit.code == _STORY], story_roles(), people, now)
    return teams


def _able() -> dict[int, set[int]]:
    """Return the ids of the people who have a skill, or had it, by skill id."""
    found: dict[int, set[int]] = {}
    for skill_id, person_id in db.session.execute(select(Qualification.skill_id, Qualification.person_id)):
        found.setdefault(skill_id, set()).add(person_id)
    return found


def _team(grid: Unit, plan: _Plan, skills: Mapping[str, Skill], rng: Random, now: datetime) -> Team:
    team = Team(
        unit_id=grid.id,
        kind=TeamKind.TEAM if plan.skill else TeamKind.CORPS,
        name=f"{grid.name.removesuffix('网格')}{plan.name}",
        name_en=f"{grid.name_en.removesuffix(' Grid')} {plan.name_en}",
        description=plan.text,
        skill_id=skills[plan.skill].id if plan.skill else None,
        people_wanted=plan.people,
        join_code="".join(rng.choice(_SIGNS) for _ in range(6)),
        created=now,
        updated=now,
    )
    team.targets = [
        TeamTarget(skill_id=skills[code].id, level=level, wanted=wanted)
        for code, level, wanted in plan.targets
    ]
    db.session.add(team)
    db.session.flush()
    return team


def _fill(
    team: Team,
    plan: _Plan,
    neighbours: Sequence[Person],
    able: set[int] | None,
    rng: Random,
    now: datetime,
) -> None:
    """Give a team its members, the able ones first, a leader, and one or two who applied."""
    order = rng.sample(neighbours, len(neighbours))
    if able is not None:
        order.sort(key=lambda person: person.id not in able)
    members = order[: plan.people - rng.randrange(3)]
    for person in members:
        _join(team, person, MembershipStatus.MEMBER, now - timedelta(days=rng.randrange(20, 400)))
    team.leader_id = members[0].id if rng.random() < 0.9 else None  # noqa: PLR2004 - one in ten has none yet
    for person in order[plan.people : plan.people + rng.randrange(3)]:
        _join(team, person, MembershipStatus.APPLIED, now - timedelta(days=rng.randrange(1, 9)))


def _join(team: Team, person: Person, status: MembershipStatus, at: datetime) -> TeamMember:
    row = TeamMember(team_id=team.id, person_id=person.id, status=status, applied_at=at)
    if status is not MembershipStatus.APPLIED:
        row.decided_at = at + timedelta(hours=20)
    db.session.add(row)
    return row


def _tell_story(teams: Sequence[Team], roles: Roles, people: Iterable[Person], now: datetime) -> None:
    """Let the demo's accounts have teams of their own, and a partner whose people wait for an answer."""
    medical, fire, earthquake, corps = teams
    medical.leader_id = roles.team_leader.id
    _join(medical, roles.team_leader, MembershipStatus.MEMBER, now - timedelta(days=500))
    _join(medical, roles.volunteer, MembershipStatus.MEMBER, now - timedelta(days=300))
    _join(corps, roles.volunteer, MembershipStatus.MEMBER, now - timedelta(days=310))
    _join(
        fire, roles.volunteer, MembershipStatus.APPLIED, now - timedelta(days=2)
    ).message = "参加过灭火器实操培训，周末都有时间。"
    refused = _join(earthquake, roles.volunteer, MembershipStatus.REFUSED, now - timedelta(days=30))
    refused.reason, refused.decided_by_id = "请先参加地震避险培训，再来申请。", roles.leader.id
    _put_down_by_partner(medical, roles.leader, people, now)


def _put_down_by_partner(team: Team, leader: Person, people: Iterable[Person], now: datetime) -> None:
    query = select(Partner).where(Partner.unit_id == team.unit_id).order_by(Partner.id).limit(1)
    partner = db.session.scalars(query).one()
    inside = set(db.session.scalars(select(TeamMember.person_id).where(TeamMember.team_id == team.id)))
    group = [person for person in people if person.id not in inside][:4]
    for person in group:
        _join(team, person, MembershipStatus.APPLIED, now - timedelta(days=1)).partner_id = partner.id
    db.session.add(
        PartnerLink(
            team_id=team.id,
            partner_id=partner.id,
            key="demo",
            created_by_id=leader.id,
            created=now - timedelta(days=2),
            expires_at=now + _LINK_LIVES,
            used_at=now - timedelta(days=1),
            people=len(group),
        )
    )
    db.session.flush()
