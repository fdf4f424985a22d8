"""Swap and cover: offered, accepted, agreed to, done; and what ends a request on the way."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from scheduler.database import atomic, db
from scheduler.enums import (
    EnrolmentOrigin,
    EnrolmentStatus,
    NotificationKind,
    Role,
    ShiftStatus,
    SwapKind,
    SwapStatus,
)
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import (
    Attendance,
    AuditEntry,
    Enrolment,
    Notification,
    Person,
    Qualification,
    Shift,
    ShiftDemand,
    SwapRequest,
    Unit,
)
from scheduler.services.enrolments import cancel, sign_up
from scheduler.services.feeds import private_places, private_state
from scheduler.services.shifts import cancel_shift
from scheduler.services.swaps import (
    accept_swap,
    approve_swap,
    decline_swap,
    end_lapsed,
    offer_shift,
    refuse_swap,
    withdraw_swap,
)
from tests.factories import NOW, enrol, make_person, make_shift, make_skill, make_unit, qualify, save
from tests.services.rosters.helpers import say

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)


class Town(NamedTuple):
    """A grid with a shift, its holder, and two neighbours of hers."""

    unit: Unit
    shift: Shift
    holder: Person
    first: Person
    second: Person
    place: Enrolment


@pytest.fixture
def town(app: Flask) -> Town:
    unit = make_unit()
    shift = make_shift(unit)
    holder, first, second = (make_person(unit, name=name) for name in ("赵一", "钱二", "孙三"))
    return Town(unit, shift, holder, first, second, enrol(holder, shift, seat=3))


def _offer(town: Town, person: Person | None = None) -> SwapRequest:
    who = None if person is None else person.id
    return offer_shift(
        town.shift.id, kind=SwapKind.COVER, person_id=who, message="那天要出差", actor=town.holder, now=NOW
    )


def _place(shift: Shift, person: Person) -> tuple[EnrolmentStatus, int | None, int]:
    db.session.expire_all()
    row = db.session.scalars(select(Enrolment).filter_by(shift_id=shift.id, person_id=person.id)).one()
    return row.status, row.seat, row.sequence


def _told() -> list[tuple[int, NotificationKind]]:
    query = select(Notification.person_id, Notification.kind).order_by(Notification.id)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def test_cover_moves_the_seat_and_both_calendars(town: Town) -> None:
    before = [private_state(person, now=NOW) for person in (town.holder, town.first)]
    request = _offer(town, town.first)
    accept_swap(request.id, actor=town.first, now=LATER)
    assert request.status is SwapStatus.DONE
    assert _place(town.shift, town.holder) == (EnrolmentStatus.CANCELLED, None, 1)
    assert _place(town.shift, town.first) == (EnrolmentStatus.CONFIRMED, 3, 0)
    after = [private_state(person, now=LATER) for person in (town.holder, town.first)]
    assert all(old != new for old, new in zip(before, after, strict=True))
    rows = [private_places(person, now=LATER)[0] for person in (town.holder, town.first)]
    assert [(row.gone, row.sequence) for row in rows] == [(True, 1), (False, 0)]
    assert _told() == [
        (town.first.id, NotificationKind.SWAP_ASKED),
        (town.holder.id, NotificationKind.SWAP_DONE),
        (town.first.id, NotificationKind.SWAP_DONE),
    ]
    deeds = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert deeds == ["swap.offered", "swap.done"]


def test_swap_exchanges_both_seats(town: Town) -> None:
    other = make_shift(town.unit, starts_at=NOW + 5 * DAY)
    theirs = enrol(town.first, other, seat=2)
    request = offer_shift(
        town.shift.id,
        kind=SwapKind.SWAP,
        person_id=town.first.id,
        wanted_id=theirs.id,
        actor=town.holder,
        now=NOW,
    )
    accept_swap(request.id, actor=town.first, now=LATER)
    assert _place(town.shift, town.first) == (EnrolmentStatus.CONFIRMED, 3, 0)
    assert _place(other, town.holder) == (EnrolmentStatus.CONFIRMED, 2, 0)
    assert _place(other, town.first) == (EnrolmentStatus.CANCELLED, None, 1)


def test_open_swap_is_for_the_shift_that_the_other_chooses(town: Town) -> None:
    other = make_shift(town.unit, starts_at=NOW + 5 * DAY)
    theirs = enrol(town.second, other)
    request = offer_shift(town.shift.id, kind=SwapKind.SWAP, person_id=None, actor=town.holder, now=NOW)
    assert [asked.person_id for asked in request.asked] == [town.second.id]  # the first has nothing to give
    with pytest.raises(InvalidInput, match=r"swap\.choose_own"):
        accept_swap(request.id, wanted_id=town.place.id, actor=town.second, now=LATER)
    accept_swap(request.id, wanted_id=theirs.id, actor=town.second, now=LATER)
    assert _place(other, town.holder)[:2] == (EnrolmentStatus.CONFIRMED, 1)


def test_pressing_twice_changes_nothing(town: Town) -> None:
    request = _offer(town, town.first)
    with pytest.raises(Conflict, match=r"swap\.already_offered"):
        _offer(town, town.second)
    accept_swap(request.id, actor=town.first, now=LATER)
    told = _told()
    assert accept_swap(request.id, actor=town.first, now=LATER).status is SwapStatus.DONE
    assert _told() == told


def test_of_two_who_accept_the_first_has_it(town: Town) -> None:
    request = _offer(town)
    assert [asked.person_id for asked in request.asked] == [town.second.id, town.first.id]
    accept_swap(request.id, actor=town.second, now=LATER)
    with pytest.raises(Conflict, match=r"swap\.taken"):
        accept_swap(request.id, actor=town.first, now=LATER)


def test_only_those_asked_know_of_it(town: Town) -> None:
    request = _offer(town, town.first)
    for act in (accept_swap, decline_swap, withdraw_swap):
        with pytest.raises(NotFound):
            act(request.id, actor=town.second, now=LATER)
    with pytest.raises(NotFound):
        accept_swap(10**12, actor=town.first, now=LATER)


def test_everyone_declines_and_the_request_ends(town: Town) -> None:
    request = _offer(town)
    states = [
        decline_swap(request.id, actor=person, now=LATER).status
        for person in (town.first, town.second, town.second)
    ]
    assert states == [SwapStatus.OPEN, SwapStatus.DECLINED, SwapStatus.DECLINED]
    assert _told()[2:] == [(town.holder.id, NotificationKind.SWAP_DECLINED)]
    _offer(town, town.first)  # and may be made anew


def test_withdrawn_offer_cannot_be_accepted(town: Town) -> None:
    request = _offer(town, town.first)
    withdraw_swap(request.id, actor=town.holder, now=LATER)
    withdraw_swap(request.id, actor=town.holder, now=LATER)
    assert _told()[1:] == [(town.first.id, NotificationKind.SWAP_WITHDRAWN)]
    with pytest.raises(Conflict, match=r"swap\.withdrawn"):
        accept_swap(request.id, actor=town.first, now=LATER)


def _ask_leaders(town: Town) -> Person:
    with atomic():
        town.unit.swaps_need_leader = True
    return make_person(town.unit, Role.GRID_LEADER)


def test_leader_decides_where_the_unit_wants_it(town: Town) -> None:
    leader = _ask_leaders(town)
    request = _offer(town, town.first)
    accept_swap(request.id, actor=town.first, now=LATER)
    assert request.status is SwapStatus.AWAITING_LEADER
    assert _place(town.shift, town.holder)[0] is EnrolmentStatus.CONFIRMED  # still responsible
    with pytest.raises(NotAllowed):
        approve_swap(request.id, actor=town.second, now=LATER)
    approve_swap(request.id, actor=leader, now=LATER)
    approve_swap(request.id, actor=leader, now=LATER)
    assert (request.status, request.decided_by_id) == (SwapStatus.DONE, leader.id)
    assert _place(town.shift, town.first) == (EnrolmentStatus.CONFIRMED, 3, 0)
    assert _told()[1:3] == [
        (town.holder.id, NotificationKind.SWAP_ACCEPTED),
        (leader.id, NotificationKind.SWAP_AWAITING),
    ]


def test_leader_refuses_with_words(town: Town) -> None:
    leader = _ask_leaders(town)
    request = _offer(town, town.first)
    accept_swap(request.id, actor=town.first, now=LATER)
    with pytest.raises(InvalidInput):
        refuse_swap(request.id, reason=" ", actor=leader, now=LATER)
    refuse_swap(request.id, reason="那晚需要您带队", actor=leader, now=LATER)
    assert (request.status, request.answer) == (SwapStatus.REFUSED, "那晚需要您带队")
    assert _told()[3:] == [
        (town.holder.id, NotificationKind.SWAP_REFUSED),
        (town.first.id, NotificationKind.SWAP_REFUSED),
    ]


def test_leader_does_not_agree_to_an_exchange_of_her_own(town: Town) -> None:
    leader = _ask_leaders(town)
    request = _offer(town, leader)
    accept_swap(request.id, actor=leader, now=LATER)
    with pytest.raises(NotAllowed, match=r"swap\.own"):
        approve_swap(request.id, actor=leader, now=LATER)


def test_yes_is_taken_back_before_the_leader_decides(town: Town) -> None:
    _ask_leaders(town)
    request = _offer(town, town.first)
    accept_swap(request.id, actor=town.first, now=LATER)
    decline_swap(request.id, actor=town.first, now=LATER)
    assert (request.status, request.taker_id) == (SwapStatus.DECLINED, None)


def test_what_ends_a_request_is_told(town: Town) -> None:
    leader = make_person(town.unit, Role.GRID_LEADER)
    reasons = []
    for end in ("cancel", "shift", "attendance", "expired"):
        shift = make_shift(town.unit, starts_at=NOW + 3 * DAY)
        enrol(town.holder, shift)
        request = offer_shift(
            shift.id, kind=SwapKind.COVER, person_id=town.first.id, actor=town.holder, now=NOW
        )
        moment = LATER
        if end == "cancel":
            cancel(shift.id, actor=town.holder, now=LATER)
        elif end == "shift":
            cancel_shift(shift.id, version=shift.version, reason="暴雨", actor=leader, now=LATER)
        elif end == "attendance":
            row = {"shift_id": shift.id, "person_id": town.holder.id, "state": "in", "updated": NOW}
            save(Attendance(arrived_at=LATER, **row))
        else:
            moment = shift.starts_at - timedelta(hours=2)
        assert end_lapsed(now=moment) == 1
        db.session.expire_all()
        reasons.append((request.status, request.failure))
        with atomic():
            shift.status = ShiftStatus.CANCELLED
    assert reasons == [
        (SwapStatus.FAILED, "place_gone"),
        (SwapStatus.FAILED, "shift_cancelled"),
        (SwapStatus.FAILED, "attendance"),
        (SwapStatus.EXPIRED, ""),
    ]


def test_shift_that_moved_ends_the_request_on_acceptance(town: Town) -> None:
    request = _offer(town, town.first)
    with atomic():
        town.shift.starts_at, town.shift.sequence = NOW + 2 * DAY, 1
    accept_swap(request.id, actor=town.first, now=LATER)
    assert (request.status, request.failure) == (SwapStatus.FAILED, "shift_moved")


def test_qualification_that_expired_ends_the_request(town: Town) -> None:
    skill = make_skill()
    with atomic():
        town.shift.demands = [ShiftDemand(skill_id=skill.id, minimum=1, target=1)]
    qualify(town.holder, skill)
    qualify(town.first, skill)
    request = _offer(town, town.first)
    with atomic():
        db.session.query(Qualification).filter_by(person_id=town.first.id).update({"valid_until": NOW.date()})
    accept_swap(request.id, actor=town.first, now=LATER)
    assert (request.status, request.failure) == (SwapStatus.FAILED, "rule:coverage_minimum")
    assert _place(town.shift, town.holder)[0] is EnrolmentStatus.CONFIRMED


def test_one_of_many_who_cannot_any_more_leaves_it_to_the_others(town: Town) -> None:
    request = _offer(town)
    say(town.first, town.shift.starts_at, town.shift.ends_at)
    with pytest.raises(Conflict, match=r"swap\.unfit"):
        accept_swap(request.id, actor=town.first, now=LATER)
    accept_swap(request.id, actor=town.second, now=LATER)
    db.session.expire_all()
    assert (request.status, request.taker_id) == (SwapStatus.DONE, town.second.id)


def test_nobody_unsuitable_is_asked(town: Town) -> None:
    say(town.first, town.shift.starts_at, town.shift.ends_at)
    say(town.second, town.shift.starts_at, town.shift.ends_at)
    with pytest.raises(InvalidInput, match=r"swap\.not_suitable"):
        _offer(town, town.first)
    with pytest.raises(Conflict, match=r"swap\.nobody"):
        _offer(town)


def test_offer_is_refused_close_to_the_start_and_while_others_wait(town: Town) -> None:
    late = town.shift.starts_at - timedelta(hours=2)
    with pytest.raises(Conflict, match=r"swap\.too_late"):
        offer_shift(town.shift.id, kind=SwapKind.COVER, person_id=None, actor=town.holder, now=late)
    with atomic():
        town.shift.capacity = 1
        town.place.seat = 1
    sign_up(town.shift.id, actor=town.second, now=NOW)
    with pytest.raises(Conflict, match=r"swap\.others_wait"):
        _offer(town, town.first)


def test_taker_who_waited_for_the_shift_leaves_its_list(town: Town) -> None:
    with atomic():
        town.shift.capacity, town.place.seat, town.place.origin = 1, 1, EnrolmentOrigin.ROSTER
    for person in (town.first, town.second):
        sign_up(town.shift.id, actor=person, now=NOW)
    request = _offer(town, town.first)
    accept_swap(request.id, actor=town.first, now=LATER)
    assert _place(town.shift, town.first)[:2] == (EnrolmentStatus.CONFIRMED, 1)
    assert _place(town.shift, town.second)[0] is EnrolmentStatus.WAITING
