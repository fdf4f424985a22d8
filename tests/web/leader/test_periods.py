"""The pages of roster periods: list, new, one, and who may see them."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from scheduler.enums import Language, Role
from scheduler.models import Person, RosterPeriod
from scheduler.services.rosters.periods import list_periods
from tests.factories import make_period, make_person, make_unit
from tests.services.rosters.helpers import put_on
from tests.web.leader.conftest import Grid

SignIn = Callable[[Person], FlaskClient]
VALUES = {"title": "四月班表", "starts_on": "2026-04-06", "ends_on": "2026-05-03"}


def _new(grid: Grid, **values: str) -> tuple[int, str]:
    answer = grid.client.post("/leader/periods/new", data={"unit": grid.unit.code, **VALUES, **values})
    return answer.status_code, answer.text


def _periods(grid: Grid) -> list[RosterPeriod]:
    return list(list_periods(grid.leader, number=1).items)


def test_list_shows_periods_and_says_what_to_do_where_there_is_none(grid: Grid, sign_in: SignIn) -> None:
    assert "三月班表" in grid.client.get("/leader/periods").text
    sign_in(make_person(make_unit(), Role.GRID_LEADER, language=Language.ENGLISH))
    page = grid.client.get("/leader/periods")
    assert page.status_code == 200
    assert "No roster period yet." in page.text
    assert "/leader/periods/new" in page.text


def test_list_has_pages(grid: Grid) -> None:
    for month in range(1, 13):
        for year in (2030, 2031, 2032):
            make_period(grid.unit, starts_on=date(year, month, 1), ends_on=date(year, month, 28))
    assert "page=2" in grid.client.get("/leader/periods").text
    for number in ("2", "0", "-7", "99999999999999999999", "x"):
        assert grid.client.get("/leader/periods", query_string={"page": number}).status_code == 200


def test_new_period_is_suggested_after_the_last_one(grid: Grid) -> None:
    page = grid.client.get("/leader/periods/new")
    assert page.status_code == 200
    assert 'value="2026-03-30"' in page.text
    assert 'value="2026-04-26"' in page.text


def test_new_period_opens_and_leads_to_its_page(grid: Grid) -> None:
    status, text = _new(grid)
    assert status == 302, text
    made = _periods(grid)[0]
    assert (made.title, made.starts_on, made.ends_on) == ("四月班表", date(2026, 4, 6), date(2026, 5, 3))


def test_sending_the_form_twice_opens_one_period(grid: Grid) -> None:
    assert _new(grid)[0] == 302
    status, text = _new(grid)
    assert status == 422
    assert "already plans days" in text
    assert len(_periods(grid)) == 2


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", " ", "Please fill in this field."),
        ("title", "长" * 10_000, "At most 120 characters"),
        ("starts_on", "2026-02-30", "Please type a date"),
        ("starts_on", "9999-12-31", "Please check the year."),
        ("starts_on", "2026-03-01", "The first day has passed already."),
        ("ends_on", "2026-04-05", "The last day must not come before the first."),
        ("ends_on", "2026-12-31", "A period has 92 days at most."),
        ("ends_on", "\x00", "Please type a date"),
        ("unit", "no-such-unit", "Please choose one of the entries offered."),
    ],
)
def test_bad_input_is_answered_at_its_field_and_kept(grid: Grid, field: str, value: str, words: str) -> None:
    status, text = _new(grid, **{field: value})
    assert status == 422
    assert words in text
    if field != "title":
        assert "四月班表" in text
    assert len(_periods(grid)) == 1


@pytest.mark.parametrize("title", ["🚒 班表", "<b>班表</b>", "a\x00b", "a\x07b", "\u202e"])
def test_odd_titles_never_break_a_page(grid: Grid, title: str) -> None:
    status, text = _new(grid, title=title)
    assert status == (422 if title.startswith("a") else 302), text
    assert grid.client.get("/leader/periods").status_code == 200
    assert "<b>班表" not in grid.client.get("/leader/periods").text


def test_page_of_a_period_shows_figures_coverage_and_what_lacks(grid: Grid) -> None:
    put_on(grid.draft, grid.ben, grid.one)
    text = grid.client.get(grid.url).text
    for words in (
        "Generate again",
        "Coverage by unit and skill",
        "Posts that lack people",
        "1/4",
        "0/2",
        "Below the minimum",
    ):
        assert words in text


def test_page_of_a_period_without_shifts_says_what_to_do(grid: Grid) -> None:
    other = make_period(grid.unit, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 28))
    text = grid.client.get(f"/leader/periods/{other.id}").text
    assert "No shifts in this period yet." in text
    assert "/leader/templates" in text


@pytest.mark.parametrize("number", ["0", "999999", "2147483648", "9" * 40])
@pytest.mark.parametrize("rest", ["", "/board", "/changes", "/versions/1", "/shifts/1"])
def test_unknown_period_is_not_found(grid: Grid, number: str, rest: str) -> None:
    assert grid.client.get(f"/leader/periods/{number}{rest}").status_code == 404


@pytest.mark.parametrize("rest", ["/shifts/0", "/shifts/2147483648", "/versions/0", "/versions/2147483648"])
def test_unknown_part_of_a_period_is_not_found(grid: Grid, rest: str) -> None:
    assert grid.client.get(f"{grid.url}{rest}").status_code == 404


@pytest.mark.parametrize("path", ["", "/board", "/changes", "/versions/1"])
def test_strangers_and_volunteers_are_kept_out(grid: Grid, sign_in: SignIn, path: str) -> None:
    for person in (make_person(make_unit(), Role.GRID_LEADER), grid.anna):
        assert sign_in(person).get(f"{grid.url}{path}").status_code == 403


def test_auditor_sees_but_has_no_buttons(grid: Grid, sign_in: SignIn) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    client = sign_in(make_person(grid.unit, Role.AUDITOR))
    for path in (grid.url, f"{grid.url}/board", grid.post_url(grid.one)):
        page = client.get(path)
        assert page.status_code == 200
        assert 'method="post" action="/leader' not in page.text
    for path in ("/leader/periods/new", f"{grid.url}/changes"):
        assert client.get(path).status_code == 403
