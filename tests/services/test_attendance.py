"""Taps: each counts once, the one made later wins, and only for those who may and are there."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import (
    AttendanceState,
    EnrolmentStatus,
    Role,
    ShiftStatus,
    TapAction,
    TapSource,
    UnitKind,
)
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import Attendance, AttendanceTap, AuditEntry, Enrolment, Person, Shift, Unit
from scheduler.services.attendance import Tap, add_walk_in, check_in, record_taps
from scheduler.services.attendance_closing import close_shift
from scheduler.services.attendance_lists import (
    find_walk_ins,
    own_shifts_now,
    sheet_of,
    shifts_now,
    shifts_to_close,
)
from tests.factories import NOW, enrol, make_person, make_shift, make_unit

pytestmark = pytest.mark.usefixtures("app")

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EXPECTED, IN, OUT, NO_SHOW, EXCUSED = AttendanceState


class World:
    """A patrol from NOW to two hours later, with Anna and Ben on it, and a team leader with a list."""

    def __init__(self) -> None:
        self.top: Unit = make_unit(kind=UnitKind.COMMUNITY)
        self.unit: Unit = make_unit(self.top)
        self.leader: Person = make_person(self.unit, Role.TEAM_LEADER)
        self.keeper: Person = make_person(self.unit, Role.GRID_LEADER)
        self.anna, self.ben = make_person(self.unit, name="安娜"), make_person(self.unit, name="本")
        self.shift: Shift = make_shift(self.unit, starts_at=NOW)
        enrol(self.anna, self.shift, 1)
        enrol(self.ben, self.shift, 2)

    def tap(
        self, person: Person, action: str, minute: int, *, received: int | None = None, **values: Any
    ) -> AttendanceState | None:
        """Send one tap made at a minute of the shift; return the person's state afterwards."""
        made = Tap(
            values.pop("key", f"{action}-{minute}-{person.id}"),
            person.id,
            TapAction(action),
            NOW + minute * MINUTE,
            **values,
        )
        now = NOW + (minute if received is None else received) * MINUTE
        return record_taps(self.shift.id, [made], actor=self.leader, now=now)[0].state

    def row(self, person: Person) -> tuple[AttendanceState, datetime | None, datetime | None]:
        """Return what is known of a person."""
        db.session.rollback()
        query = select(Attendance).where(Attendance.person_id == person.id)
        row = db.session.scalars(query).one()
        return row.state, row.arrived_at, row.left_at


@pytest.fixture
def world() -> World:
    return World()


def _taps() -> list[AttendanceTap]:
    return list(db.session.scalars(select(AttendanceTap).order_by(AttendanceTap.id)))


def _refusal(action: Callable[[], object]) -> str:
    with pytest.raises(Conflict) as caught:
        action()
    return caught.value.code


def test_taps_of_the_list_say_who_came_and_left(world: World) -> None:
    assert world.tap(world.anna, "in", 3) is IN
    assert world.tap(world.anna, "out", 110) is OUT
    assert world.tap(world.ben, "excused", 4) is EXCUSED
    assert world.row(world.anna) == (OUT, NOW + 3 * MINUTE, NOW + 110 * MINUTE)
    assert world.row(world.ben) == (EXCUSED, None, None)
    assert [(tap.action.value, tap.source, tap.by_id) for tap in _taps()] == [
        ("in", TapSource.LIST, world.leader.id),
        ("out", TapSource.LIST, world.leader.id),
        ("excused", TapSource.LIST, world.leader.id),
    ]


def test_tap_that_arrives_twice_counts_once(world: World) -> None:
    for received in (5, 30, 60):
        assert world.tap(world.anna, "in", 5, received=received, key="same") is IN
    assert world.row(world.anna)[1] == NOW + 5 * MINUTE
    assert len(_taps()) == 1


def test_batch_with_the_same_tap_twice_counts_it_once(world: World) -> None:
    tap = Tap("twice", world.anna.id, TapAction.IN, NOW)
    outcomes = record_taps(world.shift.id, [tap, tap], actor=world.leader, now=NOW)
    assert [outcome.state for outcome in outcomes] == [IN, IN]
    assert len(_taps()) == 1


def test_tap_made_later_wins_though_it_arrives_first(world: World) -> None:
    assert world.tap(world.anna, "no_show", 20) is NO_SHOW
    assert world.tap(world.anna, "in", 10, received=40) is NO_SHOW
    assert world.tap(world.anna, "in", 30, received=50) is IN
    assert world.row(world.anna)[1] == NOW + 30 * MINUTE


def test_leaving_may_arrive_before_coming(world: World) -> None:
    assert world.tap(world.anna, "out", 100) is EXPECTED
    assert world.tap(world.anna, "in", 2, received=101) is OUT
    assert world.row(world.anna) == (OUT, NOW + 2 * MINUTE, NOW + 100 * MINUTE)


