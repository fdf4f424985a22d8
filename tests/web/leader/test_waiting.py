"""The waiting list as a shift's leader sees it, and fewer places than are taken."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import EnrolmentStatus, Language, Role
from scheduler.models import Enrolment, Person, Shift, Unit
from scheduler.services.enrolments import cancel, sign_up
from scheduler.timeutils import to_local, utcnow
from tests.factories import make_person, make_shift, make_unit

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def unit(app: Flask) -> Unit:
    return make_unit()


@pytest.fixture
def browser(unit: Unit, sign_in: SignIn) -> FlaskClient:
    """Return a browser of the grid's leader, in English."""
    return sign_in(make_person(unit, Role.GRID_LEADER, language=Language.ENGLISH))


def _queue(unit: Unit, number: int, capacity: int = 1) -> tuple[Shift, list[Person]]:
    shift = make_shift(unit, capacity=capacity, starts_at=utcnow() + timedelta(days=3))
    people = [make_person(unit) for _ in range(number)]
    for person in people:
        sign_up(shift.id, actor=person, now=utcnow())
    return shift, people


def _status(person_id: int) -> EnrolmentStatus:
    db.session.expire_all()
    return db.session.scalars(select(Enrolment.status).where(Enrolment.person_id == person_id)).one()


def _fields(shift: Shift, **other: str) -> dict[str, str]:
    start, end = (to_local(moment, shift.unit.zone) for moment in (shift.starts_at, shift.ends_at))
    return {
        "version": str(shift.version),
        "kind": shift.kind.value,
        "title": shift.title,
        "place": shift.place,
        "day": start.date().isoformat(),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "last_day": "" if start.date() == end.date() else end.date().isoformat(),
        "capacity": str(shift.capacity),
        "open_for_sign_up": "y",
        **other,
    }


def test_list_stands_in_turn_with_what_is_offered(unit: Unit, browser: FlaskClient) -> None:
    shift, (holder, second, third, fourth) = _queue(unit, 4)
    cancel(shift.id, actor=holder, now=utcnow())
    page = browser.get(f"/leader/shifts/{shift.id}").text
    assert "Waiting list" in page
    assert "Offered until" in page
    assert page.index(second.name) < page.index(f"1. {third.name}") < page.index(f"2. {fourth.name}")


def test_leader_gives_a_place_with_a_reason(unit: Unit, browser: FlaskClient) -> None:
    shift, (_, second, third) = _queue(unit, 3)
    path = f"/leader/shifts/{shift.id}/waiting/{third.id}"
    page = browser.post(path, data={"reason": " "}, follow_redirects=True).text
    assert "Nothing is changed. Reason: Please fill in this field." in page
    page = browser.post(path, data={"reason": "会开车"}, follow_redirects=True).text
    assert "The place is given, and the person is told." in page
    assert "2 of 2 places" in page
    assert (_status(second.id), _status(third.id)) == (EnrolmentStatus.WAITING, EnrolmentStatus.CONFIRMED)
    page = browser.post(path, data={"reason": "会开车"}, follow_redirects=True).text
    assert f"{third.name} is no longer on the waiting list." in page


def test_leader_reads_why_somebody_cannot_come(unit: Unit, browser: FlaskClient) -> None:
    shift, (_, second) = _queue(unit, 2)
    other = make_shift(unit, title="夜间值守", starts_at=shift.starts_at)
    sign_up(other.id, actor=second, now=utcnow())
    path = f"/leader/shifts/{shift.id}/waiting/{second.id}"
    page = browser.post(path, data={"reason": "会开车"}, follow_redirects=True).text
    assert f"{second.name} cannot come." in page
    assert "夜间值守" in page


def test_fewer_places_name_who_loses_and_ask(unit: Unit, browser: FlaskClient) -> None:
    shift, (first, second, third) = _queue(unit, 3, capacity=3)
    path, fields = f"/leader/shifts/{shift.id}/edit", _fields(shift, capacity="1")
    answer = browser.post(path, data=fields)
    assert answer.status_code == 422
    assert f"2 people who signed up lose theirs: {second.name}, {third.name}." in answer.text
    assert 'name="losses" id="losses" value="2"' in " ".join(answer.text.split())
    answer = browser.post(path, data={**fields, "losses": "2"})
    assert answer.status_code == 302
    assert [_status(person.id) for person in (first, second, third)] == [
        EnrolmentStatus.CONFIRMED,
        EnrolmentStatus.WAITING,
        EnrolmentStatus.WAITING,
    ]
