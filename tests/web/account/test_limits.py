"""How often somebody may try."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from scheduler.models import Person, Unit
from scheduler.services.accounts import hash_password
from scheduler.services.password_changes import make_reset_token
from scheduler.timeutils import utcnow
from scheduler.web.account import limits
from tests.factories import make_person
from tests.web.account.conftest import Browser

PASSWORD = "every evening a walk"
WRONG = "some other words"
SECRET = hash_password(PASSWORD)

pytestmark = pytest.mark.usefixtures("_attempts_counted")


@pytest.fixture
def person(app: Flask) -> Person:
    return make_person(email="li@qq.com", phone="+8613800138000", password_hash=SECRET)


def _try(
    browser: Browser, login: str = "li@qq.com", *, password: str = WRONG, address: str = "127.0.0.1"
) -> int:
    data = {"login": login, "password": password}
    return browser.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address}).status_code


def test_wrong_passwords_of_one_account_come_to_an_end(browser: Browser, person: Person) -> None:
    assert [_try(browser) for _ in range(10)] == [422] * 10
    answer = browser.post("/sign-in", data={"login": "LI@QQ.com", "password": PASSWORD})
    assert answer.status_code == 429
    assert 800 < int(answer.headers["Retry-After"]) <= 900
    assert "尝试" in answer.text or "太多" in answer.text or "频繁" in answer.text
    assert _try(browser, "other@qq.com") == 422
    assert _try(browser, password=PASSWORD, address="127.0.0.2") == 302


def test_unknown_account_is_limited_alike(browser: Browser, app: Flask) -> None:
    assert [_try(browser, "unknown@qq.com") for _ in range(11)] == [422] * 10 + [429]
    assert [_try(browser, "nonsense") for _ in range(11)] == [422] * 10 + [429]


def test_right_passwords_are_not_counted(browser: Browser, person: Person) -> None:
    assert [_try(browser, password=PASSWORD) for _ in range(12)] == [302] * 12


def test_wrong_passwords_from_one_address_come_to_an_end(
    browser: Browser, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.web.account.signing_in.authenticate", lambda _login, _password: None)
    assert {_try(browser, f"u{number}@qq.com") for number in range(60)} == {422}
    assert _try(browser, password=PASSWORD) == 429
    assert _try(browser, password=PASSWORD, address="127.0.0.2") == 422


def test_wrong_passwords_from_everywhere_come_to_an_end(
    browser: Browser, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.web.account.signing_in.authenticate", lambda _login, _password: None)
    assert {_try(browser, address=f"10.0.0.{number}") for number in range(100)} == {422}
    assert _try(browser, password=PASSWORD, address="10.0.1.1") == 429


def test_new_password_by_mail_gives_the_attempts_back(browser: Browser, person: Person, app: Flask) -> None:
    for _ in range(11):
        _try(browser)
    key = app.config["SETTINGS"].secret_key
    token = make_reset_token(person, secret_key=key, now=utcnow())
    browser.post(f"/password/reset/{token}", data={"password": "every morning a run"})
    assert _try(browser, password="every morning a run") == 302


def test_registrations_and_forgotten_passwords_come_to_an_end(browser: Browser, grid: Unit) -> None:
    forgot = [
        browser.post("/password/forgot", data={"login": "unknown@qq.com"}).status_code for _ in range(6)
    ]
    assert forgot == [302] * 5 + [429]
    others = [browser.post("/password/forgot", data={"login": f"{n}@qq.com"}).status_code for n in range(26)]
    assert others == [302] * 24 + [429] * 2
    register = [browser.post("/register", data={"login": "x"}).status_code for _ in range(61)]
    assert register == [422] * 60 + [429]
    assert browser.get("/register").status_code == 200


def test_guesses_in_an_open_session_come_to_an_end(browser: Browser, person: Person) -> None:
    _try(browser, password=PASSWORD)
    wrong = {"current": "some other words", "password": "every morning a run"}
    answers = [browser.post("/account/password", data=wrong).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    right = {**wrong, "current": PASSWORD}
    assert browser.post("/account/password", data=right).status_code == 429


def test_attempts_are_counted_here_while_their_store_is_away(
    app: Flask,
    browser: Browser,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Away:
        def __getattr__(self, name: str) -> Callable[..., bool]:
            raise ConnectionError(name)

    monkeypatch.setattr(limits, "_limiter", Away)
    monkeypatch.setattr(limits, "_FALLBACK", FixedWindowRateLimiter(MemoryStorage()))
    with caplog.at_level(logging.CRITICAL):
        assert [_try(browser) for _ in range(11)] == [422] * 10 + [429]
        answer = browser.post("/sign-in", data={"login": "li@qq.com", "password": "wrong"})
    assert answer.headers["Retry-After"] == "900"
