"""The copy of one's data: every place where the tables name a person is in it, or is named with a reason."""

import json
from datetime import timedelta

from flask import Flask
from sqlalchemy import event

from scheduler.database import Base, db
from scheduler.enums import HoursKind, Role, TapAction, TapSource, Wish
from scheduler.models import AttendanceTap, AvailabilityException, HoursObjection, Person, Shift, Unit
from scheduler.services.feed_tokens import issue_token
from scheduler.services.hours import NewHours, add_hours, object_to
from scheduler.services.my_data import SCHEMA_VERSION, export_of, left_out
from scheduler.services.my_data_tables import HOLDINGS, OWN
from tests.factories import NOW, enrol, make_person, make_shift, make_skill, make_unit, qualify, save

SITE = "https://lianfang.example"
_TELLTALE = ("hash", "secret", "token", "password", "session")


def test_each_key_to_a_person_or_to_a_row_of_hers_has_its_line() -> None:
    """A new foreign key fails here until services/my_data_tables.py says what becomes of it."""
    keys = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in OWN
    }
    assert {holding.column for holding in HOLDINGS} == keys | {"person.id"}


def test_each_line_is_exported_once_or_says_why_not() -> None:
    exported = [holding.key for holding in HOLDINGS if holding.key]
    assert len(exported) == len(set(exported))
    assert [holding.column for holding in HOLDINGS if bool(holding.key) == bool(holding.reason)] == []


def test_hidden_columns_exist_and_nothing_secret_is_shown() -> None:
    for holding in HOLDINGS:
        columns = set(holding.table.c.keys())
        assert set(holding.hidden) <= columns
        if holding.key:
            shown = columns - set(holding.hidden)
            assert [name for name in shown if any(word in name for word in _TELLTALE)] == []


def test_left_out_gives_a_reason_for_each_line() -> None:
    lines = left_out()
    assert {"what": "person.password_hash", "why": "It opens the account to whoever has it."} in lines
    assert all(line["why"].endswith(".") for line in lines)


class World:
    """Anna, who has something of nearly everything, and her leader."""

    def __init__(self) -> None:
        self.unit: Unit = make_unit(name="桂花一网格", name_en="Osmanthus 1")
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        self.anna: Person = make_person(self.unit, name="安娜", email="anna@example.com", password_hash="x$y")
        self.shift: Shift = make_shift(self.unit)
        enrol(self.anna, self.shift)
        qualify(self.anna, make_skill(), verified_by_id=self.leader.id)
        save(
            AvailabilityException(
                person_id=self.anna.id,
                starts_at=NOW,
                ends_at=NOW + timedelta(hours=2),
                wish=Wish.UNAVAILABLE,
                note="牙医",
            )
        )
        save(
            AttendanceTap(
                shift_id=self.shift.id,
                person_id=self.anna.id,
                key="device-1",
                action=TapAction.IN,
                source=TapSource.CODE,
                at=NOW,
                by_id=self.anna.id,
                created=NOW,
            )
        )
        new = NewHours(HoursKind.SERVICE, "巡逻", NOW - timedelta(days=2), 60, "名单")
        self.line = add_hours(self.anna.id, new, unit=self.unit, actor=self.leader, now=NOW)
        object_to(self.line.id, text="少了半小时", actor=self.anna, now=NOW)
        issue_token(actor=self.anna, now=NOW)


def test_copy_holds_what_is_stored_and_reads_by_itself(app: Flask) -> None:
    world = World()
    anna, number = world.anna, f"ZY{world.anna.id:06d}"
    copy = json.loads(json.dumps(export_of(anna, site=SITE, now=NOW)))
    assert (copy["format"], copy["schema_version"], copy["made_at"]) == (
        "lianfang-my-data",
        SCHEMA_VERSION,
        "2026-03-02T01:00:00+00:00",
    )
    assert (copy["account"]["name"], copy["account"]["email"]) == ("安娜", "anna@example.com")
    assert copy["account"]["home_unit"]["name"] == "桂花一网格"
    assert copy["volunteer_number"] == number
    (place,) = copy["places"]
    assert (place["person"], place["status"]) == (number, "confirmed")
    assert place["shift"] == {
        "kind": "patrol",
        "title": "傍晚巡逻",
        "place": "社区东门",
        "starts_at": "2026-03-05T01:00:00+00:00",
        "ends_at": "2026-03-05T03:00:00+00:00",
        "status": "active",
    }
    assert copy["availability_exceptions"][0]["note"] == "牙医"
    assert copy["hours"][0]["made_by"] == f"ZY{world.leader.id:06d}"
    assert copy["hours_objections"][0]["text"] == "少了半小时"
    assert copy["qualifications"][0]["skill"]["name_en"] == "Medical"
    assert [deed["action"] for deed in copy["changes_to_my_account"]] == ["hours.added"]
    assert {"hours.objected", "feed.issue"} <= {deed["action"] for deed in copy["deeds"]}


def test_copy_holds_nothing_of_others_and_no_secret(app: Flask) -> None:
    world = World()
    other = make_person(world.unit, name="别人", email="other@example.com")
    enrol(other, world.shift, seat=2)
    text = json.dumps(export_of(world.anna, site=SITE, now=NOW), ensure_ascii=False)
    for secret in ("别人", world.leader.name, "other@example.com", "x$y", world.anna.session_key, "device-1"):
        assert secret not in text


def test_number_of_queries_does_not_grow(app: Flask) -> None:
    world = World()

    def queries() -> int:
        seen: list[str] = []

        def note(*arguments: object) -> None:
            seen.append(str(arguments[2]))

        db.session.expire_all()
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            export_of(db.session.get_one(Person, world.anna.id), site=SITE, now=NOW)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    few = queries()
    for number in range(20):
        enrol(world.anna, make_shift(make_unit(world.unit), starts_at=NOW + timedelta(days=number)))
        save(HoursObjection(entry_id=world.line.id, text="x", created=NOW))
    assert queries() == few
