"""The list of people: searched within the reader's units, without giving masked contacts away."""

from flask import Flask
from sqlalchemy import event

from scheduler.database import db
from scheduler.enums import Role
from scheduler.models import Person
from scheduler.services.people_lists import PeopleFilter, list_people
from tests.factories import make_person, make_skill, make_unit, qualify


def _found(reader: Person, **wanted: object) -> list[str]:
    page = list_people(reader, PeopleFilter(**wanted), number=1)  # type: ignore[arg-type]  # each test passes what the field holds
    return [person.name for person in page.items]


def test_list_holds_the_people_of_the_readers_units_by_name(app: Flask) -> None:
    community = make_unit()
    grid, other = make_unit(community), make_unit(community)
    make_person(grid, name="B")
    make_person(other, name="C")
    make_person(make_unit(), name="X")
    assert _found(make_person(community, Role.AUDITOR, name="A")) == ["A", "B", "C"]
    assert _found(make_person(grid, Role.TEAM_LEADER, name="L")) == ["B", "L"]
    assert _found(make_person(grid, name="V")) == []


def test_list_is_filtered_by_unit_role_skill_and_state(app: Flask) -> None:
    community = make_unit()
    grid = make_unit(community)
    reader = make_person(community, Role.COORDINATOR, name="R")
    leader = make_person(grid, Role.GRID_LEADER, name="L")
    make_person(community, name="G", active=False)
    medical = make_skill()
    qualify(leader, medical)
    assert _found(reader, unit=grid) == ["L"]
    assert _found(reader, role=Role.GRID_LEADER) == ["L"]
    assert _found(reader, skill=medical) == ["L"]
    assert _found(reader, active=False) == ["G"]
    assert _found(reader, active=True) == ["L", "R"]


def test_managers_search_by_parts_of_name_phone_and_email(app: Flask) -> None:
    unit = make_unit()
    reader = make_person(unit, Role.COORDINATOR, name="R")
    make_person(unit, name="王小明", phone="+8613912345678", email="wang@lianfang.cn")
    for text, found in (
        ("小明", ["王小明"]),
        ("5678", ["王小明"]),
        ("139 1234-5678", ["王小明"]),
        ("+86139", ["王小明"]),
        ("WANG@", ["王小明"]),
        ("%", []),
        ("_", []),
        ("空\x00\ud800", []),
        ("长" * 10_000, []),
    ):
        assert _found(reader, text=text) == found


def test_others_find_a_contact_only_when_they_know_it(app: Flask) -> None:
    unit = make_unit()
    make_person(unit, name="王小明", phone="+8613912345678", email="wang@lianfang.cn")
    reader = make_person(unit, Role.AUDITOR, name="R")
    assert _found(reader, text="5678") == _found(reader, text="wang@") == []
    assert _found(reader, text="13912345678") == _found(reader, text="wang@lianfang.cn") == ["王小明"]


def test_list_needs_a_fixed_number_of_queries(app: Flask) -> None:
    unit, medical = make_unit(), make_skill()
    reader = make_person(unit, Role.COORDINATOR)
    counts = []
    for number in (3, 30):
        for _ in range(number):
            qualify(make_person(unit), medical)
        db.session.expire_all()
        statements: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *args, seen=statements: seen.append(args[2]))
        page = list_people(reader, PeopleFilter(), number=1)
        for person in page.items:
            assert person.home_unit.name
            assert all(grant.unit.name for grant in person.grants)
            assert all(held.skill.name for held in person.qualifications)
        counts.append(len(statements))
    assert counts[1] <= counts[0] + 1
