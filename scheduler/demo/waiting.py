"""Two trainings of the demo city that are full: one place is offered to its volunteer, for one she waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from scheduler.database import db
from scheduler.demo.attendance_story import story_roles
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus
from scheduler.models import Enrolment, Person, Shift

#: Title of the training, how many wait, and the volunteer's position among them; 0: she is offered a place.
_FULL = (("家庭急救包扎", 5, 0), ("应急物资管理", 4, 3))
_OFFER = timedelta(hours=12)


def add_waiting_lists(events: list[Shift], people: list[Person], *, seed: int, now: datetime) -> None:
    """Fill two trainings and let more people wait for them, the demo's volunteer among them."""
    volunteer = story_roles().volunteer
    by_title = {event.title: event for event in events}
    for index, (title, waiting, position) in enumerate(_FULL):
        shift = by_title[title]
        others = _others(shift, people, Random(seed + 20 + index))
        held = 0 if position else 1
        _fill(shift, others, leave=held, now=now)
        for turn in range(1, waiting + 1):
            person = volunteer if turn == position else next(others)
            _add(shift, person, EnrolmentStatus.WAITING, now, turn=turn + held)
        if held:
            offered = _add(shift, volunteer, EnrolmentStatus.OFFERED, now, turn=1)
            offered.seat, offered.offer_until = shift.capacity, now + _OFFER
    db.session.flush()


def _others(shift: Shift, people: list[Person], rng: Random) -> Iterator[Person]:
    """Return people who have nothing to do with the training yet, in a random order."""
    known = set(db.session.scalars(select(Enrolment.person_id).where(Enrolment.shift_id == shift.id)))
    strangers = [person for person in people if person.id not in known]
    return iter(rng.sample(strangers, len(strangers)))


def _fill(shift: Shift, others: Iterator[Person], *, leave: int, now: datetime) -> None:
    """Give the free seats away, but for ``leave`` of them."""
    held = select(Enrolment.seat).where(Enrolment.shift_id == shift.id, Enrolment.seat.is_not(None))
    taken = set(db.session.scalars(held))
    for seat in range(1, shift.capacity + 1 - leave):
        if seat not in taken:
            _add(shift, next(others), EnrolmentStatus.CONFIRMED, now).seat = seat


def _add(
    shift: Shift, person: Person, status: EnrolmentStatus, now: datetime, turn: int | None = None
) -> Enrolment:
    place = Enrolment(
        shift_id=shift.id,
        person_id=person.id,
        status=status,
        turn=turn,
        origin=EnrolmentOrigin.SELF,
        sequence=0 if status is EnrolmentStatus.CONFIRMED else -1,
        created=now,
        updated=now,
    )
    db.session.add(place)
    return place
