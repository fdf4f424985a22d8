"""One's own account, on its page."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from scheduler.database import atomic
from scheduler.enums import Language, UnitKind
from scheduler.models import Person, Unit
from scheduler.services.accounts import hash_password
from tests.factories import make_person, make_unit
from tests.web.account.conftest import Browser

PASSWORD = "every evening a walk"
SECRET = hash_password(PASSWORD)


@pytest.fixture
def person(grid: Unit, browser: Browser) -> Person:
    found = make_person(grid, name="李秀英", email="li@qq.com", phone="+8613800138000", password_hash=SECRET)
    browser.post("/sign-in", data={"login": "li@qq.com", "password": PASSWORD})
    return found


def _fields(person: Person, **other: str) -> dict[str, str]:
    same = {
        "version": str(person.version),
        "name": "李秀英",
        "phone": "138 0013 8000",
        "email": "li@qq.com",
        "language": "zh_Hans_CN",
        "grid": "guihua-1",
        "pledged_hours_per_week": "4",
        "max_shifts_per_week": "3",
    }
    return {**same, **other}


def _save(browser: Browser, person: Person, **other: str) -> TestResponse:
    return browser.post("/account", data=_fields(person, **other))


def test_profile_shows_what_is_known_and_keeps_what_is_said(browser: Browser, person: Person) -> None:
    page = browser.get("/account").text
    for value in ("李秀英", "138 0013 8000", "li@qq.com", "4", "3"):
        assert f'value="{value}"' in page
    answer = _save(
        browser, person, name="李秀兰", language="en", pledged_hours_per_week="6", max_shifts_per_week="２"
    )
    assert (answer.status_code, answer.location) == (302, "/account")
    assert (person.name, person.language) == ("李秀兰", Language.ENGLISH)
    assert (person.pledged_hours_per_week, person.max_shifts_per_week) == (6, 2)
    assert "Saved." in browser.get("/account").text


def test_profile_of_an_officer_keeps_a_home_that_is_no_grid(browser: Browser, app: Flask) -> None:
    city = make_unit(kind=UnitKind.COMMITTEE, code="city", name="安和")
    officer = make_person(city, email="gao@qq.com", phone=None, password_hash=SECRET)
    browser.post("/sign-in", data={"login": "gao@qq.com", "password": PASSWORD})
    assert re.search(r'<option selected value="city">安和</option>', browser.get("/account").text)
    assert _save(browser, officer, grid="city", phone="", email="gao@qq.com").status_code == 302
    assert officer.home_unit_id == city.id


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "请填写此项。"),
        ("name", "名" * 10_000, "最多 80 个字符。"),
        ("phone", "12", "电话号码不正确"),
        ("phone", "1" * 10_000, "电话号码不正确"),
        ("email", "a@b", "邮箱地址不正确"),
        ("email", "other@qq.com", "请同时输入密码"),
        ("grid", "guihua", "请从列出的选项中选择。"),
        ("language", "", "请从列出的选项中选择。"),
        ("pledged_hours_per_week", "", "请填写此项。"),
        ("pledged_hours_per_week", "61", "请填写 0 到 60 之间的数。"),
        ("pledged_hours_per_week", "many", "整数"),
        ("pledged_hours_per_week", "-1", "整数"),
        ("max_shifts_per_week", "0", "请填写 1 到 14 之间的数。"),
        ("max_shifts_per_week", "9" * 400, "整数"),
    ],
)
def test_bad_profile_is_answered_at_its_field(
    browser: Browser, person: Person, field: str, typed: str, said: str
) -> None:
    answer = _save(browser, person, **{field: typed})
    assert answer.status_code == 422
    errors = re.findall(r'invalid-feedback d-block">([^<]+)<', answer.text)
    assert len(errors) == 1
    assert said in errors[0]
    assert (person.name, person.email, person.version) == ("李秀英", "li@qq.com", 1)


def test_profile_with_another_persons_phone_is_refused(browser: Browser, person: Person) -> None:
    make_person(phone="+8613800138001")
    answer = _save(browser, person, phone="13800138001", password=PASSWORD)
    assert answer.status_code == 422
    assert "已有其他账号使用。" in answer.text
    assert 'value="13800138001"' in answer.text
    assert PASSWORD not in answer.text


def test_profile_changed_elsewhere_warns_once_and_loses_nothing(browser: Browser, person: Person) -> None:
    fields = _fields(person, name="李秀兰")
    with atomic():
        person.pledged_hours_per_week = 8
    answer = browser.post("/account", data=fields)
    assert answer.status_code == 422
    assert "李秀兰" in answer.text
    assert (person.name, person.pledged_hours_per_week) == ("李秀英", 8)
    version = re.search(r'name="version" type="hidden" value="(\d+)"', answer.text)
    assert version is not None
    assert browser.post("/account", data={**fields, "version": version[1]}).status_code == 302
    assert person.name == "李秀兰"


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 400, "\x00"])
def test_profile_with_a_forged_version_is_not_saved(browser: Browser, person: Person, version: str) -> None:
    assert _save(browser, person, version=version, name="李秀兰").status_code == 422
    assert person.name == "李秀英"


@pytest.mark.usefixtures("_forgeries_refused")
def test_profile_from_elsewhere_is_refused(browser: Browser, grid: Unit) -> None:
    person = make_person(grid, email="li@qq.com", phone="+8613800138000", password_hash=SECRET)
    browser.send("/sign-in", login="li@qq.com", password=PASSWORD)
    assert _save(browser, person, name="李秀兰").status_code == 400
    assert browser.post("/language", data={"language": "en"}).status_code == 400
    assert browser.send("/account", **_fields(person, name="李秀兰")).location == "/account"
    assert person.name == "李秀兰"


def test_profile_is_for_the_signed_in(browser: Browser, app: Flask) -> None:
    assert browser.post("/account").location == "/sign-in"
