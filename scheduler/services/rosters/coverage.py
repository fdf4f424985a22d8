"""How far a roster meets the demands of its shifts: per post, and per unit and skill."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import load_only

from scheduler.database import db
from scheduler.models import Qualification, Roster, Shift, ShiftDemand, Skill, Unit
from scheduler.services.rosters.crews import Seat, load_seats
from scheduler.timeutils import local_date


@dataclass(frozen=True, slots=True)
class Post:
    """A demand of a shift and how many people of the crew count for it."""

    shift: Shift
    demand: ShiftDemand
    filled: int

    @property
    def missing(self) -> int:
        """Return how many people are missing to the target."""
        return max(self.demand.target - self.filled, 0)

    @property
    def critical(self) -> int:
        """Return how many people are missing to the minimum."""
        return max(self.demand.minimum - self.filled, 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit's posts for one skill: people wanted, people there, people missing to minimums."""

    wanted: int = 0
    filled: int = 0
    critical: int = 0

    @property
    def percent(self) -> int:
        """Return the share that is filled, rounded down so that 100 means all."""
        return 100 if not self.wanted else self.filled * 100 // self.wanted


@dataclass(frozen=True, slots=True)
class Staffing:
    """The crews of some shifts, and what each of their posts has and lacks.

    ``skills`` are those that a shift asks for and somebody in its crew brings, by shift and person.
    """

    shifts: Sequence[Shift]
    crews: Mapping[int, Sequence[Seat]]
    posts: Mapping[int, Sequence[Post]]
    skills: Mapping[tuple[int, int], Sequence[Skill]]

    @property
    def unfilled(self) -> list[Post]:
        """Return the posts that lack people: missing minimums first, then by start."""
        lacking = [post for posts in self.posts.values() for post in posts if post.missing]
        return sorted(lacking, key=lambda post: (not post.critical, post.shift.starts_at, post.shift.id))

    @property
    def missing(self) -> int:
        """Return how many people are missing in all."""
        return sum(post.missing for post in self.unfilled)

    def table(self) -> tuple[list[Skill | None], list[tuple[Unit, dict[int | None, Cell], Cell]]]:
        """Return the skills asked for, and per unit its cells by skill id and their sum."""
        skills: dict[int | None, Skill | None] = {}
        units: dict[int, Unit] = {}
        cells: dict[tuple[int, int | None], Cell] = {}
        for shift in self.shifts:
            units[shift.unit_id] = shift.unit
            for post in self.posts[shift.id]:
                skill_id = post.demand.skill_id
                skills[skill_id] = post.demand.skill
                key = (shift.unit_id, skill_id)
                cells[key] = _add(cells.get(key, Cell()), post)
        ordered = sorted(skills.values(), key=_skill_order)
        rows = []
        for unit in sorted(units.values(), key=lambda unit: unit.code):
            own = {skill_id: cell for (unit_id, skill_id), cell in cells.items() if unit_id == unit.id}
            rows.append((unit, own, _sum(own.values())))
        return ordered, rows


def _skill_order(skill: Skill | None) -> tuple[int, int, str]:
    return (0, 0, "") if skill is None else (1, skill.position, skill.code)


def _add(cell: Cell, post: Post) -> Cell:
    target = post.demand.target
    return Cell(cell.wanted + target, cell.filled + min(post.filled, target), cell.critical + post.critical)


def _sum(cells: Iterable[Cell]) -> Cell:
    parts = list(cells)
    return Cell(
        sum(cell.wanted for cell in parts),
        sum(cell.filled for cell in parts),
        sum(cell.critical for cell in parts),
    )


def staff_shifts(roster: Roster | None, shifts: Sequence[Shift]) -> Staffing:
    """Return who of ``roster`` serves on ``shifts`` (demands loaded), and what is missing."""
    crews = _crews(roster, shifts)
    asked = {demand.skill_id for shift in shifts for demand in shift.demands if demand.skill_id}
    held = verified_qualifications({seat.person_id for crew in crews.values() for seat in crew}, skills=asked)
    posts: dict[int, list[Post]] = {}
    skills: dict[tuple[int, int], list[Skill]] = defaultdict(list)
    for shift in shifts:
        day = local_date(shift.starts_at, shift.unit.zone)
        posts[shift.id] = []
        for demand in shift.demands:
            able = [seat.person_id for seat in crews[shift.id] if meets(held[seat.person_id], demand, day)]
            posts[shift.id].append(Post(shift, demand, len(able)))
            if demand.skill is not None:
                for person_id in able:
                    skills[shift.id, person_id].append(demand.skill)
    return Staffing(shifts, crews, posts, skills)


def _crews(roster: Roster | None, shifts: Sequence[Shift]) -> dict[int, list[Seat]]:
    crews: dict[int, list[Seat]] = {shift.id: [] for shift in shifts}
    for seat in load_seats(roster, crews):
        crews[seat.shift_id].append(seat)
    return crews


def verified_qualifications(
    people: Iterable[int], *, skills: Iterable[int] | None = None
) -> dict[int, list[Qualification]]:
    """Return the verified qualifications of the people with these ids, expired ones too.

    ``skills``: only those for the skills with these ids.
    """
    held: dict[int, list[Qualification]] = {person_id: [] for person_id in people}
    query = select(Qualification).options(load_only(*Qualification.deciding()))
    query = query.where(Qualification.person_id.in_(held), Qualification.verified)
    if skills is not None:
        query = query.where(Qualification.skill_id.in_(skills))
    for qualification in db.session.scalars(query):
        held[qualification.person_id].append(qualification)
    return held


def meets(qualifications: Iterable[Qualification], demand: ShiftDemand, day: date) -> bool:
    """Tell whether verified qualifications prove, on a local day, what a demand asks for."""
    if demand.skill_id is None:
        return True
    return any(
        held.skill_id == demand.skill_id and held.level >= demand.level and held.counts_on(day)
        for held in qualifications
    )
