"""The demo city's volunteers swap: some wait for each other, one pair for the leader, one is done."""

from collections import Counter

from tests.demo.snapshots import NOW, Rows


def test_requests_are_at_every_stage(city: Rows) -> None:
    people = {person["id"]: person for person in city["person"]}
    volunteer = next(one["id"] for one in city["person"] if one["email"] == "volunteer@lianfang.example")
    states = Counter(row["status"] for row in city["swap_request"])
    assert states == {"open": 3, "awaiting_leader": 1, "done": 1}
    asked = [row for row in city["swap_asked"] if row["person_id"] == volunteer]
    assert len(asked) == 2
    assert all(people[row["person_id"]]["active"] for row in city["swap_asked"])
    assert [row["status"] for row in city["release_request"]] == ["open"]


def test_places_on_offer_are_held_by_those_who_offer_them(city: Rows) -> None:
    places = {place["id"]: place for place in city["enrolment"]}
    shifts = {shift["id"]: shift for shift in city["shift"]}
    for row in city["swap_request"]:
        place = places[row["enrolment_id"]]
        held = "cancelled" if row["status"] == "done" else "confirmed"
        assert place["status"] == held
        assert row["offered_sequence"] == place["sequence"] - (row["status"] == "done")
        assert NOW < row["expires_at"] < shifts[place["shift_id"]]["starts_at"]
