"""The ledger is only added to: corrections, objections, lines by hand, and what they add up to."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from scheduler.database import db
from scheduler.enums import AttendanceState, HoursKind, NotificationKind, Role, TapAction, UnitKind
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import AuditEntry, HoursEntry, HoursObjection, Notification, Person, Shift, Unit
from scheduler.services.attendance import check_in
from scheduler.services.attendance_closing import close_shift
from scheduler.services.hours import (
    NewHours,
    add_hours,
    correct_hours,
    keepers_of,
    leave_as_is,
    object_to,
)
from scheduler.services.hours_credit import closed_shifts, credited_minutes
from scheduler.services.hours_lists import (
    Totals,
    ledger_of,
    totals_by_person,
    totals_of,
    totals_of_units,
    year_of,
    years_of,
)
from tests.factories import NOW, enrol, make_person, make_shift, make_unit

pytestmark = pytest.mark.usefixtures("app")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AFTER = NOW + 3 * HOUR


class World:
    """Anna served two hours on a closed patrol of her grid."""

    def __init__(self) -> None:
        self.top: Unit = make_unit(kind=UnitKind.COMMUNITY)
        self.unit: Unit = make_unit(self.top)
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        self.anna: Person = make_person(self.unit, name="安娜")
        self.entry: HoursEntry = self.serve(self.anna, make_shift(self.unit, starts_at=NOW))

    def serve(self, person: Person, shift: Shift) -> HoursEntry:
        """Let a person serve on a shift to its end, and close it."""
        enrol(person, shift)
        check_in(shift.id, TapAction.IN, actor=person, now=shift.starts_at)
        close_shift(shift.id, minutes={}, actor=self.leader, now=shift.ends_at)
        query = select(HoursEntry).where(HoursEntry.shift_id == shift.id, HoursEntry.corrects_id.is_(None))
        return db.session.scalars(query).one()

    def correct(self, minutes: int, seen: int = 120, **values: Any) -> HoursEntry:
        """Correct the entry as its leader."""
        values = {"reason": "签退忘了", "actor": self.leader, "now": AFTER, **values}
        return correct_hours(self.entry.id, seen=seen, minutes=minutes, **values)

    def add(self, **values: Any) -> HoursEntry:
        """Enter two hours of service by hand."""
        new = {
            "kind": HoursKind.SERVICE,
            "title": "物资搬运",
            "began": NOW - 10 * DAY,
            "minutes": 120,
            "reason": "纸质名单",
        }
        actor = values.pop("actor", self.leader)
        unit = values.pop("unit", self.unit)
        return add_hours(self.anna.id, NewHours(**{**new, **values}), unit=unit, actor=actor, now=AFTER)


@pytest.fixture
def world() -> World:
    return World()


def _told(kind: NotificationKind) -> list[tuple[int, dict[str, Any]]]:
    query = select(Notification).where(Notification.kind == kind).order_by(Notification.id)
    return [(row.person_id, row.params) for row in db.session.scalars(query)]


def test_correction_is_a_line_of_its_own_with_the_difference(world: World) -> None:
    line = world.correct(100)
    assert (line.corrects_id, line.minutes, line.reason, line.shift_id, line.began, line.made_by_id) == (
        world.entry.id,
        -20,
        "签退忘了",
        world.entry.shift_id,
        NOW,
        world.leader.id,
    )
    assert world.entry.minutes == 120  # what was written stays
    world.correct(110, seen=100)
    assert totals_of(world.anna) == Totals(service=110, times=1)
    shown = ledger_of(world.anna, number=1).items
    assert [(item.minutes, item.state, len(item.entry.corrections)) for item in shown] == [
        (110, AttendanceState.IN, 2)
    ]


def test_correction_is_told_and_in_the_audit_trail(world: World) -> None:
    world.correct(100)
    (told,) = _told(NotificationKind.HOURS_ANSWERED)
    assert told[0] == world.anna.id
    assert {key: told[1][key] for key in ("before", "after", "reason", "title")} == {
        "before": 120,
        "after": 100,
        "reason": "签退忘了",
        "title": "傍晚巡逻",
    }
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "hours.corrected")).one()
    assert (entry.unit_id, entry.details) == (
        world.unit.id,
        {"title": "傍晚巡逻", "minutes": 100, "reason": "签退忘了"},
    )


def test_correction_of_what_has_changed_since_is_stale(world: World) -> None:
    world.correct(100)
    with pytest.raises(StaleVersion):
        world.correct(90)


@pytest.mark.parametrize(
    ("minutes", "reason", "field", "code"),
    [
        (151, "x", "minutes", "hours.minutes"),
        (-1, "x", "minutes", "hours.minutes"),
        (120, "x", "minutes", "hours.same"),
        (60, "  ", "reason", "required"),
    ],
)
def test_correction_must_make_sense(world: World, minutes: int, reason: str, field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        world.correct(minutes, reason=reason)
    assert (caught.value.field, caught.value.code) == (field, code)


def test_nobody_corrects_their_own_hours_or_those_of_another_unit(world: World) -> None:
    own = world.serve(world.leader, make_shift(world.unit, starts_at=NOW))
    for entry_id, actor in (
        (own.id, world.leader),
        (world.entry.id, make_person(make_unit(), Role.OFFICER)),
        (world.entry.id, make_person(world.unit, Role.TEAM_LEADER)),
        (world.entry.id, world.anna),
    ):
        with pytest.raises(NotAllowed):
            correct_hours(entry_id, seen=120, minutes=60, reason="x", actor=actor, now=AFTER)


def test_corrections_are_not_corrected_themselves(world: World) -> None:
    line = world.correct(100)
    with pytest.raises(NotFound):
        correct_hours(line.id, seen=-20, minutes=0, reason="x", actor=world.leader, now=AFTER)
    with pytest.raises(NotFound):
        object_to(line.id, text="?", actor=world.anna, now=AFTER)


def test_objection_reaches_those_who_keep_the_hours_nearest(world: World) -> None:
    make_person(world.top, Role.COORDINATOR)  # further up
    make_person(world.unit, Role.TEAM_LEADER)  # keeps no hours
    object_to(world.entry.id, text="我十点才走", actor=world.anna, now=AFTER)
    (told,) = _told(NotificationKind.HOURS_OBJECTION)
    assert told[0] == world.leader.id
    assert (told[1]["name"], told[1]["person_id"], told[1]["text"], told[1]["entry_id"]) == (
        "安娜",
        world.anna.id,
        "我十点才走",
        world.entry.id,
    )
    with pytest.raises(Conflict) as caught:
        object_to(world.entry.id, text="还是不对", actor=world.anna, now=AFTER)
    assert caught.value.code == "hours.objected_already"
    with pytest.raises(NotFound):
        object_to(world.entry.id, text="?", actor=world.leader, now=AFTER)


def test_keepers_are_those_further_up_where_the_unit_has_none_but_oneself(world: World) -> None:
    above = make_person(world.top, Role.COORDINATOR)
    make_person(world.top, Role.OFFICER, active=False)
    assert keepers_of(world.unit, without=world.leader) == [above]
    assert keepers_of(world.unit, without=world.anna) == [world.leader]
    assert keepers_of(make_unit(), without=world.anna) == []


def test_correction_answers_the_objection(world: World) -> None:
    objection = object_to(world.entry.id, text="我十点才走", actor=world.anna, now=AFTER)
    world.correct(150)
    db.session.refresh(objection)
    assert (objection.answer, objection.answered_at, objection.answered_by_id) == (
        "签退忘了",
        AFTER,
        world.leader.id,
    )
    object_to(world.entry.id, text="还差五分钟", actor=world.anna, now=AFTER)  # and she may object again
    assert db.session.scalars(select(HoursObjection)).all()[1].answered_at is None


def test_line_may_be_left_as_it_is_with_a_reason(world: World) -> None:
    with pytest.raises(Conflict) as caught:
        leave_as_is(world.entry.id, reason="x", actor=world.leader, now=AFTER)
    assert caught.value.code == "hours.no_objection"
    object_to(world.entry.id, text="我十点才走", actor=world.anna, now=AFTER)
    objection = leave_as_is(world.entry.id, reason="监控显示八点半", actor=world.leader, now=AFTER)
    assert objection.answer == "监控显示八点半"
    (told,) = _told(NotificationKind.HOURS_ANSWERED)
    assert (told[1]["before"], told[1]["after"]) == (120, 120)
    assert totals_of(world.anna).service == 120


def test_lines_by_hand_count_once(world: World) -> None:
    world.add(kind=HoursKind.TRAINING)
    with pytest.raises(Conflict) as caught:
        world.add(kind=HoursKind.TRAINING)
    assert caught.value.code == "hours.twin"
    assert totals_of(world.anna) == Totals(service=120, training=120, times=2)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"began": NOW + DAY}, "began"),
        ({"began": NOW - 800 * DAY}, "began"),
        ({"title": " "}, "title"),
        ({"reason": ""}, "reason"),
    ],
)
def test_lines_by_hand_must_make_sense(world: World, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        world.add(**values)
    assert caught.value.field == field


def test_lines_by_hand_need_the_right_and_another_person(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.add(actor=world.anna)
    with pytest.raises(NotAllowed):
        world.add(unit=world.top)
    anna_keeps = make_person(world.unit, Role.GRID_LEADER)
    with pytest.raises(NotAllowed):
        add_hours(
            anna_keeps.id,
            NewHours(HoursKind.SERVICE, "x", NOW - DAY, 60, "x"),
            unit=world.unit,
            actor=anna_keeps,
            now=AFTER,
        )


def test_totals_belong_to_the_unit_served_and_to_the_days(world: World) -> None:
    beside = make_unit(world.top)
    ben = make_person(beside)
    other = make_person(beside, Role.GRID_LEADER)
    shift = make_shift(beside, starts_at=NOW + DAY)
    enrol(world.anna, shift, 1)
    enrol(ben, shift, 2)
    minutes = {world.anna.id: 30, ben.id: 0}
    close_shift(shift.id, minutes=minutes, actor=other, now=NOW + 2 * DAY)
    above = make_person(world.top, Role.AUDITOR)
    week = (NOW - DAY, NOW + 6 * DAY)

    def people(actor: Person, unit: Unit | None = None) -> list[tuple[int, int, int]]:
        page = totals_by_person(actor, unit=unit, interval=week, number=1)
        return [(line.person.id, line.totals.minutes, line.totals.times) for line in page.items]

    assert people(above) == [(world.anna.id, 150, 2), (ben.id, 0, 0)]
    assert people(above, beside) == [(world.anna.id, 30, 1), (ben.id, 0, 0)]
    assert people(world.leader) == [(world.anna.id, 120, 1)]
    assert people(world.anna) == []
    assert totals_of_units(above, unit=None, interval=week) == Totals(service=150, times=2)
    assert totals_of_units(above, unit=None, interval=(NOW + DAY, NOW + 2 * DAY)).service == 30
    assert totals_of(world.anna, (NOW, NOW + HOUR)).service == 120


def test_year_adds_up_by_month_and_local_day(world: World) -> None:
    world.add(began=NOW - 20 * DAY, minutes=60, kind=HoursKind.TRAINING)
    world.add(began=NOW - 61 * DAY - 2 * HOUR, minutes=40)  # 31 December in UTC and Shanghai
    world.correct(90)
    year = year_of(world.anna, 2026)
    assert (year.service, year.training) == ([0, 0, 90] + [0] * 9, [0, 60] + [0] * 10)
    assert (year.times, year.minutes) == (2, 150)
    assert year.days == {date(2026, 3, 2): 90, date(2026, 2, 10): 60}
    assert years_of(world.anna) == [2026, 2025]


def test_credit_counts_corrections_and_knows_closed_shifts(world: World) -> None:
    world.correct(90)
    open_shift = make_shift(world.unit, starts_at=NOW)
    window = (NOW - DAY, NOW + DAY)
    assert credited_minutes([world.anna.id, world.leader.id], *window) == {world.anna.id: 90}
    assert credited_minutes([world.leader.id], *window) == {}
    assert credited_minutes([world.anna.id], NOW + HOUR, NOW + DAY) == {}
    assert closed_shifts(*window) == {world.entry.shift_id}
    assert open_shift.id not in closed_shifts(*window)


@pytest.mark.parametrize("number", [3, 30])
def test_number_of_queries_does_not_grow(world: World, number: int) -> None:
    for days in range(1, number):
        world.serve(world.anna, make_shift(world.unit, starts_at=NOW + days * DAY))
        object_to(
            db.session.scalars(select(HoursEntry.id).order_by(HoursEntry.id.desc())).first() or 0,
            text="?",
            actor=world.anna,
            now=AFTER,
        )
    db.session.expire_all()
    asked: list[str] = []
    with db.engine.connect() as connection:
        engine = connection.engine
    listener = lambda *args: asked.append(args[2])  # noqa: E731 - SQLAlchemy's six arguments
    event.listen(engine, "before_cursor_execute", listener)
    try:
        page = ledger_of(world.anna, number=1)
        assert len(page.items) == min(number, 25)
        for line in page.items:
            assert line.entry.unit.name
            assert line.entry.made_by is not None
            assert line.entry.corrections == []
        assert totals_by_person(world.leader, unit=None, interval=(NOW, NOW + 99 * DAY), number=1).total == 1
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    assert len(asked) <= 12
