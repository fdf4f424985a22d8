"""The demo city's past was attended: states, hours, and a volunteer with a story."""

from collections import Counter
from datetime import timedelta

from tests.demo.snapshots import NOW, Rows


def test_past_patrols_were_attended_by_nearly_all(city: Rows) -> None:
    ended = {shift["id"] for shift in city["shift"] if shift["ends_at"] < NOW}
    places = {(place["shift_id"], place["person_id"]) for place in city["enrolment"]}
    rows = {(row["shift_id"], row["person_id"]): row for row in city["attendance"]}
    assert set(rows) == {place for place in places if place[0] in ended}
    states = Counter(row["state"] for row in rows.values())
    assert set(states) == {"out", "no_show", "excused"}
    assert states["out"] / states.total() > 0.9


def test_closed_shifts_have_a_line_for_each_and_the_last_days_wait(city: Rows) -> None:
    closed = {row["shift_id"] for row in city["attendance_closing"]}
    ends = {shift["id"]: shift["ends_at"] for shift in city["shift"]}
    assert closed == {number for number, end in ends.items() if end < NOW - timedelta(days=3)}
    assert any(number not in closed for number, end in ends.items() if end < NOW)
    lines = [row for row in city["hours_entry"] if row["shift_id"] and row["corrects_id"] is None]
    attended = [row for row in city["attendance"] if row["shift_id"] in closed]
    assert len(lines) == len(attended)
    assert all((row["minutes"] == 0) == (row["arrived_at"] is None) for row in _joined(city, closed))


def _joined(city: Rows, closed: set[int]) -> list[dict[str, object]]:
    """Return attendance with the minutes of its first line."""
    minutes = {
        (row["shift_id"], row["person_id"]): row["minutes"]
        for row in city["hours_entry"]
        if row["corrects_id"] is None
    }
    return [
        {**row, "minutes": minutes[row["shift_id"], row["person_id"]]}
        for row in city["attendance"]
        if row["shift_id"] in closed
    ]


def test_volunteer_has_a_year_an_objection_a_correction_and_praise(city: Rows) -> None:
    (volunteer,) = (row["id"] for row in city["person"] if row["email"] == "volunteer@lianfang.example")
    own = [row for row in city["hours_entry"] if row["person_id"] == volunteer]
    assert len({row["began"].month for row in own}) >= 8
    assert [row["minutes"] for row in own if row["corrects_id"]] == [15]
    assert [row["entry_id"] in {line["id"] for line in own} for row in city["hours_objection"]] == [True]
    assert Counter(row["kind"] for row in city["service_note"]) == {"commendation": 1, "evaluation": 1}


def test_a_post_is_manned_just_now(city: Rows) -> None:
    now = [shift for shift in city["shift"] if shift["starts_at"] <= NOW < shift["ends_at"]]
    assert [shift["kind"] for shift in now] == ["duty"]
    crew = [place for place in city["enrolment"] if place["shift_id"] == now[0]["id"]]
    assert len(crew) == 5
