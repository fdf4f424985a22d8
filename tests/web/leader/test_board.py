"""The board: weeks, rows, filters; and one shift with its crew, reasons and candidates."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from scheduler.database import atomic
from scheduler.enums import Role, ShiftStatus
from scheduler.models import Person, ShiftDemand
from scheduler.services.rosters.runs import start_run
from tests.factories import NOW, enrol, make_person, make_shift, make_unit
from tests.services.rosters.helpers import put_on, say
from tests.web.leader.conftest import DAY, Grid

SignIn = Callable[[Person], FlaskClient]
FRAGMENT = {"HX-Request": "true"}


def _board(grid: Grid, **query: str) -> str:
    page = grid.client.get(f"{grid.url}/board", query_string=query)
    assert page.status_code == 200
    return page.text


def test_board_shows_shifts_people_skills_pins_and_what_lacks(grid: Grid) -> None:
    put_on(grid.draft, grid.anna, grid.one, pinned=True)
    enrol(grid.ben, grid.two)
    text = _board(grid)
    assert f'id="shift-{grid.one.id}"' in text
    assert "安娜" in text
    assert ">Medical</span>" in text
    assert "pinned" in text
    assert "signed up" in text
    assert "missing: 1 × people" in text
    assert "missing: 1 × Medical, below the minimum" in text
    assert "lf-critical" in text


def test_board_by_person_counts_shifts(grid: Grid) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    text = _board(grid, view="people")
    assert "安娜" in text
    assert "本" not in text.split("<tbody>")[1].split("</tbody>")[0]


def test_board_has_every_week_of_the_period(grid: Grid) -> None:
    late = grid.shift(NOW + 27 * DAY)
    assert "Week 1 of 4" in _board(grid)
    assert f"shift-{late.id}" in _board(grid, week="4")
    for week, shown in (("0", 1), ("-3", 1), ("99", 4), ("x", 1), ("9" * 30, 4)):
        assert f"Week {shown} of 4" in _board(grid, week=week)


def test_board_without_shifts_says_what_to_do(grid: Grid) -> None:
    assert "No shifts in this week." in _board(grid, week="3")


def test_filters_narrow_the_rows_and_stay_when_the_week_turns(grid: Grid) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    put_on(grid.draft, grid.ben, grid.one)
    text = _board(grid, lacking="y", unit=grid.unit.code, kind="patrol")
    assert f"shift-{grid.one.id}" not in text
    assert f"shift-{grid.two.id}" in text
    assert f"week=2&amp;unit={grid.unit.code}&amp;kind=patrol&amp;lacking=y" in text
    assert "No shift of this week fits the filter." in _board(grid, kind="drill")


@pytest.mark.parametrize(
    "query",
    [{"unit": "nowhere"}, {"kind": "party"}, {"view": "birds"}, {"page": "77"}, {"unit": "长" * 3000}],
)
def test_unusable_filters_mean_everything(grid: Grid, query: dict[str, str]) -> None:
    assert f"shift-{grid.one.id}" in _board(grid, **query)


def test_board_has_pages_of_people(grid: Grid) -> None:
    shift = make_shift(grid.unit, [ShiftDemand(target=60)], starts_at=NOW + 2 * DAY, capacity=60)
    for _ in range(45):
        put_on(grid.draft, make_person(grid.unit), shift)
    text = _board(grid, view="people")
    assert "page=2" in text
    assert _board(grid, view="people", page="2").count('scope="row"') == 5


def test_post_explains_in_counted_words_and_offers_who_fits(grid: Grid) -> None:
    say(grid.anna, grid.one.starts_at, grid.one.ends_at)
    text = grid.client.get(grid.post_url(grid.one)).text
    assert "3 people considered." in text
    assert "2 people: lack the skill" in text
    assert "1 person: are unavailable then" in text
    assert "in the way: Availability" in text
    assert text.index("本") < text.index("安娜")


def test_post_in_chinese_has_natural_counts(grid: Grid, sign_in: SignIn) -> None:
    leader = make_person(grid.unit, Role.GRID_LEADER)
    text = sign_in(leader).get(grid.post_url(grid.one)).text
    assert "3 人缺少技能" in text


def test_post_says_what_would_fill_it(grid: Grid) -> None:
    text = grid.client.get(grid.post_url(grid.one)).text
    assert text.count("What would fill it") == 2
    assert "Put 安娜 on this shift." in text


def test_post_in_chinese_says_what_would_fill_it(grid: Grid, sign_in: SignIn) -> None:
    leader = make_person(grid.unit, Role.GRID_LEADER)
    assert "安排安娜到这个班次。" in sign_in(leader).get(grid.post_url(grid.one)).text


def test_post_of_a_full_crew_needs_no_change(grid: Grid) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    put_on(grid.draft, grid.ben, grid.one)
    assert "What would fill it" not in grid.client.get(grid.post_url(grid.one)).text


def test_post_says_why_somebody_serves_or_not(grid: Grid) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    page = grid.post_url(grid.one)
    assert f"why={grid.anna.id}" in grid.client.get(page).text
    why = grid.client.get(page, query_string={"why": grid.anna.id}).text
    assert "Without 安娜 this shift would be short by 1 for people and 1 for Medical." in why
    assert "Nobody else could take the place of 安娜." in why
    say(grid.ben, grid.one.starts_at, grid.one.ends_at)
    assert "本 is unavailable then." in grid.client.get(page, query_string={"why": grid.ben.id}).text
    for nobody in ("0", "999999", "x", "9" * 30):
        answer = grid.client.get(page, query_string={"why": nobody})
        assert (answer.status_code, "alert alert-light border" in answer.text) == (200, False)


def test_post_is_a_fragment_for_scripts(grid: Grid) -> None:
    text = grid.client.get(grid.post_url(grid.one), headers=FRAGMENT).text
    assert "<html" not in text
    assert 'hx-target="#panel"' in text


def test_candidates_are_searched_and_paged(grid: Grid) -> None:
    for _ in range(20):
        make_person(grid.unit)
    page = grid.post_url(grid.one)
    assert "page=2" in grid.client.get(page).text
    found = grid.client.get(page, query_string={"q": "安"}).text.split("Who could be put on it")[1]
    assert "安娜" in found
    assert "张测试" not in found
    for query in ("没有这个人", "<script>", "长" * 5000, "\x00"):
        answer = grid.client.get(page, query_string={"q": query})
        assert answer.status_code == 200
        assert "Nobody by that name can be put on this shift." in answer.text
    assert grid.client.get(page, query_string={"page": "9" * 30}).status_code == 200


def test_post_of_a_shift_elsewhere_is_not_found(grid: Grid) -> None:
    elsewhere = make_shift(make_unit(), [ShiftDemand()])
    late = make_shift(grid.unit, [ShiftDemand()], starts_at=NOW + timedelta(days=80))
    for shift in (elsewhere, late):
        assert grid.client.get(grid.post_url(shift)).status_code == 404


def test_post_that_cannot_be_edited_says_why(grid: Grid) -> None:
    begun = grid.shift(NOW - timedelta(minutes=5))
    cancelled = grid.shift(NOW + 6 * DAY)
    with atomic():
        cancelled.status = ShiftStatus.CANCELLED
    for shift, words in (
        (begun, "This shift has begun already"),
        (cancelled, "This shift is cancelled."),
    ):
        text = grid.client.get(grid.post_url(shift)).text
        assert words in text
        assert 'method="post" action="/leader' not in text
    start_run(grid.period.id, time_limit=10, actor=grid.leader, now=NOW)
    text = grid.client.get(grid.post_url(grid.one)).text
    assert "The solver is at work on this period." in text
    assert 'method="post" action="/leader' not in text
