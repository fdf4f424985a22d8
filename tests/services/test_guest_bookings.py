"""Residents book places without an account: exact places, confirmed contacts, and a waiting list."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from scheduler.database import atomic, db
from scheduler.enums import GuestMessageKind, GuestStatus, ShiftStatus
from scheduler.errors import Conflict, InvalidInput, NotFound, SchedulerError, StaleVersion
from scheduler.models import GuestBooking, GuestPlace, Job, Shift
from scheduler.services.guest_bookings import (
    accept_offer,
    cancel,
    change,
    confirm_by_code,
    confirm_by_link,
    move_guest_list_on,
    send_again,
)
from scheduler.services.guest_codes import find_booking
from scheduler.services.guest_inputs import Party
from scheduler.services.guest_places import due_for_guests, free_for_guests
from tests.factories import NOW, make_shift, make_unit
from tests.services.guests import (
    SECRET,
    arrive,
    ask,
    codes_of,
    confirm,
    digits,
    make_training,
    numbers,
    phone,
    states,
    token,
    told,
)

pytestmark = pytest.mark.usefixtures("app")
CONFIRMED, WAITING, OFFERED = GuestStatus.CONFIRMED, GuestStatus.WAITING, GuestStatus.OFFERED
UNCONFIRMED = GuestStatus.UNCONFIRMED
HALF_AN_HOUR = timedelta(minutes=30)


def _code_of(error: pytest.ExceptionInfo[SchedulerError]) -> str:
    return error.value.code


def test_booking_is_made_and_confirmed_by_its_code() -> None:
    shift = make_training()
    booking = arrive(shift.id, 1, 3)
    assert (booking.status, booking.party, booking.confirmed_at, booking.sequence) == (CONFIRMED, 3, NOW, 0)
    assert numbers(shift.id) == [1, 2, 3]
    assert told(booking) == [GuestMessageKind.CONFIRM, GuestMessageKind.BOOKED]
    assert db.session.scalar(select(func.count(Job.id))) == 2
    assert free_for_guests([shift], now=NOW) == {shift.id: 7}


def test_booking_is_confirmed_by_its_link_and_a_second_time_changes_nothing() -> None:
    shift = make_training()
    ref = ask(shift.id, 1)
    link = token(db.session.scalars(select(GuestBooking)).one())
    assert confirm_by_link(link, now=NOW).status is CONFIRMED
    version = find_booking(link).version
    assert confirm_by_link(link, now=NOW).version == version
    assert confirm(ref).version == version
    assert len(told(find_booking(link))) == 2


def test_nothing_secret_stands_in_the_rows() -> None:
    shift = make_training()
    ref = ask(shift.id, 1)
    booking = db.session.scalars(select(GuestBooking)).one()
    row = db.session.execute(select(GuestBooking.__table__)).one()
    assert token(booking) not in {str(value) for value in row}
    assert digits(ref) not in {
        str(value) for value in db.session.execute(select(codes_of(booking)[0].__table__)).one()
    }


def test_unconfirmed_places_are_free_again_after_half_an_hour_without_a_worker() -> None:
    shift = make_training(2)
    ref = ask(shift.id, 1, 2)
    almost, later = NOW + HALF_AN_HOUR - timedelta(seconds=1), NOW + HALF_AN_HOUR
    assert free_for_guests([shift], now=almost) == {shift.id: 0}
    assert free_for_guests([shift], now=later) == {shift.id: 2}
    assert arrive(shift.id, 2, 2, now=later).status is CONFIRMED
    with pytest.raises(Conflict) as refused:
        confirm_by_code(ref, digits(ref), secret=SECRET, now=later)
    assert _code_of(refused) == "guest.code_old"


def test_party_larger_than_what_is_free_is_asked_to_wait() -> None:
    shift = make_training(4)
    arrive(shift.id, 1, 3)
    with pytest.raises(InvalidInput) as refused:
        ask(shift.id, 2, 2, wait=False)
    assert (refused.value.field, refused.value.code, refused.value.params) == (
        "party",
        "guest.party_above_free",
        {"free": 1},
    )
    booking = arrive(shift.id, 2, 2)
    assert booking.status is WAITING
    assert told(booking) == [GuestMessageKind.CONFIRM, GuestMessageKind.WAITING]
    assert arrive(shift.id, 3, 1).status is CONFIRMED
    assert numbers(shift.id) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("party", "field"),
    [
        (Party(" ", 1), "name"),
        (Party("王", 0), "party"),
        (Party("王", 9), "party"),
        (Party("王", 2, 3), "children"),
        (Party("王", 2, 0, ("李", "赵")), "companions"),
        (Party("王", 2, 0, ("李" * 81,)), "companions"),
    ],
)
def test_parties_that_cannot_be_are_refused_at_their_field(party: Party, field: str) -> None:
    shift = make_training(20)
    with pytest.raises(InvalidInput) as refused:
        ask(shift.id, 1, party)
    assert refused.value.field == field
    assert db.session.scalar(select(func.count(GuestBooking.id))) == 0


def test_party_larger_than_all_places_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(make_training(3).id, 1, 4)
    assert refused.value.params == {"most": 3}


def test_same_contact_gets_the_booking_it_has_by_message_and_sees_nothing_else() -> None:
    shift = make_training()
    booking = arrive(shift.id, 1, 2)
    ref = ask(shift.id, 1, 5, contact="138 0000 0001")
    assert states(shift.id) == [("01", CONFIRMED)]
    assert numbers(shift.id) == [1, 2]
    assert told(booking)[-1] is GuestMessageKind.KNOWN
    assert confirm(ref).id == booking.id


def test_form_sent_twice_holds_its_places_once_and_both_codes_are_good() -> None:
    shift = make_training()
    first, second = ask(shift.id, 1, 2), ask(shift.id, 1, 3)
    assert first != second
    assert numbers(shift.id) == [1, 2, 3]
    assert confirm(first).party == 3
    assert confirm(second).status is CONFIRMED
    assert db.session.scalar(select(func.count(GuestBooking.id))) == 1


def test_code_may_be_wrong_five_times() -> None:
    shift = make_training()
    ref = ask(shift.id, 1)
    wrong = "000000" if digits(ref) != "000000" else "111111"
    codes = []
    for _ in range(6):
        with pytest.raises(SchedulerError) as refused:
            confirm_by_code(ref, wrong, secret=SECRET, now=NOW)
        codes.append(_code_of(refused))
    assert codes == ["guest.code_wrong"] * 4 + ["guest.code_tries"] * 2
    with pytest.raises(Conflict):
        confirm(ref)
    assert confirm(send_again(ref, now=NOW)).status is CONFIRMED


def test_addresses_that_lead_nowhere_are_not_found() -> None:
    for odd in ("", "x" * 500, "\x00", "\ud800", "bücher"):
        with pytest.raises(NotFound):
            find_booking(odd)
        with pytest.raises(NotFound):
            confirm_by_code(odd, "1", secret=SECRET, now=NOW)


def test_only_public_shifts_that_have_places_for_guests_are_booked() -> None:
    patrol, closed = make_shift(make_unit()), make_training(0)
    for shift_id in (patrol.id, closed.id, 999):
        with pytest.raises(NotFound):
            ask(shift_id, 1)


def test_nobody_books_what_is_cancelled_or_has_begun() -> None:
    off, begun = make_training(status=ShiftStatus.CANCELLED), make_training(starts_at=NOW)
    reasons = []
    for shift in (off, begun):
        with pytest.raises(Conflict) as refused:
            ask(shift.id, 1)
        reasons.append(_code_of(refused))
    assert reasons == ["guest.shift_cancelled", "guest.begun"]


def test_freed_places_are_offered_to_the_first_party_that_fits() -> None:
    shift = make_training(3)
    first = arrive(shift.id, 1, 2)
    arrive(shift.id, 2, 1)
    large, small = arrive(shift.id, 3, 3), arrive(shift.id, 4, 2)
    cancel(token(first), now=NOW)
    assert states(shift.id) == [("02", CONFIRMED), ("03", WAITING), ("04", OFFERED)]
    assert small.until == NOW + timedelta(hours=12)
    assert told(first)[-1] is GuestMessageKind.CANCELLED
    assert told(small)[-1] is GuestMessageKind.OFFERED
    assert told(large)[-1] is GuestMessageKind.WAITING
    assert accept_offer(token(small), now=NOW).status is CONFIRMED
    assert accept_offer(token(small), now=NOW).sequence == 0


def test_offer_that_runs_out_goes_to_the_next() -> None:
    shift = make_training(1)
    first = arrive(shift.id, 1)
    second, third = arrive(shift.id, 2), arrive(shift.id, 3)
    cancel(token(first), now=NOW)
    later = NOW + timedelta(hours=12)
    assert due_for_guests(now=later - timedelta(seconds=1)) == []
    assert due_for_guests(now=later) == [shift.id]
    with pytest.raises(Conflict) as refused:
        accept_offer(token(second), now=later)
    assert _code_of(refused) == "guest.no_offer"
    move_guest_list_on(shift.id, now=later)
    assert states(shift.id) == [("03", OFFERED)]
    assert told(second)[-1] is GuestMessageKind.OFFER_EXPIRED
    assert told(third)[-1] is GuestMessageKind.OFFERED
    assert due_for_guests(now=later) == []


def test_party_grows_into_free_places_only_and_shrinking_frees_them() -> None:
    shift = make_training(4)
    booking = arrive(shift.id, 1, 2)
    waiting = arrive(shift.id, 2, 3)
    party = Party("王居民", 4, 1, ("王小明",))
    changed = change(token(booking), version=booking.version, party=party, now=NOW)
    assert (changed.party, changed.children, changed.companions) == (4, 1, ["王小明"])
    assert numbers(shift.id) == [1, 2, 3, 4]
    with pytest.raises(StaleVersion):
        change(token(booking), version=1, party=party, now=NOW)
    change(token(booking), version=booking.version, party=Party("王居民", 1), now=NOW)
    assert waiting.status is OFFERED
    with pytest.raises(InvalidInput) as refused:
        change(token(booking), version=booking.version, party=Party("王居民", 2), now=NOW)
    assert (_code_of(refused), refused.value.params) == ("guest.party_no_more", {"free": 0})


def test_ended_bookings_are_not_brought_back() -> None:
    shift = make_training()
    booking = arrive(shift.id, 1)
    link = token(booking)
    assert cancel(link, now=NOW).status is GuestStatus.CANCELLED
    assert cancel(link, now=NOW).sequence == 1
    with pytest.raises(Conflict) as refused:
        confirm_by_link(link, now=NOW)
    assert _code_of(refused) == "guest.ended"
    with pytest.raises(Conflict) as refused:
        change(link, version=booking.version, party=Party("王", 1), now=NOW)
    assert _code_of(refused) == "guest.ended"
    again = arrive(shift.id, 1)
    assert again.id != booking.id


def test_database_refuses_one_place_twice() -> None:
    shift = make_training()
    booking = arrive(shift.id, 1)
    with pytest.raises(Exception, match=r"(?i)unique"), atomic():
        db.session.add(GuestPlace(shift_id=shift.id, booking_id=booking.id, number=1))


def _race(app: Flask, shift_id: int, parties: list[int]) -> list[str]:
    """Let as many threads book and confirm at the same moment; return what each got."""
    got: list[str] = []
    barrier = threading.Barrier(len(parties), timeout=30)

    def run(number: int, party: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                got.append(arrive(shift_id, number, party).status.value)
            except SchedulerError as error:
                got.append(error.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(parties, start=1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return got


def test_twelve_at_once_for_ten_places_get_ten_at_most_and_no_place_twice(app: Flask) -> None:
    parties = [1, 2, 3] * 4
    shifts = [make_training(10).id for _ in range(2)]
    db.session.remove()
    for shift_id in shifts:
        got = Counter(_race(app, shift_id, parties))
        assert got.keys() == {"confirmed", "waiting"}
        assert got.total() == len(parties)
        query = select(GuestBooking).where(
            GuestBooking.shift_id == shift_id, GuestBooking.status == CONFIRMED
        )
        taken = sum(booking.party for booking in db.session.scalars(query))
        assert numbers(shift_id) == list(range(1, taken + 1))
        smallest = min(
            db.session.scalars(
                select(GuestBooking.party).where(
                    GuestBooking.shift_id == shift_id, GuestBooking.status == WAITING
                )
            )
        )
        assert 10 - smallest < taken <= 10
        db.session.remove()


def test_eight_windows_of_one_guest_make_one_booking(app: Flask) -> None:
    shift = make_training(10)
    shift_id = shift.id
    db.session.remove()

    def run() -> None:
        with app.app_context():
            ask(shift_id, 7, 2)
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert numbers(shift_id) == [1, 2]
    assert db.session.scalars(select(GuestBooking.contact)).all() == [phone(7)]
    assert db.session.get_one(Shift, shift_id).guest_places == 10
