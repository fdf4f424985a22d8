"""What decides about sign-ups: what a person is bound to and able to do, and how full shifts are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from scheduler.database import db
from scheduler.enums import EnrolmentStatus, ShiftStatus
from scheduler.models import Enrolment, Person, Qualification, Shift, ShiftDemand, Unit
from scheduler.services.nearness import Nearness, nearness
from scheduler.services.shift_lists import count_enrolled
from scheduler.timeutils import local_date

#: Shifts that ended longer ago matter neither for rest nor for the running week.
_LOOK_BACK = timedelta(days=9)


@dataclass(frozen=True, slots=True)
class Crew:
    """How many places of a shift are taken, and by demand id how many people meet each skill demand."""

    taken: int = 0
    meeting: Mapping[int, int] = field(default_factory=dict)

    def missing(self, demand: ShiftDemand) -> int:
        """Return how many people with the demand's skill are missing to its minimum."""
        return max(demand.minimum - self.meeting.get(demand.id, 0), 0) if demand.skill_id else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's confirmed places on shifts that take place, and how near units are to her home."""

    person: Person
    places: Sequence[Enrolment]
    near: Mapping[int, Nearness]

    def place_on(self, shift: Shift) -> Enrolment | None:
        """Return the person's place on a shift, if she has one."""
        return next((place for place in self.places if place.shift_id == shift.id), None)


def standing_of(person: Person, units: Sequence[Unit], *, now: datetime) -> Standing:
    """Return what a person is bound to, and how near each of ``units`` is."""
    query = (
        select(Enrolment)
        .join(Enrolment.shift)
        .options(contains_eager(Enrolment.shift).joinedload(Shift.unit))
        .where(
            Enrolment.person_id == person.id,
            Enrolment.status == EnrolmentStatus.CONFIRMED,
            Shift.status == ShiftStatus.ACTIVE,
            Shift.ends_at > now - _LOOK_BACK,
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    return Standing(person, db.session.scalars(query).all(), nearness(person.home_unit, units))


def crews_of(shifts: Sequence[Shift]) -> dict[int, Crew]:
    """Return how full each shift is, by its id; demands and units should be loaded."""
    taken = count_enrolled(shifts)
    asking = {shift.id: shift for shift in shifts if any(demand.skill_id for demand in shift.demands)}
    held = _held_on(asking)
    return {
        shift.id: Crew(taken.get(shift.id, 0), _meeting(shift, held.get(shift.id, {}))) for shift in shifts
    }


_Held = dict[int, list[Qualification]]


def _held_on(shifts: Mapping[int, Shift]) -> dict[int, _Held]:
    """Return the verified qualifications for skills asked for, by shift id and person id."""
    skills = {demand.skill_id for shift in shifts.values() for demand in shift.demands if demand.skill_id}
    if not skills:
        return {}
    query = (
        select(Enrolment.shift_id, Qualification)
        .join(Qualification, Qualification.person_id == Enrolment.person_id)
        .where(
            Enrolment.shift_id.in_(shifts),
            Enrolment.status == EnrolmentStatus.CONFIRMED,
            Qualification.skill_id.in_(skills),
            Qualification.verified_at.is_not(None),
        )
    )
    held: dict[int, _Held] = {}
    for shift_id, qualification in db.session.execute(query):
        own = held.setdefault(shift_id, defaultdict(list))
        own[qualification.person_id].append(qualification)
    return held


def _meeting(shift: Shift, held: _Held) -> dict[int, int]:
    day = local_date(shift.starts_at, shift.unit.zone)
    return {
        demand.id: sum(any(meets(proof, demand, day) for proof in proofs) for proofs in held.values())
        for demand in shift.demands
        if demand.skill_id
    }


def meets(qualification: Qualification, demand: ShiftDemand, day: date) -> bool:
    """Tell whether a qualification proves a demand's skill at its level on a local date."""
    return (
        qualification.skill_id == demand.skill_id
        and qualification.verified_at is not None
        and qualification.level >= demand.level
        and qualification.valid_from <= day
        and (qualification.valid_until is None or qualification.valid_until >= day)
    )
