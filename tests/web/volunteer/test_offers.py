"""Open shifts in the browser: the list, one shift, a place taken and given back."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import ActivityKind, EnrolmentOrigin, EnrolmentStatus, Language, ShiftStatus, Wish
from scheduler.models import AvailabilityException, Enrolment, Person, ShiftDemand, Unit
from scheduler.timeutils import utcnow
from tests.factories import enrol, make_person, make_shift, make_skill, make_unit, qualify, save

SignIn = Callable[[Person], FlaskClient]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def _reader(unit: Unit, **values: object) -> Person:
    return make_person(unit, **{"language": Language.ENGLISH, **values})


def _places(person: Person) -> list[tuple[int, EnrolmentStatus]]:
    query = select(Enrolment).where(Enrolment.person_id == person.id)
    return [(place.shift_id, place.status) for place in db.session.scalars(query)]


def _soon(days: float = 3) -> dict[str, Any]:
    start = utcnow() + days * DAY
    return {"starts_at": start, "ends_at": start + timedelta(hours=2)}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/open-shifts"),
        ("GET", "/open-shifts/1"),
        ("POST", "/open-shifts/1/sign-up"),
        ("POST", "/open-shifts/1/cancel"),
    ],
)
def test_strangers_are_sent_to_sign_in(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize("path", ["/open-shifts/1/sign-up", "/open-shifts/1/cancel"])
def test_forged_form_is_refused(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    unit = make_unit()
    make_shift(unit, **_soon())
    person = _reader(unit)
    client = sign_in(person)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = client.post(path)
    assert answer.status_code == 400
    assert "The form has expired" in answer.text
    assert _places(person) == []


def test_list_shows_shifts_places_and_skills_wanted(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit(name_en="First Grid")
    lead = make_skill("lead", name_en="Team lead")
    demands = [ShiftDemand(skill_id=lead.id, minimum=1, target=2)]
    make_shift(unit, demands, title="夜巡 <b>", capacity=3, **_soon())
    page = sign_in(_reader(unit)).get("/open-shifts")
    assert page.status_code == 200
    for text in (
        "In your unit",
        "夜巡 &lt;b&gt;",
        "First Grid",
        "3 places free",
        "0 of 3 taken",
        "Team lead",
    ):
        assert text in page.text
    assert page.text.count('/sign-up"') == 1


def test_empty_list_says_what_to_do(app: Flask, sign_in: SignIn) -> None:
    client = sign_in(_reader(make_unit()))
    assert "There is no open shift near you yet." in client.get("/open-shifts").text
    filtered = client.get("/open-shifts?kind=drill").text
    assert "No open shift fits this filter." in filtered
    assert 'href="/open-shifts"' in filtered


def test_reason_stands_where_the_button_would_be(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit(waiting_list_most=0)
    shift = make_shift(unit, capacity=1, **_soon())
    enrol(make_person(unit), shift)
    page = sign_in(_reader(unit)).get("/open-shifts").text
    assert "Not possible for you now" in page
    assert "Every place is taken (1 of 1)." in page
    assert '/sign-up"' not in page


def test_filters_narrow_the_list(app: Flask, sign_in: SignIn) -> None:
    unit, other = make_unit(code="here"), make_unit(code="there")
    make_shift(unit, title="一号巡逻", **_soon())
    make_shift(other, title="二号巡逻", **_soon())
    make_shift(other, title="三号培训", kind=ActivityKind.TRAINING, **_soon(9))
    client = sign_in(_reader(unit))

    def titles(query: str) -> set[str]:
        page = client.get(f"/open-shifts?{query}").text
        return {title for title in ("一号巡逻", "二号巡逻", "三号培训") if title in page}

    assert titles("") == {"一号巡逻", "三号培训"}
    assert titles("unit=*") == {"一号巡逻", "二号巡逻", "三号培训"}
    assert titles("unit=there") == {"二号巡逻", "三号培训"}
    assert titles("kind=training") == {"三号培训"}
    assert titles(f"last={(utcnow() + 5 * DAY).date()}") == {"一号巡逻"}
    assert titles(f"first={(utcnow() + 5 * DAY).date()}") == {"三号培训"}


@pytest.mark.parametrize(
    "query",
    [
        "unit=nowhere",
        "kind=party",
        "skill=juggling",
        "first=2026-02-30",
        "last=0001-01-01",
        "page=" + "9" * 40,
        "page=-1",
        "page=x",
        "unit=%00&kind=%F0%9F%9A%92&skill=" + "x" * 5_000,
    ],
)
def test_filter_that_makes_no_sense_counts_as_empty(app: Flask, sign_in: SignIn, query: str) -> None:
    unit = make_unit()
    make_shift(unit, title="一号巡逻", **_soon())
    page = sign_in(_reader(unit)).get(f"/open-shifts?{query}")
    assert page.status_code == 200
    assert "一号巡逻" in page.text


def test_kind_links_keep_the_rest_of_the_filter(app: Flask, sign_in: SignIn) -> None:
    page = sign_in(_reader(make_unit())).get("/open-shifts?unit=*&first=2026-02-30&kind=drill").text
    assert 'href="/open-shifts?unit=*&amp;kind=training"' in page


def test_shift_page_says_all_about_it(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit(contact="王主任 021-5555")
    shift = make_shift(unit, notes="带手电\n穿背心", **_soon())
    enrol(make_person(unit, name="李晓明"), shift)
    page = sign_in(_reader(unit)).get(f"/open-shifts/{shift.id}")
    assert page.status_code == 200
    for text in ("傍晚巡逻", "社区东门", "带手电\n穿背心", "王主任 021-5555", "4 places free"):
        assert text in page.text
    assert "李晓明" not in page.text


def test_those_on_a_shift_see_who_comes_along(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    shift = make_shift(unit, **_soon())
    person = _reader(unit)
    enrol(make_person(unit, name="李晓明"), shift, seat=1)
    enrol(person, shift, seat=2)
    page = sign_in(person).get(f"/open-shifts/{shift.id}").text
    assert "李晓明" in page
    assert "Yes, give it back" in page


@pytest.mark.parametrize("number", ["0", "12345", "2147483648", "9" * 40])
def test_shift_that_does_not_exist_is_a_plain_404(app: Flask, sign_in: SignIn, number: str) -> None:
    client = sign_in(_reader(make_unit()))
    assert client.get(f"/open-shifts/{number}").status_code == 404
    assert client.post(f"/open-shifts/{number}/sign-up").status_code == 404
    assert client.post(f"/open-shifts/{number}/cancel").status_code == 404


def test_sign_up_and_giving_back_come_back_to_the_page(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    shift = make_shift(unit, **_soon())
    person = _reader(unit)
    client = sign_in(person)
    answer = client.post(
        f"/open-shifts/{shift.id}/sign-up", data={"next": f"/open-shifts?kind=patrol#shift-{shift.id}"}
    )
    assert (answer.status_code, answer.location) == (302, f"/open-shifts?kind=patrol#shift-{shift.id}")
    assert _places(person) == [(shift.id, EnrolmentStatus.CONFIRMED)]
    assert "You have a place: 傍晚巡逻." in client.get(answer.location).text
    answer = client.post(f"/open-shifts/{shift.id}/cancel")
    assert answer.location == f"/open-shifts/{shift.id}"
    assert _places(person) == [(shift.id, EnrolmentStatus.CANCELLED)]
    assert "You gave your place back: 傍晚巡逻." in client.get(answer.location).text


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "\x00", ""]
)
def test_form_never_leads_to_another_site(app: Flask, sign_in: SignIn, elsewhere: str) -> None:
    unit = make_unit()
    shift = make_shift(unit, **_soon())
    answer = sign_in(_reader(unit)).post(f"/open-shifts/{shift.id}/sign-up", data={"next": elsewhere})
    assert answer.location == f"/open-shifts/{shift.id}"


def test_pressing_twice_is_no_error(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    shift = make_shift(unit, **_soon())
    person = _reader(unit)
    client = sign_in(person)
    for words in ("You have a place", "You are on this shift already"):
        page = client.post(f"/open-shifts/{shift.id}/sign-up", follow_redirects=True)
        assert (page.status_code, words in page.text) == (200, True)
    for words in ("You gave your place back", "You are not on this shift"):
        page = client.post(f"/open-shifts/{shift.id}/cancel", follow_redirects=True)
        assert (page.status_code, words in page.text) == (200, True)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ENGLISH, "people with the skill “Team lead”, which you do not have yet"),
        (Language.CHINESE, "留给有“带队”技能的人"),
    ],
)
def test_refusal_names_things_in_the_language_of_the_reader(
    app: Flask, sign_in: SignIn, language: Language, words: str
) -> None:
    unit = make_unit()
    lead = make_skill("lead", name="带队", name_en="Team lead")
    shift = make_shift(unit, [ShiftDemand(skill_id=lead.id, minimum=1, target=1)], capacity=1, **_soon())
    client = sign_in(_reader(unit, language=language))
    assert words in client.post(f"/open-shifts/{shift.id}/sign-up", follow_redirects=True).text


def test_overlap_names_the_other_shift_in_local_time(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    person = _reader(unit)
    start = (utcnow() + 3 * DAY).replace(hour=11, minute=30, second=0)
    times: dict[str, Any] = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    enrol(person, make_shift(unit, title="消防演练", **times))
    shift = make_shift(unit, **times)
    page = sign_in(person).post(f"/open-shifts/{shift.id}/sign-up", follow_redirects=True).text
    assert f"“消防演练” at the same time ({start.day} {start:%b} {start.year} 19:30)" in page


def test_late_and_planned_places_say_whom_to_ask(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit(contact="王主任 021-5555", cancel_cutoff_hours=24)
    person = _reader(unit)
    late, planned = make_shift(unit, **_soon(0.5)), make_shift(unit, **_soon(3))
    enrol(person, late)
    enrol(person, planned, origin=EnrolmentOrigin.ROSTER)
    client = sign_in(person)
    for shift, words in ((late, "until 24 hours before the start"), (planned, "The published roster")):
        page = client.get(f"/open-shifts/{shift.id}").text
        assert words in page
        assert "王主任 021-5555" in page
        assert f"/open-shifts/{shift.id}/cancel" not in page
        client.post(f"/open-shifts/{shift.id}/cancel")
    assert {status for _, status in _places(person)} == {EnrolmentStatus.CONFIRMED}


def test_reservation_about_the_time_is_brought_to_mind(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    person, shift = _reader(unit), make_shift(unit, **_soon())
    save(
        AvailabilityException(
            person_id=person.id, starts_at=shift.starts_at, ends_at=shift.ends_at, wish=Wish.UNAVAILABLE
        )
    )
    client = sign_in(person)
    for path in ("/open-shifts", f"/open-shifts/{shift.id}"):
        assert "You said that you are not available at this time." in client.get(path).text


def test_cancelled_shift_says_so(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    person, shift = _reader(unit), make_shift(unit, status=ShiftStatus.CANCELLED, **_soon())
    page = sign_in(person).get(f"/open-shifts/{shift.id}").text
    assert "This shift is cancelled. Nobody needs to come." in page
    assert "/sign-up" not in page


def test_own_limit_warns_and_asks_once_more(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit(min_rest_hours=0)
    person = _reader(unit, max_shifts_per_week=1, max_shifts_per_month=31)
    start = (utcnow() + 7 * DAY).replace(hour=4, minute=0, second=0)
    own, shift = (make_shift(unit, starts_at=start + hours * HOUR) for hours in (0, 3))
    enrol(person, own)
    client = sign_in(person)
    for path in ("/open-shifts", f"/open-shifts/{shift.id}"):
        page = client.get(path).text
        assert "You are on as many shifts that week as you wanted (1). You may come all the same" in page
        assert "Sign up all the same" in page
        assert '<input type="hidden" name="confirm" value="yes">' in page
    path = f"/open-shifts/{shift.id}/sign-up"
    answer = client.post(path, follow_redirects=True)  # from a page that knew nothing of the limit yet
    assert "confirm it, or raise the limit" in answer.text
    assert _places(person) == [(own.id, EnrolmentStatus.CONFIRMED)]
    assert "You have a place" in client.post(path, data={"confirm": "yes"}, follow_redirects=True).text


def test_reason_comes_with_what_would_change_it(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    skill = make_skill(name="急救", name_en="First aid")
    shift = make_shift(
        unit, [ShiftDemand(skill_id=skill.id, level=2, minimum=1, target=1)], capacity=1, **_soon()
    )
    training = make_shift(make_unit(), title="急救课", kind=ActivityKind.TRAINING, capacity=4, **_soon(9))
    client = sign_in(_reader(unit))
    for path in ("/open-shifts", f"/open-shifts/{shift.id}"):
        page = client.get(path).text
        assert "with the skill “First aid”, which you do not have yet" in page
        link = (
            rf'<a href="/open-shifts/{training.id}">Training for “First aid”: “急救课”, [^<]*, 4 places free.'
        )
        assert re.search(link, page)


def test_fitting_shift_says_why_it_fits(app: Flask, sign_in: SignIn) -> None:
    unit, skill = make_unit(), make_skill("lead", name_en="Team lead")
    shift = make_shift(unit, [ShiftDemand(skill_id=skill.id, minimum=1, target=1)], **_soon())
    person = _reader(unit)
    qualify(person, skill, valid_until=None)
    client = sign_in(person)
    for path in ("/open-shifts", f"/open-shifts/{shift.id}"):
        assert "Fits you: your skill is needed: Team lead · in your unit" in client.get(path).text


def test_shift_is_marked_as_disliked_and_given_free_again(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    shift, person = make_shift(unit, **_soon()), _reader(unit)
    client = sign_in(person)
    path = f"/open-shifts/{shift.id}"
    for _ in range(2):
        page = client.post(f"{path}/dislike", data={"disliked": "yes"}, follow_redirects=True).text
        assert "Noted: for this shift the roster takes others first." in page
    assert "You said that you would rather not do this." in page
    assert "I do not mind after all" in page
    assert "Possible, against what you said yourself" in client.get("/open-shifts").text
    back = {"disliked": "no", "next": "/my/availability#dislikes"}
    assert client.post(f"{path}/dislike", data=back).location == "/my/availability#dislikes"
    assert "Rather not this one" in client.get(path).text
    assert client.post("/open-shifts/999/dislike", data={"disliked": "yes"}).status_code == 404


def test_list_and_calendar_lead_to_each_other(app: Flask, sign_in: SignIn) -> None:
    page = sign_in(_reader(make_unit())).get("/open-shifts?kind=drill&first=2026-03-02").text
    assert 'href="/open-shifts/calendar?span=week&amp;kind=drill"' in page
    assert 'href="/open-shifts/calendar?kind=drill"' in page
    assert 'href="/open-shifts?kind=training&amp;first=2026-03-02"' in page