def test_tap_from_the_future_is_of_now(world: World) -> None:
    world.tap(world.anna, "in", 90, received=10)
    assert world.row(world.anna)[1] == NOW + 10 * MINUTE


def test_one_audit_entry_tells_of_a_batch(world: World) -> None:
    taps = [Tap(str(person.id), person.id, TapAction.IN, NOW) for person in (world.anna, world.ben)]
    record_taps(world.shift.id, taps, actor=world.leader, now=NOW)
    record_taps(world.shift.id, taps, actor=world.leader, now=NOW)  # nothing new
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id, entry.actor_id, entry.details) == (
        "attendance.taken",
        world.shift.id,
        world.leader.id,
        {"title": "傍晚巡逻", "number": 2},
    )


def test_whole_shift_is_said_after_its_end(world: World) -> None:
    tap = Tap("a", world.anna.id, TapAction.WHOLE, NOW + HOUR)
    early = record_taps(world.shift.id, [tap], actor=world.leader, now=NOW + HOUR)[0]
    assert (early.state, early.refused and early.refused.code) == (EXPECTED, "attendance.not_over")
    assert world.tap(world.anna, "whole", 121) is OUT
    assert world.row(world.anna) == (OUT, NOW, NOW + 120 * MINUTE)


@pytest.mark.parametrize(
    ("arrived", "left", "field"),
    [(-121, 60, "arrived"), (121, 130, "arrived"), (60, 59, "left"), (0, 241, "left"), (0, 500, "left")],
)
def test_times_that_cannot_be_are_refused(world: World, arrived: int, left: int, field: str) -> None:
    times = {"arrived_at": NOW + arrived * MINUTE, "left_at": NOW + left * MINUTE}
    tap = Tap("a", world.anna.id, TapAction.TIMES, NOW + 4 * HOUR, TapSource.PAPER, **times)
    refused = record_taps(world.shift.id, [tap], actor=world.leader, now=NOW + 24 * HOUR)[0].refused
    assert isinstance(refused, InvalidInput)
    assert refused.field == field
    assert _taps() == []


def test_who_is_not_on_the_list_is_not_tapped(world: World) -> None:
    stranger = make_person(world.unit)
    gone = db.session.scalars(select(Enrolment).where(Enrolment.person_id == world.ben.id)).one()
    with atomic():
        gone.status, gone.seat = EnrolmentStatus.CANCELLED, None
    taps = [Tap(str(person.id), person.id, TapAction.IN, NOW) for person in (stranger, world.ben, world.anna)]
    outcomes = record_taps(world.shift.id, taps, actor=world.leader, now=NOW)
    assert [(outcome.state, outcome.refused and outcome.refused.code) for outcome in outcomes] == [
        (None, "attendance.not_listed"),
        (None, "attendance.not_listed"),
        (IN, None),
    ]


def test_only_leaders_of_the_subtree_take_attendance(world: World) -> None:
    outsider = make_person(make_unit(), Role.OFFICER)
    auditor = make_person(world.top, Role.AUDITOR)
    for person in (world.anna, outsider, auditor):
        with pytest.raises(NotAllowed):
            record_taps(world.shift.id, [], actor=person, now=NOW)
    above = make_person(world.top, Role.COORDINATOR)
    assert record_taps(world.shift.id, [], actor=above, now=NOW) == []
    with pytest.raises(NotFound):
        record_taps(999, [], actor=world.leader, now=NOW)


def test_list_is_shut_long_before_when_cancelled_and_when_closed(world: World) -> None:
    def tap(now: datetime) -> str:
        return _refusal(lambda: record_taps(world.shift.id, [], actor=world.leader, now=now))

    assert tap(NOW - 13 * HOUR) == "attendance.not_open"
    close_shift(world.shift.id, minutes={}, actor=world.keeper, now=NOW + 3 * HOUR)
    assert tap(NOW + 3 * HOUR) == "attendance.closed"
    with atomic():
        world.shift.status = ShiftStatus.CANCELLED
    assert tap(NOW) == "attendance.shift_cancelled"


def test_check_in_and_out_by_code_counts_once(world: World) -> None:
    for minute in (4, 5):
        check_in(world.shift.id, TapAction.IN, actor=world.anna, now=NOW + minute * MINUTE)
    for minute in (100, 119):
        check_in(world.shift.id, TapAction.OUT, actor=world.anna, now=NOW + minute * MINUTE)
    assert world.row(world.anna) == (OUT, NOW + 4 * MINUTE, NOW + 100 * MINUTE)
    assert [(tap.action.value, tap.source.value) for tap in _taps()] == [("in", "code"), ("out", "code")]
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
    assert list(actions) == ["attendance.checked_in", "attendance.checked_out"]


