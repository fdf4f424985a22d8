"""Drafts follow an exchange or a release: what is published next leaves it as it is."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import (
    AssignmentOrigin,
    EnrolmentOrigin,
    EnrolmentStatus,
    Role,
    SwapKind,
    SwapStatus,
    UnitKind,
)
from scheduler.models import Enrolment, Person, Roster, Shift, ShiftDemand, Unit
from scheduler.services.releases import ask_release, grant_release
from scheduler.services.rosters.comparing import compare_draft
from scheduler.services.rosters.drafts import draft_of
from scheduler.services.rosters.publishing import publish_roster
from scheduler.services.swaps import accept_swap, offer_shift
from tests.factories import NOW, make_period, make_person, make_shift, make_unit
from tests.services.rosters.helpers import draft_for, put_on, seats_of

DAY = timedelta(days=1)


class World:
    """Two neighbouring grids, of which one has a published roster with one person on one shift."""

    def __init__(self) -> None:
        top = make_unit(kind=UnitKind.COMMUNITY)
        square = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]}
        beside = {"type": "Polygon", "coordinates": [[[1, 0], [1, 1], [2, 1], [2, 0], [1, 0]]]}
        self.unit: Unit = make_unit(top, boundary=square)
        self.other: Unit = make_unit(top, boundary=beside)
        self.leader: Person = make_person(self.unit, Role.GRID_LEADER)
        self.holder, self.taker = make_person(self.unit), make_person(self.unit)
        self.shift: Shift = make_shift(self.unit, [ShiftDemand(minimum=1, target=1)], capacity=3)
        self.period = make_period(self.unit, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 15))
        draft = draft_for(self.period)
        put_on(draft, self.holder, self.shift)
        publish_roster(self.period.id, revision=draft.revision, actor=self.leader, now=NOW)

    @property
    def draft(self) -> Roster:
        """Return the draft that goes on from the published version."""
        draft = draft_of(self.period)
        assert draft is not None
        return draft

    def cover(self, taker: Person) -> None:
        """Let somebody take the shift over."""
        request = offer_shift(
            self.shift.id, kind=SwapKind.COVER, person_id=taker.id, actor=self.holder, now=NOW
        )
        accept_swap(request.id, actor=taker, now=NOW)
        assert request.status is SwapStatus.DONE

    def place(self, person: Person) -> Enrolment:
        """Return somebody's row on the shift."""
        return db.session.scalars(
            select(Enrolment).filter_by(shift_id=self.shift.id, person_id=person.id)
        ).one()

    def changes(self) -> tuple[int, int]:
        """Return how many places the next publication would give and end."""
        changes = compare_draft(self.draft, now=NOW)
        return len(changes.added), len(changes.removed)


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def test_draft_has_the_new_holder_pinned_and_publishing_changes_nothing(world: World) -> None:
    revision = world.draft.revision
    world.cover(world.taker)
    key = (world.shift.id, world.taker.id, True, AssignmentOrigin.HAND)
    assert seats_of(world.draft) == {key}
    assert world.place(world.taker).origin is EnrolmentOrigin.ROSTER
    assert world.changes() == (0, 0)
    assert world.draft.revision == revision + 1
    version = publish_roster(world.period.id, revision=revision + 1, actor=world.leader, now=NOW)
    assert version.number == 2
    assert world.place(world.taker).status is EnrolmentStatus.CONFIRMED
    assert world.place(world.holder).status is EnrolmentStatus.CANCELLED


def test_taker_from_outside_the_period_counts_as_a_sign_up(world: World) -> None:
    stranger = make_person(world.other)
    world.cover(stranger)
    assert seats_of(world.draft) == set()
    assert world.place(stranger).origin is EnrolmentOrigin.SELF
    assert world.changes() == (0, 0)


def test_own_sign_up_moves_without_touching_the_draft(world: World) -> None:
    draft = world.draft
    with atomic():
        world.place(world.holder).origin = EnrolmentOrigin.SELF
        draft.assignments.clear()
    revision = world.draft.revision
    world.cover(world.taker)
    assert world.place(world.taker).origin is EnrolmentOrigin.SELF
    assert (world.draft.revision, world.changes()) == (revision, (0, 0))


def test_released_person_is_not_planned_again(world: World) -> None:
    request = ask_release(world.shift.id, reason="发烧", actor=world.holder, now=NOW)
    grant_release(request.id, actor=world.leader, now=NOW)
    assert seats_of(world.draft) == set()
    assert world.changes() == (0, 0)
