"""Waiting lists: in turn, for a while, and never more places than there are."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import ActivityKind, EnrolmentStatus, NotificationKind, Role
from scheduler.errors import Conflict
from scheduler.models import AuditEntry, Notification, Shift, ShiftDemand
from scheduler.services.enrolment_lists import waits_of
from scheduler.services.enrolment_waiting import due_shifts, offer_until, positions, waiting_list
from scheduler.services.enrolments import (
    accept_offer,
    cancel,
    leave_list,
    move_lists_on,
    sign_up,
)
from scheduler.services.feeds import private_places, private_state
from scheduler.services.open_shifts import find_offer
from scheduler.services.people import deactivate_person
from scheduler.services.shifts import cancel_shift
from tests.factories import NOW, enrol, make_person, make_shift, make_skill, make_unit, qualify
from tests.services.queues import change_shift, kinds_told, make_queue, order_on, states_on

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CONFIRMED, OFFERED = EnrolmentStatus.CONFIRMED, EnrolmentStatus.OFFERED
WAITING, GONE = EnrolmentStatus.WAITING, EnrolmentStatus.CANCELLED


def test_whoever_finds_every_place_taken_waits_in_turn(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second, third) = make_queue(unit)
    assert states_on(shift) == {first.id: CONFIRMED, second.id: WAITING, third.id: WAITING}
    listed = waiting_list(shift)
    assert [(place.person_id, place.seat) for place in listed] == [(second.id, None), (third.id, None)]
    assert positions(listed) == {listed[0].id: 1, listed[1].id: 2}
    deeds = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert deeds == ["enrolment.signed_up", "enrolment.joined_list", "enrolment.joined_list"]
    with pytest.raises(Conflict) as again:
        sign_up(shift.id, actor=second, now=NOW)
    assert again.value.code == "enrolment.listed"


def test_place_given_back_is_held_for_the_next_in_turn(app: Flask) -> None:
    unit = make_unit(offer_hours=5)
    shift, (first, second, third) = make_queue(unit)
    cancel(shift.id, actor=first, now=NOW)
    assert states_on(shift) == {first.id: GONE, second.id: OFFERED, third.id: WAITING}
    (offered, _), newcomer = waiting_list(shift), make_person(unit)
    assert (offered.seat, offered.offer_until) == (1, NOW + 5 * HOUR)
    assert kinds_told(second) == [NotificationKind.PLACE_OFFERED]
    assert sign_up(shift.id, actor=newcomer, now=NOW).status is WAITING
    place = accept_offer(shift.id, actor=second, now=NOW + 5 * HOUR - timedelta(seconds=1))
    assert (place.status, place.seat, place.offer_until) == (CONFIRMED, 1, None)
    assert order_on(shift) == [third.id, newcomer.id]
    with pytest.raises(Conflict) as again:
        accept_offer(shift.id, actor=second, now=NOW)
    assert again.value.code == "enrolment.already"


@pytest.mark.parametrize(
    ("left", "stands"),
    [
        (timedelta(days=3), timedelta(hours=12)),
        (timedelta(hours=24), timedelta(hours=12)),
        (timedelta(hours=23), timedelta(hours=11, minutes=30)),
        (timedelta(minutes=40), timedelta(minutes=20)),
        (timedelta(minutes=20), timedelta(minutes=15)),
        (timedelta(minutes=10), timedelta(minutes=10)),
        (timedelta(seconds=1), timedelta(seconds=1)),
    ],
)
def test_offer_stands_for_hours_but_never_beyond_the_start(
    app: Flask, left: timedelta, stands: timedelta
) -> None:
    shift = make_shift(make_unit(offer_hours=12), starts_at=NOW + left)
    assert offer_until(shift, now=NOW) == NOW + stands


def test_offer_that_runs_out_goes_to_the_next(app: Flask) -> None:
    unit = make_unit(offer_hours=1)
    shift, (first, second, third) = make_queue(unit)
    cancel(shift.id, actor=first, now=NOW)
    assert due_shifts(now=NOW + HOUR - timedelta(seconds=1)) == []
    assert move_lists_on(now=NOW + HOUR) == 1
    assert states_on(shift) == {first.id: GONE, second.id: GONE, third.id: OFFERED}
    assert kinds_told(second) == [NotificationKind.PLACE_OFFERED, NotificationKind.OFFER_EXPIRED]
    assert move_lists_on(now=NOW + HOUR) == 0
    with pytest.raises(Conflict) as late:
        accept_offer(shift.id, actor=second, now=NOW + HOUR)
    assert late.value.code == "enrolment.no_offer"


def test_offer_that_runs_out_moves_on_without_the_worker(app: Flask) -> None:
    unit = make_unit(offer_hours=1)
    shift, (first, second, third) = make_queue(unit)
    cancel(shift.id, actor=first, now=NOW)
    with pytest.raises(Conflict) as late:
        accept_offer(shift.id, actor=second, now=NOW + HOUR)
    assert late.value.code == "enrolment.no_offer"
    newcomer = make_person(unit)
    sign_up(shift.id, actor=newcomer, now=NOW + HOUR)
    assert states_on(shift) == {
        first.id: GONE,
        second.id: GONE,
        third.id: OFFERED,
        newcomer.id: WAITING,
    }


def test_last_offer_that_runs_out_leaves_a_free_place(app: Flask) -> None:
    unit = make_unit(offer_hours=1)
    shift, (first, second) = make_queue(unit, waiting=1)
    cancel(shift.id, actor=first, now=NOW)
    newcomer = make_person(unit)
    assert sign_up(shift.id, actor=newcomer, now=NOW + HOUR).status is CONFIRMED
    assert states_on(shift)[second.id] is GONE


def test_declining_and_leaving_end_ones_turn(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second, third, fourth) = make_queue(unit, waiting=3)
    assert leave_list(shift.id, actor=third, now=NOW) is False
    cancel(shift.id, actor=first, now=NOW)
    assert leave_list(shift.id, actor=second, now=NOW) is True
    assert states_on(shift) == {first.id: GONE, second.id: GONE, third.id: GONE, fourth.id: OFFERED}
    with pytest.raises(Conflict) as again:
        leave_list(shift.id, actor=second, now=NOW)
    assert again.value.code == "enrolment.not_listed"
    assert sign_up(shift.id, actor=second, now=NOW).status is WAITING


def test_waiting_list_is_as_long_as_its_unit_says(app: Flask) -> None:
    unit = make_unit(waiting_list_most=1)
    shift, _ = make_queue(unit, waiting=1)
    with pytest.raises(Conflict) as refused:
        sign_up(shift.id, actor=make_person(unit), now=NOW)
    assert (refused.value.code, refused.value.params) == (
        "enrolment.list_full",
        {"capacity": 1, "most": 1},
    )


def test_whoever_could_not_come_cannot_wait_either(app: Flask) -> None:
    unit, lead = make_unit(), make_skill("lead")
    demands = [ShiftDemand(skill_id=lead.id, minimum=1, target=1)]
    shift = make_shift(unit, demands, capacity=1)
    person = make_person(unit)
    enrol(make_person(unit), shift)
    with pytest.raises(Conflict) as unable:
        sign_up(shift.id, actor=person, now=NOW)
    assert unable.value.code == "enrolment.skill_missing"
    qualify(person, lead)
    enrol(person, make_shift(unit))
    with pytest.raises(Conflict) as busy:
        sign_up(shift.id, actor=person, now=NOW)
    assert busy.value.code == "enrolment.overlap"


def test_whoever_cannot_come_is_passed_over_once_told_and_keeps_the_turn(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second, third) = make_queue(unit)
    other = make_shift(unit, title="夜间值守")
    sign_up(other.id, actor=second, now=NOW)
    cancel(shift.id, actor=first, now=NOW)
    assert states_on(shift) == {first.id: GONE, second.id: WAITING, third.id: OFFERED}
    leave_list(shift.id, actor=third, now=NOW)
    assert states_on(shift)[second.id] is WAITING
    assert kinds_told(second) == [NotificationKind.PLACE_PASSED]
    params = db.session.scalars(select(Notification.params).where(Notification.person_id == second.id)).one()
    assert (params["why"], params["other"]) == ("enrolment.overlap", "夜间值守")
    assert due_shifts(now=NOW) == []
    cancel(other.id, actor=second, now=NOW)
    assert move_lists_on(now=NOW) == 1
    assert states_on(shift)[second.id] is OFFERED


def test_place_kept_for_a_skill_is_offered_to_the_first_who_has_it(app: Flask) -> None:
    unit, lead = make_unit(), make_skill("lead")
    shift = make_shift(unit, [ShiftDemand(skill_id=lead.id, minimum=1, target=1)], capacity=2)
    leader, plain, able = (make_person(unit) for _ in range(3))
    for person in (leader, able):
        qualify(person, lead)
    for person in (leader, make_person(unit), plain, able):
        sign_up(shift.id, actor=person, now=NOW)
    cancel(shift.id, actor=leader, now=NOW)
    states = states_on(shift)
    assert (states[plain.id], states[able.id]) == (WAITING, OFFERED)
    assert kinds_told(plain) == []
    accept_offer(shift.id, actor=able, now=NOW)
    assert order_on(shift) == [plain.id]


def test_accepting_looks_again_at_what_binds_the_person(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second) = make_queue(unit, waiting=1)
    cancel(shift.id, actor=first, now=NOW)
    sign_up(make_shift(unit).id, actor=second, now=NOW)
    with pytest.raises(Conflict) as refused:
        accept_offer(shift.id, actor=second, now=NOW)
    assert refused.value.code == "enrolment.overlap"
    assert states_on(shift)[second.id] is OFFERED


def test_nothing_is_offered_once_sign_up_has_ended(app: Flask) -> None:
    unit = make_unit(cancel_cutoff_hours=0)
    shift, (first, second) = make_queue(unit, waiting=1)
    with atomic():
        db.session.get_one(Shift, shift.id).open_for_sign_up = False
    deactivate_person(first.id, version=1, actor=make_person(unit, Role.ADMIN), now=NOW)
    assert due_shifts(now=NOW + HOUR) == []
    assert states_on(shift) == {first.id: GONE, second.id: WAITING}


@pytest.mark.parametrize(
    ("late", "told"),
    [
        (timedelta(), [NotificationKind.LIST_ENDED]),
        (DAY - timedelta(seconds=1), [NotificationKind.LIST_ENDED]),
        (DAY, []),
    ],
)
def test_list_ends_with_the_start_and_says_so_once(
    app: Flask, late: timedelta, told: list[NotificationKind]
) -> None:
    unit = make_unit()
    shift, (first, second, third) = make_queue(unit)
    start = shift.starts_at
    assert due_shifts(now=start - timedelta(seconds=1)) == []
    assert [move_lists_on(now=start + late), move_lists_on(now=start + late)] == [1, 0]
    assert states_on(shift) == {first.id: CONFIRMED, second.id: GONE, third.id: GONE}
    assert [kinds_told(person) for person in (first, second, third)] == [[], told, told]
    ended = select(AuditEntry.subject_id).where(AuditEntry.action == "enrolment.list_ended")
    assert len(db.session.scalars(ended).all()) == 2
    assert private_places(second, now=start) == []


def test_offer_that_stands_until_the_start_is_told_as_run_out(app: Flask) -> None:
    unit = make_unit(cancel_cutoff_hours=0)
    shift, (first, second, third) = make_queue(unit)
    cancel(shift.id, actor=first, now=shift.starts_at - timedelta(minutes=10))
    move_lists_on(now=shift.starts_at)
    assert kinds_told(second) == [NotificationKind.PLACE_OFFERED, NotificationKind.OFFER_EXPIRED]
    assert kinds_told(third) == [NotificationKind.LIST_ENDED]


def test_list_of_a_shift_called_off_is_left_alone(app: Flask) -> None:
    unit = make_unit()
    shift, (_, second) = make_queue(unit, waiting=1)
    cancel_shift(
        shift.id, version=shift.version, reason="暴雨", actor=make_person(unit, Role.GRID_LEADER), now=NOW
    )
    assert move_lists_on(now=shift.starts_at) == 0
    assert kinds_told(second) == [NotificationKind.SHIFT_CANCELLED]


def test_closed_account_leaves_its_places_to_those_who_wait(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second, third) = make_queue(unit)
    admin = make_person(unit, Role.ADMIN)
    for person in (first, second):
        deactivate_person(person.id, version=1, actor=admin, now=NOW)
    assert states_on(shift) == {first.id: GONE, second.id: GONE, third.id: WAITING}
    assert move_lists_on(now=NOW) == 1
    assert states_on(shift)[third.id] is OFFERED


def test_calendar_shows_no_wait_and_ends_a_lost_place(app: Flask) -> None:
    unit = make_unit()
    shift, (first, second, third) = make_queue(unit, waiting=1, capacity=2)
    assert private_places(third, now=NOW) == []
    assert private_state(third, now=NOW) is None
    change_shift(shift, make_person(unit, Role.GRID_LEADER), capacity=1, losses=1)
    (row,) = private_places(second, now=NOW)
    assert (row.gone, row.sequence) == (True, 1)
    cancel(shift.id, actor=first, now=NOW)
    assert private_places(second, now=NOW)[0].gone
    accept_offer(shift.id, actor=second, now=NOW)
    (row,) = private_places(second, now=NOW)
    assert (row.gone, row.sequence) == (False, 2)


def test_own_page_shows_position_and_what_is_offered_first(app: Flask) -> None:
    unit = make_unit()
    early, (_, second, third) = make_queue(unit)
    late, (holder,) = make_queue(unit, waiting=0, starts_at=NOW + 5 * DAY, kind=ActivityKind.DUTY)
    sign_up(late.id, actor=third, now=NOW)
    cancel(late.id, actor=holder, now=NOW)
    assert [(place.shift, position) for place, position in waits_of(third, now=NOW)] == [
        (late, None),
        (early, 2),
    ]
    offer = find_offer(early.id, person=second, now=NOW)
    assert (offer.position, offer.fits, offer.queues) == (1, True, False)
    assert find_offer(early.id, person=make_person(unit), now=NOW).queues


def test_offer_whose_time_is_up_is_not_shown(app: Flask) -> None:
    unit = make_unit(offer_hours=1)
    shift, (first, second) = make_queue(unit, waiting=1)
    cancel(shift.id, actor=first, now=NOW)
    assert waits_of(second, now=NOW + HOUR) == []
    assert find_offer(shift.id, person=second, now=NOW + HOUR).wait is None


def test_many_who_cannot_come_do_not_hide_the_one_who_can(app: Flask) -> None:
    unit = make_unit()
    shift, people = make_queue(unit, waiting=30)
    other = make_shift(unit, capacity=40)
    for person in people[1:-1]:
        sign_up(other.id, actor=person, now=NOW)
    cancel(shift.id, actor=people[0], now=NOW)
    assert states_on(shift)[people[-1].id] is OFFERED
