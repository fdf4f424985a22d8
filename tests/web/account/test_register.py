"""Becoming a volunteer."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from scheduler.database import db
from scheduler.enums import Language
from scheduler.models import Person, Unit
from tests.factories import make_person
from tests.web.account.conftest import Browser, without_token

FIELDS = {
    "name": "李秀英",
    "login": "138 0013 8000",
    "grid": "guihua-1",
    "language": "zh_Hans_CN",
    "password": "every evening a walk",
    "consent": "y",
}


def _register(browser: Browser, **other: str) -> TestResponse:
    return browser.post("/register", data={**FIELDS, **other})


def _people() -> list[Person]:
    return list(db.session.scalars(select(Person)))


def test_new_volunteer_registers_and_signs_in(browser: Browser, grid: Unit) -> None:
    answer = _register(browser, language="en")
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    page = browser.get("/sign-in").text
    assert "谢谢您的加入" in page
    assert 'value="138 0013 8000"' in page
    assert "138 0013 8000" not in browser.get("/sign-in").text
    person = _people()[0]
    assert (person.name, person.phone, person.home_unit) == ("李秀英", "+8613800138000", grid)
    assert (person.language, person.consent_version) == (Language.ENGLISH, "2026-11")
    assert browser.post("/sign-in", data=FIELDS).location == "/my"


@pytest.mark.usefixtures("grid")
def test_grids_are_offered_by_community_in_the_readers_language(browser: Browser) -> None:
    chinese = browser.get("/register").text
    assert re.search(r'<optgroup label="桂花社区"><option [^>]*value="guihua-1">桂花一网格</option>', chinese)
    english = browser.get("/register", headers={"Accept-Language": "en"}).text
    assert re.search(r'<optgroup label="Guihua"><option [^>]*value="guihua-1">Guihua 1</option>', english)
    assert re.search(r"<option selected value=\"en\">English</option>", english)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "请填写此项。"),
        ("name", "名" * 10_000, "最多 80 个字符。"),
        ("name", "李\x00秀英", "控制字符"),
        ("login", "", "请填写此项。"),
        ("login", "12345", "电话号码不正确"),
        ("login", "a@b", "邮箱地址不正确"),
        ("login", "😀" * 10_000, "电话号码不正确"),
        ("grid", "", "请填写此项。"),
        ("grid", "guihua", "请从列出的选项中选择。"),
        ("grid", "\x00", "请从列出的选项中选择。"),
        ("language", "tlh", "请从列出的选项中选择。"),
        ("password", "", "请填写此项。"),
        ("password", "short", "至少需要 10 个字符。"),
        ("password", "长" * 201, "最多 200 个字符。"),
        ("password", "13800138000", "太容易被猜到"),
        ("password", "1234567890", "请换一个"),
        ("consent", "", "未经您同意"),
    ],
)
@pytest.mark.usefixtures("grid")
def test_bad_registration_is_answered_at_its_field(
    browser: Browser, field: str, typed: str, said: str
) -> None:
    answer = _register(browser, **{field: typed})
    assert answer.status_code == 422
    errors = re.findall(r'invalid-feedback d-block">([^<]+)<', answer.text)
    assert len(errors) == 1
    assert said in errors[0]
    if field != "name":
        assert 'value="李秀英"' in answer.text
    assert FIELDS["password"] not in answer.text
    assert _people() == []


@pytest.mark.usefixtures("grid")
def test_registration_with_nothing_right_is_told_everything_at_once(browser: Browser) -> None:
    answer = _register(browser, name=" ", login="12", grid="", password="short", consent="")
    errors = re.findall(r'invalid-feedback d-block">([^<]+)<', answer.text)
    assert [error[:6] for error in errors] == [
        "请填写此项。",
        "电话号码不正",
        "至少需要 1",
        "请填写此项。",
        "未经您同意，",
    ]


@pytest.mark.parametrize("name", ["😀😀", "O'Brien <b>", "José Ñandú", "阿卜杜拉·买买提", "名" * 80])
@pytest.mark.usefixtures("grid")
def test_names_of_all_kinds_are_kept(browser: Browser, name: str) -> None:
    assert _register(browser, name=name).status_code == 302
    assert [person.name for person in _people()] == [name]


def test_registration_of_an_existing_account_looks_like_any_other(
    open_browser: Callable[[], Browser], grid: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person(grid, phone="+8613800138000", email="li@qq.com", active=False)
    work: list[str] = []
    hash_it = Argon2Hasher.hash

    def counted(self: Argon2Hasher, password: str | bytes, *, salt: bytes | None = None) -> str:
        work.append("hash")
        return hash_it(self, password, salt=salt)

    monkeypatch.setattr(Argon2Hasher, "hash", counted)
    seen = []
    for login in ("13800138000", "li@qq.com", "new@qq.com", "13800138001"):
        browser = open_browser()
        answer = _register(browser, login=login)
        next_page = without_token(browser.get(answer.location).text).replace(login, "LOGIN")
        seen.append((answer.status_code, answer.location, answer.text, next_page))
    assert len(set(seen)) == 1
    assert work == ["hash"] * 4
    assert len(_people()) == 3


@pytest.mark.usefixtures("grid")
def test_registration_sent_twice_makes_one_account(browser: Browser) -> None:
    assert _register(browser).location == _register(browser).location == "/sign-in"
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


@pytest.mark.usefixtures("grid", "_forgeries_refused")
def test_registration_from_elsewhere_is_refused(browser: Browser) -> None:
    answer = _register(browser)
    assert answer.status_code == 400
    assert "表单" in answer.text
    assert _people() == []
    assert browser.send("/register", **FIELDS).location == "/sign-in"


def test_registration_is_not_for_the_signed_in(browser: Browser, grid: Unit) -> None:
    _register(browser)
    browser.post("/sign-in", data=FIELDS)
    assert browser.get("/register").location == "/account"
    assert _register(browser, login="new@qq.com").location == "/account"
    assert len(_people()) == 1


def test_registration_in_a_city_without_grids_still_answers(browser: Browser, app: Flask) -> None:
    assert browser.get("/register").status_code == 200
    assert _register(browser).status_code == 422
