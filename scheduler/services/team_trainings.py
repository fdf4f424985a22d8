"""Which trainings would mend what a team lacks, and what the team does next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from scheduler.database import db
from scheduler.enums import ActivityKind, ShiftStatus
from scheduler.models import Shift, ShiftDemand, Skill, Team, Unit
from scheduler.services.nearness import Nearness, nearness
from scheduler.services.team_strength import SkillStrength, Strength

MOST_PROPOSED = 3
MOST_ACTIVITIES = 5
#: So many trainings ahead are looked through at most.
_MOST_CONSIDERED = 300


@dataclass(frozen=True, slots=True)
class Proposal:
    """Trainings for a skill that a team lacks, the nearest first; none where nobody has planned one."""

    lack: SkillStrength
    trainings: tuple[Shift, ...]


def propose_trainings(strength: Strength, *, now: datetime) -> list[Proposal]:
    """Return for each skill that a training would mend which of those ahead do so, near the team's unit.

    Near are the unit itself, those above and below, its neighbours, and the others of its community.
    """
    lacking = strength.lacking
    if not lacking:
        return []
    ahead = _trainings_ahead(now)
    near = nearness(strength.team.unit, {shift.unit for shift in ahead})
    reachable = [shift for shift in ahead if near[shift.unit_id] <= Nearness.COMMUNITY]
    reachable.sort(key=lambda shift: (near[shift.unit_id] > Nearness.NEIGHBOUR, shift.starts_at, shift.id))
    return [
        Proposal(lack, tuple(shift for shift in reachable if fits(shift, lack.skill))[:MOST_PROPOSED])
        for lack in lacking
    ]


def fits(shift: Shift, skill: Skill) -> bool:
    """Tell whether a shift is about a skill: it asks for it, or its title or notes name it."""
    if any(demand.skill_id == skill.id for demand in shift.demands):
        return True
    text = f"{shift.title}\n{shift.notes}".casefold()
    return any(name and name.casefold() in text for name in (skill.name, skill.name_en))


def next_activities(team: Team, *, now: datetime) -> list[Shift]:
    """Return what comes next for a team: shifts of its unit and those above that are about its skill.

    For a corps, whatever comes next in its unit.
    """
    query = (
        select(Shift)
        .join(Shift.unit)
        .where(Shift.status == ShiftStatus.ACTIVE, Shift.ends_at > now)
        .options(contains_eager(Shift.unit))
        .order_by(Shift.starts_at, Shift.id)
        .limit(MOST_ACTIVITIES)
    )
    if team.skill is None:
        query = query.where(Shift.unit_id == team.unit_id)
    else:
        query = query.where(Unit.id.in_(team.unit.ancestor_ids), _about(team.skill))
    return list(db.session.scalars(query))


def _about(skill: Skill) -> ColumnElement[bool]:
    """Return the condition that ``fits`` checks, for the database."""
    names = [name for name in (skill.name, skill.name_en) if name]
    return or_(
        Shift.demands.any(ShiftDemand.skill_id == skill.id),
        *(Shift.title.icontains(name, autoescape=True) for name in names),
        *(Shift.notes.icontains(name, autoescape=True) for name in names),
    )


def _trainings_ahead(now: datetime) -> Sequence[Shift]:
    query = (
        select(Shift)
        .join(Shift.unit)
        .where(
            Shift.status == ShiftStatus.ACTIVE,
            Shift.kind == ActivityKind.TRAINING,
            Shift.starts_at > now,
        )
        .options(contains_eager(Shift.unit), selectinload(Shift.demands))
        .order_by(Shift.starts_at, Shift.id)
        .limit(_MOST_CONSIDERED)
    )
    return db.session.scalars(query).all()
