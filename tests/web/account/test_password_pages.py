"""Passwords on the pages: forgotten, reset, changed."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select

from scheduler.config import Settings
from scheduler.database import db
from scheduler.models import Job, Notification, Person
from scheduler.services.accounts import authenticate, hash_password
from scheduler.services.password_changes import make_reset_token
from scheduler.timeutils import utcnow
from tests.factories import make_person
from tests.web.account.conftest import Browser, without_token

PASSWORD, NEW = "every evening a walk", "every morning a run"
SECRET = hash_password(PASSWORD)


@pytest.fixture
def person(app: Flask) -> Person:
    return make_person(email="li@qq.com", phone="+8613800138000", password_hash=SECRET)


def _token(person: Person, settings: Settings, age: timedelta = timedelta(0)) -> str:
    return make_reset_token(person, secret_key=settings.secret_key, now=utcnow() - age)


def _sign_in(browser: Browser, password: str = PASSWORD, **more: str) -> None:
    assert (
        browser.post("/sign-in", data={"login": "li@qq.com", "password": password, **more}).location == "/my"
    )


def _is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def test_forgotten_password_is_answered_alike_for_everybody(
    open_browser: Callable[[], Browser], person: Person
) -> None:
    make_person(email="closed@qq.com", active=False)
    seen = set()
    for login in ("li@qq.com", "13800138000", "closed@qq.com", "unknown@qq.com", "nonsense", "\x00"):
        browser = open_browser()
        answer = browser.post("/password/forgot", data={"login": login})
        seen.add(
            (
                answer.status_code,
                answer.location,
                answer.text,
                without_token(browser.get(answer.location).text),
            )
        )
    assert len(seen) == 1
    assert "设置新密码的链接已发往该邮箱" in next(iter(seen))[3]
    assert db.session.scalar(select(func.count()).select_from(Notification)) == 2
    assert db.session.scalar(select(func.count()).select_from(Job)) == 2


@pytest.mark.parametrize(("typed", "said"), [("", "请填写此项。"), ("x" * 10_000, "最多 1000 个字符。")])
def test_forgotten_password_of_no_login_is_answered_at_the_field(
    browser: Browser, app: Flask, typed: str, said: str
) -> None:
    answer = browser.post("/password/forgot", data={"login": typed})
    assert answer.status_code == 422
    assert said in answer.text


def test_reset_link_sets_a_password_once(browser: Browser, person: Person, settings: Settings) -> None:
    path = f"/password/reset/{_token(person, settings)}"
    page = browser.get(path)
    assert page.status_code == 200
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "same-origin")
    answer = browser.post(path, data={"password": NEW})
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert "新密码已生效" in browser.get("/sign-in").text
    assert not _is_in(browser)
    assert authenticate("li@qq.com", NEW) is not None
    for again in (browser.get(path), browser.post(path, data={"password": "yet another one"})):
        assert again.status_code == 410
        assert "链接已失效" in again.text
    assert authenticate("li@qq.com", NEW) is not None


def test_reset_ends_every_session(
    open_browser: Callable[[], Browser], person: Person, settings: Settings
) -> None:
    thief = open_browser()
    _sign_in(thief, remember="y")
    assert _is_in(thief)
    open_browser().post(f"/password/reset/{_token(person, settings)}", data={"password": NEW})
    assert not _is_in(thief)


def test_reset_link_ends_with_the_hour_and_with_a_change_of_password(
    browser: Browser, person: Person, settings: Settings
) -> None:
    old = _token(person, settings, timedelta(hours=1, seconds=1))
    assert browser.get(f"/password/reset/{old}").status_code == 410
    token = _token(person, settings)
    _sign_in(browser)
    browser.post("/account/password", data={"current": PASSWORD, "password": NEW})
    assert browser.post(f"/password/reset/{token}", data={"password": "yet another one"}).status_code == 410
    assert authenticate("li@qq.com", NEW) is not None


@pytest.mark.parametrize(
    "token", ["x", "1.2.3", "1.9999999999.x", "%00", "%ED%A0%80", "9" * 5_000, "..%2f.."]
)
def test_reset_link_that_is_none_says_so(browser: Browser, person: Person, token: str) -> None:
    for answer in (browser.get(f"/password/reset/{token}"), browser.post(f"/password/reset/{token}")):
        assert answer.status_code in {404, 410}
        assert "链接" in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "请填写此项。"), ("short", "至少"), ("13800138000", "猜到"), ("x" * 10_000, "最多")],
)
def test_reset_with_a_bad_password_keeps_the_link(
    browser: Browser, person: Person, settings: Settings, typed: str, said: str
) -> None:
    path = f"/password/reset/{_token(person, settings)}"
    answer = browser.post(path, data={"password": typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert browser.get(path).status_code == 200


@pytest.mark.usefixtures("_forgeries_refused")
def test_password_forms_from_elsewhere_are_refused(
    browser: Browser, person: Person, settings: Settings
) -> None:
    path = f"/password/reset/{_token(person, settings)}"
    assert browser.post(path, data={"password": NEW}).status_code == 400
    assert browser.post("/password/forgot", data={"login": "li@qq.com"}).status_code == 400
    browser.send("/sign-in", login="li@qq.com", password=PASSWORD)
    forged = browser.post("/account/password", data={"current": PASSWORD, "password": NEW})
    assert forged.status_code == 400
    assert authenticate("li@qq.com", PASSWORD) is not None
    assert browser.send(path, password=NEW).location == "/sign-in"


def test_changed_password_ends_other_sessions_and_keeps_this_one(
    open_browser: Callable[[], Browser], person: Person
) -> None:
    here, there, remembered = open_browser(), open_browser(), open_browser()
    _sign_in(here, remember="y")
    _sign_in(there)
    _sign_in(remembered, remember="y")
    remembered.delete_cookie("session")
    answer = here.post("/account/password", data={"current": PASSWORD, "password": NEW})
    assert (answer.status_code, answer.location) == (302, "/account")
    assert [_is_in(browser) for browser in (here, there, remembered)] == [True, False, False]
    here.delete_cookie("session")
    assert _is_in(here)  # still remembered on this device
    _sign_in(there, NEW)


def test_changed_password_on_a_device_that_forgets_is_not_remembered(
    browser: Browser, person: Person
) -> None:
    _sign_in(browser)
    browser.post("/account/password", data={"current": PASSWORD, "password": NEW})
    assert _is_in(browser)
    browser.delete_cookie("session")
    assert not _is_in(browser)


@pytest.mark.parametrize(
    ("current", "new", "said"),
    [
        ("some other words", NEW, "当前密码不正确。"),
        ("", NEW, "请填写此项。"),
        (PASSWORD, "short", "至少需要 10 个字符。"),
        (PASSWORD, "", "请填写此项。"),
        (PASSWORD, "x" * 10_000, "最多 200 个字符。"),
        ("😀" * 10_000, NEW, "当前密码不正确。"),
    ],
)
def test_bad_change_of_password_is_answered_at_its_field(
    browser: Browser, person: Person, current: str, new: str, said: str
) -> None:
    _sign_in(browser)
    answer = browser.post("/account/password", data={"current": current, "password": new})
    assert answer.status_code == 422
    assert re.findall(r'invalid-feedback d-block">([^<]+)<', answer.text) == [said]
    assert authenticate("li@qq.com", PASSWORD) is not None


def test_change_of_password_is_for_the_signed_in(browser: Browser, app: Flask) -> None:
    assert browser.get("/account/password").location == "/sign-in?next=/account/password"


def test_address_in_the_mail_is_that_of_the_page(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("account.reset", token="1.2.x") == "/password/reset/1.2.x"
        assert url_for("volunteer.notifications") == "/my/notifications"
