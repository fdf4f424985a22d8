"""Who is on which shift in a roster; in a draft with the sign-ups of this very moment."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

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
    first, last = min(shifts), max(shifts)  # a range instead of thousands of ids
    query = (
        select(Assignment)
        .options(joinedload(Assignment.person))
        .where(Assignment.roster_id == roster.id, Assignment.shift_id.between(first, last))
        .order_by(Assignment.id)
    )
    wanted = set(shifts)
    seats = [
        Seat(item.shift_id, item.person, item.pinned, item.origin)
        for item in db.session.scalars(query)
        if item.shift_id in wanted
    ]
    return _follow_sign_ups(seats, wanted) if roster.status is RosterStatus.DRAFT else seats


def _follow_sign_ups(seats: list[Seat], shifts: set[int]) -> list[Seat]:
    query = (
        select(Enrolment)
        .options(joinedload(Enrolment.person))
        .where(
            Enrolment.shift_id.between(min(shifts), max(shifts)),
            Enrolment.status == EnrolmentStatus.CONFIRMED,
            Enrolment.origin == EnrolmentOrigin.SELF,
        )
        .order_by(Enrolment.shift_id, Enrolment.seat)
    )
    held = {
        (place.shift_id, place.person_id): place.person
        for place in db.session.scalars(query)
        if place.shift_id in shifts
    }
    own = [Seat(key[0], person, True, AssignmentOrigin.SIGN_UP) for key, person in held.items()]
    others = [seat for seat in seats if not seat.fixed and (seat.shift_id, seat.person_id) not in held]
    return own + others
