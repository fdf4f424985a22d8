"""Lists of shifts and templates: filtered, permitted, and in a fixed number of queries."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from scheduler.database import db
from scheduler.enums import ActivityKind, Role, ShiftStatus
from scheduler.errors import NotAllowed, NotFound
from scheduler.models import Person, Shift, ShiftDemand
from scheduler.services.permissions import Right
from scheduler.services.shift_lists import (
    ShiftFilter,
    count_enrolled,
    crew_of,
    find_shift,
    list_shifts,
    skills_on,
    units_where,
)
from tests.factories import NOW, enrol, make_person, make_shift, make_skill, make_unit, qualify

ZONE = "Asia/Shanghai"
DAY = timedelta(days=1)


def _found(reader: Person, **wanted: object) -> list[Shift]:
    page = list_shifts(reader, ShiftFilter(**wanted), zone=ZONE, number=1)  # type: ignore[arg-type]  # each test passes what the field holds
    return list(page.items)


def test_list_shows_the_units_of_the_reader_by_start(app: Flask) -> None:
    community = make_unit()
    grid, elsewhere = make_unit(community), make_unit()
    late = make_shift(grid, starts_at=NOW + 2 * DAY)
    early = make_shift(community, starts_at=NOW + DAY)
    make_shift(elsewhere)
    assert _found(make_person(community, Role.AUDITOR)) == [early, late]
    assert _found(make_person(grid, Role.TEAM_LEADER)) == [late]
    assert _found(make_person(grid)) == []


def test_list_is_filtered_by_unit_kind_and_status(app: Flask) -> None:
    community = make_unit()
    grid = make_unit(community)
    reader = make_person(community, Role.COORDINATOR)
    drill = make_shift(community, kind=ActivityKind.DRILL)
    patrol = make_shift(grid, starts_at=NOW + DAY)
    cancelled = make_shift(grid, starts_at=NOW + 2 * DAY, status=ShiftStatus.CANCELLED)
    assert _found(reader, unit=grid) == [patrol, cancelled]
    assert _found(reader, kind=ActivityKind.DRILL) == [drill]
    assert _found(reader, status=ShiftStatus.CANCELLED) == [cancelled]


def test_days_of_the_filter_are_local_and_both_included(app: Flask) -> None:
    unit = make_unit()
    reader = make_person(unit, Role.GRID_LEADER)
    # NOW is 09:00 of 2 March in Shanghai; midnight there is 16:00 UTC of the day before.
    midnight = NOW + timedelta(hours=15)
    evening = make_shift(unit, starts_at=midnight - timedelta(hours=2))
    night = make_shift(unit, starts_at=midnight)
    assert _found(reader, last=date(2026, 3, 2)) == [evening]
    assert _found(reader, first=date(2026, 3, 3)) == [night]
    assert _found(reader, first=date(2026, 3, 2), last=date(2026, 3, 3)) == [evening, night]


def test_number_of_queries_does_not_grow_with_the_list(app: Flask) -> None:
    unit = make_unit()
    reader = make_person(unit, Role.GRID_LEADER)
    skills = [make_skill("fire"), make_skill("medical")]

    def queries() -> int:
        db.session.expire_all()
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            items = _found(reader)
            count_enrolled(items)
            _ = [(s.unit.name, [d.skill and d.skill.name for d in s.demands]) for s in items]
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    def add(number: int) -> None:
        demands = [ShiftDemand(skill_id=skill.id, target=1) for skill in skills]
        make_shift(unit, demands, starts_at=NOW + number * DAY)

    add(1)
    few = queries()
    for number in range(2, 12):
        add(number)
    assert queries() == few


def test_only_confirmed_places_count(app: Flask) -> None:
    unit = make_unit()
    full, empty = make_shift(unit), make_shift(unit, starts_at=NOW + DAY)
    people = [make_person(unit), make_person(unit)]
    for seat, person in enumerate(people, start=1):
        enrol(person, full, seat=seat)
    assert count_enrolled([full, empty]) == {full.id: 2}
    assert [enrolment.person for enrolment in crew_of(full)] == people


def test_skills_are_those_verified_and_valid_on_the_day(app: Flask) -> None:
    person = make_person()
    fire, medical, flood = make_skill("fire"), make_skill("medical"), make_skill("flood")
    qualify(person, fire, level=1)
    qualify(person, fire, level=2, valid_from=date(2026, 2, 1))
    qualify(person, medical, valid_until=date(2026, 3, 1))
    qualify(person, flood, verified_at=None)
    assert skills_on(person, date(2026, 3, 2)) == {fire.id: 2}
    assert skills_on(person, date(2026, 3, 1)) == {fire.id: 2, medical.id: 1}


def test_shift_is_found_by_those_who_may_see_it(app: Flask) -> None:
    unit = make_unit()
    shift = make_shift(unit)
    reader = make_person(unit, Role.TEAM_LEADER)
    assert find_shift(shift.id, right=Right.VIEW_ROSTERS, actor=reader) == shift
    with pytest.raises(NotAllowed):
        find_shift(shift.id, right=Right.PLAN_SHIFTS, actor=reader)
    with pytest.raises(NotFound):
        find_shift(shift.id + 1, right=Right.VIEW_ROSTERS, actor=reader)


def test_units_come_parent_first(app: Flask) -> None:
    community = make_unit()
    grids = [make_unit(community), make_unit(community)]
    leader = make_person(community, Role.COORDINATOR)
    assert units_where(leader, Right.PLAN_SHIFTS) == [community, *grids]
    assert units_where(make_person(community), Right.PLAN_SHIFTS) == []
