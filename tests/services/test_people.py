"""People: who sees what of whom, who may change it, and what deactivating does."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import EnrolmentStatus, Language, Role, ShiftStatus
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import AuditEntry, Enrolment, Person, RoleGrant, Unit
from scheduler.services.people import (
    Contact,
    activate_person,
    contact_of,
    deactivate_person,
    find_person,
    may_change,
    outranks,
    update_person,
)
from scheduler.services.permissions import Right
from tests.factories import NOW, enrol, make_person, make_shift, make_unit, save


def _community() -> tuple[Unit, Unit, Person]:
    """Return a community, its grid, and the community's coordinator."""
    community = make_unit()
    return community, make_unit(community), make_person(community, Role.COORDINATOR)


def _update(person: Person, actor: Person, **values: Any) -> Person:
    same = {
        "version": person.version,
        "name": person.name,
        "phone": person.phone or "",
        "email": person.email or "",
        "language": person.language,
        "home_unit": person.home_unit,
        "pledged_hours": 4,
        "max_shifts": 3,
    }
    return update_person(person.id, **{**same, **values}, actor=actor, now=NOW)


def test_person_is_found_where_the_reader_sees_people(app: Flask) -> None:
    community, grid, _ = _community()
    person = make_person(grid)
    assert find_person(person.id, actor=make_person(grid, Role.TEAM_LEADER)) is person
    assert find_person(person.id, actor=make_person(community, Role.AUDITOR)) is person
    with pytest.raises(NotAllowed):
        find_person(person.id, actor=make_person(make_unit(community), Role.TEAM_LEADER))
    with pytest.raises(NotAllowed):
        find_person(person.id, actor=make_person(community, Role.AUDITOR), right=Right.MANAGE_PEOPLE)
    for number in (0, 999_999, 2**31, 2**63, 10**40):
        with pytest.raises(NotFound):
            find_person(number, actor=person)


def test_contact_is_masked_where_people_are_not_managed(app: Flask) -> None:
    _, grid, coordinator = _community()
    person = make_person(grid, phone="+8613912345678", email="wang.li@lianfang.cn")
    whole = Contact("+8613912345678", "wang.li@lianfang.cn", masked=False)
    masked = Contact("139****5678", "w***@lianfang.cn", masked=True)
    assert contact_of(person, actor=coordinator) == whole
    assert contact_of(person, actor=person) == whole
    assert contact_of(person, actor=make_person(grid, Role.GRID_LEADER)) == masked
    assert contact_of(person, actor=make_person(grid, Role.AUDITOR)) == masked
    assert contact_of(make_person(grid, phone=None, email="a@b.cn"), actor=person).phone is None
    assert whole.shown_phone == "139 1234 5678"


def test_data_are_changed_and_audited_without_their_values(app: Flask) -> None:
    _, grid, coordinator = _community()
    person = make_person(grid)
    _update(
        person,
        coordinator,
        name=" 王小明 ",
        phone="139 1234 5678",
        email="Wang@Lianfang.CN",
        language=Language.ENGLISH,
        pledged_hours=6,
    )
    assert (person.name, person.phone, person.email) == ("王小明", "+8613912345678", "wang@lianfang.cn")
    assert (person.language, person.pledged_hours_per_week) == (Language.ENGLISH, 6)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.unit_id) == ("person.updated", grid.id)
    changed = ["name", "phone", "email", "language", "pledged_hours_per_week"]
    assert entry.details == {"name": "王小明", "changed": changed}


def test_what_makes_no_sense_is_refused(app: Flask) -> None:
    _, grid, coordinator = _community()
    make_person(grid, phone="+8613912345678", email="taken@lianfang.cn")
    person = make_person(grid, email="own@lianfang.cn")
    for values, field, code in (
        ({"name": ""}, "name", "required"),
        ({"name": "长" * 81}, "name", "too_long"),
        ({"name": "a\x00"}, "name", "shift.control_characters"),
        ({"phone": "12"}, "phone", "contact.phone"),
        ({"email": "x"}, "email", "contact.email"),
        ({"phone": " ", "email": ""}, "phone", "person.unreachable"),
        ({"phone": "+8613912345678"}, "phone", "person.phone_taken"),
        ({"email": "taken@lianfang.cn"}, "email", "person.email_taken"),
        ({"pledged_hours": -1}, "pledged_hours", "person.pledged_hours"),
        ({"pledged_hours": 61}, "pledged_hours", "person.pledged_hours"),
        ({"max_shifts": 22}, "max_shifts", "person.max_shifts"),
    ):
        with pytest.raises(InvalidInput) as refused:
            _update(person, coordinator, **values)
        assert (refused.value.field, refused.value.code) == (field, code)
        assert person.email == "own@lianfang.cn"


