"""Guests when their shift has more or fewer places, is moved or called off, is over, and long after."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from scheduler.database import atomic, db
from scheduler.enums import ActivityKind, GuestMessageKind, GuestStatus, Role
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import (
    AuditEntry,
    GuestBooking,
    GuestCode,
    GuestMessage,
    HoursEntry,
    Person,
    Shift,
)
from scheduler.services.attendance_closing import close_shift
from scheduler.services.attendance_lists import shifts_to_close
from scheduler.services.guest_bookings import cancel
from scheduler.services.guest_codes import find_booking
from scheduler.services.guest_erasing import KEPT, erase_guests
from scheduler.services.guest_lists import GuestSums, count_guests, guest_sums, guests_at_door, guests_of
from scheduler.services.shifts import cancel_shift, update_shift
from tests.factories import NOW, make_person, make_unit
from tests.services.guests import arrive, ask, confirm, make_training, numbers, states, token, told

pytestmark = pytest.mark.usefixtures("app")
CONFIRMED, WAITING, OFFERED = GuestStatus.CONFIRMED, GuestStatus.WAITING, GuestStatus.OFFERED
UNCONFIRMED = GuestStatus.UNCONFIRMED


@pytest.fixture
def leader() -> Person:
    return make_person(make_unit(), Role.GRID_LEADER)


def _training(leader: Person, places: int, **values: Any) -> Shift:
    return make_training(places, unit=leader.home_unit, **values)


def _update(shift: Shift, leader: Person, **values: Any) -> Shift:
    same = {
        "version": shift.version,
        "kind": shift.kind,
        "title": shift.title,
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "capacity": shift.capacity,
        "place": shift.place,
    }
    return update_shift(shift.id, **{**same, **values}, actor=leader, now=NOW)


def test_more_places_are_offered_in_turn(leader: Person) -> None:
    shift = _training(leader, 1)
    arrive(shift.id, 1)
    arrive(shift.id, 2, 1)
    arrive(shift.id, 3, 1)
    _update(shift, leader, guest_places=2)
    assert states(shift.id) == [("01", CONFIRMED), ("02", OFFERED), ("03", WAITING)]


def test_fewer_places_take_offers_first_then_what_is_unconfirmed_then_the_latest(leader: Person) -> None:
    shift = _training(leader, 8)
    first, second, third = (arrive(shift.id, number, 2) for number in (1, 2, 3))
    offered = arrive(shift.id, 4, 4)
    assert offered.status is WAITING
    ref = ask(shift.id, 5, 1)
    cancel(token(second), now=NOW)  # four would be needed: nobody fits
    arrive(shift.id, 6, 3)
    assert states(shift.id)[-1] == ("06", CONFIRMED)
    sixth = db.session.scalars(select(GuestBooking).order_by(GuestBooking.id.desc())).first()
    assert sixth is not None
    with pytest.raises(InvalidInput) as refused:
        _update(shift, leader, guest_places=3)
    assert (refused.value.field, refused.value.code) == ("guest_places", "shift.guests_lost")
    assert refused.value.params == {"lost": 2, "names": ("王居民6", "王居民3")}
    assert sixth.status is CONFIRMED
    _update(shift, leader, guest_places=3, guest_losses=2)
    assert numbers(shift.id) == [1, 2]
    assert states(shift.id) == [
        ("03", WAITING),
        ("06", WAITING),
        ("01", CONFIRMED),
        ("04", WAITING),
        ("05", UNCONFIRMED),
    ]
    assert told(third)[-1] is GuestMessageKind.PLACES_LOST
    assert confirm(ref).status is CONFIRMED
    assert numbers(shift.id) == [1, 2, 3]
    assert told(first)[-1] is GuestMessageKind.BOOKED


def test_offers_are_withdrawn_before_anybody_loses_places(leader: Person) -> None:
    shift = _training(leader, 4)
    first, second = arrive(shift.id, 1, 2), arrive(shift.id, 2, 2)
    third = arrive(shift.id, 3, 2)
    cancel(token(first), now=NOW)
    assert third.status is OFFERED
    _update(shift, leader, guest_places=2)
    assert states(shift.id) == [("02", CONFIRMED), ("03", WAITING)]
    assert numbers(shift.id) == [1, 2]
    assert told(third)[-1] is GuestMessageKind.OFFER_WITHDRAWN
    assert told(second)[-1] is GuestMessageKind.BOOKED


def test_places_for_guests_are_for_public_kinds_and_no_more_than_fit(leader: Person) -> None:
    shift = _training(leader, 4)
    patrol = make_training(0, unit=leader.home_unit, kind=ActivityKind.PATROL)
    refusals = []
    for one, places in ((shift, 1_001), (patrol, 1)):
        with pytest.raises(InvalidInput) as refused:
            _update(one, leader, guest_places=places)
        refusals.append(refused.value.code)
    assert refusals == ["shift.guest_places_range", "shift.guests_private"]
    assert _update(shift, leader).guest_places == 4


def test_guests_are_told_of_a_new_place_and_of_the_end(leader: Person) -> None:
    shift = _training(leader, 2)
    booking, waiting = arrive(shift.id, 1, 2), arrive(shift.id, 2)
    silent = find_unconfirmed(shift)
    _update(shift, leader, place="西门")
    assert told(booking)[-1] is told(waiting)[-1] is GuestMessageKind.SHIFT_CHANGED
    cancel_shift(shift.id, version=shift.version, reason="台风", actor=leader, now=NOW)
    assert told(booking)[-1] is told(waiting)[-1] is GuestMessageKind.SHIFT_CANCELLED
    assert told(silent) == [GuestMessageKind.CONFIRM]
    assert [booking.status, waiting.status, silent.status] == [CONFIRMED, *[GuestStatus.CANCELLED] * 2]


def find_unconfirmed(shift: Shift) -> GuestBooking:
    ask(shift.id, 9)
    query = select(GuestBooking).where(GuestBooking.status == UNCONFIRMED)
    return db.session.scalars(query).one()


def test_heads_are_counted_at_the_door_and_whoever_did_not_come(leader: Person) -> None:
    shift = _training(leader, 9, starts_at=NOW - timedelta(hours=1))
    early = NOW - timedelta(days=1)
    came, missing, undone = (arrive(shift.id, number, 2, now=early) for number in (1, 2, 3))
    for heads in (3, 3):
        count_guests(came.id, heads, actor=leader, now=NOW)
    count_guests(undone.id, 1, actor=leader, now=NOW)
    count_guests(undone.id, None, actor=leader, now=NOW)
    assert guest_sums(guests_at_door(shift)) == GuestSums(booked=6, came=3, no_shows=0)
    with pytest.raises(InvalidInput):
        count_guests(came.id, 21, actor=leader, now=NOW)
    with pytest.raises(NotAllowed):
        count_guests(came.id, 1, actor=make_person(), now=NOW)
    with pytest.raises(NotFound):
        count_guests(2**40, 1, actor=leader, now=NOW)
    noted = select(func.count(AuditEntry.id)).where(AuditEntry.action == "guest.counted")
    assert db.session.scalar(noted) == 3
    later = NOW + timedelta(hours=2)
    assert shifts_to_close(leader, now=later, most=5) == [shift]
    close_shift(shift.id, minutes={}, actor=leader, now=later)
    assert [booking.came for booking in (came, missing, undone)] == [3, 0, 0]
    assert guest_sums(guests_at_door(shift)) == GuestSums(booked=6, came=3, no_shows=2)
    assert db.session.scalar(select(func.count(HoursEntry.id))) == 0
    with pytest.raises(Conflict):
        count_guests(missing.id, 1, actor=leader, now=later)


def test_data_of_guests_are_erased_thirty_days_after_the_shift(leader: Person) -> None:
    shift = _training(leader, 3)
    booking = arrive(shift.id, 1, 2)
    with atomic():
        booking.came, booking.companions = 2, ["王小明"]
    ask(shift.id, 2)
    link = token(booking)
    due = shift.ends_at + KEPT
    assert erase_guests(now=NOW + timedelta(hours=23)) == 0
    assert erase_guests(now=NOW + timedelta(days=1)) == 1  # what nobody ever confirmed
    assert erase_guests(now=due - timedelta(seconds=1)) == 0
    assert erase_guests(now=due) == 1
    assert erase_guests(now=due) == 0
    row = find_booking(link)
    assert (row.name, row.contact, row.companions, row.erased_at) == ("", None, [], due)
    assert (row.party, row.came) == (2, 2)
    for part in (GuestMessage, GuestCode):
        assert db.session.scalar(select(func.count(part.id))) == 0
    details = " ".join(str(entry.details) for entry in db.session.scalars(select(AuditEntry)))
    assert "王" not in details
    assert "138" not in details


def test_leaders_list_shows_who_counts_now(leader: Person) -> None:
    shift = _training(leader, 2)
    booking, waiting = arrive(shift.id, 1, 2), arrive(shift.id, 2)
    silent = find_unconfirmed(shift)
    assert guests_of(shift, now=NOW) == [booking, waiting, silent]
    assert guests_of(shift, now=NOW + timedelta(minutes=30)) == [booking, waiting]
