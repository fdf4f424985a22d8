"""Qualifications: added, verified by somebody else, taken back, ended."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import Role
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import AuditEntry, Person, Qualification, Skill
from scheduler.services.qualifications import (
    add_qualification,
    end_qualification,
    list_qualifications,
    verify_qualification,
    withdraw_verification,
)
from tests.factories import NOW, make_person, make_skill, make_unit, qualify

FIRST = date(2026, 1, 1)
LAST = date(2026, 12, 31)


def _people() -> tuple[Person, Person, Skill]:
    """Return a volunteer, the leader of her grid, and a skill."""
    unit = make_unit()
    return make_person(unit), make_person(unit, Role.GRID_LEADER), make_skill()


def _add(person: Person, skill: Skill, actor: Person, **values: Any) -> Qualification:
    values = {"level": 2, "valid_from": FIRST, "valid_until": LAST, **values}
    return add_qualification(person.id, skill=skill, **values, actor=actor, now=NOW)


def test_qualification_waits_for_its_verification(app: Flask) -> None:
    person, leader, skill = _people()
    held = _add(person, skill, leader, note=" 证书 12345 ")
    assert (held.level, held.valid_from, held.valid_until, held.note) == (2, FIRST, LAST, "证书 12345")
    assert (held.verified_at, held.verified_by_id) == (None, None)
    verify_qualification(person.id, held.id, actor=leader, now=NOW)
    assert (held.verified_at, held.verified_by_id) == (NOW, leader.id)
    with pytest.raises(Conflict) as refused:
        verify_qualification(person.id, held.id, actor=leader, now=NOW)
    assert refused.value.code == "qualification.verified_already"
    withdraw_verification(person.id, held.id, actor=leader, now=NOW)
    assert (held.verified_at, held.verified_by_id) == (None, None)
    with pytest.raises(Conflict) as refused:
        withdraw_verification(person.id, held.id, actor=leader, now=NOW)
    assert refused.value.code == "qualification.not_verified"
    actions = [entry.action for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert actions == [
        "qualification.added",
        "qualification.verified",
        "qualification.verification_withdrawn",
    ]


def test_qualification_can_be_verified_as_it_is_added(app: Flask) -> None:
    person, leader, skill = _people()
    assert _add(person, skill, leader, verified=True).verified_by_id == leader.id


def test_nobody_verifies_their_own(app: Flask) -> None:
    _, leader, skill = _people()
    with pytest.raises(NotAllowed) as refused:
        _add(leader, skill, leader, verified=True)
    assert refused.value.code == "qualification.own"
    held = _add(leader, skill, leader)
    with pytest.raises(NotAllowed):
        verify_qualification(leader.id, held.id, actor=leader, now=NOW)
    assert held.verified_at is None


def test_only_who_verifies_in_the_unit_touches_qualifications(app: Flask) -> None:
    person, leader, skill = _people()
    held = _add(person, skill, leader)
    for role in (
        Role.TEAM_LEADER,
        Role.AUDITOR,
        Role.VOLUNTEER,
    ):
        others = (make_person(person.home_unit, role), make_person(make_unit(), Role.GRID_LEADER))
        for actor in others:
            with pytest.raises(NotAllowed):
                _add(person, skill, actor, valid_from=LAST)
            with pytest.raises(NotAllowed):
                verify_qualification(person.id, held.id, actor=actor, now=NOW)
            with pytest.raises(NotAllowed):
                end_qualification(person.id, held.id, last_day=LAST, actor=actor, now=NOW)


def test_what_makes_no_sense_is_refused(app: Flask) -> None:
    person, leader, skill = _people()
    for values, field, code in (
        ({"level": 0}, "level", "qualification.level"),
        ({"level": 4}, "level", "qualification.level"),
        ({"valid_from": LAST, "valid_until": FIRST}, "valid_until", "qualification.ends_before_start"),
        ({"valid_from": date(1900, 1, 1)}, "valid_from", "qualification.year"),
        ({"valid_until": date(9999, 1, 1)}, "valid_until", "qualification.year"),
        ({"note": "长" * 201}, "note", "too_long"),
    ):
        with pytest.raises(InvalidInput) as refused:
            _add(person, skill, leader, **values)
        assert (refused.value.field, refused.value.code) == (field, code)


def test_form_that_is_sent_twice_adds_once(app: Flask) -> None:
    person, leader, skill = _people()
    _add(person, skill, leader)
    with pytest.raises(Conflict) as refused:
        _add(person, skill, leader, level=3)
    assert refused.value.code == "qualification.twin"
    assert len(list_qualifications(person)) == 1


def test_qualification_ends_within_its_validity(app: Flask) -> None:
    person, leader, skill = _people()
    held = _add(person, skill, leader, verified=True)
    for day, code in (
        (date(2025, 12, 31), "qualification.ends_before_start"),
        (date(2027, 1, 1), "qualification.ends_later"),
    ):
        with pytest.raises(InvalidInput) as refused:
            end_qualification(person.id, held.id, last_day=day, actor=leader, now=NOW)
        assert (refused.value.field, refused.value.code) == ("last_day", code)
    end_qualification(person.id, held.id, last_day=date(2026, 3, 1), actor=leader, now=NOW)
    assert (held.valid_until, held.verified_by_id) == (date(2026, 3, 1), leader.id)


def test_qualification_of_somebody_else_is_not_found(app: Flask) -> None:
    person, leader, skill = _people()
    held = qualify(make_person(person.home_unit), skill)
    for number in (held.id, 2**31, 10**30):
        with pytest.raises(NotFound):
            verify_qualification(person.id, number, actor=leader, now=NOW)


def test_list_is_by_skill_the_latest_first(app: Flask) -> None:
    person, _, second = _people()
    first = make_skill("fire", name="消防", position=-1)
    old = qualify(person, second, valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31))
    new = qualify(person, second)
    top = qualify(person, first)
    assert list_qualifications(person) == [top, new, old]
