"""The import of people: all or nobody, again and again, within one's rights."""

import time
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from scheduler.database import db
from scheduler.enums import Language, Role
from scheduler.errors import InvalidInput, NotAllowed
from scheduler.models import AuditEntry, Person, Qualification, Unit
from scheduler.services.people_import import ImportResult, import_people, preview_import
from tests.factories import NOW, make_person, make_skill, make_unit, qualify
from tests.services.people_import.files import csv_file, workbook

TODAY = date(2026, 3, 2)


def _coordinator() -> tuple[Unit, Person]:
    """Return a grid and the coordinator of the community above it."""
    community = make_unit(code="community")
    return make_unit(community, code="grid"), make_person(community, Role.COORDINATOR, name="协调员")


def _faults(data: bytes, actor: Person | None) -> list[tuple[str, str]]:
    plan = preview_import(data, actor=actor, now=NOW)
    return [(fault.cell, fault.reason.code) for fault in plan.faults]


def _import(data: bytes, actor: Person | None) -> ImportResult:
    return import_people(data, actor=actor, now=NOW)


def _person(**by: Any) -> Person:
    return db.session.scalars(select(Person).filter_by(**by)).one()


def _number_of_people() -> int | None:
    return db.session.scalar(select(func.count()).select_from(Person))


def test_new_people_get_everything_that_the_list_says(app: Flask) -> None:
    grid, actor = _coordinator()
    medical = make_skill()
    row = ("王小明", 13912345678, "Wang@Lianfang.CN", "GRID", "medical:2:2026-01-01~2027-12-31", "English", 6)
    assert _import(workbook(row), actor) == ImportResult(created=1, changed=0, unchanged=0)
    person = _person(phone="+8613912345678")
    assert (person.name, person.email, person.home_unit_id) == ("王小明", "wang@lianfang.cn", grid.id)
    assert (person.language, person.pledged_hours_per_week) == (Language.ENGLISH, 6)
    assert (person.password_hash, person.consent_at, person.active) == (None, None, True)
    assert [(grant.role, grant.unit_id) for grant in person.grants] == [(Role.VOLUNTEER, grid.id)]
    held = db.session.scalars(select(Qualification)).one()
    assert (held.person_id, held.skill_id, held.level) == (person.id, medical.id, 2)
    assert (held.valid_from, held.valid_until) == (date(2026, 1, 1), date(2027, 12, 31))
    assert (held.verified_by_id, held.verified_at) == (actor.id, NOW)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id, entry.unit_id, entry.actor_id) == (
        "person.imported",
        person.id,
        grid.id,
        actor.id,
    )


def test_list_imported_again_changes_nothing(app: Flask) -> None:
    _, actor = _coordinator()
    make_skill()
    data = csv_file(
        "王小明,13912345678,,grid,medical,中文,6",
        "李雪,,li@lianfang.cn,grid,medical:2:2026-01-01,,",
    )
    assert _import(data, actor) == ImportResult(created=2, changed=0, unchanged=0)
    entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
    versions = [person.version for person in db.session.scalars(select(Person).order_by(Person.id))]
    assert _import(data, actor) == ImportResult(created=0, changed=0, unchanged=2)
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries
    assert [p.version for p in db.session.scalars(select(Person).order_by(Person.id))] == versions
    assert db.session.scalar(select(func.count()).select_from(Qualification)) == 2


def test_known_people_are_changed_where_the_list_differs(app: Flask) -> None:
    grid, actor = _coordinator()
    medical, fire = make_skill(), make_skill("fire", name="消防")
    person = make_person(grid, phone="+8613912345678", email=None, pledged_hours_per_week=9)
    held = qualify(person, medical, level=1, verified_by_id=actor.id)
    other = make_unit(db.session.get_one(Unit, grid.parent_id), code="other")
    seen = person.version
    data = csv_file("王小明,139 1234 5678,new@lianfang.cn,other,medical:3:2026-01-01~2026-12-31;fire,,")
    assert _import(data, actor) == ImportResult(created=0, changed=1, unchanged=0)
    assert (person.name, person.email, person.home_unit_id) == ("王小明", "new@lianfang.cn", other.id)
    assert (person.pledged_hours_per_week, person.version) == (9, seen + 1)
    assert [(grant.role, grant.unit_id) for grant in person.grants] == [(Role.VOLUNTEER, other.id)]
    assert held.level == 3
    added = db.session.scalars(select(Qualification).where(Qualification.skill_id == fire.id)).one()
    assert (added.valid_from, added.valid_until) == (TODAY, None)


def test_preview_changes_nothing_and_names_what_would(app: Flask) -> None:
    grid, actor = _coordinator()
    make_skill()
    person = make_person(grid, name="旧名", email="li@lianfang.cn")
    data = csv_file("新名,,li@lianfang.cn,grid,,,", "王小明,13912345678,,grid,medical,,")
    plan = preview_import(data, actor=actor, now=NOW)
    assert [(row.row.name, row.changes) for row in plan.changed] == [("新名", ("name",))]
    assert [(row.row.number, row.row.name) for row in plan.created] == [(3, "王小明")]
    assert (person.name, _number_of_people()) == ("旧名", 2)