def test_every_change_raises_the_version_and_a_stale_one_is_refused(app: Flask) -> None:
    _, grid, coordinator = _community()
    person = make_person(grid)
    seen = person.version
    assert _update(person, coordinator).version > seen
    for change in (deactivate_person, activate_person):
        with pytest.raises(StaleVersion):
            change(person.id, version=seen, actor=coordinator, now=NOW)
    with pytest.raises(StaleVersion):
        _update(person, coordinator, version=seen)


def test_move_takes_the_volunteer_role_along_and_leaves_the_others(app: Flask) -> None:
    community, grid, coordinator = _community()
    person = make_person(grid, Role.TEAM_LEADER)
    other = make_unit(community)
    _update(person, coordinator, home_unit=other)
    assert person.home_unit_id == other.id
    assert {(grant.role, grant.unit_id) for grant in person.grants} == {
        (Role.TEAM_LEADER, grid.id),
        (Role.VOLUNTEER, other.id),
    }
    elsewhere = make_unit()
    with pytest.raises(NotAllowed):
        _update(person, coordinator, home_unit=elsewhere)


def test_only_who_manages_people_changes_them(app: Flask) -> None:
    community, grid, _ = _community()
    for role in (
        Role.TEAM_LEADER,
        Role.GRID_LEADER,
        Role.AUDITOR,
        Role.VOLUNTEER,
    ):
        person, actor = make_person(grid), make_person(community, role)
        assert not may_change(person, actor=actor)
        with pytest.raises(NotAllowed):
            _update(person, actor)
        with pytest.raises(NotAllowed):
            deactivate_person(person.id, version=person.version, actor=actor, now=NOW)


def test_nobody_changes_who_holds_a_role_that_she_may_not_grant(app: Flask) -> None:
    community, grid, coordinator = _community()
    officer = make_person(grid, Role.OFFICER)
    peer = make_person(community, Role.COORDINATOR)
    leads_elsewhere = make_person(grid)
    save(RoleGrant(person_id=leads_elsewhere.id, unit_id=make_unit().id, role=Role.TEAM_LEADER, created=NOW))
    for person in (officer, peer):
        assert outranks(person, coordinator)
        with pytest.raises(NotAllowed) as refused:
            _update(person, coordinator, email="mine@lianfang.cn")
        assert refused.value.code == "person.outranks"
    assert not outranks(coordinator, coordinator)
    assert not outranks(make_person(grid, Role.GRID_LEADER), coordinator)
    assert outranks(leads_elsewhere, coordinator)


def test_deactivating_gives_coming_places_back(app: Flask) -> None:
    _, grid, coordinator = _community()
    person = make_person(grid)
    past = enrol(person, make_shift(grid, starts_at=NOW - timedelta(days=1)))
    called_off = enrol(person, make_shift(grid, status=ShiftStatus.CANCELLED))
    coming = enrol(person, make_shift(grid))
    assert not deactivate_person(person.id, version=person.version, actor=coordinator, now=NOW).active
    states = {row.id: (row.status, row.seat, row.sequence) for row in db.session.scalars(select(Enrolment))}
    assert states == {
        past.id: (EnrolmentStatus.CONFIRMED, 1, 0),
        called_off.id: (EnrolmentStatus.CONFIRMED, 1, 0),
        coming.id: (EnrolmentStatus.CANCELLED, None, 1),
    }
    with pytest.raises(Conflict) as refused:
        deactivate_person(person.id, version=person.version, actor=coordinator, now=NOW)
    assert refused.value.code == "person.inactive_already"
    assert activate_person(person.id, version=person.version, actor=coordinator, now=NOW).active
    actions = [entry.action for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert actions == ["person.deactivated", "person.activated"]
    with pytest.raises(Conflict) as refused:
        activate_person(person.id, version=person.version, actor=coordinator, now=NOW)
    assert refused.value.code == "person.active_already"


def test_nobody_deactivates_herself_or_the_last_administrator(app: Flask) -> None:
    top = make_unit()
    first, second = make_person(top, Role.ADMIN), make_person(top, Role.ADMIN)
    with pytest.raises(Conflict) as refused:
        deactivate_person(first.id, version=first.version, actor=first, now=NOW)
    assert refused.value.code == "person.not_yourself"
    deactivate_person(first.id, version=first.version, actor=second, now=NOW)
    below = make_person(make_unit(top), Role.ADMIN)
    assert outranks(second, below)
    deactivate_person(below.id, version=below.version, actor=second, now=NOW)
