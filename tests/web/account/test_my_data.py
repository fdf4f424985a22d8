"""My data: the page, the files, the end of an account, and consent that is asked for again."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from scheduler.config import Settings
from scheduler.database import atomic, db
from scheduler.enums import Language, Role
from scheduler.models import Person, Unit
from scheduler.services.accounts import hash_password
from scheduler.services.permissions import Right
from scheduler.timeutils import utcnow
from scheduler.web.account.right_words import NOTHING_MORE, SEEN
from tests.factories import enrol, make_person, make_shift
from tests.web.account.conftest import Browser

PASSWORD = "every evening a walk"
SECRET = hash_password(PASSWORD)


def _enter(browser: Browser, **more: str) -> None:
    browser.post("/sign-in", data={"login": "li@qq.com", "password": PASSWORD, **more})


@pytest.fixture
def person(grid: Unit, browser: Browser) -> Person:
    found = make_person(
        grid, name="李秀英", email="li@qq.com", password_hash=SECRET, language=Language.ENGLISH
    )
    _enter(browser)
    return found


@pytest.fixture
def _later_notice(app: Flask) -> Iterator[None]:
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, privacy_version="2027-01")
    yield
    app.config["SETTINGS"] = settings


def test_every_right_has_its_words() -> None:
    assert set(SEEN) | NOTHING_MORE == set(Right)
    assert not set(SEEN) & NOTHING_MORE


def test_page_names_who_may_see_what(grid: Unit, person: Person, browser: Browser) -> None:
    leader = make_person(grid, Role.GRID_LEADER, name="王组长")
    make_person(grid.parent, Role.AUDITOR, name="赵审计")
    page = browser.get("/account/data").text
    verifying, auditing = page.index("The papers with which"), page.index("Who changed which")
    assert leader.name in page[verifying:auditing]
    assert "赵审计" not in page[verifying:auditing]
    assert "赵审计" in page[auditing:]
    assert "nobody at present" in page
    assert 'href="/account/data"' in browser.get("/account").text


def test_json_is_a_file_of_the_readers_own(person: Person, browser: Browser) -> None:
    answer = browser.get("/account/data/lianfang-my-data.json")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/json", "no-store")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="lianfang-my-data-2')
    assert "李秀英" in answer.text
    assert json.loads(answer.text)["account"]["email"] == "li@qq.com"


def test_calendar_holds_every_shift_past_and_to_come(person: Person, browser: Browser, grid: Unit) -> None:
    for days in (-400, 3):
        enrol(person, make_shift(grid, starts_at=utcnow() + timedelta(days=days), title=f"{days}"))
    answer = browser.get("/account/data/lianfang-my-shifts.ics")
    assert answer.mimetype == "text/calendar"
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Patrol: -400", "Patrol: 3"]


def test_deleting_says_what_happens_and_ends_the_session(
    grid: Unit, person: Person, browser: Browser
) -> None:
    shift = make_shift(grid, title="晚间巡逻", starts_at=utcnow() + timedelta(days=3))
    enrol(person, shift)
    page = browser.get("/account/delete").text
    assert "晚间巡逻" in page
    assert f"ZY{person.id:06d}" in page
    wrong = browser.post("/account/delete", data={"understood": "y", "password": "no"})
    assert (wrong.status_code, "This is not your present password." in wrong.text) == (422, True)
    assert browser.post("/account/delete", data={"password": PASSWORD}).status_code == 422
    done = browser.post("/account/delete", data={"understood": "y", "password": PASSWORD})
    assert (done.status_code, done.headers["Location"]) == (302, "/")
    assert "Your account is deleted." in browser.get("/").text
    assert browser.get("/account").headers["Location"].startswith("/sign-in")
    _enter(browser)
    assert browser.get("/account").status_code == 302
    again = browser.post("/account/delete", data={"understood": "y", "password": PASSWORD})
    assert again.status_code == 302
    assert db.session.get_one(Person, person.id).name == f"ZY{person.id:06d}"


def test_last_administrator_is_told_why_not(grid: Unit, browser: Browser) -> None:
    make_person(grid, Role.ADMIN, email="li@qq.com", password_hash=SECRET, language=Language.ENGLISH)
    _enter(browser)
    assert "Nobody else administers" in browser.get("/account/delete").text
    answer = browser.post("/account/consent/withdraw", data={"understood": "y"})
    assert (answer.status_code, "Nobody else administers" in answer.text) == (422, True)


def test_resting_account_opens_its_own_data_only(person: Person, browser: Browser) -> None:
    assert browser.post("/account/consent/withdraw", data={}).status_code == 422
    done = browser.post("/account/consent/withdraw", data={"understood": "y"})
    assert done.headers["Location"] == "/account/data"
    assert "Agree again" in browser.get("/account/data").text
    assert browser.get("/my").headers["Location"] == "/account/consent?next=/my"
    assert browser.post("/open-shifts/1/sign-up").headers["Location"] == "/account/consent"
    for path in ("/account", "/account/password", "/account/delete", "/account/data/lianfang-my-data.json"):
        assert browser.get(path).status_code == 200, path
    assert browser.get("/account/consent/withdraw").headers["Location"] == "/account/consent"
    _enter(browser)
    assert browser.post("/account/consent", data={"next": "/my/hours"}).status_code == 422
    agreed = browser.post("/account/consent", data={"agree": "y", "next": "/my/hours"})
    assert agreed.headers["Location"] == "/my/hours"
    assert browser.get("/my").status_code == 200
    assert browser.post("/account/consent", data={"agree": "y"}).headers["Location"] == "/my"


@pytest.mark.usefixtures("_later_notice")
def test_changed_notice_asks_at_the_next_sign_in(person: Person, browser: Browser) -> None:
    with atomic():
        db.session.get_one(Person, person.id).consent_version = "2026-11"
    answer = browser.get("/my")
    assert answer.headers["Location"] == "/account/consent?next=/my"
    page = browser.get("/account/consent?next=/my").text
    assert "(version 2026-11, now 2027-01)" in page
    assert browser.post("/account/consent", data={"agree": "y", "next": "/my"}).headers["Location"] == "/my"
    assert browser.get("/my").status_code == 200
    assert db.session.get_one(Person, person.id).consent_version == "2027-01"


def test_remembered_session_is_asked_too(
    app: Flask, person: Person, open_browser: Callable[[], Browser]
) -> None:
    browser = open_browser()
    _enter(browser, remember="y")
    assert browser.get("/my").status_code == 200
    browser.delete_cookie("session")
    with atomic():
        db.session.get_one(Person, person.id).consent_version = ""
    assert browser.get("/my").headers["Location"] == "/account/consent?next=/my"
    assert browser.get("/my/hours").headers["Location"] == "/account/consent?next=/my/hours"
