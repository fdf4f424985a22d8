"""How strong teams are: people and skills against what is wanted, what is missing, what runs out soon.

Only verified qualifications that are valid on the day count, so that figures follow the dates by themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from scheduler.database import db
from scheduler.enums import MembershipStatus
from scheduler.models import Person, Skill, Team, TeamMember
from scheduler.services.shift_lists import skills_on
from scheduler.timeutils import local_date

#: What runs out within so many days is worth a training now.
SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class RunningOut:
    """Somebody whose skill ends on ``last_day`` unless it is proved anew."""

    person: Person
    last_day: date


@dataclass(frozen=True, slots=True)
class SkillStrength:
    """How many members have a skill at a level today, of how many wanted; ``running_out`` by last day."""

    skill: Skill
    level: int
    wanted: int
    able: int
    running_out: tuple[RunningOut, ...]

    @property
    def missing(self) -> int:
        """Return how many are missing today."""
        return max(self.wanted - self.able, 0)

    @property
    def missing_soon(self) -> int:
        """Return how many will be missing once what runs out soon has run out."""
        return max(self.wanted - self.able + len(self.running_out), 0)

    @property
    def needs_training(self) -> bool:
        """Tell whether a training would mend something."""
        return bool(self.missing_soon or self.running_out)


@dataclass(frozen=True, slots=True)
class Strength:
    """The strength of a team: its members who can be reckoned with, and its skills."""

    team: Team
    members: int
    applications: int
    skills: tuple[SkillStrength, ...]

    @property
    def people_missing(self) -> int:
        """Return how many people are missing, whatever they can do."""
        return max(self.team.people_wanted - self.members, 0)

    @property
    def lacking(self) -> tuple[SkillStrength, ...]:
        """Return the skills that a training would mend."""
        return tuple(skill for skill in self.skills if skill.needs_training)


def strengths_of(teams: Sequence[Team], *, now: datetime) -> list[Strength]:
    """Return the strength of each team, in the order given, with a fixed number of queries."""
    if not teams:
        return []
    people, applications = _people_of(teams)
    return [
        _strength(
            team, people.get(team.id, []), applications.get(team.id, 0), local_date(now, team.unit.zone)
        )
        for team in teams
    ]


def strength_of(team: Team, *, now: datetime) -> Strength:
    """Return the strength of one team."""
    return strengths_of([team], now=now)[0]


def _people_of(teams: Sequence[Team]) -> tuple[Mapping[int, list[Person]], Mapping[int, int]]:
    """Return the active members with what they can do, and the number of applications, by team id."""
    query = (
        select(TeamMember)
        .join(TeamMember.person)
        .where(
            TeamMember.team_id.in_([team.id for team in teams]),
            TeamMember.status.in_((MembershipStatus.MEMBER, MembershipStatus.APPLIED)),
            Person.active,
        )
        .options(contains_eager(TeamMember.person).selectinload(Person.qualifications))
        .order_by(Person.name, Person.id)
    )
    people: dict[int, list[Person]] = {}
    applications: dict[int, int] = {}
    for row in db.session.scalars(query):
        if row.status is MembershipStatus.MEMBER:
            people.setdefault(row.team_id, []).append(row.person)
        else:
            applications[row.team_id] = applications.get(row.team_id, 0) + 1
    return people, applications


def _strength(team: Team, people: Sequence[Person], applications: int, today: date) -> Strength:
    wanted = [(target.skill, target.level, target.wanted) for target in team.targets]
    if team.skill is not None and all(skill is not team.skill for skill, _, _ in wanted):
        wanted.append((team.skill, 1, 0))
    wanted.sort(key=lambda each: (each[0] is not team.skill, each[0].position, each[0].id))
    skills = tuple(_skill_strength(*each, people, today) for each in wanted)
    return Strength(team, len(people), applications, skills)


def _skill_strength(
    skill: Skill, level: int, wanted: int, people: Sequence[Person], today: date
) -> SkillStrength:
    able = [person for person in people if skills_on(person, today).get(skill.id, 0) >= level]
    ends = [RunningOut(person, day) for person in able if (day := last_day(person, skill, level, today))]
    ends.sort(key=lambda end: (end.last_day, end.person.name))
    return SkillStrength(skill, level, wanted, len(able), tuple(ends))


def last_day(person: Person, skill: Skill, level: int, today: date) -> date | None:
    """Return the last day on which a person has a skill that they have today, if it comes within 90 days.

    A qualification that follows without a gap carries the skill on.
    """
    horizon = today + SOON
    ends = sorted(
        held.valid_until
        for held in person.qualifications
        if held.skill_id == skill.id and held.valid_until is not None and today <= held.valid_until <= horizon
    )
    day = timedelta(days=1)
    return next((end for end in ends if skills_on(person, end + day).get(skill.id, 0) < level), None)
