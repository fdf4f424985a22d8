"""Signing in and out."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from scheduler.database import atomic
from scheduler.enums import Language
from scheduler.models import Person, Unit
from scheduler.services.accounts import hash_password
from tests.factories import make_person
from tests.web.account.conftest import Browser

PASSWORD = "every evening a walk"
SECRET = hash_password(PASSWORD)


@pytest.fixture
def person(app: Flask) -> Person:
    return make_person(name="李秀英", phone="+8613800138000", email="li@qq.com", password_hash=SECRET)


def _sign_in(browser: Browser, **values: str) -> TestResponse:
    return browser.post("/sign-in", data={"login": "li@qq.com", "password": PASSWORD, **values})


def _is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def _cookies(answer: TestResponse) -> str:
    return " ".join(answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize(
    "login", ["li@qq.com", " LI@QQ.com ", "138 0013 8000", "＋８６１３８００１３８０００"]
)
def test_sign_in_opens_the_account_and_leads_to_ones_shifts(
    browser: Browser, person: Person, login: str
) -> None:
    answer = _sign_in(browser, login=login)
    assert (answer.status_code, answer.location) == (302, "/my")
    assert "李秀英" in browser.get("/account").text


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("li@qq.com", "every evening a talk"),
        ("unknown@qq.com", PASSWORD),
        ("closed@qq.com", PASSWORD),
        ("never@qq.com", PASSWORD),
        ("nonsense", PASSWORD),
        ("\x00", "\x00"),
        ("😀" * 900, "😀" * 5_000),
    ],
)
def test_sign_in_that_fails_says_the_same_whoever_it_was(
    browser: Browser, person: Person, login: str, password: str
) -> None:
    make_person(email="closed@qq.com", password_hash=SECRET, active=False)
    make_person(email="never@qq.com")
    answer = _sign_in(browser, login=login, password=password)
    assert answer.status_code == 422
    assert "账号或密码不正确，或账号已停用。请重试。" in answer.text
    assert f'value="{login.strip()}"' in answer.text or "\x00" in login
    assert password not in answer.text or "\x00" in password
    assert not _is_in(browser)


def test_sign_in_without_words_asks_for_them(browser: Browser, person: Person) -> None:
    answer = browser.post("/sign-in", data={})
    assert answer.status_code == 422
    assert answer.text.count("请填写此项。") == 2


def test_sign_in_with_a_very_long_login_is_refused_at_its_field(browser: Browser, person: Person) -> None:
    answer = _sign_in(browser, login="x" * 10_000)
    assert answer.status_code == 422
    assert "最多 1000 个字符" in answer.text


def test_sign_in_leads_back_to_the_page_that_asked_for_it(browser: Browser, person: Person) -> None:
    asked = browser.get("/account?tab=1")
    assert asked.location == "/sign-in?next=/account?tab%3D1"
    page = browser.get(asked.location)
    assert 'name="next" type="hidden" value="/account?tab=1"' in page.text
    assert _sign_in(browser, next="/account?tab=1").location == "/account?tab=1"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example"]
)
def test_sign_in_leads_to_no_other_site(browser: Browser, person: Person, address: str) -> None:
    assert _sign_in(browser, next=address).location == "/my"
    assert browser.get("/sign-in", query_string={"next": address}).location == "/my"


def test_sign_in_page_is_not_for_the_signed_in(browser: Browser, person: Person) -> None:
    _sign_in(browser)
    assert browser.get("/sign-in?next=/account").location == "/account"


def test_sign_in_begins_a_new_session_that_keeps_the_language(browser: Browser, person: Person) -> None:
    with browser.session_transaction() as session:
        session["planted"] = "by somebody else"
        session["csrf_token"] = "known to somebody else"
        session["language"] = "en"
    _sign_in(browser)
    with browser.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != "known to somebody else"
        assert session["language"] == "en"
        assert session["_user_id"] == f"{person.id}.{person.session_key}"


def test_sign_in_is_remembered_only_where_asked_for(
    open_browser: Callable[[], Browser], person: Person
) -> None:
    once, always = open_browser(), open_browser()
    assert "remember_token=;" in _cookies(_sign_in(once))
    answer = _sign_in(always, remember="y")
    assert f"remember_token={person.id}.{person.session_key}|" in _cookies(answer)
    assert "HttpOnly" in _cookies(answer)
    for browser in (once, always):
        browser.delete_cookie("session")
    assert not _is_in(once)
    assert _is_in(always)


def test_sign_in_of_another_person_forgets_whom_the_device_remembered(
    browser: Browser, person: Person
) -> None:
    make_person(name="王芳", email="wang@qq.com", password_hash=SECRET)
    _sign_in(browser, remember="y")
    browser.post("/sign-out")
    _sign_in(browser, remember="y")
    browser.delete_cookie("session")
    _sign_in(browser, login="wang@qq.com")
    assert "王芳" in browser.get("/account").text
    browser.delete_cookie("session")
    assert not _is_in(browser)


def test_sign_out_ends_the_session_and_what_is_remembered(browser: Browser, person: Person) -> None:
    _sign_in(browser, remember="y")
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.location) == (302, "/")
    assert not _is_in(browser)
    assert browser.get_cookie("remember_token") is None


def test_sign_out_of_nobody_is_no_fault(browser: Browser, app: Flask) -> None:
    assert browser.post("/sign-out").location == "/"
    assert browser.get("/sign-out").status_code == 405


def test_session_ends_when_the_account_is_closed(browser: Browser, person: Person) -> None:
    _sign_in(browser, remember="y")
    with atomic():
        person.active = False
    assert not _is_in(browser)


@pytest.mark.usefixtures("_forgeries_refused")
def test_sign_in_from_elsewhere_is_refused(browser: Browser, person: Person) -> None:
    assert _sign_in(browser).status_code == 400
    assert browser.post("/sign-out").status_code == 400
    assert not _is_in(browser)
    assert browser.send("/sign-in", login="li@qq.com", password=PASSWORD).location == "/my"


def test_sign_in_page_speaks_english_where_asked_for(browser: Browser, app: Flask) -> None:
    page = browser.get("/sign-in", headers={"Accept-Language": "en"}).text
    assert "Forgot the password?" in page
    assert "忘记密码" not in page


@pytest.fixture
def demo(app: Flask) -> Iterator[Path]:
    """Return where the demo's accounts are written down, in demo mode."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, demo=True)
    path = settings.instance / "demo_accounts.json"
    yield path
    path.unlink(missing_ok=True)
    app.config["SETTINGS"] = settings


