"""Units: what nests, what moves, what a description may say."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import ActivityKind, Role, ShiftStatus, UnitKind
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import AuditEntry, Person, Unit
from scheduler.services.permissions import Right
from scheduler.services.units import (
    UnitInput,
    create_top_unit,
    create_unit,
    find_unit,
    get_unit,
    possible_parents,
    unit_tree,
    update_unit,
)
from tests.factories import NOW, make_person, make_shift, make_unit


def _city() -> tuple[Unit, Unit, Unit, Person]:
    """Return a committee with two communities, and its administrator."""
    top = make_unit(kind=UnitKind.COMMITTEE, code="top")
    first = make_unit(top, UnitKind.COMMUNITY, code="first")
    second = make_unit(top, UnitKind.COMMUNITY, code="second")
    return top, first, second, make_person(top, Role.ADMIN)


def _said(kind: UnitKind = UnitKind.GRID, **values: Any) -> UnitInput:
    return UnitInput(**{"kind": kind, "name": "东湖花园", **values})


def _create(parent: Unit, admin: Person, code: str = "east", **values: Any) -> Unit:
    return create_unit(parent=parent, code=code, said=_said(**values), actor=admin, now=NOW)


def _update(unit: Unit, admin: Person, parent: str | None = None, **values: Any) -> Unit:
    version = values.pop("version", unit.version)
    said = _said(**{"kind": unit.kind, **values})
    return update_unit(unit.code, version=version, parent_code=parent, said=said, actor=admin, now=NOW)


def test_new_unit_stands_below_its_parent_and_is_audited(app: Flask) -> None:
    _, first, _, admin = _city()
    unit = _create(first, admin, code=" East-1 ", households=200, residents=500, children=60)
    assert (unit.code, unit.path) == ("east-1", f"{first.path}{unit.id}/")
    assert (unit.households, unit.residents, unit.children) == (200, 500, 60)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.unit_id, entry.actor_id) == ("unit.created", unit.id, admin.id)


def test_new_unit_refuses_a_code_that_no_address_can_hold(app: Flask) -> None:
    _, first, _, admin = _city()
    for code in (
        "",
        "a b",
        "东湖",
        "-a",
        "a-",
        "new",
        "x" * 41,
        "a\x00b",
        "A_B",
    ):
        with pytest.raises(InvalidInput) as refused:
            _create(first, admin, code=code)
        assert (refused.value.field, refused.value.code) == ("code", "unit.code")


def test_new_unit_refuses_a_code_that_is_taken(app: Flask) -> None:
    _, first, _, admin = _city()
    with pytest.raises(InvalidInput) as refused:
        _create(first, admin, code="SECOND")
    assert refused.value.code == "unit.code_taken"


def test_new_unit_refuses_what_makes_no_sense(app: Flask) -> None:
    _, first, _, admin = _city()
    for values, field, code in (
        ({"name": " "}, "name", "required"),
        ({"name": "长" * 81}, "name", "too_long"),
        ({"name": "a\x00b"}, "name", "shift.control_characters"),
        ({"zone": "Asia/Atlantis"}, "zone", "unit.zone"),
        ({"residents": -1}, "residents", "unit.count"),
        ({"households": 100_000_000}, "households", "unit.count"),
        ({"residents": 10, "children": 11}, "children", "unit.more_than_residents"),
        ({"residents": 10, "older_people": 11}, "older_people", "unit.more_than_residents"),
        ({"residents": 10, "disabled_people": 11}, "disabled_people", "unit.more_than_residents"),
        ({"cancel_cutoff_hours": 337}, "cancel_cutoff_hours", "unit.hours"),
        ({"min_rest_hours": -1}, "min_rest_hours", "unit.hours"),
        ({"offer_hours": 0}, "offer_hours", "unit.offer_hours"),
        ({"offer_hours": 169}, "offer_hours", "unit.offer_hours"),
        ({"waiting_list_most": -1}, "waiting_list_most", "unit.waiting_list_most"),
        ({"waiting_list_most": 1_001}, "waiting_list_most", "unit.waiting_list_most"),
        ({"boundary": "{"}, "boundary", "boundary.not_json"),
        ({"kind": UnitKind.COMMUNITY}, "kind", "unit.kind_not_below_parent"),
        ({"kind": UnitKind.STREET}, "kind", "unit.kind_not_below_parent"),
    ):
        with pytest.raises(InvalidInput) as refused:
            _create(first, admin, **values)
        assert (refused.value.field, refused.value.code) == (field, code)
        assert db.session.scalar(select(Unit).where(Unit.code == "east")) is None


def test_levels_may_be_skipped(app: Flask) -> None:
    top, _, _, admin = _city()
    assert _create(top, admin, kind=UnitKind.GRID).parent_id == top.id


def test_only_who_manages_the_parent_makes_a_unit(app: Flask) -> None:
    top, first, second, _ = _city()
    coordinator = make_person(first, Role.COORDINATOR)
    assert _create(first, coordinator).parent_id == first.id
    with pytest.raises(NotAllowed):
        _create(second, coordinator, code="west")
    with pytest.raises(NotAllowed):
        _create(top, make_person(top, Role.AUDITOR), code="west")


def test_moved_unit_takes_its_subtree_along(app: Flask) -> None:
    top, first, second, admin = _city()
    street = make_unit(top, UnitKind.STREET, code="street")
    grid = make_unit(first, UnitKind.GRID)
    other = make_unit(second, UnitKind.GRID)
    _update(first, admin, "street", name="第一社区")
    moved = get_unit("first")
    assert (moved.parent_id, moved.path) == (street.id, f"{street.path}{first.id}/")
    assert db.session.get_one(Unit, grid.id).path == f"{street.path}{first.id}/{grid.id}/"
    assert db.session.get_one(Unit, other.id).path == f"{second.path}{other.id}/"
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.details["changed"] == ["name", "parent"]


def test_unit_whose_events_residents_follow_stays_until_they_are_over(app: Flask) -> None:
    top, first, _second, admin = _city()
    make_unit(top, UnitKind.STREET, code="street")
    training = make_shift(first, kind=ActivityKind.TRAINING, starts_at=NOW + timedelta(days=1))
    with pytest.raises(InvalidInput) as refusal:
        _update(first, admin, "street")
    assert (refusal.value.field, refusal.value.code) == ("parent", "unit.followed")
    db.session.expire_all()
    with atomic():
        training.status = ShiftStatus.CANCELLED
    _update(first, admin, "street")
    assert get_unit("first").parent == get_unit("street")


def test_unit_never_stands_below_itself(app: Flask) -> None:
    top, first, _, admin = _city()
    grid = make_unit(first, UnitKind.GRID)
    for target in (first.code, grid.code):
        with pytest.raises(InvalidInput) as refused:
            _update(first, admin, target)
        assert (refused.value.field, refused.value.code) == ("parent", "unit.circle")
    with pytest.raises(InvalidInput) as refused:
        _update(top, admin, "nowhere")
    assert refused.value.code == "unit.no_such_parent"


def test_top_unit_stays_at_the_top(app: Flask) -> None:
    top, _, _, _ = _city()
    island = make_unit(kind=UnitKind.COMMITTEE, code="island")
    with pytest.raises(InvalidInput) as refused:
        _update(island, make_person(island, Role.ADMIN), top.code, kind=UnitKind.GRID)
    assert refused.value.code == "unit.top_stays"


def test_kind_must_stay_above_those_below(app: Flask) -> None:
    _, first, _, admin = _city()
    make_unit(first, UnitKind.GRID)
    with pytest.raises(InvalidInput) as refused:
        _update(first, admin, kind=UnitKind.GRID)
    assert (refused.value.field, refused.value.code) == ("kind", "unit.kind_not_above_child")
    assert _update(first, admin, kind=UnitKind.STREET).kind is UnitKind.STREET


def test_moving_needs_the_right_on_both_parents(app: Flask) -> None:
    _, first, second, _ = _city()
    grid = make_unit(first, UnitKind.GRID)
    coordinator = make_person(first, Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        _update(grid, coordinator, second.code)
    assert _update(grid, coordinator, first.code).parent_id == first.id


def test_stale_version_is_refused_and_every_change_raises_it(app: Flask) -> None:
    _, first, _, admin = _city()
    seen = first.version
    assert _update(first, admin, name="新名").version > seen
    with pytest.raises(StaleVersion):
        _update(first, admin, version=seen)


def test_tree_shows_parents_first_and_what_may_be_changed(app: Flask) -> None:
    _top, first, second, admin = _city()
    grid = make_unit(first, UnitKind.GRID, code="a-grid")
    make_person(grid)
    make_person(grid, active=False)
    lines = [(line.unit.code, line.depth, line.people, line.may_change) for line in unit_tree(admin)]
    assert lines == [
        ("top", 0, 1, True),
        ("first", 1, 0, True),
        ("a-grid", 2, 1, True),
        ("second", 1, 0, True),
    ]
    leader = make_person(first, Role.GRID_LEADER)
    lines = [(line.unit.code, line.depth, line.people, line.may_change) for line in unit_tree(leader)]
    assert lines == [("first", 0, 1, False), ("a-grid", 1, 1, False)]
    assert unit_tree(make_person(second)) == []


def test_possible_parents_leave_out_grids_and_the_own_subtree(app: Flask) -> None:
    _top, first, _second, admin = _city()
    make_unit(first, UnitKind.GRID)
    assert [unit.code for unit in possible_parents(first, actor=admin)] == ["top", "second"]
    assert [unit.code for unit in possible_parents(None, actor=admin)] == ["top", "first", "second"]


def test_top_unit_is_made_in_an_empty_database_only(app: Flask) -> None:
    top = create_top_unit(code="city", said=_said(UnitKind.COMMITTEE), now=NOW)
    assert top.path == f"/{top.id}/"
    with pytest.raises(Conflict) as refused:
        create_top_unit(code="again", said=_said(UnitKind.COMMITTEE), now=NOW)
    assert refused.value.code == "unit.top_exists"


def test_unknown_codes_are_not_found(app: Flask) -> None:
    _, first, second, _ = _city()
    for code in ("nowhere", "a\x00b", "长" * 1000):
        with pytest.raises(NotFound):
            get_unit(code)
    with pytest.raises(NotAllowed):
        find_unit(second.code, right=Right.MANAGE_UNITS, actor=make_person(first, Role.COORDINATOR))