def test_check_in_after_a_mistaken_leaving_goes_on(world: World) -> None:
    for action, minute in ((TapAction.IN, 1), (TapAction.OUT, 2), (TapAction.IN, 3)):
        check_in(world.shift.id, action, actor=world.anna, now=NOW + minute * MINUTE)
    assert world.row(world.anna) == (IN, NOW + MINUTE, None)


@pytest.mark.parametrize(
    ("hours", "code"),
    [(-2.1, "attendance.too_soon"), (-2, None), (4, None), (4.1, "attendance.over")],
)
def test_code_holds_from_two_hours_before_until_two_hours_after(
    world: World, hours: float, code: str | None
) -> None:
    now = NOW + hours * HOUR
    if code is None:
        assert check_in(world.shift.id, TapAction.IN, actor=world.anna, now=now).state is IN
        return
    assert _refusal(lambda: check_in(world.shift.id, TapAction.IN, actor=world.anna, now=now)) == code


def test_check_in_needs_a_place_and_checking_out_an_arrival(world: World) -> None:
    stranger = make_person(world.unit)
    refused = _refusal(lambda: check_in(world.shift.id, TapAction.IN, actor=stranger, now=NOW))
    assert refused == "attendance.not_on_shift"
    refused = _refusal(lambda: check_in(world.shift.id, TapAction.OUT, actor=world.anna, now=NOW))
    assert refused == "attendance.not_in"


def test_walk_in_counts_as_here_and_can_check_out(world: World) -> None:
    carl = make_person(world.unit, name="卡尔")
    add_walk_in(world.shift.id, carl.id, actor=world.leader, now=NOW + 10 * MINUTE)
    assert [(line.person.name, line.walk_in, line.presence.state) for line in sheet_of(world.shift)] == [
        ("安娜", False, EXPECTED),
        ("本", False, EXPECTED),
        ("卡尔", True, IN),
    ]
    check_in(world.shift.id, TapAction.OUT, actor=carl, now=NOW + 100 * MINUTE)
    assert world.row(carl) == (OUT, NOW + 10 * MINUTE, NOW + 100 * MINUTE)
    again = _refusal(lambda: add_walk_in(world.shift.id, carl.id, actor=world.leader, now=NOW + HOUR))
    assert again == "attendance.on_list"


def test_walk_in_must_be_active_and_seen_by_the_leader(world: World) -> None:
    gone = make_person(world.unit, active=False)
    code = _refusal(lambda: add_walk_in(world.shift.id, gone.id, actor=world.leader, now=NOW))
    assert code == "attendance.inactive"
    elsewhere = make_person(make_unit())
    with pytest.raises(NotAllowed):
        add_walk_in(world.shift.id, elsewhere.id, actor=world.leader, now=NOW)


def test_walk_ins_are_found_by_name_or_last_digits(world: World) -> None:
    carl = make_person(world.unit, name="卡尔", phone="+8613900001234")
    make_person(make_unit(), name="卡尔二")  # of a unit that the leader does not see
    make_person(world.unit, name="卡尔三", active=False)

    def found(text: str) -> list[str]:
        return [person.name for person in find_walk_ins(world.shift, text, actor=world.leader)]

    assert found("卡") == [carl.name]
    assert found("1234") == [carl.name]
    assert found("234") == []
    assert found("安娜") == []
    assert found("") == found("%") == found("\x00") == []


def test_own_shifts_of_now_are_those_that_take_codes(world: World) -> None:
    later = make_shift(world.unit, starts_at=NOW + 5 * HOUR)
    enrol(world.anna, later)
    seen = own_shifts_now(world.anna, now=NOW)
    assert [(line.shift.id, line.presence.state) for line in seen] == [(world.shift.id, EXPECTED)]
    check_in(world.shift.id, TapAction.IN, actor=world.anna, now=NOW)
    assert [line.presence.state for line in own_shifts_now(world.anna, now=NOW)] == [IN]
    close_shift(world.shift.id, minutes={}, actor=world.keeper, now=NOW + 2 * HOUR)
    assert own_shifts_now(world.anna, now=NOW + 2 * HOUR) == []


def test_leaders_see_the_shifts_of_now_and_those_to_close(world: World) -> None:
    empty = make_shift(world.unit, starts_at=NOW - 5 * HOUR)  # nobody was on it
    elsewhere = make_shift(make_unit(), starts_at=NOW)
    enrol(world.anna, elsewhere)
    assert [shift.id for shift in shifts_now(world.leader, now=NOW, most=9)] == [world.shift.id]
    after = NOW + 3 * HOUR
    assert [shift.id for shift in shifts_to_close(world.keeper, now=after, most=9)] == [world.shift.id]
    assert empty.id not in [shift.id for shift in shifts_to_close(world.keeper, now=after, most=9)]
    assert shifts_to_close(world.leader, now=after, most=9) == []  # a team leader does not keep hours
    close_shift(world.shift.id, minutes={}, actor=world.keeper, now=after)
    assert shifts_to_close(world.keeper, now=after, most=9) == []
