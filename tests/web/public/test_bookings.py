"""Booking places without an account: form, code, link, change, cancel, calendar, and what leads nowhere."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from scheduler.database import atomic, db
from scheduler.enums import GuestStatus, Language, Role, ShiftStatus
from scheduler.models import GuestBooking, GuestCode, GuestMessage, Shift
from scheduler.services.guest_erasing import erase_guests
from scheduler.web.feeds.redaction import redact
from tests.factories import NOW, make_person, make_unit
from tests.services.guests import arrive, ask, digits, make_training, phone, token
from tests.web.public.looking import english, queries_of

FORM = {"name": "王居民", "contact": "138 0000 0001", "party": "2", "children": "1", "consent": "y"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def training(app: Flask) -> Shift:
    return make_training(4, unit=make_unit(code="g1"))


def _post(client: FlaskClient, path: str, **values: str) -> TestResponse:
    db.session.rollback()  # the test's own session looks at what there is after the request
    with client.application.app_context():
        return client.post(path, data=values, headers={"Accept-Language": "en"})


def _get(client: FlaskClient, path: str) -> TestResponse:
    with client.application.app_context():
        return client.get(path, headers={"Accept-Language": "en"})


def _book(client: FlaskClient, shift: Shift, **values: str) -> str:
    answer = _post(client, f"/events/{shift.id}/book", **{**FORM, **values})
    assert answer.status_code == 302, answer.text
    return answer.location


def _later(clock: time_machine.Traveller, moment: datetime) -> None:
    clock.move_to(moment, tick=False)


def test_event_offers_places_and_the_form_leads_to_a_confirmed_booking(
    client: FlaskClient, training: Shift
) -> None:
    assert f'href="/events/{training.id}/book"' in english(client, f"/events/{training.id}")
    asked = _book(client, training, companions="王小明")
    page = _get(client, asked)
    assert "+8613****0001" not in page.text
    assert "+86138****0001" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    ref = asked.rpartition("/")[2]
    answer = _post(client, asked, code=digits(ref))
    assert re.fullmatch(r"/bookings/[\w-]{32}", answer.location)
    page = _get(client, answer.location)
    for words in ("Your booking is confirmed", "Confirmed. We are", "王小明", "1 child among them"):
        assert words in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    booking = db.session.scalars(select(GuestBooking)).one()
    assert (booking.status, booking.language) == (GuestStatus.CONFIRMED, Language.ENGLISH)
    assert "2 places free" in english(client, f"/events/{training.id}")


def test_second_booking_of_one_contact_looks_like_a_first_one(client: FlaskClient, training: Shift) -> None:
    known, other = arrive(training.id, 1, 2), phone(2)
    before = known.version
    pages = []
    for contact in (known.contact or "", other):
        asked = _book(client, training, contact=contact, party="1")
        pages.append(
            re.sub(
                r"/booking-check/[\w-]+|\d{4}</|\*\*\*\*\d+|value=\"[^\"]+\"", "", _get(client, asked).text
            )
        )
        wrong = _post(client, asked, code="x")
        assert (wrong.status_code, "Tries left: 4" in wrong.text) == (422, True)
    assert pages[0] == pages[1]
    assert known.version == before


def test_bad_input_stays_in_the_form_with_the_reason_at_its_field(
    client: FlaskClient, training: Shift
) -> None:
    path = f"/events/{training.id}/book"
    for values, words in (
        ({"party": "9"}, "Between 1 and 4 people"),
        ({"party": "viele"}, "Please type a whole number."),
        ({"contact": "12"}, "phone number"),
        ({"children": "3"}, "more children than people"),
        ({"consent": ""}, "Without your agreement"),
        ({"name": "  "}, "Please fill in this field."),
        ({"website": "http://spam"}, "This field must stay empty."),
    ):
        answer = _post(client, path, **{**FORM, **values})
        assert answer.status_code == 422, values
        assert words in answer.text, values
        assert 'value="138 0000 0001"' in answer.text or "contact" in values
    assert db.session.scalar(select(func.count(GuestBooking.id))) == 0


def test_party_above_what_is_free_is_asked_whether_it_waits(client: FlaskClient, training: Shift) -> None:
    arrive(training.id, 5, 3)
    path = f"/events/{training.id}/book"
    answer = _post(client, path, **FORM)
    assert answer.status_code == 422
    assert "There are not so many free places now: 1." in answer.text
    asked = _book(client, training, wait="y")
    answer = _post(client, asked, code=digits(asked.rpartition("/")[2]))
    assert "You are on the waiting list, number 1." in _get(client, answer.location).text


def test_full_event_offers_its_waiting_list(client: FlaskClient, training: Shift) -> None:
    arrive(training.id, 5, 4)
    assert "Join the waiting list as a resident" in english(client, f"/events/{training.id}")
    form = english(client, f"/events/{training.id}/book")
    assert re.search(r'<input checked[^>]* name="wait"', form)


def test_link_confirms_only_when_its_button_is_pressed(client: FlaskClient, training: Shift) -> None:
    ask(training.id, 1)
    booking = db.session.scalars(select(GuestBooking)).one()
    path = f"/bookings/{token(booking)}"
    assert "Not confirmed yet" in english(client, path)
    assert [booking.status] == [GuestStatus.UNCONFIRMED]
    for _ in range(2):  # pressed twice
        assert _post(client, f"{path}/confirm").location == path
    assert [booking.status] == [GuestStatus.CONFIRMED]
    assert db.session.scalar(select(func.count(GuestMessage.id))) == 2


def test_code_from_yesterday_leads_to_a_page_that_says_so(
    client: FlaskClient, training: Shift, clock: time_machine.Traveller
) -> None:
    asked = _book(client, training)
    ref, code = asked.rpartition("/")[2], digits(asked.rpartition("/")[2])
    path = f"/bookings/{token(db.session.scalars(select(GuestBooking)).one())}"
    _later(clock, NOW + timedelta(days=1))
    for answer in (_get(client, asked), _post(client, asked, code=code)):
        assert answer.status_code == 410
        assert "This code has run out" in answer.text
    assert _post(client, f"{asked}/again").location == asked
    assert "was not confirmed in time" in english(client, path)
    assert _post(client, f"{path}/confirm").location == path
    erase_guests(now=NOW + timedelta(days=2))
    assert _get(client, f"/booking-check/{ref}").status_code == 404
    assert _get(client, path).status_code == 404


def test_wrong_codes_end_and_another_message_helps(client: FlaskClient, training: Shift) -> None:
    asked = _book(client, training)
    answers = [_post(client, asked, code="no") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [410]
    assert "Send a new code" in answers[-1].text
    again = _post(client, f"{asked}/again").location
    assert again != asked
    assert _post(client, again, code=digits(again.rpartition("/")[2])).location.startswith("/bookings/")


@pytest.mark.parametrize("end", ["", "/calendar.ics", "/change"])
def test_wrong_links_are_explained(client: FlaskClient, app: Flask, end: str) -> None:
    for odd in ("x", "x" * 300, "%00", "%F0%9F%92%A5"):
        answer = _get(client, f"/bookings/{odd}{end}")
        assert answer.status_code == 404
        assert "This link leads to no booking" in answer.text
        assert _get(client, f"/booking-check/{odd}").status_code == 404
    for action in ("confirm", "accept", "cancel"):
        assert _post(client, f"/bookings/x/{action}").status_code == 404


def test_booking_is_changed_and_an_old_page_is_refused(client: FlaskClient, training: Shift) -> None:
    booking = arrive(training.id, 1, 2)
    path = f"/bookings/{token(booking)}"
    version = str(booking.version)
    values = {"name": "王大明", "party": "3", "children": "0", "companions": "甲\n乙", "version": version}
    assert _post(client, f"{path}/change", **values).location == path
    assert (booking.name, booking.party, booking.companions) == ("王大明", 3, ["甲", "乙"])
    stale = _post(client, f"{path}/change", **values)
    assert (stale.status_code, "Somebody else changed this" in stale.text) == (422, True)
    more = _post(client, f"{path}/change", **{**values, "party": "4", "version": str(booking.version)})
    assert more.status_code == 302
    large = {**values, "party": "5", "version": str(booking.version)}
    assert "Between 1 and 4" in _post(client, f"{path}/change", **large).text


def test_cancelling_twice_is_cancelling_once_and_the_page_says_so(
    client: FlaskClient, training: Shift
) -> None:
    path = f"/bookings/{token(arrive(training.id, 1, 2))}"
    for _ in range(2):
        assert _post(client, f"{path}/cancel").location == path
    page = english(client, path)
    assert "This booking has ended." in page
    assert f"{path}/change" not in page
    assert _get(client, f"{path}/change").location == path


def test_booking_of_a_cancelled_event_shows_that(client: FlaskClient, training: Shift) -> None:
    path = f"/bookings/{token(arrive(training.id, 1))}"
    with atomic():
        training.status = ShiftStatus.CANCELLED
    page = english(client, path)
    assert "This event is cancelled." in page
    assert "Cancel the booking" not in page
    assert _get(client, f"/events/{training.id}/book").location == f"/events/{training.id}"
    assert _post(client, f"/events/{training.id}/book", **FORM).location == f"/events/{training.id}"


def test_booking_whose_data_are_erased_is_explained(
    client: FlaskClient, training: Shift, clock: time_machine.Traveller
) -> None:
    path = f"/bookings/{token(arrive(training.id, 1))}"
    later = NOW + timedelta(days=60)
    _later(clock, later)
    assert "This event is over." in english(client, path)
    erase_guests(now=later)
    answer = _get(client, path)
    assert (answer.status_code, "your data have been erased" in answer.text) == (410, True)


def test_calendar_file_holds_one_event_whose_name_stays(client: FlaskClient, training: Shift) -> None:
    booking = arrive(training.id, 1, 2)
    path = f"/bookings/{token(booking)}"
    events = []
    for step in ("", "/cancel"):
        if step:
            _post(client, path + step)
        answer = _get(client, f"{path}/calendar.ics")
        assert answer.content_type == "text/calendar; charset=utf-8"
        assert token(booking) not in answer.text
        (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
        events.append((str(event["UID"]), int(event.get("SEQUENCE", 0)), str(event["STATUS"])))
    uid = f"guest_booking-{booking.id}@calendar.test"
    assert events == [(uid, 0, "CONFIRMED"), (uid, 1, "CANCELLED")]
    waiting = arrive(training.id, 2, 4)
    other = arrive(training.id, 3, 4)
    assert (waiting.status, other.status) == (GuestStatus.CONFIRMED, GuestStatus.WAITING)
    assert _get(client, f"/bookings/{token(other)}/calendar.ics").status_code == 404


def test_links_of_bookings_stay_out_of_the_logs() -> None:
    assert redact("GET /bookings/aB-3/calendar.ics 200") == "GET /bookings/[redacted]/calendar.ics 200"


def test_offer_is_accepted_by_its_link(client: FlaskClient, training: Shift) -> None:
    first, second = arrive(training.id, 1, 4), arrive(training.id, 2, 3)
    _post(client, f"/bookings/{token(first)}/cancel")
    path = f"/bookings/{token(second)}"
    assert "It is your turn" in english(client, path)
    assert _post(client, f"{path}/accept").location == path
    assert "Confirmed. We are" in english(client, path)


def test_nothing_of_guests_is_public(client: FlaskClient, training: Shift) -> None:
    arrive(training.id, 1, 2)
    for path in (f"/events/{training.id}", "/calendar", "/", "/units/g1", f"/events/{training.id}/book"):
        page = english(client, path)
        assert "王居民1" not in page
        assert "13800000001" not in page
    before = client.get("/calendar/units/g1.ics").data
    arrive(training.id, 2, 1)
    assert client.get("/calendar/units/g1.ics").data == before


def test_attempts_are_limited_by_contact(client: FlaskClient, training: Shift, app: Flask) -> None:
    app.extensions["limits"].enabled = True
    try:
        for _ in range(5):
            _book(client, training, contact="limited@qq.com")
        answer = _post(client, f"/events/{training.id}/book", **{**FORM, "contact": "limited@qq.com"})
        assert answer.status_code == 429
    finally:
        app.extensions["limits"].enabled = False
    assert db.session.scalar(select(func.count(GuestCode.id))) == 5


def test_number_of_queries_does_not_grow_with_the_guests(client: FlaskClient, training: Shift) -> None:
    leader = make_person(training.unit, Role.GRID_LEADER)
    with client.session_transaction() as session:
        session["_user_id"] = f"{leader.id}.{leader.session_key}"
    with atomic():
        training.guest_places = 100
    paths = [f"/leader/shifts/{training.id}{end}" for end in ("", "/attendance", "/attendance/sheet")]
    paths.append(f"/events/{training.id}")
    for number in range(1, 4):
        arrive(training.id, number, 2)
    few = [queries_of(client, path) for path in paths]
    with atomic():
        model = db.session.scalars(select(GuestBooking)).first()
        assert model is not None
        for number in range(10, 37):
            values = {
                c.key: getattr(model, c.key) for c in GuestBooking.__mapper__.column_attrs if c.key != "id"
            }
            values.update(turn=number, contact=phone(number), token_hash=f"hash {number}")
            db.session.add(GuestBooking(**values))
    assert [queries_of(client, path) for path in paths] == few