def _listed(**other: Any) -> str:
    return json.dumps(
        [{"role": "officer", "name": "高明哲", "login": "li@qq.com", "password": PASSWORD, **other}]
    )


def test_demo_lists_its_accounts_each_with_a_form_that_signs_in(
    browser: Browser, person: Person, demo: Path
) -> None:
    demo.write_text(_listed(), encoding="utf-8")
    page = browser.get("/sign-in?next=/account").text
    assert "高明哲" in page
    for name, value in (("login", "li@qq.com"), ("password", PASSWORD), ("next", "/account")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


def test_demo_without_accounts_shows_none(browser: Browser, demo: Path) -> None:
    assert "演示城市的账号" not in browser.get("/sign-in").text


def test_accounts_are_never_listed_outside_of_the_demo(browser: Browser, app: Flask) -> None:
    path = app.config["SETTINGS"].instance / "demo_accounts.json"
    path.write_text(_listed(), encoding="utf-8")
    page = browser.get("/sign-in").text
    path.unlink()
    assert "li@qq.com" not in page


def test_language_is_chosen_for_the_session_and_the_account(browser: Browser, person: Person) -> None:
    answer = browser.post("/language", data={"language": "en", "next": "/sign-in"})
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert "Forgot the password?" in browser.get("/sign-in").text
    kept = [person.language]
    _sign_in(browser)
    for language in ("en", "zh_Hans_CN"):
        browser.post("/language", data={"language": language})
        kept.append(person.language)
    assert kept == [Language.CHINESE, Language.ENGLISH, Language.CHINESE]
    assert "我的账号" in browser.get("/account").text


@pytest.mark.parametrize(
    "data", [{}, {"language": "tlh"}, {"language": "\x00" * 99}, {"language": "e" * 10_000}]
)
def test_language_that_is_none_changes_nothing(browser: Browser, app: Flask, data: dict[str, str]) -> None:
    answer = browser.post("/language", data={**data, "next": "//evil.example"})
    assert (answer.status_code, answer.location) == (302, "/")
    assert "忘记密码？" in browser.get("/sign-in").text


def test_person_at_home_in_a_grid_signs_in(browser: Browser, grid: Unit) -> None:
    make_person(grid, email="wang@qq.com", password_hash=SECRET)
    _sign_in(browser, login="wang@qq.com")
    assert '<option value="guihua-1" selected>桂花一网格</option>' in browser.get("/account").text.replace(
        'selected value="guihua-1"', 'value="guihua-1" selected'
    )
