"""Open shifts by days: a week or a month, filters kept, empty days, and whether each shift fits."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from scheduler.enums import ActivityKind, Language
from scheduler.models import Dislike, Person, Unit
from scheduler.web.volunteer.offer_calendar import Span, days_of
from tests.factories import NOW, enrol, make_person, make_shift, make_unit, save

SignIn = Callable[[Person], FlaskClient]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):  # Monday, 2 March 2026
        yield


def _reader(unit: Unit, **values: object) -> Person:
    return make_person(unit, **{"language": Language.ENGLISH, **values})


def _agenda(page: str) -> list[str]:
    """Return the headings and the empty days of the agenda."""
    part = page[page.index('class="lf-agenda"') :]
    found = re.findall(r'<h3[^>]*>([^<]*)</h3>|border-bottom pb-2">([^<]*)<', part)
    return [" ".join(unescape(one or other).split()) for one, other in found]


def test_days_of_a_span_lie_around_a_day() -> None:
    week = days_of(Span.WEEK, date(2027, 1, 1))
    assert (week.first, week.last) == (date(2026, 12, 28), date(2027, 1, 3))
    assert (week.previous, week.following) == (date(2026, 12, 21), date(2027, 1, 4))
    month = days_of(Span.MONTH, date(2026, 12, 31))
    assert (month.first, month.last) == (date(2026, 12, 1), date(2026, 12, 31))
    assert (month.previous, month.following) == (date(2026, 11, 1), date(2027, 1, 1))


def test_week_shows_every_day_and_empty_days_in_a_row(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    make_shift(unit, title="夜巡", starts_at=datetime(2026, 3, 4, 15, tzinfo=UTC))  # 23:00, past midnight
    page = sign_in(_reader(unit)).get("/open-shifts/calendar?span=week").text
    assert _agenda(page) == [
        "Monday 2 March – Tuesday 3 March: nothing open",
        "Wednesday 4 March",
        "Thursday 5 March",
        "Friday 6 March – Sunday 8 March: nothing open",
    ]
    assert page.count("夜巡") == 4  # two days, in the table and in the agenda


def test_month_leads_to_its_neighbours_and_back_and_keeps_the_filter(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit(code="here")
    make_shift(unit, title="夜巡", starts_at=datetime(2026, 4, 9, 12, tzinfo=UTC))
    client = sign_in(_reader(unit))
    page = unescape(client.get("/open-shifts/calendar?day=2026-04-20&kind=patrol&unit=here").text)
    for link in (
        "/open-shifts/calendar?day=2026-03-01&unit=here&kind=patrol",
        "/open-shifts/calendar?day=2026-05-01&unit=here&kind=patrol",
        "/open-shifts/calendar?unit=here&kind=patrol",
        "/open-shifts/calendar?span=week&day=2026-04-20&unit=here&kind=patrol",
        "/open-shifts?unit=here&kind=patrol",
        "/open-shifts/calendar?unit=here&kind=drill&day=2026-04-20",
    ):
        assert f'href="{link}"' in page
    assert "April 2026" in page
    assert "夜巡" in page
    assert "夜巡" not in client.get("/open-shifts/calendar?day=2026-04-20&kind=drill").text
    assert _agenda(client.get("/open-shifts/calendar?day=2026-05-20").text) == [
        "Friday 1 May – Sunday 31 May: nothing open"
    ]


def test_each_shift_says_how_it_stands_to_the_reader(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit(waiting_list_most=0)
    person = _reader(unit, max_shifts_per_week=9)
    kinds = {"fits": ActivityKind.PATROL, "minds": ActivityKind.DUTY}
    shifts = {
        title: make_shift(
            unit,
            title=title,
            kind=kinds.get(title, ActivityKind.PATROL),
            capacity=1,
            starts_at=NOW + days * DAY,
        )
        for days, title in enumerate(("fits", "minds", "full", "mine"), start=1)
    }
    enrol(make_person(unit), shifts["full"])
    enrol(person, shifts["mine"])
    save(Dislike(person_id=person.id, kind=ActivityKind.DUTY, created=NOW))
    page = sign_in(person).get("/open-shifts/calendar?span=week").text
    found = re.findall(
        r'<span class="visually-hidden">([^<]*):</span>.*?</span>\s*(\w+)</a>', page, re.DOTALL
    )
    assert [(words.strip(), title) for words, title in found] == [
        ("Fits you", "fits"),
        ("Against what you said", "minds"),
        ("Not possible for you now", "full"),
        ("Yours", "mine"),
    ]


def test_full_day_of_a_month_leads_to_its_week(app: Flask, sign_in: SignIn) -> None:
    unit = make_unit()
    for number in range(6):
        make_shift(unit, starts_at=NOW + 3 * DAY, title=f"巡逻{number}")
    page = unescape(sign_in(_reader(unit)).get("/open-shifts/calendar").text)
    assert "2 more" in page
    assert 'href="/open-shifts/calendar?span=week&day=2026-03-05"' in page


@pytest.mark.parametrize(
    "query",
    [
        "day=2026-02-30",
        "day=9999-12-31",
        "span=year",
        "day=&span=%00",
        "unit=x&kind=y&skill=z",
        "day=2000-01-01",
    ],
)
def test_address_that_makes_no_sense_is_no_fault(app: Flask, sign_in: SignIn, query: str) -> None:
    answer = sign_in(_reader(make_unit())).get(f"/open-shifts/calendar?{query}")
    assert answer.status_code == 200
    assert ("March 2026" in answer.text) is (query != "day=2000-01-01")


def test_past_days_say_where_to_look(app: Flask, sign_in: SignIn) -> None:
    page = sign_in(_reader(make_unit())).get("/open-shifts/calendar?day=2026-01-01").text
    assert "These days are past." in page
