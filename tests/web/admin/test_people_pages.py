"""The pages about people: the list, one person, and every form on it."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import EnrolmentStatus, Role
from scheduler.models import Enrolment, Person, Qualification, Unit
from scheduler.timeutils import utcnow
from tests.factories import enrol, make_person, make_shift, make_skill, make_unit, qualify

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def grid(app: Flask) -> Unit:
    return make_unit(code="grid")


@pytest.fixture
def browser(grid: Unit, sign_in: SignIn) -> FlaskClient:
    """Return a browser of the grid's coordinator, in English."""
    browser = sign_in(make_person(grid, Role.COORDINATOR, name="协调员"))
    with browser.session_transaction() as session:
        session["language"] = "en"
    return browser


def _text(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _values(person: Person, **other: str) -> dict[str, str]:
    return {
        "version": str(person.version),
        "name": person.name,
        "phone": person.phone or "",
        "email": person.email or "",
        "home_unit": "grid",
        "language": "zh_Hans_CN",
        "pledged_hours": "4",
        "max_shifts": "3",
        **other,
    }


def test_list_shows_contacts_to_managers_and_masks_them_for_others(
    grid: Unit, browser: FlaskClient, sign_in: SignIn
) -> None:
    make_person(grid, name="王小明", phone="+8613912345678")
    assert "139 1234 5678" in _text(browser, "/admin/people")
    page = _text(sign_in(make_person(grid, Role.TEAM_LEADER)), "/admin/people")
    assert "王小明" in page
    assert "139****5678" in page
    assert "12345678" not in re.sub(r"\s", "", page)


def test_list_is_filtered_by_the_address(grid: Unit, browser: FlaskClient) -> None:
    medical = make_skill()
    qualify(make_person(grid, Role.TEAM_LEADER, name="王小明"), medical)
    make_person(grid, name="李雪")
    make_person(grid, name="赵停用", active=False)
    assert "赵停用" not in _text(browser, "/admin/people")
    for query in ("text=小明", "role=team_leader", "skill=medical", "unit=grid&text=王"):
        page = _text(browser, f"/admin/people?{query}")
        assert "王小明" in page
        assert "李雪" not in page
    assert "赵停用" in _text(browser, "/admin/people?active=no")
    assert "Nobody is found." in _text(browser, "/admin/people?text=nobody")


def test_list_survives_nonsense_in_the_address(grid: Unit, browser: FlaskClient) -> None:
    for query in (
        "page=x",
        "page=99999999999999999999",
        "unit=nowhere&role=king&skill=x&active=maybe",
        "text=%00%ED%A0%80",
        "text=" + "x" * 5_000,
    ):
        assert browser.get(f"/admin/people?{query}").status_code == 200


def test_person_is_changed_and_moved(grid: Unit, browser: FlaskClient) -> None:
    person, other = make_person(grid), make_unit(grid, code="other")
    address = f"/admin/people/{person.id}/edit"
    assert person.name in _text(browser, address)
    answer = browser.post(
        address, data=_values(person, name="王 小明", home_unit="other", phone="139 1234 5678")
    )
    assert (answer.status_code, answer.location) == (302, f"/admin/people/{person.id}")
    db.session.expire_all()
    assert (person.name, person.phone, person.home_unit_id) == ("王 小明", "+8613912345678", other.id)


def test_refused_change_keeps_what_was_typed_and_says_why_at_the_field(
    grid: Unit, browser: FlaskClient
) -> None:
    person = make_person(grid)
    make_person(grid, phone="+8613912345678")
    address = f"/admin/people/{person.id}/edit"
    for values, words in (
        ({"name": ""}, "Please fill in this field."),
        ({"name": "长" * 10_000}, "At most 80 characters"),
        ({"name": "a\x00b"}, "control characters"),
        ({"phone": "13912345678"}, "Another account has this phone number."),
        ({"phone": "", "email": ""}, "A phone number or an e-mail address is needed."),
        ({"email": "nonsense"}, "e-mail"),
        ({"home_unit": "nowhere"}, "Please choose one of the entries offered."),
        ({"language": "klingon"}, "Please choose one of the entries offered."),
        ({"pledged_hours": "many"}, "Please type a whole number."),
        ({"max_shifts": "99"}, "Between 0 and 21 shifts, please."),
    ):
        answer = browser.post(address, data=_values(person, **{"name": "typed 🚒", **values}))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert words in page
        assert "name" in values or 'value="typed 🚒"' in page
    db.session.expire_all()
    assert person.name.startswith("张测试")


def test_stale_form_is_refused_and_kept(grid: Unit, browser: FlaskClient) -> None:
    person = make_person(grid)
    seen = _values(person, name="第二")
    address = f"/admin/people/{person.id}/edit"
    browser.post(address, data=_values(person, name="第一"))
    answer = browser.post(address, data=seen)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Somebody else changed this in the meantime." in page
    assert 'value="第二"' in page
    for forged in ("", "x", "9" * 40):
        assert browser.post(address, data={**seen, "version": forged}).status_code == 422
    db.session.expire_all()
    assert person.name == "第一"


def test_who_outranks_the_reader_cannot_be_changed(grid: Unit, browser: FlaskClient) -> None:
    officer = make_person(grid, Role.OFFICER)
    assert "/edit" not in _text(browser, f"/admin/people/{officer.id}")
    for address in ("edit", "deactivate"):
        answer = browser.get(f"/admin/people/{officer.id}/{address}")
        assert answer.status_code == 403
        assert "holds a role that you may not grant" in answer.get_data(as_text=True)


def test_deactivating_shows_the_places_that_become_free(grid: Unit, browser: FlaskClient) -> None:
    person = make_person(grid)
    place = enrol(person, make_shift(grid, title="夜间巡逻", starts_at=utcnow().replace(year=2199)))
    address = f"/admin/people/{person.id}"
    assert "夜间巡逻" in _text(browser, f"{address}/deactivate")
    data = {"version": str(person.version)}
    assert browser.post(f"{address}/deactivate", data=data).location == address
    assert browser.post(f"{address}/deactivate", data=data).status_code == 422
    db.session.expire_all()
    assert (person.active, place.status) == (False, EnrolmentStatus.CANCELLED)
    assert "Activate" in _text(browser, address)
    browser.post(f"{address}/activate", data={"version": str(person.version)}, follow_redirects=True)
    db.session.expire_all()
    assert person.active
    assert db.session.scalars(select(Enrolment)).one().status is EnrolmentStatus.CANCELLED


def test_role_is_granted_once_and_withdrawn(grid: Unit, browser: FlaskClient) -> None:
    person = make_person(grid)
    address = f"/admin/people/{person.id}/roles"
    data = {"role": "team_leader", "unit": "grid"}
    assert browser.post(address, data=data).location == f"/admin/people/{person.id}#roles"
    answer = browser.post(address, data=data)
    assert answer.status_code == 422
    assert "has this role on" in answer.get_data(as_text=True)
    db.session.expire_all()
    grant = next(grant for grant in person.grants if grant.role is Role.TEAM_LEADER)
    assert browser.post(f"{address}/{grant.id}/withdraw").status_code == 302
    db.session.expire_all()
    assert [grant.role for grant in person.grants] == [Role.VOLUNTEER]


def test_role_above_ones_own_is_not_offered_and_not_granted(grid: Unit, browser: FlaskClient) -> None:
    person = make_person(grid)
    make_unit(code="elsewhere")
    assert 'value="officer"' not in _text(browser, f"/admin/people/{person.id}")
    for data in (
        {"role": "officer", "unit": "grid"},
        {"role": "team_leader", "unit": "elsewhere"},
        {"role": "king", "unit": "grid"},
        {},
    ):
        answer = browser.post(f"/admin/people/{person.id}/roles", data=data)
        assert answer.status_code == 422
        assert "Please choose one of the entries offered." in answer.get_data(as_text=True)
    db.session.expire_all()
    assert [grant.role for grant in person.grants] == [Role.VOLUNTEER]


def test_last_administrator_is_told_why_the_role_stays(app: Flask, sign_in: SignIn) -> None:
    admin = make_person(make_unit(name="安和市"), Role.ADMIN)
    browser = sign_in(admin)
    with browser.session_transaction() as session:
        session["language"] = "en"
    grant = next(grant for grant in admin.grants if grant.role is Role.ADMIN)
    answer = browser.post(f"/admin/people/{admin.id}/roles/{grant.id}/withdraw", follow_redirects=True)
    assert "Nobody else administers 安和市." in answer.get_data(as_text=True)


def _qualification(**other: str) -> dict[str, str]:
    return {
        "skill": "medical",
        "level": "2",
        "valid_from": "2026-01-01",
        "valid_until": "",
        "note": "证书",
        **other,
    }


def test_qualification_is_added_verified_taken_back_and_ended(grid: Unit, browser: FlaskClient) -> None:
    make_skill()
    person = make_person(grid)
    address = f"/admin/people/{person.id}/qualifications"
    assert (
        browser.post(address, data=_qualification()).location == f"/admin/people/{person.id}#qualifications"
    )
    held = db.session.scalars(select(Qualification)).one()
    assert "To be verified" in _text(browser, f"/admin/people/{person.id}")
    browser.post(f"{address}/{held.id}/verify")
    assert "verified by 协调员" in _text(browser, f"/admin/people/{person.id}")
    answer = browser.post(f"{address}/{held.id}/verify", follow_redirects=True)
    assert "This qualification is verified already." in answer.get_data(as_text=True)
    browser.post(f"{address}/{held.id}/withdraw")
    assert "To be verified" in _text(browser, f"/admin/people/{person.id}")
    assert browser.post(f"{address}/{held.id}/end", data={"last_day": "2026-02-01"}).status_code == 302
    db.session.expire_all()
    assert (held.level, held.valid_until, held.note) == (2, date(2026, 2, 1), "证书")
    assert "Expired" in _text(browser, f"/admin/people/{person.id}")


def test_refused_qualification_keeps_what_was_typed(grid: Unit, browser: FlaskClient) -> None:
    medical = make_skill()
    person = make_person(grid)
    held = qualify(person, medical)
    address = f"/admin/people/{person.id}/qualifications"
    for values, words in (
        ({"valid_from": "2026-01-01"}, "has a qualification in 医疗救护 from this day on already"),
        ({"skill": "nothing"}, "Please choose one of the entries offered."),
        ({"level": "9"}, "The level must be between 1 and 3."),
        ({"level": "x"}, "Please type a whole number."),
        ({"valid_from": "yesterday"}, "Please type a date"),
        ({"valid_until": "2025-01-01"}, "The end must not come before the start."),
        ({"note": "长" * 10_000}, "At most 200 characters"),
    ):
        answer = browser.post(
            address, data=_qualification(**{"valid_from": "2026-05-01", "note": "typed", **values})
        )
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert words in page
        assert "note" in values or 'value="typed"' in page
    for day, words in (
        ("2025-01-01", "The end must not come before the start."),
        ("x" * 3_000, "Please type a date"),
        ("", "Please fill in this field."),
    ):
        answer = browser.post(f"{address}/{held.id}/end", data={"last_day": day})
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)
    assert len(db.session.scalars(select(Qualification)).all()) == 1


def test_nobody_verifies_their_own(grid: Unit, browser: FlaskClient) -> None:
    me = db.session.scalars(select(Person).where(Person.name == "协调员")).one()
    make_skill()
    address = f"/admin/people/{me.id}/qualifications"
    assert "nobody verifies their own" in _text(browser, f"/admin/people/{me.id}")
    assert browser.post(address, data=_qualification(verified="y")).status_code == 403
    browser.post(address, data=_qualification())
    held = db.session.scalars(select(Qualification)).one()
    assert browser.post(f"{address}/{held.id}/verify").status_code == 403
    db.session.expire_all()
    assert held.verified_at is None
