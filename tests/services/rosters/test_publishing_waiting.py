"""Publishing beside waiting lists: a roster comes before offers, and what it leaves free is offered."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus, NotificationKind
from scheduler.models import Enrolment, Notification, Person, Shift
from scheduler.services.enrolments import cancel, sign_up
from tests.factories import NOW, make_person
from tests.services.rosters.test_publishing import World


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def _status(shift: Shift, person: Person) -> EnrolmentStatus:
    query = select(Enrolment.status).where(Enrolment.shift_id == shift.id, Enrolment.person_id == person.id)
    return db.session.scalars(query).one()


def _told(person: Person) -> list[NotificationKind]:
    query = select(Notification.kind).where(Notification.person_id == person.id)
    return list(db.session.scalars(query.order_by(Notification.id)))


def _queue(world: World, number: int) -> tuple[Shift, list[Person]]:
    """Return a shift with two places and who signed up for it, the first two with a place."""
    shift = world.shifts[0]
    people = [make_person(world.unit) for _ in range(number)]
    for person in people:
        sign_up(shift.id, actor=person, now=NOW)
    return shift, people


def test_roster_takes_a_place_that_is_only_offered(world: World) -> None:
    shift, (first, second, third) = _queue(world, 3)
    planned = make_person(world.unit)
    cancel(shift.id, actor=first, now=NOW)
    assert _status(shift, third) is EnrolmentStatus.OFFERED
    world.assign(planned, shift)
    world.publish()
    assert world.places() == [
        (shift.id, planned.id, EnrolmentOrigin.ROSTER),
        (shift.id, second.id, EnrolmentOrigin.SELF),
    ]
    assert _status(shift, third) is EnrolmentStatus.WAITING
    assert _told(third) == [NotificationKind.PLACE_OFFERED, NotificationKind.OFFER_WITHDRAWN]


def test_whoever_waits_and_is_planned_leaves_the_list(world: World) -> None:
    shift, (first, second, third) = _queue(world, 3)
    cancel(shift.id, actor=first, now=NOW)
    world.assign(third, shift)
    world.publish()
    assert world.places() == [
        (shift.id, third.id, EnrolmentOrigin.ROSTER),
        (shift.id, second.id, EnrolmentOrigin.SELF),
    ]


def test_place_that_a_new_version_ends_is_offered(world: World) -> None:
    shift, planned = world.shifts[0], [make_person(world.unit) for _ in range(2)]
    for person in planned:
        world.assign(person, shift)
    world.publish()
    waiting = make_person(world.unit)
    assert sign_up(shift.id, actor=waiting, now=NOW + timedelta(hours=1)).status is EnrolmentStatus.WAITING
    world.unassign(planned[0], shift)
    world.publish()
    assert _status(shift, planned[0]) is EnrolmentStatus.CANCELLED
    assert _status(shift, waiting) is EnrolmentStatus.OFFERED
