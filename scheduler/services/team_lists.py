"""Teams as people look for them: their own, those near home, those of the units they look after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Load, contains_eager, joinedload, selectinload

from scheduler.database import db
from scheduler.enums import MembershipStatus
from scheduler.models import Person, Qualification, Team, TeamMember, TeamTarget, Unit
from scheduler.services.nearness import Nearness, nearness
from scheduler.services.paging import Page, paginate
from scheduler.services.permissions import Right, within
from scheduler.services.team_strength import Strength, strengths_of

_PAGE = 25
_LIVE = (MembershipStatus.APPLIED, MembershipStatus.MEMBER)


@dataclass(frozen=True, slots=True)
class NearTeam:
    """A team, and how near its unit is to the reader's home."""

    strength: Strength
    near: Nearness


def with_all() -> tuple[Load, ...]:
    """Return the options with which a query for teams loads what lists show, the unit apart."""
    load = Load(Team)
    return (
        load.joinedload(Team.skill),
        load.joinedload(Team.leader),
        load.selectinload(Team.targets).joinedload(TeamTarget.skill),
    )


def own_memberships(person: Person) -> Sequence[TeamMember]:
    """Return a person's memberships and applications, refused ones of retired teams left out."""
    query = (
        select(TeamMember)
        .join(TeamMember.team)
        .join(Team.unit)
        .where(TeamMember.person_id == person.id, TeamMember.status != MembershipStatus.LEFT, Team.active)
        .options(
            contains_eager(TeamMember.team).options(contains_eager(Team.unit), *with_all()),
            joinedload(TeamMember.partner),
        )
        .order_by(Unit.code, Team.id)
    )
    return db.session.scalars(query).all()


def led_teams(person: Person) -> Sequence[Team]:
    """Return the teams that name the person as their leader."""
    query = select(Team).join(Team.unit).where(Team.leader_id == person.id, Team.active)
    query = query.options(contains_eager(Team.unit), *with_all())
    return db.session.scalars(query.order_by(Unit.code, Team.id)).all()


def teams_near(person: Person, *, now: datetime, number: int, everywhere: bool = False) -> Page[NearTeam]:
    """Return page ``number`` of the teams near the person's home that they are not in, near before far.

    Near are the home unit, those above and below, its neighbours, and the others of its community.
    """
    inside = select(TeamMember.team_id).where(TeamMember.person_id == person.id, TeamMember.status.in_(_LIVE))
    query = select(Team).join(Team.unit).where(Team.active, Team.id.not_in(inside))
    teams = db.session.scalars(query.options(contains_eager(Team.unit)).order_by(Unit.code, Team.id)).all()
    near = nearness(person.home_unit, {team.unit for team in teams})
    found = [team for team in teams if everywhere or near[team.unit_id] <= Nearness.COMMUNITY]
    found.sort(key=lambda team: near[team.unit_id])
    pages = max(1, -(-len(found) // _PAGE))
    number = min(max(1, number), pages)
    shown = found[(number - 1) * _PAGE : number * _PAGE]
    items = [NearTeam(each, near[each.team.unit_id]) for each in strengths_of(_loaded(shown), now=now)]
    return Page(items, number, pages, len(found))


def teams_of_unit(unit: Unit, *, now: datetime) -> list[Strength]:
    """Return the teams of a unit with their strength, in the order in which they were made."""
    query = select(Team).join(Team.unit).where(Team.unit_id == unit.id, Team.active)
    query = query.options(contains_eager(Team.unit), *with_all()).order_by(Team.id)
    return strengths_of(db.session.scalars(query).all(), now=now)


def list_teams(
    actor: Person, *, unit: Unit | None, now: datetime, number: int, retired: bool = False
) -> Page[Strength]:
    """Return page ``number`` of the teams in units whose people ``actor`` sees, by unit."""
    query = select(Team).join(Team.unit).where(within(actor, Right.VIEW_PEOPLE), Team.active != retired)
    if unit is not None:
        query = query.where(Unit.path.startswith(unit.path))
    query = query.options(contains_eager(Team.unit), *with_all())
    page = paginate(query.order_by(Unit.code, Team.id), number=number, size=_PAGE)
    return Page(strengths_of(page.items, now=now), page.number, page.pages, page.total)


def members_of(team: Team) -> Sequence[TeamMember]:
    """Return the members of a team whose accounts are in use, by name, with what they can do."""
    return _rows(team, MembershipStatus.MEMBER)


def applications_for(team: Team) -> Sequence[TeamMember]:
    """Return the applications for a team, in the order in which they came."""
    rows = _rows(team, MembershipStatus.APPLIED)
    return sorted(rows, key=lambda row: (row.applied_at, row.id))


def past_of(team: Team, *, most: int = 10) -> Sequence[TeamMember]:
    """Return who was refused or left lately, the latest first."""
    query = select(TeamMember).where(TeamMember.team_id == team.id, TeamMember.status.not_in(_LIVE))
    query = query.options(joinedload(TeamMember.person), joinedload(TeamMember.decided_by))
    when = func.coalesce(TeamMember.left_at, TeamMember.decided_at, TeamMember.applied_at)
    return db.session.scalars(query.order_by(when.desc(), TeamMember.id.desc()).limit(most)).all()


def _rows(team: Team, status: MembershipStatus) -> Sequence[TeamMember]:
    query = (
        select(TeamMember)
        .join(TeamMember.person)
        .where(TeamMember.team_id == team.id, TeamMember.status == status, Person.active)
        .options(
            contains_eager(TeamMember.person).options(
                joinedload(Person.home_unit),
                selectinload(Person.grants),
                selectinload(Person.qualifications).joinedload(Qualification.skill),
            ),
            joinedload(TeamMember.partner),
        )
        .order_by(Person.name, Person.id)
    )
    return db.session.scalars(query).all()


def _loaded(teams: Sequence[Team]) -> list[Team]:
    """Return teams in the order given, with what lists show; two queries for all of them."""
    if not teams:
        return []
    query = select(Team).where(Team.id.in_([team.id for team in teams])).options(*with_all())
    list(db.session.scalars(query.execution_options(populate_existing=True)).unique())
    return list(teams)
