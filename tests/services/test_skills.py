"""The list of skills: who changes it, and what keeps a skill in it."""

from datetime import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import ActivityKind, Role
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import AuditEntry, Person, ShiftDemand, ShiftTemplate, Skill
from scheduler.services.skills import (
    create_skill,
    delete_skill,
    find_skill,
    may_manage_skills,
    skill_use,
    update_skill,
)
from tests.factories import NOW, make_person, make_shift, make_skill, make_unit, qualify, save


def _admin() -> Person:
    return make_person(make_unit(), Role.ADMIN)


def _create(admin: Person, code: str = "drone", **values: Any) -> Skill:
    values = {
        "name": "无人机",
        "name_en": "Drone",
        "description": "",
        "position": 5,
        "max_level": 3,
        **values,
    }
    return create_skill(code=code, **values, actor=admin, now=NOW)


def _update(skill: Skill, admin: Person, **values: Any) -> Skill:
    values = {
        "version": skill.version,
        "name": skill.name,
        "name_en": skill.name_en,
        "description": skill.description,
        "position": skill.position,
        "max_level": skill.max_level,
        **values,
    }
    return update_skill(skill.code, **values, actor=admin, now=NOW)


def test_new_skill_is_on_the_list_and_audited(app: Flask) -> None:
    admin = _admin()
    skill = _create(admin, code=" Drone ", description="起飞\r\n降落")
    assert find_skill("drone") is skill
    assert (skill.description, skill.position, skill.max_level) == ("起飞\n降落", 5, 3)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.unit_id, entry.actor_id) == ("skill.created", None, admin.id)


def test_new_skill_refuses_what_makes_no_sense(app: Flask) -> None:
    admin = _admin()
    make_skill("medical")
    for values, field, code in (
        ({"code": "无人机"}, "code", "skill.code"),
        ({"code": "new"}, "code", "skill.code"),
        ({"code": "a b"}, "code", "skill.code"),
        ({"code": "medical"}, "code", "skill.code_taken"),
        ({"name": ""}, "name", "required"),
        ({"name": "医疗救护"}, "name", "skill.name_taken"),
        ({"name_en": "x" * 61}, "name_en", "too_long"),
        ({"max_level": 0}, "max_level", "skill.max_level"),
        ({"max_level": 10}, "max_level", "skill.max_level"),
        ({"position": -1}, "position", "skill.position"),
    ):
        with pytest.raises(InvalidInput) as refused:
            _create(admin, **values)
        assert (refused.value.field, refused.value.code) == (field, code)


def test_list_is_changed_from_the_top_of_the_tree_only(app: Flask) -> None:
    top = make_unit()
    below = make_person(make_unit(top), Role.ADMIN)
    assert not may_manage_skills(below)
    for person in (below, make_person(top, Role.OFFICER), make_person(top, Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            _create(person)
    assert may_manage_skills(make_person(top, Role.ADMIN))
    assert not may_manage_skills(make_person(top, Role.ADMIN, active=False))


def test_stale_version_is_refused_and_every_change_raises_it(app: Flask) -> None:
    admin, skill = _admin(), make_skill()
    seen = skill.version
    assert _update(skill, admin).version == seen + 1
    with pytest.raises(StaleVersion):
        _update(skill, admin, version=seen)
    with pytest.raises(StaleVersion):
        delete_skill(skill.code, version=seen, actor=admin, now=NOW)


def test_levels_in_use_stay(app: Flask) -> None:
    admin, skill = _admin(), make_skill(max_level=5)
    qualify(make_person(), skill, level=4)
    with pytest.raises(InvalidInput) as refused:
        _update(skill, admin, max_level=3)
    assert (refused.value.field, refused.value.params) == ("max_level", {"level": 4})
    assert _update(skill, admin, max_level=4).max_level == 4


def test_unused_skill_is_deleted_used_ones_stay(app: Flask) -> None:
    admin, skill = _admin(), make_skill()
    unit = admin.home_unit
    demand = {"skill": skill.code, "level": 2, "minimum": 0, "target": 1, "maximum": None}
    template = save(
        ShiftTemplate(
            unit_id=unit.id,
            kind=ActivityKind.PATROL,
            title="巡逻",
            weekdays=[0],
            start_time=time(19),
            duration_minutes=60,
            capacity=3,
            demands=[demand],
            updated=NOW,
        )
    )
    qualify(make_person(unit), skill)
    make_shift(unit, [ShiftDemand(skill_id=skill.id)])
    use = skill_use(skill)
    assert (use.qualifications, use.shifts, use.templates, use.level) == (1, 1, 1, 2)
    with pytest.raises(Conflict) as refused:
        delete_skill(skill.code, version=skill.version, actor=admin, now=NOW)
    assert refused.value.params == {"qualifications": 1, "shifts": 1, "templates": 1}
    assert template.demands == [demand]
    other = make_skill("fire", name="消防")
    delete_skill("fire", version=other.version, actor=admin, now=NOW)
    with pytest.raises(NotFound):
        find_skill("fire")