def test_every_bad_cell_is_named_and_nobody_is_imported(app: Flask) -> None:
    _, actor = _coordinator()
    before = _number_of_people()
    data = csv_file(
        "好人,13912345678,,grid,,,",
        ",1,x,nowhere,welding,法语,99",
        "没有联系,,,grid,,,",
        "同一个人,139-1234-5678,,grid,,,",
    )
    assert _faults(data, actor) == [
        ("A3", "import.required"),
        ("B3", "import.phone"),
        ("C3", "import.email"),
        ("D3", "import.no_such_unit"),
        ("E3", "import.no_such_skill"),
        ("F3", "import.language"),
        ("G3", "import.hours"),
        ("B4", "import.unreachable"),
        ("B5", "import.duplicate_row"),
    ]
    with pytest.raises(InvalidInput) as refused:
        _import(data, actor)
    assert (refused.value.code, refused.value.params) == ("import.faults", {"number": 9})
    assert _number_of_people() == before


def test_fault_shows_the_heading_and_the_beginning_of_the_text(app: Flask) -> None:
    _, actor = _coordinator()
    plan = preview_import(csv_file("长" * 10_000 + ",13912345678,,grid,,,"), actor=actor, now=NOW)
    fault = plan.faults[0]
    assert (fault.row, fault.heading, fault.text) == (2, "姓名", "长" * 60 + "…")


def test_conflicts_with_accounts_are_named(app: Flask) -> None:
    grid, actor = _coordinator()
    make_person(grid, phone="+8613900000001", email="one@lianfang.cn")
    make_person(grid, phone="+8613900000002", email="two@lianfang.cn")
    make_person(grid, phone="+8613900000003", active=False)
    make_person(make_unit(), phone="+8613900000004")
    make_person(grid, Role.OFFICER, phone="+8613900000005")
    data = csv_file(
        "甲,13900000001,two@lianfang.cn,grid,,,",
        "乙,13900000002,,grid,,,",
        "乙,,two@lianfang.cn,grid,,,",
        "丙,13900000003,,grid,,,",
        "丁,13900000004,,grid,,,",
        "戊,13900000005,mine@lianfang.cn,grid,,,",
    )
    assert _faults(data, actor) == [
        ("C2", "import.two_people"),
        ("C4", "import.duplicate_row"),
        ("B5", "import.inactive"),
        ("B6", "import.elsewhere"),
        ("B7", "import.outranks"),
    ]


def test_rows_of_other_units_are_refused_cell_by_cell(app: Flask) -> None:
    _, actor = _coordinator()
    make_unit(code="elsewhere")
    data = csv_file("甲,13900000001,,grid,,,", "乙,13900000002,,elsewhere,,,")
    assert _faults(data, actor) == [("D3", "import.not_your_unit")]
    assert _faults(data, None) == []


def test_only_who_manages_people_imports(app: Flask) -> None:
    grid, _ = _coordinator()
    for role in (
        Role.VOLUNTEER,
        Role.TEAM_LEADER,
        Role.GRID_LEADER,
        Role.AUDITOR,
    ):
        with pytest.raises(NotAllowed):
            preview_import(csv_file("甲,13900000001,,grid,,,"), actor=make_person(grid, role), now=NOW)


def test_nobody_verifies_their_own_by_import(app: Flask) -> None:
    _, actor = _coordinator()
    make_skill()
    data = csv_file(f"协调员,{actor.phone},,community,medical,,", "甲,13900000001,,grid,medical,,")
    _import(data, actor)
    verifiers = {held.person.name: held.verified_by_id for held in db.session.scalars(select(Qualification))}
    assert verifiers == {"协调员": None, "甲": actor.id}


def test_command_line_imports_everywhere_and_verifies_nothing(app: Flask) -> None:
    make_unit(code="grid")
    make_skill()
    assert _import(csv_file("甲,13900000001,,grid,medical,,"), None).created == 1
    assert db.session.scalars(select(Qualification)).one().verified_at is None


def test_units_are_found_by_names_that_only_one_has(app: Flask) -> None:
    grid, actor = _coordinator()
    grid_name = grid.name
    for _ in range(2):
        make_unit(db.session.get_one(Unit, grid.parent_id), name="同名")
    data = csv_file(f"甲,13900000001,,{grid_name},,,", "乙,13900000002,,同名,,,")
    assert _faults(data, actor) == [("D3", "import.ambiguous_unit")]


def test_headings_alone_are_no_list(app: Flask) -> None:
    _, actor = _coordinator()
    with pytest.raises(InvalidInput) as refused:
        preview_import(csv_file(), actor=actor, now=NOW)
    assert (refused.value.field, refused.value.code) == ("file", "import.no_rows")


def _long_list(number: int) -> bytes:
    return csv_file(
        *(
            f"志愿者{index},139{index:08},v{index}@lianfang.cn,grid,medical:2:2026-01-01~2027-12-31,中文,4"
            for index in range(number)
        )
    )


def test_long_list_is_looked_up_in_parts(app: Flask) -> None:
    _, actor = _coordinator()
    make_skill()
    data = _long_list(450)
    assert _import(data, actor).created == 450
    assert _import(data, actor).unchanged == 450


@pytest.mark.slow
def test_five_thousand_people_take_less_than_twenty_seconds(app: Flask) -> None:
    _, actor = _coordinator()
    make_skill()
    data = _long_list(5_000)
    begun = time.process_time()  # what else the machine does must not count
    assert preview_import(data, actor=actor, now=NOW).faults == []
    assert _import(data, actor).created == 5_000
    assert time.process_time() - begun < 20
