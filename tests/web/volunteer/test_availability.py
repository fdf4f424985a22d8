"""The availability page: a week of selects that works without scripts, and exceptions."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import ActivityKind, Language, Wish
from scheduler.models import AvailabilityException, Person, ShiftDemand, ShiftTemplate, WeeklyAvailability
from scheduler.services.availability_week import CELLS, replace_week, weekly_blocks
from scheduler.services.dislikes import NOTHING, Dislikes, dislike_shift, own_dislikes
from scheduler.timeutils import day_start, local_date, utcnow
from tests.factories import NOW, enrol, make_person, make_shift, save

SignIn = Callable[[Person], FlaskClient]
ZONE = "Asia/Shanghai"
DAY = timedelta(days=1)
WEEK = {f"cell_{weekday}_{block}": "available" for weekday, block in CELLS}


def _reader() -> Person:
    return make_person(language=Language.ENGLISH)


def _today(days: int = 0) -> str:
    return (local_date(utcnow(), ZONE) + days * DAY).isoformat()


def _selected(page: str) -> dict[str, str]:
    """Return the chosen value of each select of the week."""
    found: dict[str, str] = {}
    for name, body in re.findall(r'<select[^>]*name="(cell_\d_\d)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'<option selected value="([^"]*)"', body)
        found[name] = chosen[0] if chosen else "nothing"
    return found


def _exceptions(person: Person) -> list[AvailabilityException]:
    query = select(AvailabilityException).where(AvailabilityException.person_id == person.id)
    return list(db.session.scalars(query))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/my/availability"),
        ("POST", "/my/availability"),
        ("POST", "/my/availability/exceptions"),
        ("POST", "/my/availability/exceptions/1/remove"),
        ("POST", "/my/availability/away"),
        ("POST", "/my/availability/limits"),
        ("POST", "/my/availability/dislikes"),
    ],
)
def test_strangers_are_sent_to_sign_in(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize(
    "path",
    ["/my/availability", "/my/availability/exceptions", "/my/availability/exceptions/1/remove"],
)
def test_forged_form_is_refused(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    person = _reader()
    client = sign_in(person)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    data = {**WEEK, "cell_0_0": "preferred", "first": _today(1), "wish": "unavailable"}
    assert client.post(path, data=data).status_code == 400
    assert weekly_blocks(person)[0, 0] is Wish.AVAILABLE
    assert _exceptions(person) == []


def test_page_has_a_labelled_select_for_each_part_of_each_day(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    replace_week({(2, 1): Wish.UNWANTED}, actor=person, now=NOW)
    page = sign_in(person).get("/my/availability")
    assert page.status_code == 200
    assert _selected(page.text) == {**WEEK, "cell_2_1": "unwanted"}
    assert '<label class="visually-hidden" for="cell_2_1">Wednesday Afternoon</label>' in page.text


def test_week_is_saved_and_shown_again(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    client = sign_in(person)
    answer = client.post(
        "/my/availability", data={**WEEK, "cell_0_0": "preferred", "cell_6_3": "unavailable"}
    )
    assert (answer.status_code, answer.location) == (302, "/my/availability")
    page = client.get("/my/availability").text
    assert "Your usual week is saved." in page
    assert _selected(page) == {**WEEK, "cell_0_0": "preferred", "cell_6_3": "unavailable"}


def test_preset_fills_the_form_and_saves_nothing_yet(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    page = sign_in(person).post("/my/availability", data={**WEEK, "preset": "weekends"})
    assert page.status_code == 200
    assert "Check the week below, then save it." in page.text
    chosen = _selected(page.text)
    assert (chosen["cell_4_2"], chosen["cell_5_0"], chosen["cell_5_3"]) == (
        "unavailable",
        "available",
        "unavailable",
    )
    assert set(weekly_blocks(person).values()) == {Wish.AVAILABLE}


@pytest.mark.parametrize("value", ["sometimes", "x" * 10_000, "🚒", "\x00", "AVAILABLE"])
def test_value_that_was_not_offered_is_refused_and_the_rest_stays(
    app: Flask, sign_in: SignIn, value: str
) -> None:
    person = _reader()
    answer = sign_in(person).post(
        "/my/availability", data={**WEEK, "cell_0_0": value, "cell_1_1": "preferred"}
    )
    assert answer.status_code == 422
    assert "Please choose one of the entries offered in every field." in answer.text
    assert _selected(answer.text)["cell_1_1"] == "preferred"
    assert set(weekly_blocks(person).values()) == {Wish.AVAILABLE}


def test_missing_cells_and_unknown_presets_keep_what_is_stored(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    replace_week({(0, 0): Wish.UNAVAILABLE}, actor=person, now=NOW)
    answer = sign_in(person).post("/my/availability", data={"preset": "nonsense", "cell_1_1": "preferred"})
    assert answer.status_code == 302
    found = weekly_blocks(person)
    assert (found[0, 0], found[1, 1], found[2, 2]) == (Wish.UNAVAILABLE, Wish.PREFERRED, Wish.AVAILABLE)


def test_cell_with_hours_of_its_own_can_stay_as_it_is(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    save(
        WeeklyAvailability(
            person_id=person.id, weekday=0, start_minute=480, end_minute=600, wish=Wish.PREFERRED
        )
    )
    client = sign_in(person)
    page = client.get("/my/availability").text
    assert _selected(page)["cell_0_0"] == ""
    assert "… mixed" in unescape(page)
    client.post("/my/availability", data={**WEEK, "cell_0_0": "", "cell_0_1": "unavailable"})
    rows = db.session.scalars(select(WeeklyAvailability).order_by(WeeklyAvailability.start_minute)).all()
    assert [(row.start_minute, row.end_minute, row.wish) for row in rows] == [
        (480, 600, Wish.PREFERRED),
        (720, 1080, Wish.UNAVAILABLE),
    ]


def test_exception_of_whole_days_ends_with_the_last_day(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    client = sign_in(person)
    data = {"first": _today(2), "last": _today(4), "wish": "unavailable", "note": "回老家"}
    answer = client.post("/my/availability/exceptions", data=data)
    assert (answer.status_code, answer.location) == (302, "/my/availability#exceptions")
    (row,) = _exceptions(person)
    first = local_date(utcnow(), ZONE) + 2 * DAY
    assert (row.starts_at, row.ends_at) == (day_start(first, ZONE), day_start(first + 3 * DAY, ZONE))
    page = client.get("/my/availability").text
    assert "The exception is noted." in page
    assert "回老家" in page


def test_exception_with_times_is_exact(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    data = {"first": _today(2), "start": "18:30", "end": "20:00", "wish": "preferred"}
    assert sign_in(person).post("/my/availability/exceptions", data=data).status_code == 302
    (row,) = _exceptions(person)
    start = day_start(local_date(utcnow(), ZONE) + 2 * DAY, ZONE) + timedelta(hours=18, minutes=30)
    assert (row.starts_at, row.ends_at, row.wish) == (start, start + timedelta(minutes=90), Wish.PREFERRED)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"first": ""}, "Please fill in this field."),
        ({"first": "2026-02-30"}, "Please type a date"),
        ({"last": "9999-12-31"}, "Please check the year."),
        ({"last": "0"}, "Please type a date"),
        ({"start": "25:00"}, "Please type a time"),
        ({"start": "20:00", "end": "19:00"}, "The end must come after the start."),
        ({"first": "2020-01-01"}, "This time has passed already."),
        ({"wish": "perhaps"}, "Please choose one of the entries offered."),
        ({"note": "x" * 10_000}, "At most 200 characters, please."),
        ({"note": "a\x00b"}, "invisible control characters"),
    ],
)
def test_bad_exception_is_explained_at_its_field_and_stays_typed(
    app: Flask, sign_in: SignIn, typed: dict[str, str], words: str
) -> None:
    person = _reader()
    data = {"first": _today(2), "wish": "unwanted", "note": "家里有事", **typed}
    answer = sign_in(person).post("/my/availability/exceptions", data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert _exceptions(person) == []
    if "note" not in typed:
        assert 'value="家里有事"' in answer.text


def test_overlapping_exception_is_refused_in_words(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    client = sign_in(person)
    data = {"first": _today(2), "wish": "unavailable"}
    client.post("/my/availability/exceptions", data=data)
    answer = client.post("/my/availability/exceptions", data={**data, "last": _today(3)})
    assert answer.status_code == 422
    assert "You already said something about the time from" in answer.text
    assert client.post("/my/availability/exceptions", data=data).status_code == 302  # the same again
    assert len(_exceptions(person)) == 1


def test_exception_is_removed_and_removing_twice_is_no_error(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    client = sign_in(person)
    client.post("/my/availability/exceptions", data={"first": _today(2), "wish": "unavailable"})
    (row,) = _exceptions(person)
    path = f"/my/availability/exceptions/{row.id}/remove"
    for _ in range(2):
        page = client.post(path, follow_redirects=True)
        assert (page.status_code, "The exception is removed" in page.text) == (200, True)
    assert _exceptions(person) == []


@pytest.mark.parametrize(("number", "status"), [("0", 302), ("12345", 302), ("9" * 40, 404)])
def test_exception_that_does_not_exist_changes_nothing(
    app: Flask, sign_in: SignIn, number: str, status: int
) -> None:
    answer = sign_in(_reader()).post(f"/my/availability/exceptions/{number}/remove")
    assert answer.status_code == status


def test_exception_of_somebody_else_stays(app: Flask, sign_in: SignIn) -> None:
    other = make_person()
    row = save(
        AvailabilityException(
            person_id=other.id, starts_at=NOW, ends_at=utcnow() + DAY, wish=Wish.UNAVAILABLE
        )
    )
    sign_in(_reader()).post(f"/my/availability/exceptions/{row.id}/remove")
    assert len(_exceptions(other)) == 1


def test_days_away_are_noted_with_a_reminder_of_places_held(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    start = day_start(local_date(utcnow(), ZONE) + 3 * DAY, ZONE)
    enrol(person, make_shift(person.home_unit, starts_at=start + timedelta(hours=9)))
    client = sign_in(person)
    data = {"away-first": _today(2), "away-last": _today(4), "away-note": "回老家"}
    answer = client.post("/my/availability/away", data=data)
    assert (answer.status_code, answer.location) == (302, "/my/availability#exceptions")
    (row,) = _exceptions(person)
    assert (row.starts_at, row.ends_at) == (start - DAY, start + 2 * DAY)
    assert (row.wish, row.note) == (Wish.UNAVAILABLE, "回老家")
    page = client.get(answer.location).text
    assert "Noted: you are away on these days." in page
    assert "You have a place on 1 shift on these days." in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"away-first": ""}, "Please fill in this field."),
        ({"away-first": "soon"}, "Please type a date"),
        ({"away-last": "2020-01-01"}, "The end must come after the start."),
        ({"away-first": "2020-01-01"}, "This time has passed already."),
        ({"away-note": "x" * 201}, "At most 200 characters, please."),
    ],
)
def test_bad_days_away_are_explained_and_stay_typed(
    app: Flask, sign_in: SignIn, typed: dict[str, str], words: str
) -> None:
    person = _reader()
    data = {"away-first": _today(2), "away-note": "家里有事", **typed}
    answer = sign_in(person).post("/my/availability/away", data=data)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert _exceptions(person) == []
    assert data["away-note"] in answer.text


def test_limits_are_saved_and_said_in_words(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    client = sign_in(person)
    data = {"per_week": "２", "per_month": "5"}
    page = client.post("/my/availability/limits", data=data, follow_redirects=True).text
    for words in (
        "Your limits are saved.",
        "It gives you at most 2 shifts a week.",
        "It gives you at most 5 shifts a month. What you sign up for yourself counts.",
    ):
        assert words in page
    client.post("/my/availability/limits", data={"per_week": "2", "per_month": ""})
    db.session.expire_all()
    assert (person.max_shifts_per_week, person.max_shifts_per_month) == (2, None)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"per_week": ""}, "Between 1 and 14, please."),
        ({"per_week": "two"}, "Please type a whole number."),
        ({"per_month": "32"}, "Please type a number from 1 to 31, or leave the field empty."),
        ({"per_month": "9" * 400}, "Please type a whole number."),
    ],
)
def test_bad_limit_is_explained_at_its_field(
    app: Flask, sign_in: SignIn, typed: dict[str, str], words: str
) -> None:
    answer = sign_in(_reader()).post(
        "/my/availability/limits", data={"per_week": "2", "per_month": "5", **typed}
    )
    assert (answer.status_code, words in answer.text) == (422, True)


def test_dislikes_are_saved_shown_and_counted(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    template = save(
        ShiftTemplate(
            unit_id=person.home_unit_id,
            kind=ActivityKind.PATROL,
            title="夜巡",
            weekdays=[0, 4],
            start_time=time(20),
            duration_minutes=120,
            capacity=4,
            updated=NOW,
        )
    )
    start = utcnow() + 3 * DAY
    make_shift(person.home_unit, [ShiftDemand()], starts_at=start, template_id=template.id)
    client = sign_in(person)
    assert "夜巡 · Mon, Fri 20:00 · " in client.get("/my/availability").text
    data = {"kinds": ["duty"], "templates": [str(template.id)]}
    page = client.post("/my/availability/dislikes", data=data, follow_redirects=True).text
    assert "Saved: the roster minds what you would rather not do." in page
    assert re.findall(r'value="(\w+)"\s+checked', page) == ["duty", str(template.id)]
    assert "you can be planned on 1: 0 of them gladly, 1 only if need be." in page
    assert own_dislikes(person) == Dislikes(frozenset({ActivityKind.DUTY}), frozenset({template.id}))
    for bad in ({"kinds": ["party"]}, {"templates": ["0"]}, {"templates": ["\x00"]}):
        assert client.post("/my/availability/dislikes", data=bad).status_code == 422
    client.post("/my/availability/dislikes", data={})
    assert own_dislikes(person) == NOTHING


def test_disliked_shifts_are_listed_and_given_free(app: Flask, sign_in: SignIn) -> None:
    person = _reader()
    shift = make_shift(person.home_unit, starts_at=utcnow() + 3 * DAY)
    dislike_shift(shift.id, disliked=True, actor=person, now=NOW)
    page = sign_in(person).get("/my/availability").text
    assert f'action="/open-shifts/{shift.id}/dislike"' in page
