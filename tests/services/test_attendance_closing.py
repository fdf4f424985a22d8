"""Closing a shift: its hours go into the ledger once, as they were or as its leader says."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from scheduler.database import atomic, db
from scheduler.enums import ActivityKind, AttendanceState, HoursKind, Role, ShiftStatus, TapAction
from scheduler.errors import Conflict, InvalidInput, NotAllowed
from scheduler.models import Attendance, AttendanceClosing, AuditEntry, HoursEntry, Person, Shift, Unit
from scheduler.services.attendance import add_walk_in, check_in
from scheduler.services.attendance_closing import close_shift
from tests.factories import NOW, enrol, make_person, make_shift, make_unit, save

pytestmark = pytest.mark.usefixtures("app")

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
AFTER = NOW + 3 * HOUR


class World:
    """A patrol of two hours: Anna came late, Ben did not come, Carl walked in and never checked out."""

    def __init__(self, kind: ActivityKind = ActivityKind.PATROL) -> None:
        self.unit: Unit = make_unit()
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        self.anna, self.ben, self.carl = (make_person(self.unit) for _ in range(3))
        self.shift: Shift = make_shift(self.unit, starts_at=NOW, kind=kind)
        enrol(self.anna, self.shift, 1)
        enrol(self.ben, self.shift, 2)
        check_in(self.shift.id, TapAction.IN, actor=self.anna, now=NOW + 20 * MINUTE)
        check_in(self.shift.id, TapAction.OUT, actor=self.anna, now=NOW + 118 * MINUTE)
        add_walk_in(self.shift.id, self.carl.id, actor=self.leader, now=NOW + 30 * MINUTE)

    def close(self, minutes: dict[int, int] | None = None) -> AttendanceClosing:
        """Close the shift as its leader."""
        return close_shift(self.shift.id, minutes=minutes or {}, actor=self.leader, now=AFTER)


@pytest.fixture
def world() -> World:
    return World()


def _ledger() -> dict[int, int]:
    query = select(HoursEntry.person_id, HoursEntry.minutes)
    return dict(db.session.execute(query).all())


def _refusal(action: Callable[[], object]) -> str:
    with pytest.raises(Conflict) as caught:
        action()
    return caught.value.code


def test_minutes_follow_from_arrival_and_leaving(world: World) -> None:
    closing = world.close()
    assert (closing.closed_at, closing.closed_by_id) == (AFTER, world.leader.id)
    assert _ledger() == {world.anna.id: 100, world.ben.id: 0, world.carl.id: 90}
    entry = db.session.scalars(select(HoursEntry).where(HoursEntry.person_id == world.anna.id)).one()
    assert (entry.unit_id, entry.shift_id, entry.kind, entry.title, entry.began, entry.made_by_id) == (
        world.unit.id,
        world.shift.id,
        HoursKind.SERVICE,
        "傍晚巡逻",
        NOW,
        world.leader.id,
    )


def test_leader_may_say_other_minutes(world: World) -> None:
    world.close({world.anna.id: 120, world.ben.id: 45})
    assert _ledger() == {world.anna.id: 120, world.ben.id: 45, world.carl.id: 90}


def test_whoever_is_still_expected_did_not_come(world: World) -> None:
    world.close()
    rows = db.session.execute(select(Attendance.person_id, Attendance.state))
    assert dict(rows.all()) == {
        world.anna.id: AttendanceState.OUT,
        world.ben.id: AttendanceState.NO_SHOW,
        world.carl.id: AttendanceState.IN,
    }


def test_closing_twice_counts_once(world: World) -> None:
    world.close()
    assert _refusal(world.close) == "attendance.closed_already"
    assert _ledger() == {world.anna.id: 100, world.ben.id: 0, world.carl.id: 90}
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "attendance.closed")).one()
    assert entry.details == {"title": "傍晚巡逻", "number": 3, "minutes": 190}


def test_database_takes_one_first_line_for_person_and_shift_only(world: World) -> None:
    world.close()
    twin = HoursEntry(
        person_id=world.anna.id,
        unit_id=world.unit.id,
        shift_id=world.shift.id,
        kind=HoursKind.SERVICE,
        title="再来一次",
        began=NOW,
        minutes=1,
        created=NOW,
    )
    with pytest.raises(IntegrityError):
        save(twin)


def test_training_counts_as_training() -> None:
    World(ActivityKind.TRAINING).close()
    assert set(db.session.scalars(select(HoursEntry.kind))) == {HoursKind.TRAINING}


@pytest.mark.parametrize("minutes", [-1, 151])
def test_more_than_the_shift_can_count_as_is_refused(world: World, minutes: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        world.close({world.anna.id: minutes})
    assert (caught.value.code, caught.value.params) == (
        "hours.minutes",
        {"most": 150, "person_id": world.anna.id},
    )
    assert _ledger() == {}
    assert db.session.scalars(select(AttendanceClosing)).all() == []


def test_only_who_keeps_hours_closes_and_only_what_is_over(world: World) -> None:
    team_leader = make_person(world.unit, Role.TEAM_LEADER)
    with pytest.raises(NotAllowed):
        close_shift(world.shift.id, minutes={}, actor=team_leader, now=AFTER)

    def close_at(hours: int) -> None:
        close_shift(world.shift.id, minutes={}, actor=world.leader, now=NOW + hours * HOUR)

    assert _refusal(lambda: close_at(1)) == "attendance.not_over"
    with atomic():
        world.shift.status = ShiftStatus.CANCELLED
    assert _refusal(lambda: close_at(3)) == "attendance.shift_cancelled"
