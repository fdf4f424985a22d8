"""A volunteer's own shifts in the browser."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.enums import EnrolmentOrigin, Language, ShiftStatus
from scheduler.models import Person, Shift, Unit
from scheduler.timeutils import utcnow
from tests.factories import enrol, make_person, make_shift, make_unit

SignIn = Callable[[Person], FlaskClient]
DAY = timedelta(days=1)


def _shift(unit: Unit, days: float, **values: Any) -> Shift:
    start = utcnow() + days * DAY
    return make_shift(unit, starts_at=start, ends_at=start + timedelta(hours=2), **values)


def test_strangers_are_sent_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/my").location.startswith("/sign-in")


def test_own_shifts_ahead_and_past_are_on_their_tabs(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    person = make_person(unit, language=Language.ENGLISH)
    enrol(person, _shift(unit, 3, title="明天的巡逻", notes="带手电"))
    enrol(person, _shift(unit, -3, title="从前的巡逻"))
    enrol(make_person(unit), _shift(unit, 4, title="别人的巡逻"))
    client = sign_in(person)
    ahead, past = client.get("/my").text, client.get("/my?view=past").text
    assert ("明天的巡逻" in ahead, "从前的巡逻" in ahead, "别人的巡逻" in ahead) == (True, False, False)
    assert ("明天的巡逻" in past, "从前的巡逻" in past) == (False, True)
    assert "带手电" in ahead
    assert "Ahead (1)" in ahead
    assert "Past (1)" in past
    assert 'href="/my/calendar"' in ahead


def test_shift_can_be_given_back_from_here(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    person = make_person(unit, language=Language.ENGLISH)
    shift = _shift(unit, 3)
    enrol(person, shift)
    client = sign_in(person)
    assert f'action="/open-shifts/{shift.id}/cancel"' in client.get("/my").text
    page = client.post(f"/open-shifts/{shift.id}/cancel", data={"next": "/my"}, follow_redirects=True)
    assert page.request.path == "/my"
    assert "You gave your place back" in page.text
    assert "You are on no shift yet." in page.text


def test_cancelled_shift_is_struck_out_with_a_note(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    person = make_person(unit, language=Language.ENGLISH)
    shift = _shift(unit, 3, status=ShiftStatus.CANCELLED)
    enrol(person, shift)
    page = sign_in(person).get("/my").text
    assert "lf-cancelled" in page
    assert "This shift is cancelled. Nobody needs to come." in page
    assert f"/open-shifts/{shift.id}/cancel" not in page


def test_place_by_the_roster_says_whom_to_ask(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit(contact="", name="一网格", name_en="First Grid")
    person = make_person(unit, language=Language.ENGLISH)
    enrol(person, _shift(unit, 3), origin=EnrolmentOrigin.ROSTER)
    page = sign_in(person).get("/my").text
    assert "By the roster" in page
    assert "The published roster counts on you here." in page
    assert "tell First Grid, so that" in page


def test_empty_tabs_say_what_to_do(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(make_person(language=Language.ENGLISH))
    page = client.get("/my").text
    assert "You are on no shift yet." in page
    assert 'href="/my/availability"' in page
    assert "Nothing here yet." in client.get("/my?view=past").text


@pytest.mark.parametrize(
    "query", ["page=0", "page=99999999999999999999", "page=x", "view=%00", "view=past&page=-3"]
)
def test_odd_parameters_show_the_nearest_page(app: Flask, sign_in: SignIn, query: str) -> None:
    assert sign_in(make_person()).get(f"/my?{query}").status_code == 200


def test_long_lists_have_pages(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    person = make_person(unit, language=Language.ENGLISH)
    for number in range(26):
        enrol(person, _shift(unit, -1 - number, title=f"第{number}次巡逻"))
    client = sign_in(person)
    first, second = client.get("/my?view=past").text, client.get("/my?view=past&page=2").text
    assert ("第0次巡逻" in first, "第25次巡逻" in first) == (True, False)
    assert ("第0次巡逻" in second, "第25次巡逻" in second) == (False, True)
    assert "view=past&amp;page=2" in first or "page=2&amp;view=past" in first
