"""Residents have booked places at the demo city's trainings."""

from collections import Counter

from tests.demo.snapshots import Rows


def test_trainings_have_guests_and_one_of_them_a_waiting_list(city: Rows) -> None:
    events = {shift["id"]: shift for shift in city["shift"] if shift["guest_places"]}
    assert Counter(event["kind"] for event in events.values()) == {"training": 9, "drill": 2}
    held = Counter(place["shift_id"] for place in city["guest_place"])
    parties = {booking["id"]: booking["party"] for booking in city["guest_booking"]}
    assert held.keys() == events.keys()
    assert [
        events[number]["title"] for number in events if held[number] == events[number]["guest_places"]
    ] == ["心肺复苏与AED使用"]
    by_booking = Counter(place["booking_id"] for place in city["guest_place"])
    assert all(parties[number] == places for number, places in by_booking.items())
    states = Counter(booking["status"] for booking in city["guest_booking"])
    assert {status: states[status] for status in ("offered", "waiting", "unconfirmed")} == {
        "offered": 1,
        "waiting": 2,
        "unconfirmed": 1,
    }


def test_ways_to_reach_guests_are_plainly_made_up(city: Rows) -> None:
    contacts = [booking["contact"] for booking in city["guest_booking"]]
    assert all(contact.startswith("+8613800009") or contact.endswith(".example") for contact in contacts)
