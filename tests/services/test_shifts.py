"""Shifts: what may be planned, what a change does, and who is told."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import ActivityKind, EnrolmentOrigin, JobKind, NotificationKind, Role, ShiftStatus
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import AuditEntry, Enrolment, Job, Notification, Person, Shift, Unit
from scheduler.services.shifts import DemandInput, cancel_shift, create_shift, update_shift
from tests.factories import NOW, enrol, make_person, make_shift, make_skill, make_unit

START = datetime(2026, 3, 4, 11, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _values(**other: Any) -> dict[str, Any]:
    return {
        "kind": ActivityKind.PATROL,
        "title": "晚间巡逻",
        "starts_at": START,
        "ends_at": START + 2 * HOUR,
        "capacity": 4,
        "place": "东门",
        **other,
    }


def _leader() -> tuple[Unit, Person]:
    unit = make_unit()
    return unit, make_person(unit, Role.GRID_LEADER)


def _create(unit: Unit, leader: Person, **other: Any) -> Shift:
    return create_shift(unit=unit, **_values(**other), actor=leader, now=NOW)


def _update(shift: Shift, leader: Person, now: datetime = NOW, **other: Any) -> Shift:
    same: Mapping[str, Any] = {
        "kind": shift.kind,
        "title": shift.title,
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "capacity": shift.capacity,
        "place": shift.place,
        "notes": shift.notes,
        "version": shift.version,
    }
    return update_shift(shift.id, **{**same, **other}, actor=leader, now=now)


def test_new_shift_has_what_was_said_and_an_audit_entry(app: Flask) -> None:
    unit, leader = _leader()
    medical = make_skill("medical")
    demands = [DemandInput(None, minimum=2, target=3), DemandInput(medical, level=2, maximum=2)]
    shift = _create(unit, leader, title="  晚间巡逻 🚒 ", notes="带手电\r\n穿背心", demands=demands)
    assert (shift.unit_id, shift.title, shift.notes) == (
        unit.id,
        "晚间巡逻 🚒",
        "带手电\n穿背心",
    )
    assert (shift.starts_at, shift.ends_at) == (START, START + 2 * HOUR)
    assert (shift.status, shift.sequence, shift.version) == (ShiftStatus.ACTIVE, 0, 1)
    stored = [(d.skill_id, d.level, d.minimum, d.target, d.maximum) for d in shift.demands]
    assert stored == [(None, 1, 2, 3, None), (medical.id, 2, 0, 1, 2)]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id, entry.actor_id, entry.unit_id) == (
        "shift.created",
        shift.id,
        leader.id,
        unit.id,
    )


def _bad_text() -> list[tuple[str, dict[str, Any]]]:
    return [
        ("required", {"title": "   "}),
        ("too_long", {"title": "名" * 10_000}),
        ("too_long", {"place": "x" * 201}),
        ("too_long", {"notes": "x" * 2_001}),
        ("shift.control_characters", {"title": "a\x00b"}),
        ("shift.control_characters", {"title": "a\nb"}),
        ("shift.control_characters", {"notes": "a\x1bb"}),
    ]


def _bad_times() -> list[tuple[str, dict[str, Any]]]:
    return [
        ("shift.end_before_start", {"ends_at": START}),
        ("shift.too_long", {"ends_at": START + timedelta(hours=48, seconds=1)}),
        ("shift.in_past", {"starts_at": NOW - timedelta(seconds=1)}),
        ("shift.too_far", {"starts_at": NOW + timedelta(days=732)}),
    ]


def _bad_places() -> list[tuple[str, dict[str, Any]]]:
    def one(**values: Any) -> dict[str, Any]:
        return {"demands": [DemandInput(None, **values)]}

    return [
        ("shift.capacity_range", {"capacity": 0}),
        ("shift.capacity_range", {"capacity": 1_001}),
        ("demand.duplicate", {"demands": [DemandInput(None), DemandInput(None)]}),
        ("demand.level", one(level=0)),
        ("demand.level", one(level=2)),
        ("demand.nothing_wanted", one(minimum=-1)),
        ("demand.nothing_wanted", one(target=0)),
        ("demand.target_below_minimum", one(minimum=3, target=2)),
        ("demand.maximum_below_target", one(target=2, maximum=1)),
        ("demand.above_capacity", one(target=5)),
        ("demand.above_capacity", one(target=2, maximum=5)),
    ]


@pytest.mark.parametrize(("code", "values"), [*_bad_text(), *_bad_times(), *_bad_places()])
def test_shift_that_makes_no_sense_is_refused(app: Flask, code: str, values: dict[str, Any]) -> None:
    unit, leader = _leader()
    with pytest.raises(InvalidInput) as refusal:
        _create(unit, leader, **values)
    assert refusal.value.code == code
    assert db.session.scalars(select(Shift)).all() == []


def test_longest_shift_and_an_immediate_start_are_accepted(app: Flask) -> None:
    unit, leader = _leader()
    shift = _create(unit, leader, starts_at=NOW, ends_at=NOW + timedelta(hours=48))
    assert shift.ends_at - shift.starts_at == timedelta(hours=48)


def test_minimums_of_skills_need_as_many_places(app: Flask) -> None:
    unit, leader = _leader()
    demands = [
        DemandInput(make_skill("medical"), minimum=2, target=2),
        DemandInput(make_skill("fire"), minimum=3, target=3),
    ]
    with pytest.raises(InvalidInput) as refusal:
        _create(unit, leader, demands=demands)
    assert (refusal.value.field, refusal.value.params) == ("capacity", {"needed": 5})
    assert _create(unit, leader, demands=demands, capacity=5).capacity == 5


def test_refused_demand_is_named_by_its_number(app: Flask) -> None:
    unit, leader = _leader()
    demands = [DemandInput(None), DemandInput(make_skill("fire"), level=4)]
    with pytest.raises(InvalidInput) as refusal:
        _create(unit, leader, demands=demands)
    assert refusal.value.params == {"number": 2, "most": 3}


def test_same_form_sent_twice_makes_one_shift(app: Flask) -> None:
    unit, leader = _leader()
    _create(unit, leader)
    with pytest.raises(Conflict) as refusal:
        _create(unit, leader)
    assert refusal.value.code == "shift.twin"
    assert len(db.session.scalars(select(Shift)).all()) == 1


def test_planning_needs_the_right_on_the_unit(app: Flask) -> None:
    unit, _leader_of_it = _leader()
    elsewhere = make_person(make_unit(), Role.GRID_LEADER)
    auditor = make_person(unit, Role.AUDITOR)
    for person in (elsewhere, auditor):
        with pytest.raises(NotAllowed):
            _create(unit, person)
    shift = make_shift(unit)
    with pytest.raises(NotAllowed):
        _update(shift, auditor)
    with pytest.raises(NotAllowed):
        cancel_shift(shift.id, version=1, reason="雨", actor=auditor, now=NOW)


def test_coordinator_plans_below_her_community(app: Flask) -> None:
    community = make_unit()
    grid = make_unit(community)
    assert _create(grid, make_person(community, Role.COORDINATOR)).unit_id == grid.id


@pytest.mark.parametrize(
    "moved",
    [
        {"starts_at": START + HOUR, "ends_at": START + 3 * HOUR},
        {"ends_at": START + 3 * HOUR},
        {"place": "西门"},
    ],
)
def test_new_time_or_place_raises_the_sequence_and_is_told(app: Flask, moved: dict[str, Any]) -> None:
    unit, leader = _leader()
    shift = _create(unit, leader)
    person = make_person(unit)
    enrol(person, shift)
    later = NOW + HOUR
    shift = _update(shift, leader, now=later, **moved)
    assert (shift.sequence, shift.updated) == (1, later)
    told = db.session.scalars(select(Notification)).one()
    assert (told.person_id, told.kind) == (person.id, NotificationKind.SHIFT_CHANGED)
    assert told.params["shift_id"] == shift.id
    assert told.params["starts_at"] == shift.starts_at.isoformat()
    assert told.params["place"] == shift.place
    assert [job.kind for job in db.session.scalars(select(Job))] == [JobKind.MESSAGE]


def test_new_words_or_places_leave_the_sequence_and_are_not_told(app: Flask) -> None:
    unit, leader = _leader()
    shift = _create(unit, leader)
    enrol(make_person(unit), shift)
    later = NOW + HOUR
    shift = _update(shift, leader, now=later, title="夜间巡逻", capacity=6)
    assert (shift.sequence, shift.updated, shift.title) == (0, later, "夜间巡逻")
    assert db.session.scalars(select(Notification)).all() == []


def test_every_change_raises_the_version_even_within_a_second(app: Flask) -> None:
    unit, leader = _leader()
    shift = _create(unit, leader)
    first = shift.version
    shift = _update(shift, leader, demands=[DemandInput(None)])
    assert shift.version > first
    with pytest.raises(StaleVersion):
        _update(shift, leader, version=first)


def test_demand_that_stays_keeps_its_row(app: Flask) -> None:
    unit, leader = _leader()
    fire, medical = make_skill("fire"), make_skill("medical")
    shift = _create(unit, leader, demands=[DemandInput(fire), DemandInput(medical)])
    kept = shift.demands[1].id
    shift = _update(shift, leader, demands=[DemandInput(medical, target=2), DemandInput(None)])
    db.session.refresh(shift)
    rows = {d.skill_id: (d.id, d.target) for d in shift.demands}
    assert rows.keys() == {medical.id, None}
    assert rows[medical.id] == (kept, 2)


def test_capacity_cannot_fall_below_the_places_of_a_roster(app: Flask) -> None:
    unit, leader = _leader()
    shift = _create(unit, leader)
    for seat in (1, 2, 4):
        enrol(make_person(unit), shift, seat=seat, origin=EnrolmentOrigin.ROSTER)
    with pytest.raises(InvalidInput) as refusal:
        _update(shift, leader, capacity=2, losses=1)
    assert (refusal.value.field, refusal.value.code, refusal.value.params) == (
        "capacity",
        "shift.capacity_below_roster",
        {"enrolled": 3},
    )
    shift = _update(shift, leader, capacity=3)
    seats = db.session.scalars(select(Enrolment.seat).order_by(Enrolment.seat))
    assert (shift.capacity, list(seats)) == (3, [1, 2, 3])


def test_shift_cannot_move_into_the_past(app: Flask) -> None:
    unit, leader = _leader()
    shift = _create(unit, leader)
    with pytest.raises(InvalidInput) as refusal:
        _update(shift, leader, starts_at=NOW - HOUR)
    assert (refusal.value.field, refusal.value.code) == ("starts_at", "shift.in_past")


def test_running_shift_can_be_prolonged_but_not_ended_in_the_past(app: Flask) -> None:
    unit, leader = _leader()
    shift = make_shift(unit, starts_at=NOW - HOUR, ends_at=NOW + HOUR)
    assert _update(shift, leader, ends_at=NOW + 2 * HOUR).sequence == 1
    with pytest.raises(InvalidInput) as refusal:
        _update(shift, leader, ends_at=NOW)
    assert refusal.value.code == "shift.in_past"


def test_shift_that_is_over_stays_as_it_was(app: Flask) -> None:
    unit, leader = _leader()
    shift = make_shift(unit, starts_at=NOW - 2 * HOUR, ends_at=NOW)
    with pytest.raises(Conflict) as refusal:
        _update(shift, leader, title="改名")
    assert refusal.value.code == "shift.is_over"


def test_cancelled_shift_is_told_with_its_reason_and_keeps_its_places(app: Flask) -> None:
    unit, leader = _leader()
    shift = _create(unit, leader)
    people = [make_person(unit), make_person(unit)]
    for seat, person in enumerate(people, start=1):
        enrol(person, shift, seat=seat)
    shift = cancel_shift(shift.id, version=shift.version, reason="暴雨", actor=leader, now=NOW)
    assert (shift.status, shift.sequence) == (ShiftStatus.CANCELLED, 1)
    told = db.session.scalars(select(Notification).order_by(Notification.id)).all()
    assert [(t.person_id, t.kind, t.params["reason"]) for t in told] == [
        (person.id, NotificationKind.SHIFT_CANCELLED, "暴雨") for person in people
    ]
    assert list(db.session.scalars(select(Enrolment.seat).order_by(Enrolment.seat))) == [1, 2]


def test_cancelled_shift_can_be_neither_changed_nor_cancelled_again(app: Flask) -> None:
    unit, leader = _leader()
    shift = _create(unit, leader)
    shift = cancel_shift(shift.id, version=shift.version, reason="暴雨", actor=leader, now=NOW)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: _update(shift, leader, title="改名"),
        lambda: cancel_shift(shift.id, version=shift.version, reason="雨", actor=leader, now=NOW),
    )
    for attempt in attempts:
        with pytest.raises(Conflict) as refusal:
            attempt()
        assert refusal.value.code == "shift.is_cancelled"


def test_cancelling_needs_a_reason_and_the_current_version(app: Flask) -> None:
    unit, leader = _leader()
    shift = _create(unit, leader)
    with pytest.raises(InvalidInput) as refusal:
        cancel_shift(shift.id, version=shift.version, reason=" ", actor=leader, now=NOW)
    assert refusal.value.field == "reason"
    with pytest.raises(StaleVersion):
        cancel_shift(shift.id, version=shift.version + 1, reason="雨", actor=leader, now=NOW)


def test_unknown_shift_is_not_found(app: Flask) -> None:
    _unit, leader = _leader()
    with pytest.raises(NotFound):
        cancel_shift(999, version=1, reason="雨", actor=leader, now=NOW)


def test_event_that_residents_follow_cannot_turn_into_something_they_do_not_see(app: Flask) -> None:
    unit, leader = _leader()
    training = _create(unit, leader, kind=ActivityKind.TRAINING)
    with pytest.raises(InvalidInput) as refusal:
        _update(training, leader, kind=ActivityKind.PATROL)
    assert (refusal.value.field, refusal.value.code) == ("kind", "shift.followed")
    _update(training, leader, kind=ActivityKind.DRILL)
    patrol = _create(unit, leader, title="晨间巡逻")
    _update(patrol, leader, kind=ActivityKind.DRILL)
    assert (training.kind, patrol.kind) == (ActivityKind.DRILL, ActivityKind.DRILL)
