"""What publishing a draft would change, person by person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.database import db
from scheduler.enums import AssignmentOrigin, EnrolmentOrigin, EnrolmentStatus
from scheduler.models import Enrolment, Person, Roster, Shift
from scheduler.services.rosters.scope import period_shifts


@dataclass(frozen=True, slots=True)
class PersonChange:
    """The shifts that ``person`` gets and loses, each list by start."""

    person: Person
    added: tuple[Shift, ...]
    removed: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What separates the draft from the places that people hold now, on shifts that have not begun.

    ``added``: (shift, person) pairs that get a place; ``removed``: places given by an earlier
    version that end. ``shifts`` are all shifts concerned, ``overfull`` those that would hold more
    people than places.
    """

    shifts: tuple[Shift, ...]
    added: tuple[tuple[Shift, Person], ...]
    removed: tuple[Enrolment, ...]
    overfull: tuple[Shift, ...]

    def by_person(self) -> list[PersonChange]:
        """Return the changes of each person concerned, by name."""
        people = {person.id: person for _, person in self.added}
        people.update({enrolment.person_id: enrolment.person for enrolment in self.removed})
        gains, losses = (
            _group((person.id, shift) for shift, person in self.added),
            _group((enrolment.person_id, enrolment.shift) for enrolment in self.removed),
        )
        return [
            PersonChange(person, gains.get(person.id, ()), losses.get(person.id, ()))
            for person in sorted(people.values(), key=lambda person: (person.name, person.id))
        ]


def _group(pairs: Iterable[tuple[int, Shift]]) -> dict[int, tuple[Shift, ...]]:
    groups: dict[int, tuple[Shift, ...]] = {}
    for person_id, shift in sorted(pairs, key=lambda pair: (pair[1].starts_at, pair[1].id)):
        groups[person_id] = (*groups.get(person_id, ()), shift)
    return groups


def compare_draft(draft: Roster, *, now: datetime) -> Changes:
    """Return what publishing ``draft`` at ``now`` would change; sign-ups are never touched."""
    shifts = {shift.id: shift for shift in period_shifts(draft.period, after=now)}
    held = {(place.shift_id, place.person_id): place for place in _places(shifts)}
    wanted = {
        (assignment.shift_id, assignment.person_id): assignment
        for assignment in draft.assignments
        if assignment.shift_id in shifts
        and assignment.person.active
        and assignment.origin is not AssignmentOrigin.SIGN_UP
    }
    added = [(shifts[key[0]], wanted[key].person) for key in sorted(wanted.keys() - held.keys())]
    removed = [
        place
        for key, place in sorted(held.items())
        if key not in wanted and place.origin is EnrolmentOrigin.ROSTER
    ]
    return Changes(
        tuple(shifts.values()),
        tuple(added),
        tuple(removed),
        _overfull(shifts, held, added, removed),
    )


def _places(shifts: Iterable[int]) -> list[Enrolment]:
    query = (
        select(Enrolment)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.shift).joinedload(Shift.unit))
        .where(Enrolment.shift_id.in_(list(shifts)), Enrolment.status == EnrolmentStatus.CONFIRMED)
    )
    return list(db.session.scalars(query))


def _overfull(
    shifts: dict[int, Shift],
    held: Iterable[tuple[int, int]],
    added: list[tuple[Shift, Person]],
    removed: list[Enrolment],
) -> tuple[Shift, ...]:
    count = dict.fromkeys(shifts, 0)
    for shift_id, _ in held:
        count[shift_id] += 1
    for shift, _ in added:
        count[shift.id] += 1
    for place in removed:
        count[place.shift_id] -= 1
    return tuple(shift for shift in shifts.values() if count[shift.id] > shift.capacity)
