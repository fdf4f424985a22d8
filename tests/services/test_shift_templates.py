"""Templates: the shifts they make, at the right local hour, never twice."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import ActivityKind, Role, ShiftStatus
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import AuditEntry, Person, Shift, ShiftTemplate, Unit
from scheduler.services.shift_inputs import DemandInput
from scheduler.services.shift_patterns import OccurrenceState, interval_on, preview_template
from scheduler.services.shift_templates import (
    create_template,
    known_demands,
    make_shifts,
    update_template,
)
from scheduler.services.shifts import cancel_shift, update_shift
from tests.factories import NOW, make_person, make_skill, make_unit

MONDAY = date(2026, 3, 9)
SUNDAY = date(2026, 3, 15)
NEW_YORK = "America/New_York"


def _values(**other: Any) -> dict[str, Any]:
    return {
        "kind": ActivityKind.PATROL,
        "title": "晚间巡逻",
        "weekdays": [0, 4],
        "start_time": time(19, 30),
        "duration_minutes": 120,
        "capacity": 4,
        "place": "东门",
        **other,
    }


def _leader(**unit: Any) -> tuple[Unit, Person]:
    grid = make_unit(**unit)
    return grid, make_person(grid, Role.GRID_LEADER)


def _create(unit: Unit, leader: Person, **other: Any) -> ShiftTemplate:
    return create_template(unit=unit, **_values(**other), actor=leader, now=NOW)


def _make(template: ShiftTemplate, leader: Person, **other: Any) -> list[Shift]:
    days: Mapping[str, Any] = {"first": MONDAY, "last": SUNDAY, "now": NOW, **other}
    return make_shifts(template.id, **days, actor=leader)


def _starts() -> list[datetime]:
    return list(db.session.scalars(select(Shift.starts_at).order_by(Shift.starts_at)))


def test_template_makes_its_shifts_at_the_local_hour(app: Flask) -> None:
    unit, leader = _leader()
    medical = make_skill("medical")
    demands = [DemandInput(None, minimum=2, target=3), DemandInput(medical, level=2, maximum=2)]
    template = _create(unit, leader, demands=demands, notes="带手电")
    made = _make(template, leader)
    assert [(s.starts_at, s.ends_at) for s in made] == [
        (datetime(2026, 3, 9, 11, 30, tzinfo=UTC), datetime(2026, 3, 9, 13, 30, tzinfo=UTC)),
        (datetime(2026, 3, 13, 11, 30, tzinfo=UTC), datetime(2026, 3, 13, 13, 30, tzinfo=UTC)),
    ]
    shift = made[0]
    assert (shift.unit_id, shift.template_id, shift.title) == (unit.id, template.id, "晚间巡逻")
    assert (shift.place, shift.notes, shift.capacity) == ("东门", "带手电", 4)
    assert (shift.status, shift.open_for_sign_up) == (ShiftStatus.ACTIVE, True)
    stored = [(d.skill_id, d.level, d.minimum, d.target, d.maximum) for d in shift.demands]
    assert stored == [(None, 1, 2, 3, None), (medical.id, 2, 0, 1, 2)]


def test_second_making_adds_only_what_is_missing(app: Flask) -> None:
    unit, leader = _leader()
    template = _create(unit, leader)
    assert len(_make(template, leader)) == 2
    assert _make(template, leader) == []
    assert len(_make(template, leader, last=SUNDAY + timedelta(days=7))) == 2
    assert len(_starts()) == 4
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "template.used").order_by(AuditEntry.id)
    )
    assert [entry.details["made"] for entry in entries] == [2, 0, 2]


def test_skipped_days_get_no_shift(app: Flask) -> None:
    unit, leader = _leader()
    made = _make(_create(unit, leader), leader, skipped=[MONDAY])
    assert [shift.starts_at.date() for shift in made] == [date(2026, 3, 13)]


def test_days_that_are_over_get_no_shift(app: Flask) -> None:
    unit, leader = _leader()
    now = datetime(2026, 3, 9, 11, 31, tzinfo=UTC)
    made = _make(_create(unit, leader), leader, now=now)
    assert [shift.starts_at.date() for shift in made] == [date(2026, 3, 13)]


def test_preview_says_what_each_day_would_bring(app: Flask) -> None:
    unit, leader = _leader()
    template = _create(unit, leader, weekdays=[0, 1, 2, 3])
    wednesday = date(2026, 3, 11)
    made = _make(template, leader, first=wednesday)
    cancel_shift(made[0].id, version=made[0].version, reason="雨", actor=leader, now=NOW)
    now = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
    preview = preview_template(template, first=MONDAY, last=SUNDAY, now=now)
    assert [(line.day.day, line.state) for line in preview] == [
        (9, OccurrenceState.PAST),
        (10, OccurrenceState.NEW),
        (11, OccurrenceState.CANCELLED),
        (12, OccurrenceState.MADE),
    ]


def test_cancelled_or_moved_shift_is_not_made_again(app: Flask) -> None:
    unit, leader = _leader()
    template = _create(unit, leader)
    first, second = _make(template, leader)
    cancel_shift(first.id, version=first.version, reason="雨", actor=leader, now=NOW)
    later = timedelta(hours=1)
    update_shift(
        second.id,
        version=second.version,
        kind=second.kind,
        title=second.title,
        starts_at=second.starts_at + later,
        ends_at=second.ends_at + later,
        capacity=second.capacity,
        actor=leader,
        now=NOW,
    )
    assert _make(template, leader) == []


def test_shift_cannot_move_onto_another_of_its_template(app: Flask) -> None:
    unit, leader = _leader()
    first, second = _make(_create(unit, leader), leader)
    with pytest.raises(InvalidInput) as refusal:
        update_shift(
            first.id,
            version=first.version,
            kind=first.kind,
            title=first.title,
            starts_at=second.starts_at,
            ends_at=second.ends_at,
            capacity=first.capacity,
            actor=leader,
            now=NOW,
        )
    assert refusal.value.code == "shift.slot_of_template"


@pytest.mark.parametrize(
    ("day", "start", "minutes", "begins", "ends"),
    [
        # Clocks go from 02:00 to 03:00 on 8 March: the night is an hour shorter.
        (date(2026, 3, 7), time(22), 480, datetime(2026, 3, 8, 3), datetime(2026, 3, 8, 10)),
        # Clocks go from 02:00 back to 01:00 on 1 November: the night is an hour longer.
        (date(2026, 10, 31), time(22), 480, datetime(2026, 11, 1, 2), datetime(2026, 11, 1, 11)),
        # A start that is skipped moves on by the gap, and the shift keeps its length.
        (date(2026, 3, 8), time(2, 30), 30, datetime(2026, 3, 8, 7, 30), datetime(2026, 3, 8, 8)),
        # A start that occurs twice means the first.
        (
            date(2026, 11, 1),
            time(1, 30),
            30,
            datetime(2026, 11, 1, 5, 30),
            datetime(2026, 11, 1, 7),
        ),
        # An end that is skipped moves on by the gap.
        (date(2026, 3, 8), time(1), 90, datetime(2026, 3, 8, 6), datetime(2026, 3, 8, 7, 30)),
    ],
)
def test_interval_follows_the_clock_on_the_wall(
    day: date, start: time, minutes: int, begins: datetime, ends: datetime
) -> None:
    expected = (begins.replace(tzinfo=UTC), ends.replace(tzinfo=UTC))
    assert interval_on(day, start, minutes, NEW_YORK) == expected


def test_weekly_shifts_keep_their_local_hour_across_a_change_of_clocks(app: Flask) -> None:
    unit, leader = _leader(zone=NEW_YORK)
    template = _create(unit, leader, weekdays=[4])
    _make(template, leader, first=date(2026, 3, 6), last=date(2026, 3, 13))
    assert _starts() == [
        datetime(2026, 3, 7, 0, 30, tzinfo=UTC),
        datetime(2026, 3, 13, 23, 30, tzinfo=UTC),
    ]
    assert _make(template, leader, first=date(2026, 3, 6), last=date(2026, 3, 13)) == []


def test_night_shift_belongs_to_the_day_on_which_it_begins(app: Flask) -> None:
    unit, leader = _leader()
    template = _create(unit, leader, weekdays=[6], start_time=time(22), duration_minutes=480)
    made = _make(template, leader)
    assert made[0].starts_at == datetime(2026, 3, 15, 14, tzinfo=UTC)
    assert made[0].ends_at == datetime(2026, 3, 15, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("template.no_weekday", {"weekdays": []}),
        ("template.no_weekday", {"weekdays": [7]}),
        ("template.duration", {"duration_minutes": 14}),
        ("template.duration", {"duration_minutes": 2_881}),
        ("required", {"title": ""}),
        ("too_long", {"title": "名" * 121}),
        ("shift.capacity_range", {"capacity": 0}),
        ("demand.above_capacity", {"demands": [DemandInput(None, target=5)]}),
    ],
)
def test_template_that_makes_no_sense_is_refused(app: Flask, code: str, values: dict[str, Any]) -> None:
    unit, leader = _leader()
    with pytest.raises(InvalidInput) as refusal:
        _create(unit, leader, **values)
    assert refusal.value.code == code


def test_same_template_twice_is_refused(app: Flask) -> None:
    unit, leader = _leader()
    _create(unit, leader)
    with pytest.raises(Conflict) as refusal:
        _create(unit, leader, weekdays=[4, 0])
    assert refusal.value.code == "template.twin"
    assert _create(unit, leader, weekdays=[5]).weekdays == [5]


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("template.days_order", SUNDAY, MONDAY),
        ("template.too_many_days", MONDAY, MONDAY + timedelta(days=366)),
        ("template.too_far", date(9999, 12, 30), date(9999, 12, 31)),
        ("template.too_far", date(1, 1, 1), date(1, 1, 2)),
    ],
)
def test_period_that_makes_no_sense_is_refused(app: Flask, code: str, first: date, last: date) -> None:
    unit, leader = _leader()
    template = _create(unit, leader)
    with pytest.raises(InvalidInput) as refusal:
        _make(template, leader, first=first, last=last)
    assert (refusal.value.field, refusal.value.code) == ("last", code)


def test_templates_need_the_right_on_the_unit(app: Flask) -> None:
    unit, leader = _leader()
    _elsewhere, stranger = _leader()
    template = _create(unit, leader)
    with pytest.raises(NotAllowed):
        _create(unit, stranger)
    with pytest.raises(NotAllowed):
        _make(template, stranger)
    with pytest.raises(NotAllowed):
        update_template(template.id, version=1, **_values(), actor=stranger, now=NOW)


def test_changed_template_leaves_the_shifts_it_made(app: Flask) -> None:
    unit, leader = _leader()
    template = _create(unit, leader)
    before = template.version
    made = _make(template, leader)
    values = _values(title="夜间巡逻", start_time=time(21), capacity=6)
    changed = update_template(template.id, version=before, **values, actor=leader, now=NOW)
    assert (changed.title, changed.start_time, changed.capacity) == ("夜间巡逻", time(21), 6)
    assert [shift.title for shift in made] == ["晚间巡逻", "晚间巡逻"]
    assert _make(template, leader) == []
    with pytest.raises(StaleVersion):
        update_template(template.id, version=before, **values, actor=leader, now=NOW)


def test_template_out_of_use_makes_nothing(app: Flask) -> None:
    unit, leader = _leader()
    template = _create(unit, leader)
    update_template(template.id, version=template.version, **_values(), active=False, actor=leader, now=NOW)
    with pytest.raises(Conflict) as refusal:
        _make(template, leader)
    assert refusal.value.code == "template.out_of_use"


def test_template_names_a_skill_that_is_gone(app: Flask) -> None:
    unit, leader = _leader()
    template = _create(unit, leader)
    gone = {"skill": "diving", "level": 1, "minimum": 0, "target": 1, "maximum": None}
    anybody = {"skill": None, "level": 1, "minimum": 1, "target": 2, "maximum": None}
    with atomic():
        template.demands = [anybody, gone]
    assert known_demands(template) == ([DemandInput(None, minimum=1, target=2)], ["diving"])
    with pytest.raises(Conflict) as refusal:
        _make(template, leader)
    assert (refusal.value.code, refusal.value.params) == (
        "template.skill_gone",
        {"skill": "diving"},
    )


def test_unknown_template_is_not_found(app: Flask) -> None:
    _unit, leader = _leader()
    with pytest.raises(NotFound):
        make_shifts(999, first=MONDAY, last=SUNDAY, actor=leader, now=NOW)
