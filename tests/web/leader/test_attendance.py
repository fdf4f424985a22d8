"""The leader's pages about attendance: the list, its taps from afar, walk-ins, paper, and closing."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import AttendanceState, Language, Role, TapSource
from scheduler.models import Attendance, AttendanceTap, HoursEntry, Person, Shift, Unit
from scheduler.services.attendance_closing import close_shift
from tests.factories import NOW, enrol, make_person, make_shift, make_unit

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SignIn = Callable[[Person], FlaskClient]


class List:
    """The list of a patrol that began ten minutes ago, as its grid leader sees it in English."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.unit: Unit = make_unit()
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER, language=Language.ENGLISH)
        self.anna, self.ben = make_person(self.unit, name="安娜"), make_person(self.unit, name="本")
        self.shift: Shift = make_shift(self.unit, starts_at=NOW - 10 * MINUTE)
        enrol(self.anna, self.shift, 1)
        enrol(self.ben, self.shift, 2)

    @property
    def url(self) -> str:
        """Return the address of the list."""
        return f"/leader/shifts/{self.shift.id}/attendance"

    def send(self, *taps: dict[str, Any]) -> Any:
        """Send taps as the script does."""
        return self.client.post(f"{self.url}/taps", json={"taps": taps})

    def states(self) -> dict[str, str]:
        """Return what is known, by name."""
        db.session.rollback()
        rows = db.session.scalars(select(Attendance))
        return {row.person.name: row.state.value for row in rows}


