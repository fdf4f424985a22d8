"""Who is on which shift in a roster; in a draft with the sign-ups of this very moment."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import load_only

from scheduler.database import db
from scheduler.enums import AssignmentOrigin, EnrolmentOrigin, EnrolmentStatus, RosterStatus
from scheduler.models import Assignment, Enrolment, Person, Roster


@dataclass(frozen=True, slots=True)
class Seat:
    """A person on a shift; ``fixed`` means that the person signed up, so that no planner may move her."""

    shift_id: int
    person: Person
    pinned: bool
    origin: AssignmentOrigin

    @property
    def person_id(self) -> int:
        """Return the person's id."""
        return self.person.id

    @property
    def fixed(self) -> bool:
        """Tell whether the person signed up herself."""
        return self.origin is AssignmentOrigin.SIGN_UP


def load_seats(roster: Roster | None, shifts: Collection[int]) -> list[Seat]:
    """Return the seats of the shifts with these ids, in the order in which they were given.

    A version shows what it was published with. A draft follows the sign-ups: whoever signed up since
    it was written is on the shift, whoever gave the place back is not.
    """
    if roster is None or not shifts:
        return []
    wanted = set(shifts)
    rows = _assigned(roster, wanted)
    if roster.status is RosterStatus.DRAFT:
        rows = _follow_sign_ups(rows, wanted)
    people = _people({person_id for _, person_id, *_ in rows})
    return [Seat(shift_id, people[person_id], pinned, origin) for shift_id, person_id, pinned, origin in rows]


#: Shift, person, pinned, origin: a week of a city has thousands, and whole rows take four times as long.
_Row = tuple[int, int, bool, AssignmentOrigin]


#: What rosters tell of people; the rest is read only where somebody asks.
_SHOWN = (Person.name, Person.active, Person.home_unit_id)


def _assigned(roster: Roster, shifts: set[int]) -> list[_Row]:
    first, last = min(shifts), max(shifts)  # a range instead of thousands of ids
    query = (
        select(Assignment.shift_id, Assignment.person_id, Assignment.pinned, Assignment.origin)
        .where(Assignment.roster_id == roster.id, Assignment.shift_id.between(first, last))
        .order_by(Assignment.id)
    )
    found = db.session.execute(query)
    return [
        (shift_id, person_id, pinned, origin)
        for shift_id, person_id, pinned, origin in found
        if shift_id in shifts
    ]


def _follow_sign_ups(rows: list[_Row], shifts: set[int]) -> list[_Row]:
    query = (
        select(Enrolment.shift_id, Enrolment.person_id)
        .where(
            Enrolment.shift_id.between(min(shifts), max(shifts)),
            Enrolment.status == EnrolmentStatus.CONFIRMED,
            Enrolment.origin == EnrolmentOrigin.SELF,
        )
        .order_by(Enrolment.shift_id, Enrolment.seat)
    )
    found = db.session.execute(query)
    held = {(shift_id, person_id): None for shift_id, person_id in found if shift_id in shifts}
    own = [(*key, True, AssignmentOrigin.SIGN_UP) for key in held]
    others = [row for row in rows if row[3] is not AssignmentOrigin.SIGN_UP and row[:2] not in held]
    return own + others


def _people(ids: set[int]) -> dict[int, Person]:
    query = select(Person).options(load_only(*_SHOWN)).where(Person.id.in_(ids))
    return {person.id: person for person in db.session.scalars(query)}
