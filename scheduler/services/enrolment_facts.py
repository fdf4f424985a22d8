"""What decides about sign-ups: what a person is bound to and able to do, and how full shifts are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import contains_eager, load_only

from scheduler.database import UtcDateTime, db
from scheduler.enums import EnrolmentStatus, ShiftStatus
from scheduler.models import Enrolment, Person, Qualification, Shift, ShiftDemand, Unit
from scheduler.services.enrolment_seats import LISTED, Tally
from scheduler.services.nearness import Nearness, nearness
from scheduler.timeutils import local_date

#: Shifts that ended longer ago matter neither for rest nor for the running month.
_LOOK_BACK = timedelta(days=34)


@dataclass(frozen=True, slots=True)
class Crew:
    """How many places of a shift are taken, and by demand id how many people meet each skill demand.

    An offered place is taken as long as the offer stands. ``waiting``: people on the waiting list.
    ``asks``: the shift asks for skills at all.
    """

    taken: int = 0
    waiting: int = 0
    meeting: Mapping[int, int] = field(default_factory=dict)
    asks: bool = True

    def missing(self, demand: ShiftDemand) -> int:
        """Return how many people with the demand's skill are missing to its minimum."""
        return max(demand.minimum - self.meeting.get(demand.id, 0), 0) if demand.skill_id else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's confirmed places on shifts that take place, and how near units are to her home.

    ``listed``: the shifts on whose waiting list she stands, or on which a place is offered to her.
    """

    person: Person
    places: Sequence[Enrolment]
    near: Mapping[int, Nearness]
    listed: Sequence[Enrolment] = ()
    _placed: Mapping[int, Enrolment] = field(init=False)
    _waits: Mapping[int, Enrolment] = field(init=False)
    _times: Sequence[tuple[datetime, datetime, Shift]] = field(init=False)

    def __post_init__(self) -> None:
        # Lists ask hundreds of times: to walk through all places each time would take most of the time.
        times = [(place.shift.starts_at, place.shift.ends_at, place.shift) for place in self.places]
        object.__setattr__(self, "_placed", {place.shift_id: place for place in self.places})
        object.__setattr__(self, "_waits", {place.shift_id: place for place in self.listed})
        object.__setattr__(self, "_times", times)

    def place_on(self, shift: Shift) -> Enrolment | None:
        """Return the person's place on a shift, if she has one."""
        return self._placed.get(shift.id)

    def wait_on(self, shift: Shift) -> Enrolment | None:
        """Return the person's row on a shift's waiting list, if she stands there."""
        return self._waits.get(shift.id)

    def busy_between(self, start: datetime, end: datetime) -> Shift | None:
        """Return the first shift that she is on and that shares a moment with ``[start, end)``."""
        return next((shift for begins, ends, shift in self._times if begins < end and start < ends), None)


# Made once: to put it together takes longer than to answer it.
_PLACES = (
    select(Enrolment)
    .join(Enrolment.shift)
    .options(contains_eager(Enrolment.shift).joinedload(Shift.unit))
    .where(
        Enrolment.person_id.in_(bindparam("people", expanding=True)),
        Enrolment.status.in_((EnrolmentStatus.CONFIRMED, *LISTED)),
        Shift.status == ShiftStatus.ACTIVE,
        Shift.ends_at > bindparam("since", type_=UtcDateTime()),
    )
    .order_by(Shift.starts_at, Shift.id)
)


def standing_of(person: Person, units: Sequence[Unit], *, now: datetime) -> Standing:
    """Return what a person is bound to, and how near each of ``units`` is."""
    return standing_with(places_of([person], now=now), person, units)


def standings_of(people: Sequence[Person], units: Sequence[Unit], *, now: datetime) -> dict[int, Standing]:
    """Return what people are bound to by their ids, with one query for all of them."""
    places = places_of(people, now=now)
    return {person.id: standing_with(places, person, units) for person in people}


def places_of(people: Sequence[Person], *, now: datetime) -> Sequence[Enrolment]:
    """Return the places that people hold, are offered or wait for, on shifts that still matter."""
    asked = {"people": [person.id for person in people], "since": now - _LOOK_BACK}
    return db.session.scalars(_PLACES, asked).all()


def standing_with(places: Sequence[Enrolment], person: Person, units: Sequence[Unit]) -> Standing:
    """Return the standing of a person whose places are among ``places``."""
    own = [place for place in places if place.person_id == person.id]
    return Standing(
        person,
        [place for place in own if place.status is EnrolmentStatus.CONFIRMED],
        nearness(person.home_unit, units),
        [place for place in own if place.status in LISTED],
    )


def crews_of(shifts: Sequence[Shift]) -> dict[int, Crew]:
    """Return how full each shift is, by its id; demands and units should be loaded."""
    query = (
        select(
            Enrolment.shift_id,
            func.count(Enrolment.seat),
            func.count(case((Enrolment.status == EnrolmentStatus.WAITING, 1))),
        )
        .where(Enrolment.shift_id.in_([shift.id for shift in shifts]))
        .group_by(Enrolment.shift_id)
    )
    counts = {shift_id: (taken, waiting) for shift_id, taken, waiting in db.session.execute(query)}
    asking = {shift.id: shift for shift in shifts if any(demand.skill_id for demand in shift.demands)}
    held = _held_on(asking)
    return {
        shift.id: Crew(
            *counts.get(shift.id, (0, 0)), _meeting(shift, held.get(shift.id, {})), asks=shift.id in asking
        )
        for shift in shifts
    }


def crew_now(shift: Shift, tally: Tally) -> Crew:
    """Return how full one shift is, of which the numbers are known already."""
    if not tally.asks:
        return Crew(tally.held, tally.waiting, asks=False)
    held = _held_on({shift.id: shift})
    return Crew(tally.held, tally.waiting, _meeting(shift, held.get(shift.id, {})))


_Held = dict[int, list[Qualification]]


def _held_on(shifts: Mapping[int, Shift]) -> dict[int, _Held]:
    """Return the verified qualifications for skills asked for, by shift id and person id."""
    skills = {demand.skill_id for shift in shifts.values() for demand in shift.demands if demand.skill_id}
    if not skills:
        return {}
    # Two queries: SQLite answers their join from the wrong end, five times as slowly.
    seats = select(Enrolment.shift_id, Enrolment.person_id)
    seats = seats.where(Enrolment.shift_id.in_(shifts), Enrolment.seat.is_not(None))
    seated = [(shift_id, person_id) for shift_id, person_id in db.session.execute(seats)]
    proofs = select(Qualification).options(load_only(*Qualification.deciding()))
    proofs = proofs.where(
        Qualification.person_id.in_({person_id for _, person_id in seated}),
        Qualification.skill_id.in_(skills),
        Qualification.verified,
    )
    by_person: dict[int, list[Qualification]] = defaultdict(list)
    for qualification in db.session.scalars(proofs):
        by_person[qualification.person_id].append(qualification)
    held: dict[int, _Held] = {}
    for shift_id, person_id in seated:
        if person_id in by_person:
            held.setdefault(shift_id, {})[person_id] = by_person[person_id]
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
        and qualification.level >= demand.level
        and qualification.counts_on(day)
    )
