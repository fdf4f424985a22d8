"""Edits of a draft: assign, take off, move, pin, and every reason to refuse."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import AssignmentOrigin, Role, ShiftStatus
from scheduler.errors import Conflict, NotAllowed, NotFound, RuleBroken, StaleVersion
from scheduler.models import AuditEntry, Person, Roster, RosterPeriod, Shift, ShiftDemand, Unit
from scheduler.services.rosters import editing
from scheduler.services.rosters.runs import start_run
from tests.factories import NOW, enrol, make_period, make_person, make_shift, make_unit
from tests.services.rosters.helpers import draft_for, put_on, say, seats_of

pytestmark = pytest.mark.usefixtures("app")

DAY = timedelta(days=1)
HAND, SOLVER = AssignmentOrigin.HAND, AssignmentOrigin.SOLVER


class World:
    """A grid, a period, two shifts of two places on different days, and a volunteer."""

    def __init__(self) -> None:
        self.unit: Unit = make_unit()
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        self.period: RosterPeriod = make_period(self.unit)
        self.draft: Roster = draft_for(self.period)
        self.one, self.two = (self.shift(days) for days in (3, 4))
        self.anna: Person = make_person(self.unit)

    def shift(self, days: int, **values: Any) -> Shift:
        return make_shift(
            self.unit, [ShiftDemand(target=2)], capacity=2, starts_at=NOW + days * DAY, **values
        )

    def edit(self, action: Callable[..., Any], shift: Shift | None = None, **values: Any) -> Any:
        return action(
            self.period.id,
            **{
                "shift_id": (shift or self.one).id,
                "person_id": self.anna.id,
                "revision": self.draft.revision,
                "actor": self.leader,
                "now": NOW,
                **values,
            },
        )

    def refused(self, action: Callable[..., Any], shift: Shift | None = None, **values: Any) -> str:
        before = seats_of(self.draft)
        with pytest.raises(Conflict) as refusal:
            self.edit(action, shift, **values)
        assert seats_of(self.draft) == before
        return refusal.value.code


@pytest.fixture
def world() -> World:
    return World()


def test_assign_pins_by_hand_and_raises_the_revision(world: World) -> None:
    before = world.draft.revision
    assert world.edit(editing.assign) == []
    assert seats_of(world.draft) == {(world.one.id, world.anna.id, True, HAND)}
    assert world.draft.revision == before + 1
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "roster.assign")).one()
    assert entry.details == {"shift": world.one.id, "person": world.anna.id}


def test_unassign_takes_off(world: World) -> None:
    put_on(world.draft, world.anna, world.one)
    world.edit(editing.unassign)
    assert seats_of(world.draft) == set()


def test_move_leaves_one_shift_for_another(world: World) -> None:
    put_on(world.draft, world.anna, world.one)
    found = world.edit(editing.move, to_shift_id=world.two.id)
    assert [item.rule for item in found] == ["coverage_target"]
    assert seats_of(world.draft) == {(world.two.id, world.anna.id, True, HAND)}


def test_pin_and_unpin(world: World) -> None:
    put_on(world.draft, world.anna, world.one)
    world.edit(editing.pin, pinned=True)
    assert seats_of(world.draft) == {(world.one.id, world.anna.id, True, SOLVER)}
    world.edit(editing.pin, pinned=False)
    assert seats_of(world.draft) == {(world.one.id, world.anna.id, False, SOLVER)}


def test_edit_of_an_older_revision_is_stale(world: World) -> None:
    seen = world.draft.revision
    world.edit(editing.assign)
    for action, more in (
        (editing.assign, {}),
        (editing.unassign, {}),
        (editing.move, {"to_shift_id": world.two.id}),
        (editing.pin, {"pinned": False}),
    ):
        with pytest.raises(StaleVersion):
            world.edit(action, revision=seen, **more)
    assert seats_of(world.draft) == {(world.one.id, world.anna.id, True, HAND)}


def test_assigning_twice_or_moving_to_where_one_is_already_is_refused(world: World) -> None:
    put_on(world.draft, world.anna, world.one)
    put_on(world.draft, world.anna, world.two)
    assert world.refused(editing.assign) == "assignment.twice"
    assert world.refused(editing.move, to_shift_id=world.two.id) == "assignment.twice"


def test_who_is_not_there_cannot_be_taken_off_moved_or_pinned(world: World) -> None:
    assert world.refused(editing.unassign) == "assignment.gone"
    assert world.refused(editing.move, to_shift_id=world.two.id) == "assignment.gone"
    assert world.refused(editing.pin, pinned=True) == "assignment.gone"


def test_full_shift_takes_nobody_else(world: World) -> None:
    for seat in (1, 2):
        enrol(make_person(world.unit), world.one, seat)
    assert world.refused(editing.assign) == "assignment.full"


def test_own_sign_up_stays_even_if_the_draft_did_not_know_of_it(world: World) -> None:
    enrol(world.anna, world.one)
    for action, more in (
        (editing.unassign, {}),
        (editing.move, {"to_shift_id": world.two.id}),
        (editing.pin, {"pinned": False}),
    ):
        assert world.refused(action, **more) == "assignment.sign_up"
    assert world.refused(editing.assign) == "assignment.twice"


def test_shift_that_has_begun_or_is_cancelled_is_refused(world: World) -> None:
    assert world.refused(editing.assign, world.shift(0)) == "assignment.begun"
    cancelled = world.shift(5, status=ShiftStatus.CANCELLED)
    assert world.refused(editing.assign, cancelled) == "assignment.cancelled"


def test_hard_rule_is_kept_and_named(world: World) -> None:
    say(world.anna, world.one.starts_at, world.one.ends_at)
    with pytest.raises(RuleBroken) as refusal:
        world.edit(editing.assign)
    assert refusal.value.broken == ((world.anna.name, "availability"),)
    assert seats_of(world.draft) == set()


def test_shift_or_person_outside_the_period_is_not_found(world: World) -> None:
    elsewhere = make_unit()
    outside = [make_shift(elsewhere, [ShiftDemand()]), world.shift(60)]
    put_on(world.draft, world.anna, world.two)
    for shift in outside:
        with pytest.raises(NotFound):
            world.edit(editing.assign, shift)
        with pytest.raises(NotFound):
            world.edit(editing.move, world.two, to_shift_id=shift.id)
    for person in (make_person(elsewhere), make_person(world.unit, active=False)):
        with pytest.raises(NotFound):
            world.edit(editing.assign, person_id=person.id)
    with pytest.raises(NotFound):
        world.edit(editing.assign, person_id=0)


def test_nobody_edits_while_the_solver_works(world: World) -> None:
    put_on(world.draft, world.anna, world.one)
    start_run(world.period.id, time_limit=10, actor=world.leader, now=NOW)
    assert world.refused(editing.unassign) == "run.active"
    assert world.refused(editing.pin, pinned=True) == "run.active"


def test_only_planners_of_the_unit_edit(world: World) -> None:
    for person in (
        make_person(world.unit),
        make_person(world.unit, Role.AUDITOR),
        make_person(make_unit(), Role.GRID_LEADER),
    ):
        with pytest.raises(NotAllowed):
            world.edit(editing.assign, actor=person)