@pytest.fixture
def at_start(app: Flask) -> Iterator[time_machine.Traveller]:
    """Let the clock stand at NOW."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def patrol(sign_in: SignIn, client: FlaskClient, at_start: time_machine.Traveller) -> List:
    """Return a list whose leader is signed in."""
    found = List(client)
    sign_in(found.leader)
    return found


def test_list_shows_who_is_expected_with_buttons(patrol: List) -> None:
    page = patrol.client.get(patrol.url)
    assert page.status_code == 200
    assert page.text.count('data-state="expected"') == 2
    assert "安娜" in page.text
    assert 'value="in"' in page.text
    assert 'value="whole"' not in page.text  # not over yet
    assert f"/check-in/display/{patrol.shift.id}/" in page.text


def test_tap_without_scripts_counts_once(patrol: List) -> None:
    form = {"person": patrol.anna.id, "action": "in", "key": "k1"}
    for _ in range(2):
        answer = patrol.client.post(patrol.url, data=form)
        assert answer.location == f"{patrol.url}#p{patrol.anna.id}"
    assert patrol.states() == {"安娜": "in"}
    assert len(db.session.scalars(select(AttendanceTap)).all()) == 1
    assert 'data-state="in"' in patrol.client.get(patrol.url).text


def test_every_form_of_the_page_has_a_key_of_its_own(patrol: List) -> None:
    keys = re.findall(r'name="key" value="([^"]+)"', patrol.client.get(patrol.url).text)
    assert len(set(keys)) == 2


def test_taps_kept_by_the_browser_count_from_when_they_were_made(patrol: List) -> None:
    taps = (
        {"key": "a", "person": patrol.anna.id, "action": "in", "age": 300},
        {"key": "b", "person": patrol.ben.id, "action": "excused", "age": 0},
        {"key": "c", "person": 999, "action": "in", "age": 0},
    )
    for _ in range(2):
        answer = patrol.send(*taps)
        assert answer.status_code == 200
        assert answer.json["results"] == [
            {"key": "a", "state": "in", "message": ""},
            {"key": "b", "state": "excused", "message": ""},
            {"key": "c", "state": None, "message": "This person is not on the list of the shift any more."},
        ]
    row = db.session.scalars(select(Attendance).where(Attendance.person_id == patrol.anna.id)).one()
    assert row.arrived_at == NOW - 5 * MINUTE
    assert len(db.session.scalars(select(AttendanceTap)).all()) == 2


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "x",
        {"taps": 3},
        {"taps": [{}]},
        {"taps": [{"key": "a", "person": 1, "action": "fly", "age": 0}]},
        {"taps": [{"key": "a", "person": 1, "action": "times", "age": 0}]},
        {"taps": [{"key": "", "person": 1, "action": "in", "age": 0}]},
        {"taps": [{"key": "x" * 41, "person": 1, "action": "in", "age": 0}]},
        {"taps": [{"key": "键", "person": 1, "action": "in", "age": 0}]},
        {"taps": [{"key": "a", "person": 2**31, "action": "in", "age": 0}]},
        {"taps": [{"key": "a", "person": 1, "action": "in", "age": 1e400}]},
        {"taps": [{"key": "a", "person": 1, "action": "in", "age": 10**30}]},
    ],
)
def test_taps_that_make_no_sense_are_refused_in_words(patrol: List, body: Any) -> None:
    answer = patrol.client.post(f"{patrol.url}/taps", json=body)
    assert (answer.status_code, answer.json) == (409, {"message": "These entries could not be read."})


def test_taps_after_closing_are_refused_in_words(patrol: List, at_start: time_machine.Traveller) -> None:
    at_start.move_to(NOW + 3 * HOUR)
    close_shift(patrol.shift.id, minutes={}, actor=patrol.leader, now=NOW + 3 * HOUR)
    answer = patrol.send({"key": "a", "person": patrol.anna.id, "action": "in", "age": 9000})
    assert answer.status_code == 409
    assert "is closed" in answer.json["message"]
    assert (
        "is closed"
        in patrol.client.post(
            patrol.url, data={"person": patrol.anna.id, "action": "in", "key": "b"}, follow_redirects=True
        ).text
    )


def test_forged_taps_are_refused(app: Flask, patrol: List, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    tap = {"key": "a", "person": patrol.anna.id, "action": "in", "age": 0}
    assert patrol.send(tap).status_code == 400
    token = re.search(r'data-token="([^"]+)"', patrol.client.get(patrol.url).text)
    assert token is not None
    answer = patrol.client.post(f"{patrol.url}/taps", json={"taps": [tap]}, headers={"X-CSRFToken": token[1]})
    assert answer.status_code == 200
    assert patrol.states() == {"安娜": "in"}


def test_auditor_reads_and_taps_nothing(patrol: List, sign_in: SignIn) -> None:
    auditor = make_person(patrol.unit, Role.AUDITOR, language=Language.ENGLISH)
    client = sign_in(auditor)
    page = client.get(patrol.url).text
    assert "安娜" in page
    assert 'name="action"' not in page
    assert "/check-in/display/" not in page
    assert client.post(patrol.url, data={"person": 1, "action": "in", "key": "a"}).status_code == 403
    assert sign_in(make_person(make_unit(), Role.AUDITOR)).get(patrol.url).status_code == 403


def test_walk_in_is_found_and_added(patrol: List) -> None:
    carl = make_person(patrol.unit, name="卡尔")
    page = patrol.client.get(f"{patrol.url}/walk-ins?q=卡").text
    assert "卡尔" in page
    added = f"{patrol.url}/walk-ins/{carl.id}"
    assert added in page
    assert "卡尔 is on the list." in patrol.client.post(added, follow_redirects=True).text
    assert "卡尔 is on the list already." in patrol.client.post(added, follow_redirects=True).text
    assert patrol.states() == {"卡尔": "in"}


def test_sheet_has_a_line_for_each_and_some_to_spare(patrol: List) -> None:
    page = patrol.client.get(f"{patrol.url}/sheet").text
    assert page.count("<tr>") == 1 + 2 + 6
    assert "Signature" in page


def test_paper_is_entered_afterwards(patrol: List, at_start: time_machine.Traveller) -> None:
    at_start.move_to(NOW + 4 * HOUR)
    a, b = f"p{patrol.anna.id}", f"p{patrol.ben.id}"
    form = {  # NOW is 09:00 in Shanghai
        f"{a}-state": "came",
        f"{a}-arrived": "08:45",
        f"{a}-left": "10:40",
        f"{b}-state": "no_show",
    }
    answer = patrol.client.post(f"{patrol.url}/paper", data=form)
    assert answer.location == patrol.url
    row = db.session.scalars(select(Attendance).where(Attendance.person_id == patrol.anna.id)).one()
    assert (row.state, row.arrived_at, row.left_at) == (
        AttendanceState.OUT,
        NOW - 15 * MINUTE,
        NOW + 100 * MINUTE,
    )
    assert patrol.states() == {"安娜": "out", "本": "no_show"}
    patrol.client.post(f"{patrol.url}/paper", data=form)  # sent again, nothing is new
    taps = db.session.scalars(select(AttendanceTap)).all()
    assert [tap.source for tap in taps] == [TapSource.PAPER, TapSource.PAPER]


def test_paper_that_cannot_be_right_stays_with_the_reason(
    patrol: List, at_start: time_machine.Traveller
) -> None:
    at_start.move_to(NOW + 4 * HOUR)
    a, b = f"p{patrol.anna.id}", f"p{patrol.ben.id}"
    form = {
        f"{a}-state": "came",
        f"{a}-arrived": "25:99",
        f"{a}-left": "10:40",
        f"{b}-state": "came",
        f"{b}-arrived": "10:00",
        f"{b}-left": "09:30",
    }
    answer = patrol.client.post(f"{patrol.url}/paper", data=form)
    assert answer.status_code == 422
    assert "Please type a time, such as 19:30." in answer.text
    assert "The leaving must come after the arrival" in answer.text
    assert 'value="25:99"' in answer.text
    assert patrol.states() == {"本": "expected"}


def test_paper_of_a_night_shift_means_the_next_day_after_midnight(
    patrol: List, at_start: time_machine.Traveller
) -> None:
    start = NOW + 14 * HOUR  # 23:00 in Shanghai
    night = make_shift(patrol.unit, starts_at=start, ends_at=start + 6 * HOUR)
    enrol(patrol.anna, night)
    at_start.move_to(start + 9 * HOUR)
    key = f"p{patrol.anna.id}"
    form = {f"{key}-state": "came", f"{key}-arrived": "22:55", f"{key}-left": "05:10"}
    patrol.client.post(f"/leader/shifts/{night.id}/attendance/paper", data=form)
    row = db.session.scalars(select(Attendance)).one()
    assert (row.arrived_at, row.left_at) == (start - 5 * MINUTE, start + 6 * HOUR + 10 * MINUTE)


def test_closing_shows_the_minutes_and_writes_them_once(
    patrol: List, at_start: time_machine.Traveller
) -> None:
    url = f"{patrol.url}/close"
    assert "The shift is not over yet." in patrol.client.get(url).text
    at_start.move_to(NOW + 3 * HOUR)
    patrol.send({"key": "a", "person": patrol.anna.id, "action": "whole", "age": 0})
    page = patrol.client.get(url).text
    assert re.findall(r'name="m\d+"\s+value="(\d+)"', page) == ["120", "0"]
    form = {f"m{patrol.anna.id}": "110", f"m{patrol.ben.id}": "0"}
    for _ in range(2):
        assert patrol.client.post(url, data=form).location == patrol.url
    entries = db.session.scalars(select(HoursEntry).order_by(HoursEntry.id))
    assert [(entry.person_id, entry.minutes) for entry in entries] == [
        (patrol.anna.id, 110),
        (patrol.ben.id, 0),
    ]
    assert "Closed on" in patrol.client.get(patrol.url).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [("151", "Between 0 and 150 minutes, please."), ("x", "whole number"), ("", "whole number")],
)
def test_closing_refuses_at_the_line_and_keeps_what_was_typed(
    patrol: List, at_start: time_machine.Traveller, typed: str, words: str
) -> None:
    at_start.move_to(NOW + 3 * HOUR)
    answer = patrol.client.post(
        f"{patrol.url}/close", data={f"m{patrol.anna.id}": typed, f"m{patrol.ben.id}": "77"}
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="77"' in answer.text
    assert db.session.scalars(select(HoursEntry)).all() == []


def test_doorway_lists_shifts_of_now_and_those_to_close(
    patrol: List, at_start: time_machine.Traveller
) -> None:
    assert patrol.url in patrol.client.get("/leader/attendance").text
    at_start.move_to(NOW + 9 * HOUR)
    page = patrol.client.get("/leader/attendance").text
    assert f"{patrol.url}/close" in page
    assert "No shift takes place in the next twelve hours." in page


def test_list_of_a_later_shift_says_when_it_opens(patrol: List) -> None:
    later = make_shift(patrol.unit, starts_at=NOW + 30 * HOUR)
    page = patrol.client.get(f"/leader/shifts/{later.id}/attendance").text
    assert "The list opens on 3 Mar 2026 03:00" in page
    assert patrol.client.get(f"/leader/shifts/{later.id}/attendance/paper").status_code == 409
