"""What people change about themselves."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import Language, Role, UnitKind
from scheduler.errors import InvalidInput, StaleVersion
from scheduler.models import AuditEntry, Person, Unit
from scheduler.services.accounts import hash_password
from scheduler.services.profiles import update_profile
from tests.factories import NOW, make_person, make_unit

PASSWORD = "every evening a walk"
SECRET = hash_password(PASSWORD)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def person(app: Flask) -> Person:
    community = make_unit(kind=UnitKind.COMMUNITY, code="a")
    home = make_unit(community, code="a-1")
    make_unit(community, code="a-2")
    return make_person(
        home, Role.GRID_LEADER, name="李秀英", phone="+8613800138000", email="li@qq.com", password_hash=SECRET
    )


def _update(person: Person, **other: Any) -> Person:
    same = {
        "version": person.version,
        "name": person.name,
        "phone": person.phone or "",
        "email": person.email or "",
        "language": person.language,
        "grid": person.home_unit.code,
        "pledged_hours_per_week": person.pledged_hours_per_week,
        "max_shifts_per_week": person.max_shifts_per_week,
        "password": "",
    }
    return update_profile(**{**same, **other}, actor=person, now=LATER)


def _grants(person: Person) -> set[tuple[Role, str]]:
    return {(grant.role, grant.unit.code) for grant in person.grants}


def test_profile_is_what_was_said(person: Person) -> None:
    _update(
        person,
        name=" 李秀英 🌸 ",
        language=Language.ENGLISH,
        pledged_hours_per_week=0,
        max_shifts_per_week=14,
        phone="138 0013 8001",
        email="Li@163.com",
        password=PASSWORD,
    )
    assert (person.name, person.language, person.phone) == ("李秀英 🌸", Language.ENGLISH, "+8613800138001")
    assert (person.email, person.pledged_hours_per_week, person.max_shifts_per_week) == ("li@163.com", 0, 14)
    assert person.updated == LATER
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor_id) == ("account.profile_changed", person.id)
    assert entry.details["changed"] == [
        "email",
        "language",
        "max_shifts_per_week",
        "name",
        "phone",
        "pledged_hours_per_week",
    ]


def test_profile_of_who_moves_takes_only_the_role_of_a_volunteer_along(person: Person) -> None:
    assert _grants(person) == {(Role.VOLUNTEER, "a-1"), (Role.GRID_LEADER, "a-1")}
    _update(person, grid="a-2")
    assert person.home_unit.code == "a-2"
    assert _grants(person) == {(Role.VOLUNTEER, "a-2"), (Role.GRID_LEADER, "a-1")}
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.unit_id, entry.details) == (person.home_unit_id, {"changed": ["home_unit_id"]})
    _update(person, grid="a-1")
    assert _grants(person) == {(Role.VOLUNTEER, "a-1"), (Role.GRID_LEADER, "a-1")}


def test_profile_of_who_is_at_home_in_no_grid_can_be_saved(app: Flask) -> None:
    committee = make_unit(kind=UnitKind.COMMITTEE, code="city")
    person = make_person(committee)
    _update(person, name="高明哲")
    assert (person.name, person.home_unit) == ("高明哲", committee)


def test_profile_keeps_one_way_to_reach_the_person(person: Person) -> None:
    _update(person, phone="", password=PASSWORD)
    assert (person.phone, person.email) == (None, "li@qq.com")
    with pytest.raises(InvalidInput) as refusal:
        _update(person, email=" ", password=PASSWORD)
    assert (refusal.value.field, refusal.value.code) == ("phone", "account.unreachable")


@pytest.mark.parametrize(
    ("password", "code"), [("", "account.password_needed"), ("some other words", "account.wrong_password")]
)
def test_contact_is_not_changed_without_the_password(person: Person, password: str, code: str) -> None:
    for change in ({"phone": "13800138001"}, {"email": "x@qq.com"}, {"phone": ""}):
        with pytest.raises(InvalidInput) as refusal:
            _update(person, **change, password=password)
        assert (refusal.value.field, refusal.value.code) == ("password", code)
    assert (person.phone, person.email) == ("+8613800138000", "li@qq.com")


def test_contact_of_another_account_is_refused(person: Person) -> None:
    make_person(phone="+8613800138001", email="wang@qq.com")
    for field, text in (("phone", "138 0013 8001"), ("email", "WANG@qq.com")):
        with pytest.raises(InvalidInput) as refusal:
            _update(person, **{field: text}, password=PASSWORD)
        assert (refusal.value.field, refusal.value.code) == (field, "account.contact_taken")


def test_contact_taken_in_the_same_moment_is_refused(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    make_person(phone="+8613800138001")
    monkeypatch.setattr("scheduler.services.profiles._refuse_taken", lambda *_: None)
    with pytest.raises(InvalidInput) as refusal:
        _update(person, phone="13800138001", password=PASSWORD)
    assert (refusal.value.field, refusal.value.code) == ("phone", "account.contact_taken")
    assert person.phone == "+8613800138000"


@pytest.mark.parametrize(
    ("field", "code", "values"),
    [
        ("name", "required", {"name": ""}),
        ("name", "too_long", {"name": "名" * 81}),
        ("name", "shift.control_characters", {"name": "a\x00"}),
        ("phone", "contact.phone", {"phone": "12"}),
        ("email", "contact.email", {"email": "12"}),
        ("grid", "account.grid", {"grid": "a"}),
        ("grid", "account.grid", {"grid": "\x00"}),
        ("pledged_hours_per_week", "account.hours", {"pledged_hours_per_week": -1}),
        ("pledged_hours_per_week", "account.hours", {"pledged_hours_per_week": 61}),
        ("max_shifts_per_week", "account.shifts", {"max_shifts_per_week": 0}),
        ("max_shifts_per_week", "account.shifts", {"max_shifts_per_week": 2**63}),
    ],
)
def test_profile_that_makes_no_sense_is_refused(
    person: Person, field: str, code: str, values: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _update(person, **values)
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_profile_that_somebody_else_changed_is_not_overwritten(person: Person) -> None:
    seen = person.version
    _update(person, name="李秀兰")
    assert person.version > seen
    with pytest.raises(StaleVersion):
        _update(person, name="李秀英", version=seen)
    assert person.name == "李秀兰"


def test_profile_saved_unchanged_in_the_same_second_is_a_new_version(person: Person) -> None:
    _update(person)
    seen = person.version
    _update(person)
    assert person.version > seen


def test_grid_of_another_city_is_as_good(person: Person) -> None:
    alone = make_unit(code="alone")
    _update(person, grid="alone")
    assert db.session.get_one(Unit, person.home_unit_id) is alone
