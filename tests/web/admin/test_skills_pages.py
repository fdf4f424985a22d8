"""The pages about the list of skills."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import Role
from scheduler.models import Person, Skill
from tests.factories import make_person, make_skill, make_unit, qualify

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def browser(app: Flask, sign_in: SignIn) -> FlaskClient:
    """Return a browser of the administrator, in English."""
    browser = sign_in(make_person(make_unit(), Role.ADMIN))
    with browser.session_transaction() as session:
        session["language"] = "en"
    return browser


def _values(**other: str) -> dict[str, str]:
    return {
        "version": "1",
        "code": "drone",
        "name": "无人机",
        "name_en": "Drone",
        "description": "",
        "position": "3",
        "max_level": "2",
        **other,
    }


def test_skill_is_added_changed_and_deleted(browser: FlaskClient) -> None:
    assert "There are no skills yet." in browser.get("/admin/skills").get_data(as_text=True)
    assert browser.get("/admin/skills/new").status_code == 200
    assert browser.post("/admin/skills/new", data=_values()).location == "/admin/skills"
    again = browser.post("/admin/skills/new", data=_values(name="另一个"))
    assert again.status_code == 422
    assert "Another skill has the code “drone”." in again.get_data(as_text=True)
    assert browser.post("/admin/skills/drone", data=_values(name="航拍")).status_code == 302
    assert browser.post("/admin/skills/drone", data=_values(name="第二")).status_code == 422
    assert "Drone" in browser.get("/admin/skills").get_data(as_text=True)
    skill = db.session.scalars(select(Skill)).one()
    assert (skill.name, skill.version) == ("航拍", 2)
    answer = browser.post("/admin/skills/drone/delete", data={"version": "1"}, follow_redirects=True)
    assert "Somebody else changed this in the meantime." in answer.get_data(as_text=True)
    assert browser.post("/admin/skills/drone/delete", data={"version": "2"}).location == "/admin/skills"
    assert db.session.scalars(select(Skill)).all() == []
    assert browser.post("/admin/skills/drone/delete", data={"version": "2"}).status_code == 404


def test_skill_in_use_says_by_what(browser: FlaskClient) -> None:
    skill = make_skill()
    qualify(make_person(), skill, level=3)
    page = browser.get("/admin/skills/medical").get_data(as_text=True)
    assert "1 qualifications, 0 shifts and 0 templates name it." in page
    assert "/admin/skills/medical/delete" not in page
    answer = browser.post("/admin/skills/medical/delete", data={"version": "1"}, follow_redirects=True)
    assert "This skill is in use and stays: 1 qualifications" in answer.get_data(as_text=True)
    answer = browser.post("/admin/skills/medical", data=_values(max_level="2"))
    assert "Level 3 is in use" in answer.get_data(as_text=True)


def test_refused_skill_keeps_what_was_typed(browser: FlaskClient) -> None:
    for values, words in (
        ({"code": "无人机"}, "A small letter first"),
        ({"name": ""}, "Please fill in this field."),
        ({"name": "长" * 10_000}, "At most 40 characters"),
        ({"description": "a\x00"}, "control characters"),
        ({"max_level": "0"}, "Between 1 and 9 levels, please."),
        ({"position": "-1"}, "Please type a whole number."),
    ):
        answer = browser.post("/admin/skills/new", data=_values(**{"name_en": "typed 🚒", **values}))
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)
        assert 'value="typed 🚒"' in answer.get_data(as_text=True)
    assert db.session.scalars(select(Skill)).all() == []


def test_list_is_not_changed_from_below_the_top(app: Flask, sign_in: SignIn) -> None:
    make_skill()
    browser = sign_in(make_person(make_unit(make_unit()), Role.ADMIN))
    assert "/admin/skills/new" not in browser.get("/admin/skills").get_data(as_text=True)
    for address in ("/admin/skills/new", "/admin/skills/medical", "/admin/skills/medical/delete"):
        assert browser.post(address, data=_values()).status_code == 403
