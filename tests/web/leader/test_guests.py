"""Guests on the pages of leaders: names and numbers, heads at the door, places given and taken away."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from scheduler.database import atomic, db
from scheduler.enums import GuestStatus, Role
from scheduler.models import GuestBooking, Person, Shift
from scheduler.timeutils import utcnow
from tests.factories import make_person, make_unit
from tests.services.guests import arrive, make_training

SignIn = Callable[[Person], FlaskClient]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def leader() -> Person:
    return make_person(make_unit(), Role.GRID_LEADER)


@pytest.fixture
def training(leader: Person) -> Shift:
    """Return a training that begins in an hour."""
    return make_training(5, unit=leader.home_unit, starts_at=utcnow() + timedelta(hours=1))


def _form(shift: Shift, **values: str) -> dict[str, str]:
    return {
        "version": str(shift.version),
        "kind": "training",
        "title": shift.title,
        "place": shift.place,
        "day": f"{utcnow() + timedelta(days=9):%Y-%m-%d}",
        "start": "09:00",
        "end": "11:00",
        "capacity": "5",
        "open_for_sign_up": "y",
        **values,
    }


def test_leader_sees_who_comes_and_counts_heads_by_a_tap(
    sign_in: SignIn, leader: Person, training: Shift
) -> None:
    booking = arrive(training.id, 1, 3, now=utcnow())
    client = sign_in(leader)
    page = client.get(f"/leader/shifts/{training.id}").text
    assert "王居民1" in page
    assert "+8613800000001" in page
    listed = client.get(f"/leader/shifts/{training.id}/attendance").text
    assert "王居民1" in listed
    assert f'action="/leader/guests/{booking.id}?from=list"' in listed
    answer = client.post(f"/leader/guests/{booking.id}?from=list", data={"came": "2"})
    assert answer.location == f"/leader/shifts/{training.id}/attendance#g{booking.id}"
    client.post(f"/leader/guests/{booking.id}?from=list", data={"came": "2"})
    db.session.refresh(booking)
    assert [booking.came] == [2]
    assert client.post(f"/leader/guests/{booking.id}", data={"came": ""}).status_code == 302
    db.session.refresh(booking)
    assert [booking.came] == [None]
    for wrong in ("21", "x", "-1"):
        assert client.post(f"/leader/guests/{booking.id}", data={"came": wrong}).status_code == 422
    assert "王居民1" in client.get(f"/leader/shifts/{training.id}/attendance/sheet").text


def test_leader_of_another_unit_sees_no_guest(sign_in: SignIn, training: Shift) -> None:
    booking = arrive(training.id, 1, now=utcnow())
    client = sign_in(make_person(make_unit(), Role.GRID_LEADER))
    assert client.get(f"/leader/guests/{booking.id}").status_code == 403
    assert client.post(f"/leader/guests/{booking.id}", data={"came": "1"}).status_code == 403
    assert client.get("/leader/guests/999").status_code == 404


def test_fewer_places_ask_before_bookings_lose_theirs(
    sign_in: SignIn, leader: Person, training: Shift
) -> None:
    booking = arrive(training.id, 1, 3, now=utcnow())
    client = sign_in(leader)
    path = f"/leader/shifts/{training.id}/edit"
    answer = client.post(path, data=_form(training, guest_places="2"))
    assert answer.status_code == 422
    assert 'name="guest_losses"' in answer.text
    assert "王居民1" in answer.text
    answer = client.post(path, data=_form(training, guest_places="2", guest_losses="1"))
    assert answer.status_code == 302
    db.session.expire_all()
    assert (booking.status, training.guest_places) == (GuestStatus.WAITING, 2)


def test_new_training_has_places_for_residents_unless_its_leader_says_otherwise(
    sign_in: SignIn, leader: Person
) -> None:
    client = sign_in(leader)
    made = []
    for number, values in enumerate(({}, {"guest_places": "0"}, {"kind": "patrol"})):
        shift = make_training(0, unit=leader.home_unit)
        form = {**_form(shift, title=f"新{number}"), "unit": leader.home_unit.code, **values}
        answer = client.post("/leader/shifts/new", data=form)
        assert answer.status_code == 302
        made.append(db.session.get_one(Shift, int(answer.location.rpartition("/")[2])).guest_places)
    assert made == [20, 0, 0]
    shift = make_training(0, unit=leader.home_unit)
    form = {**_form(shift, guest_places="3"), "unit": leader.home_unit.code, "kind": "patrol"}
    assert client.post("/leader/shifts/new", data=form).status_code == 422


def test_page_for_the_door_says_when_there_are_no_places(sign_in: SignIn, leader: Person) -> None:
    shift = make_training(1, unit=leader.home_unit, starts_at=utcnow() + timedelta(hours=1))
    arrive(shift.id, 1, now=utcnow())
    waiting = arrive(shift.id, 2, now=utcnow())
    with atomic():
        waiting.companions = ["王小明"]
    client = sign_in(leader)
    page = client.get(f"/leader/guests/{waiting.id}")
    assert page.status_code == 200
    assert "王小明" in page.text
    assert 'name="came"' not in page.text
    client.post(f"/leader/guests/{waiting.id}", data={"came": "1"})
    assert db.session.get_one(GuestBooking, waiting.id).came is None
