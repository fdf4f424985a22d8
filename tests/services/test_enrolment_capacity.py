"""Places raised, lowered and given out of turn: who gets one, who makes room, and what they are told."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus, NotificationKind, Role
from scheduler.errors import Conflict, InvalidInput, NotAllowed
from scheduler.models import AuditEntry, Enrolment, Notification, Shift
from scheduler.services.enrolment_waiting import waiting_list
from scheduler.services.enrolments import (
    cancel,
    give_place,
    move_lists_on,
    sign_up,
)
from scheduler.services.shifts import cancel_shift
from tests.factories import NOW, enrol, make_person, make_shift, make_unit
from tests.services.queues import change_shift, kinds_told, make_queue, order_on, states_on

HOUR = timedelta(hours=1)
CONFIRMED, OFFERED = EnrolmentStatus.CONFIRMED, EnrolmentStatus.OFFERED
WAITING, GONE = EnrolmentStatus.WAITING, EnrolmentStatus.CANCELLED


def test_more_places_are_offered_in_turn(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second, third, fourth) = make_queue(unit, waiting=3)
    change_shift(shift, make_person(unit, Role.GRID_LEADER), capacity=3)
    assert states_on(shift) == {
        first.id: CONFIRMED,
        second.id: OFFERED,
        third.id: OFFERED,
        fourth.id: WAITING,
    }
    assert [place.seat for place in waiting_list(shift)] == [2, 3, None]


def test_fewer_places_end_the_latest_sign_ups_if_the_leader_agrees(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second, third, waiting) = make_queue(unit, waiting=1, capacity=3)
    leader = make_person(unit, Role.GRID_LEADER)
    with pytest.raises(InvalidInput) as asked:
        change_shift(shift, leader, capacity=1)
    assert (asked.value.field, asked.value.code, asked.value.params) == (
        "capacity",
        "shift.places_lost",
        {"lost": 2, "names": (second.name, third.name)},
    )
    change_shift(shift, leader, capacity=1, losses=2)
    assert states_on(shift)[first.id] is CONFIRMED
    assert order_on(shift) == [second.id, third.id, waiting.id]
    assert kinds_told(second) == kinds_told(third) == [NotificationKind.PLACE_LOST]
    notes = select(Notification.params).order_by(Notification.id)
    assert [params["position"] for params in db.session.scalars(notes)] == [1, 2]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "shift.updated")).one()
    assert entry.details["lost"] == [second.name, third.name]
    cancel(shift.id, actor=first, now=NOW)
    assert states_on(shift)[second.id] is OFFERED


def test_offers_are_taken_back_before_anybody_loses_a_place(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second, third, fourth) = make_queue(unit, waiting=2, capacity=2)
    cancel(shift.id, actor=first, now=NOW)
    leader = make_person(unit, Role.GRID_LEADER)
    change_shift(shift, leader, capacity=1)
    assert states_on(shift) == {
        first.id: GONE,
        second.id: CONFIRMED,
        third.id: WAITING,
        fourth.id: WAITING,
    }
    assert order_on(shift) == [third.id, fourth.id]
    assert kinds_told(third) == [NotificationKind.PLACE_OFFERED, NotificationKind.OFFER_WITHDRAWN]
    assert db.session.scalars(select(Enrolment.seat).where(Enrolment.seat.is_not(None))).all() == [1]


def test_place_by_the_roster_outlasts_fewer_places(app: Flask) -> None:
    unit = make_unit()
    shift = make_shift(unit, capacity=2)
    own, planned = make_person(unit), make_person(unit)
    sign_up(shift.id, actor=own, now=NOW)
    enrol(planned, shift, seat=2, origin=EnrolmentOrigin.ROSTER)
    change_shift(shift, make_person(unit, Role.GRID_LEADER), capacity=1, losses=1)
    assert states_on(shift) == {own.id: WAITING, planned.id: CONFIRMED}


def test_fewer_were_to_lose_their_places_than_the_leader_agreed_to(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second, third) = make_queue(unit, waiting=0, capacity=3)
    cancel(shift.id, actor=first, now=NOW)
    change_shift(shift, make_person(unit, Role.GRID_LEADER), capacity=1, losses=2)
    assert states_on(shift) == {first.id: GONE, second.id: CONFIRMED, third.id: WAITING}


def test_running_shift_keeps_its_people(app: Flask) -> None:
    unit = make_unit()
    shift, _ = make_queue(unit, waiting=0, capacity=2)
    with atomic():
        running = db.session.get_one(Shift, shift.id)
        running.starts_at, running.ends_at = NOW - HOUR, NOW + HOUR
    with pytest.raises(InvalidInput) as refused:
        change_shift(shift, make_person(unit, Role.GRID_LEADER), capacity=1, losses=1)
    assert refused.value.code == "shift.capacity_below_enrolled"


def test_shift_called_off_is_told_to_those_who_wait(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second) = make_queue(unit, waiting=1)
    leader = make_person(unit, Role.GRID_LEADER)
    db.session.expire_all()
    cancel_shift(shift.id, version=shift.version, reason="暴雨", actor=leader, now=NOW)
    assert states_on(shift) == {first.id: CONFIRMED, second.id: GONE}
    assert kinds_told(second) == [NotificationKind.SHIFT_CANCELLED]
    assert move_lists_on(now=NOW) == 0


def test_leader_gives_a_place_out_of_turn_and_nobody_loses_one(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second, third) = make_queue(unit)
    leader = make_person(unit, Role.GRID_LEADER)
    place = give_place(shift.id, third.id, reason="会开车", actor=leader, now=NOW)
    assert (place.status, place.seat, place.shift.capacity) == (CONFIRMED, 2, 2)
    assert states_on(shift) == {first.id: CONFIRMED, second.id: WAITING, third.id: CONFIRMED}
    assert kinds_told(third) == [NotificationKind.PLACE_GIVEN]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "enrolment.given_place")).one()
    assert (entry.actor_id, entry.details["reason"]) == (leader.id, "会开车")
    with pytest.raises(Conflict) as again:
        give_place(shift.id, third.id, reason="会开车", actor=leader, now=NOW)
    assert again.value.code == "enrolment.no_longer_listed"


def test_leader_confirms_an_offered_place_on_its_own_seat(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second) = make_queue(unit, waiting=1)
    cancel(shift.id, actor=first, now=NOW)
    leader = make_person(unit, Role.GRID_LEADER)
    place = give_place(shift.id, second.id, reason="已电话确认", actor=leader, now=NOW)
    assert (place.status, place.seat, place.shift.capacity) == (CONFIRMED, 1, 1)


def test_leader_cannot_give_a_place_to_somebody_who_is_elsewhere(app: Flask) -> None:
    unit = make_unit()
    shift, (_, second) = make_queue(unit, waiting=1)
    sign_up(make_shift(unit).id, actor=second, now=NOW)
    leader = make_person(unit, Role.GRID_LEADER)
    with pytest.raises(Conflict) as refused:
        give_place(shift.id, second.id, reason="会开车", actor=leader, now=NOW)
    assert refused.value.code == "enrolment.cannot_come"
    why = refused.value.params["why"]
    assert isinstance(why, Conflict)
    assert why.code == "enrolment.overlap"
    with pytest.raises(InvalidInput):
        give_place(shift.id, second.id, reason=" ", actor=leader, now=NOW)
    with pytest.raises(NotAllowed):
        give_place(shift.id, second.id, reason="会开车", actor=second, now=NOW)
