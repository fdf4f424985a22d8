"""Checking in: the screen, the link that it shows, the digits, and everything that can go wrong."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import AttendanceState, Language, Role
from scheduler.models import Attendance, AttendanceTap, Person, Shift, Unit
from scheduler.services.attendance_codes import Code, code_at, display_token
from tests.factories import NOW, enrol, make_person, make_shift, make_unit

SECRET = "for-tests-only"
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
SignIn = Callable[[Person], FlaskClient]


class Place:
    """A patrol that begins now, and Anna who is on it."""

    def __init__(self) -> None:
        self.unit: Unit = make_unit(name_en="Osmanthus 1")
        self.anna: Person = make_person(self.unit, name="安娜", language=Language.ENGLISH)
        self.shift: Shift = make_shift(self.unit, starts_at=NOW)
        enrol(self.anna, self.shift)

    def code(self, seconds: int = 0) -> Code:
        """Return what the screen shows so many seconds from NOW."""
        return code_at(self.shift.id, secret=SECRET, now=NOW + seconds * SECOND)

    def link(self, seconds: int = 0) -> str:
        """Return the address behind the QR code."""
        return f"/check-in/{self.shift.id}/{self.code(seconds).link}"

    def states(self) -> list[AttendanceState]:
        """Return what is known of everybody."""
        db.session.rollback()
        return list(db.session.scalars(select(Attendance.state)))


@pytest.fixture
def clock(app: Flask) -> Iterator[time_machine.Traveller]:
    """Let the clock stand at NOW."""
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def place(clock: time_machine.Traveller) -> Place:
    return Place()


def test_scanned_link_asks_for_one_tap_and_shows_the_state(place: Place, sign_in: SignIn) -> None:
    client = sign_in(place.anna)
    page = client.get(place.link())
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert 'value="in"' in page.text
    assert place.states() == []  # looking is not checking in
    page = client.post(place.link(), data={"action": "in"}, follow_redirects=True)
    assert "You are checked in. Welcome!" in page.text
    assert place.states() == [AttendanceState.IN]
    assert 'value="out"' in client.get(place.link()).text


def test_pressing_twice_counts_once(place: Place, sign_in: SignIn) -> None:
    client = sign_in(place.anna)
    for _ in range(3):
        client.post(place.link(), data={"action": "in"})
    assert len(db.session.scalars(select(AttendanceTap)).all()) == 1


def test_code_of_yesterday_gives_a_clear_page(
    place: Place, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    client = sign_in(place.anna)
    for seconds in (-86_400, -120, 60):
        answer = client.get(place.link(seconds))
        assert answer.status_code == 410
        assert "This code has run out" in answer.text
        assert client.post(place.link(seconds), data={"action": "in"}).status_code == 410
    assert client.get(place.link(-60)).status_code == 200
    assert place.states() == []
    clock.move_to(NOW + 24 * HOUR)
    assert client.get(place.link()).status_code == 410


def test_stranger_signs_in_first_and_is_remembered_to_have_been_there(
    place: Place, client: FlaskClient, clock: time_machine.Traveller, sign_in: SignIn
) -> None:
    answer = client.get(place.link())
    assert answer.status_code == 302
    assert answer.location == f"/sign-in?next={place.link().replace('/', '%2F')}" or answer.location.endswith(
        place.link()
    )
    clock.move_to(NOW + 9 * MINUTE)  # signing in for the first time takes a while
    with client.session_transaction() as session:
        session["_user_id"] = f"{place.anna.id}.{place.anna.session_key}"
    g.pop("_login_user", None)
    assert client.get(place.link()).status_code == 200
    client.post(place.link(), data={"action": "in"})
    assert place.states() == [AttendanceState.IN]
    clock.move_to(NOW + 11 * MINUTE)
    assert client.get(place.link()).status_code == 410


def test_stranger_with_an_old_code_is_not_even_asked_to_sign_in(place: Place, client: FlaskClient) -> None:
    assert client.get(place.link(-600)).status_code == 410


def test_good_code_of_one_shift_opens_no_other(place: Place, sign_in: SignIn) -> None:
    other = make_shift(place.unit, starts_at=NOW)
    enrol(place.anna, other)
    client = sign_in(place.anna)
    client.get(place.link())
    assert client.get(f"/check-in/{other.id}/typed").status_code == 410
    assert client.get(f"/check-in/{other.id}/{place.code().link}").status_code == 410


def test_digits_are_for_people_without_a_camera(place: Place, sign_in: SignIn) -> None:
    client = sign_in(place.anna)
    assert "Six digits" in client.get("/check-in").text
    digits = place.code().digits
    answer = client.post("/check-in", data={"code": f"{digits[:3]} {digits[3:]}"})
    assert answer.location == f"/check-in/{place.shift.id}/typed"
    assert client.get(answer.location).status_code == 200
    client.post(answer.location, data={"action": "in"})
    assert place.states() == [AttendanceState.IN]


def test_wrong_digits_are_refused_at_the_field(place: Place, sign_in: SignIn) -> None:
    client = sign_in(place.anna)
    wrong = f"{(int(place.code().digits) + 1) % 10**6:06d}"
    answer = client.post("/check-in", data={"code": wrong})
    assert answer.status_code == 422
    assert "This is not the code of a shift of yours" in answer.text
    assert wrong in answer.text
    assert client.get(f"/check-in/{place.shift.id}/typed").status_code == 410
    assert client.get(f"/check-in/{place.shift.id}/{place.code().digits}").status_code == 410


def test_digits_cannot_be_guessed_for_ever(
    app: Flask, place: Place, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(place.anna)
    monkeypatch.setattr(app.extensions["limits"], "enabled", True)
    answers = [client.post("/check-in", data={"code": "000000"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_who_is_not_on_the_shift_is_told_whom_to_ask(place: Place, sign_in: SignIn) -> None:
    client = sign_in(make_person(place.unit, language=Language.ENGLISH))
    answer = client.get(place.link())
    assert answer.status_code == 409
    assert "the leader can add you to the list" in answer.text
    client.post(place.link(), data={"action": "in"})
    assert place.states() == []


def test_nothing_to_check_in_to_says_so(place: Place, sign_in: SignIn) -> None:
    client = sign_in(make_person(place.unit, language=Language.ENGLISH))
    assert "You have no shift to check in to now." in client.get("/check-in").text


def test_forged_check_in_is_refused(
    app: Flask, place: Place, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(place.anna)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert client.post(place.link(), data={"action": "in"}).status_code == 400
    assert place.states() == []


def _display(place: Place) -> str:
    return f"/check-in/display/{place.shift.id}/{display_token(place.shift.id, secret=SECRET)}"


def test_screen_shows_the_code_and_comes_back_when_it_changes(
    place: Place, client: FlaskClient, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + 20 * SECOND)
    page = client.get(_display(place))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    digits = place.code().digits
    assert f"{digits[:3]} {digits[3:]}" in page.text
    assert re.search(r'<noscript>\s*<meta http-equiv="refresh" content="41">', page.text)
    assert 'data-seconds="41"' in page.text
    clock.move_to(NOW + 61 * SECOND)
    after = client.get(_display(place)).text
    assert f"{digits[:3]} {digits[3:]}" not in after
    assert place.code(61).digits[:3] in after


def test_screen_needs_its_token_and_rests_outside_the_hours(
    place: Place, client: FlaskClient, clock: time_machine.Traveller
) -> None:
    forged = f"/check-in/display/{place.shift.id}/{place.code().link}"
    assert client.get(forged, headers={"Accept-Language": "en"}).status_code == 404
    clock.move_to(NOW - 3 * HOUR)
    early = client.get(_display(place), headers={"Accept-Language": "en"})
    assert early.status_code == 409
    assert "Checking in begins on" in early.text
    assert place.code(-10_800).digits not in early.text.replace(" ", "")


def test_check_in_and_out_then_closing_makes_hours(
    place: Place, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    client = sign_in(place.anna)
    client.post(place.link(), data={"action": "in"})
    clock.move_to(NOW + 100 * MINUTE)
    page = client.post(place.link(6_000), data={"action": "out"}, follow_redirects=True).text
    assert "You are checked out. Thank you!" in page
    clock.move_to(NOW + 2 * HOUR)
    leader = sign_in(make_person(place.unit, Role.GRID_LEADER))
    leader.post(f"/leader/shifts/{place.shift.id}/attendance/close", data={})
    assert "1 h 40 min" in sign_in(place.anna).get("/my/hours").text
