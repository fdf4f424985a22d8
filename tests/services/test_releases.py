"""Asking the leader to be released: when there is something to ask, and what the answer does."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus, NotificationKind, ReleaseStatus, Role
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import Enrolment, Notification, Person, Shift
from scheduler.services.enrolments import sign_up
from scheduler.services.releases import (
    ask_release,
    end_lapsed_releases,
    grant_release,
    refuse_release,
    withdraw_release,
)
from scheduler.services.swap_lists import count_pending, pending_releases
from tests.factories import NOW, make_person, make_shift, make_unit


class World:
    """A shift of one place, its holder, somebody who waits, and the leader; it is past the cut-off."""

    def __init__(self) -> None:
        unit = make_unit()
        self.shift: Shift = make_shift(unit, capacity=1)
        self.holder, self.waiting = make_person(unit), make_person(unit)
        self.leader: Person = make_person(unit, Role.GRID_LEADER)
        for person in (self.holder, self.waiting):
            sign_up(self.shift.id, actor=person, now=NOW)
        self.late = self.shift.starts_at - timedelta(hours=5)

    def status(self, person: Person) -> EnrolmentStatus:
        """Return how somebody stands to the shift."""
        db.session.expire_all()
        query = select(Enrolment).filter_by(shift_id=self.shift.id, person_id=person.id)
        return db.session.scalars(query).one().status


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def test_granted_release_frees_the_place_for_the_next_in_turn(world: World) -> None:
    request = ask_release(world.shift.id, reason="孩子发烧", actor=world.holder, now=world.late)
    assert world.status(world.holder) is EnrolmentStatus.CONFIRMED
    assert [one.id for one in pending_releases(world.leader, now=world.late)] == [request.id]
    for _ in range(2):  # pressed twice
        grant_release(request.id, actor=world.leader, now=world.late)
    assert request.status is ReleaseStatus.GRANTED
    assert world.status(world.holder) is EnrolmentStatus.CANCELLED
    assert world.status(world.waiting) is EnrolmentStatus.OFFERED
    assert count_pending(world.leader, now=world.late) == 0
    told = db.session.execute(select(Notification.person_id, Notification.kind).order_by(Notification.id))
    assert [tuple(row) for row in told] == [
        (world.leader.id, NotificationKind.RELEASE_ASKED),
        (world.holder.id, NotificationKind.RELEASE_GRANTED),
        (world.waiting.id, NotificationKind.PLACE_OFFERED),
    ]


def test_refused_release_has_words_and_leaves_the_place(world: World) -> None:
    request = ask_release(world.shift.id, reason="有事", actor=world.holder, now=world.late)
    with pytest.raises(InvalidInput):
        refuse_release(request.id, reason="", actor=world.leader, now=world.late)
    refuse_release(request.id, reason="实在没有别人", actor=world.leader, now=world.late)
    assert (request.status, request.answer) == (ReleaseStatus.REFUSED, "实在没有别人")
    assert world.status(world.holder) is EnrolmentStatus.CONFIRMED
    with pytest.raises(Conflict, match=r"release\.answered"):
        grant_release(request.id, actor=world.leader, now=world.late)


def test_before_the_cut_off_there_is_nothing_to_ask(world: World) -> None:
    with pytest.raises(Conflict, match=r"release\.give_back"):
        ask_release(world.shift.id, reason="有事", actor=world.holder, now=NOW)
    with atomic():
        db.session.query(Enrolment).filter_by(person_id=world.holder.id).update(
            {"origin": EnrolmentOrigin.ROSTER}
        )
    ask_release(
        world.shift.id, reason="有事", actor=world.holder, now=NOW
    )  # only the leader ends such a place
    with pytest.raises(Conflict, match=r"release\.already_asked"):
        ask_release(world.shift.id, reason="有事", actor=world.holder, now=NOW)


def test_reason_is_asked_for_and_only_holders_ask(world: World) -> None:
    with pytest.raises(InvalidInput):
        ask_release(world.shift.id, reason=" ", actor=world.holder, now=world.late)
    with pytest.raises(Conflict, match=r"enrolment\.not_on_shift"):
        ask_release(world.shift.id, reason="有事", actor=world.waiting, now=world.late)
    with pytest.raises(Conflict, match=r"enrolment\.cancel_begun"):
        ask_release(world.shift.id, reason="有事", actor=world.holder, now=world.shift.starts_at)


def test_only_leaders_decide_and_not_about_themselves(world: World) -> None:
    request = ask_release(world.shift.id, reason="有事", actor=world.holder, now=world.late)
    with pytest.raises(NotAllowed):
        grant_release(request.id, actor=world.waiting, now=world.late)
    with pytest.raises(NotFound):
        withdraw_release(request.id, actor=world.waiting, now=world.late)
    with atomic():
        db.session.query(Enrolment).filter_by(person_id=world.holder.id).update(
            {"person_id": world.leader.id}
        )
    with pytest.raises(NotAllowed, match=r"release\.own"):
        grant_release(request.id, actor=world.leader, now=world.late)


def test_taken_back_or_overtaken_requests_end(world: World) -> None:
    first = ask_release(world.shift.id, reason="有事", actor=world.holder, now=world.late)
    withdraw_release(first.id, actor=world.holder, now=world.late)
    second = ask_release(world.shift.id, reason="有事", actor=world.holder, now=world.late)
    assert end_lapsed_releases(now=world.late) == 0
    assert end_lapsed_releases(now=world.shift.starts_at) == 1
    db.session.expire_all()
    assert (first.status, second.status) == (ReleaseStatus.WITHDRAWN, ReleaseStatus.ENDED)
