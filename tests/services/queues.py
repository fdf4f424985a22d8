"""Shifts with a waiting list, and who has which place on them."""

from typing import Any

from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import EnrolmentStatus, NotificationKind
from scheduler.models import Enrolment, Notification, Person, Shift, Unit
from scheduler.services.enrolment_waiting import waiting_list
from scheduler.services.enrolments import (
    sign_up,
)
from scheduler.services.shifts import update_shift
from tests.factories import NOW, make_person, make_shift


def make_queue(unit: Unit, waiting: int = 2, **values: Any) -> tuple[Shift, list[Person]]:
    """Return a shift with one place, and who signed up: the first has it, the others wait."""
    shift = make_shift(unit, **{"capacity": 1, **values})
    people = [make_person(unit) for _ in range(shift.capacity + waiting)]
    for person in people:
        sign_up(shift.id, actor=person, now=NOW)
    return shift, people


def states_on(shift: Shift) -> dict[int, EnrolmentStatus]:
    """Return the status of everybody on a shift, by person id."""
    query = select(Enrolment.person_id, Enrolment.status).where(Enrolment.shift_id == shift.id)
    return dict(db.session.execute(query).all())


def order_on(shift: Shift) -> list[int]:
    """Return who is offered a place or waits, in turn."""
    return [place.person_id for place in waiting_list(shift)]


def kinds_told(person: Person) -> list[NotificationKind]:
    """Return what a person was told, in order."""
    query = select(Notification.kind).where(Notification.person_id == person.id)
    return list(db.session.scalars(query.order_by(Notification.id)))


def change_shift(shift: Shift, leader: Person, **values: Any) -> Shift:
    """Change a shift as its leader, at NOW; what is not named stays."""
    db.session.expire_all()
    names = ("version", "kind", "title", "place", "starts_at", "ends_at", "capacity")
    unchanged = {name: getattr(shift, name) for name in names}
    return update_shift(shift.id, **{**unchanged, **values}, actor=leader, now=NOW)
