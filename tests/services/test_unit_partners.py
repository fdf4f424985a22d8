"""Partners of a unit: added once, changed, removed."""

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import Role
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import AuditEntry, Partner, Person, Unit
from scheduler.services.unit_partners import add_partner, find_partner, remove_partner, update_partner
from tests.factories import NOW, make_person, make_unit


def _grid() -> tuple[Unit, Person]:
    unit = make_unit(code="grid")
    return unit, make_person(unit, Role.COORDINATOR)


def _add(unit: Unit, actor: Person, name: str = "桂花小学", version: int | None = None) -> Partner:
    seen = unit.version if version is None else version
    return add_partner(
        unit.code, version=seen, name=name, sort="学校", contact="李老师", notes="", actor=actor, now=NOW
    )


def test_partner_is_added_and_audited(app: Flask) -> None:
    unit, actor = _grid()
    partner = _add(unit, actor)
    assert (partner.unit_id, partner.name, partner.sort, partner.contact) == (
        unit.id,
        "桂花小学",
        "学校",
        "李老师",
    )
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.unit_id, entry.details) == ("partner.added", unit.id, {"name": "桂花小学"})


def test_form_that_is_sent_twice_adds_once(app: Flask) -> None:
    unit, actor = _grid()
    seen = unit.version
    _add(unit, actor, version=seen)
    with pytest.raises(StaleVersion):
        _add(unit, actor, version=seen)
    with pytest.raises(Conflict) as refused:
        _add(unit, actor)
    assert refused.value.code == "partner.twin"
    assert len(db.session.scalars(select(Partner)).all()) == 1


def test_partner_is_changed_and_removed(app: Flask) -> None:
    unit, actor = _grid()
    partner = _add(unit, actor)
    update_partner(
        "grid",
        partner.id,
        version=unit.version,
        name="第一小学",
        sort="",
        contact="",
        notes="周末可用操场",
        actor=actor,
        now=NOW,
    )
    assert (partner.name, partner.sort, partner.notes) == ("第一小学", "", "周末可用操场")
    remove_partner("grid", partner.id, version=unit.version, actor=actor, now=NOW)
    assert db.session.scalars(select(Partner)).all() == []


def test_partner_needs_a_name_that_fits(app: Flask) -> None:
    unit, actor = _grid()
    for name, code in (("", "required"), ("长" * 121, "too_long")):
        with pytest.raises(InvalidInput) as refused:
            _add(unit, actor, name)
        assert (refused.value.field, refused.value.code) == ("name", code)


def test_partner_of_another_unit_is_not_found(app: Flask) -> None:
    unit, actor = _grid()
    partner = _add(unit, actor)
    other = make_unit(unit, code="other")
    for code, number in ((other.code, partner.id), (unit.code, 2**31), (unit.code, 10**30)):
        with pytest.raises(NotFound):
            find_partner(code, number, actor=actor)


def test_only_who_manages_the_unit_changes_partners(app: Flask) -> None:
    unit, _ = _grid()
    for role in (Role.GRID_LEADER, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            _add(unit, make_person(unit, role))
