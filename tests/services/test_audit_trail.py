"""The audit trail: filtered, and shown to those who audit the unit."""

from datetime import UTC, date, datetime

from flask import Flask

from scheduler.database import atomic
from scheduler.enums import Role
from scheduler.models import Person, Unit
from scheduler.services import audit
from scheduler.services.audit_trail import AuditFilter, actions_seen, list_entries, units_of
from tests.factories import NOW, make_person, make_unit

ZONE = "Asia/Shanghai"


def _note(action: str, unit: Unit | None, actor: Person, at: datetime = NOW) -> None:
    with atomic():
        audit.record(action, actor, actor=actor, now=at, unit_id=unit.id if unit else None)


def _seen(reader: Person, **wanted: object) -> list[str]:
    page = list_entries(reader, AuditFilter(**wanted), zone=ZONE, number=1)  # type: ignore[arg-type]  # each test passes what the field holds
    return [entry.action for entry in page.items]


def test_entries_of_the_readers_units_come_latest_first(app: Flask) -> None:
    top = make_unit()
    grid = make_unit(top)
    officer, auditor = make_person(grid, Role.OFFICER), make_person(top, Role.AUDITOR)
    _note("one", top, officer)
    _note("two", grid, officer)
    _note("three", None, officer)
    _note("four", make_unit(), officer)
    assert _seen(auditor) == ["three", "two", "one"]
    assert _seen(officer) == ["two"]
    assert _seen(make_person(top, Role.COORDINATOR)) == []
    assert actions_seen(auditor) == ["one", "three", "two"]
    page = list_entries(auditor, AuditFilter(), zone=ZONE, number=1)
    assert units_of(page) == {top.id: top, grid.id: grid}


def test_entries_are_filtered_by_unit_actor_action_and_day(app: Flask) -> None:
    top = make_unit()
    grid = make_unit(top)
    auditor = make_person(top, Role.AUDITOR)
    wang, li = make_person(top, name="王小明"), make_person(top, name="李雪")
    _note("one", top, wang, datetime(2026, 3, 1, 15, 59, tzinfo=UTC))
    _note("two", grid, li, datetime(2026, 3, 1, 16, 0, tzinfo=UTC))
    assert _seen(auditor, unit=grid) == ["two"]
    assert _seen(auditor, actor_name="小明") == ["one"]
    assert _seen(auditor, actor_name="%\x00") == []
    assert _seen(auditor, action="two") == ["two"]
    assert _seen(auditor, first=date(2026, 3, 2)) == ["two"]
    assert _seen(auditor, last=date(2026, 3, 1)) == ["one"]


def test_long_trail_comes_in_pages(app: Flask) -> None:
    top = make_unit()
    auditor = make_person(top, Role.AUDITOR)
    with atomic():
        for number in range(51):
            audit.record(f"action-{number:02}", top, actor=auditor, now=NOW, unit_id=top.id)
    page = list_entries(auditor, AuditFilter(), zone=ZONE, number=2)
    assert (page.total, page.pages, [entry.action for entry in page.items]) == (51, 2, ["action-00"])
