"""Weekly templates in the browser: make, change, and turn into shifts."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import Role
from scheduler.models import Person, Shift, ShiftTemplate
from tests.factories import make_person, make_unit
from tests.web.leader.conftest import Grid

SignIn = Callable[[Person], FlaskClient]
HUGE = "9" * 30
MARCH = {"first": "2026-03-02", "last": "2026-03-15"}


def _values(grid: Grid, **other: object) -> dict[str, object]:
    return {
        "unit": grid.unit.code,
        "kind": "patrol",
        "title": "周末巡查",
        "place": "东门",
        "weekdays": ["5", "6"],
        "start": "22:00",
        "end": "01:00",
        "end_day": "0",
        "capacity": "4",
        "need-any-target": "2",
        **other,
    }


def _make(grid: Grid, **other: object) -> tuple[int, str]:
    answer = grid.client.post("/leader/templates/new", data=_values(grid, **other))
    return answer.status_code, answer.text


@pytest.fixture
def template(grid: Grid) -> ShiftTemplate:
    assert _make(grid)[0] == 302
    return db.session.scalars(select(ShiftTemplate)).one()


def _shifts(template: ShiftTemplate) -> list[Shift]:
    db.session.rollback()
    return list(db.session.scalars(select(Shift).where(Shift.template_id == template.id)))


def test_list_says_what_a_template_is_where_there_is_none(grid: Grid) -> None:
    assert "No templates yet." in grid.client.get("/leader/templates").text
    assert grid.client.get("/leader/templates", query_string={"page": HUGE}).status_code == 200


def test_new_template_shows_the_days_it_would_make(grid: Grid, template: ShiftTemplate) -> None:
    text = grid.client.get(f"/leader/templates/{template.id}", query_string=MARCH).text
    assert "4 shifts would be made." in text
    assert 'value="2026-03-07"' in text
    assert template.duration_minutes == 180


def test_shifts_are_made_for_the_ticked_days_once(grid: Grid, template: ShiftTemplate) -> None:
    page = f"/leader/templates/{template.id}/shifts"
    data = {**MARCH, "day": ["2026-03-07", "2026-03-14"]}
    assert "2 shifts are planned." in grid.client.post(page, data=data, follow_redirects=True).text
    again = grid.client.post(page, data=data, follow_redirects=True).text
    assert "Nothing to make" in again
    assert len(_shifts(template)) == 2


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("", "2026-03-15", "Please fill in this field."),
        ("x", "2026-03-15", "Please type a date"),
        ("2026-03-15", "2026-03-02", "The last day must not come before the first."),
        ("2026-03-02", "2027-12-31", "days at once"),
        ("9999-01-01", "9999-12-31", "Please check the year."),
        ("2100-01-01", "2100-01-31", "two years"),
    ],
)
def test_unusable_days_are_told(
    grid: Grid, template: ShiftTemplate, first: str, last: str, words: str
) -> None:
    days = {"first": first, "last": last}
    look = grid.client.get(f"/leader/templates/{template.id}", query_string=days)
    assert look.status_code == 200
    assert words in look.text
    made = grid.client.post(f"/leader/templates/{template.id}/shifts", data={**days, "day": [first]})
    assert made.status_code == 422
    assert words in made.text
    assert _shifts(template) == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Please fill in this field."),
        ("title", "长" * 10_000, "At most 120 characters"),
        ("title", "a\x00b", "invisible control characters"),
        ("weekdays", [], "Choose at least one day of the week."),
        ("weekdays", ["9"], "Please choose one of the entries offered."),
        ("end_day", "7", "Please choose one of the entries offered."),
        ("start", "x", "Please type a time"),
        ("capacity", HUGE, "Please type a whole number."),
        ("need-any-target", "5", "More people are asked for"),
    ],
)
def test_bad_input_is_answered_in_words(grid: Grid, field: str, value: object, words: str) -> None:
    status, text = _make(grid, **{field: value})
    assert status == 422
    assert words in text
    assert db.session.scalars(select(ShiftTemplate)).all() == []


def test_same_template_twice_is_refused(grid: Grid, template: ShiftTemplate) -> None:
    status, text = _make(grid)
    assert status == 422
    assert "This very template exists already" in text


def test_change_and_a_stale_change(grid: Grid, template: ShiftTemplate) -> None:
    page = f"/leader/templates/{template.id}/edit"
    seen = template.version
    assert grid.client.get(page).status_code == 200
    data = _values(grid, version=str(seen), title="新名称")
    assert grid.client.post(page, data=data).status_code == 302
    stale = grid.client.post(page, data={**data, "title": "旧名称"})
    assert stale.status_code == 422
    assert "Somebody else changed this in the meantime." in stale.text
    text = grid.client.get(f"/leader/templates/{template.id}").text
    assert "This template is out of use." in text
    made = grid.client.post(f"/leader/templates/{template.id}/shifts", data={**MARCH, "day": ["2026-03-07"]})
    assert made.status_code == 422


def test_strangers_volunteers_and_auditors_are_kept_out(
    grid: Grid, template: ShiftTemplate, sign_in: SignIn
) -> None:
    page = f"/leader/templates/{template.id}"
    stranger, auditor = make_person(make_unit(), Role.GRID_LEADER), make_person(grid.unit, Role.AUDITOR)
    for person in (stranger, auditor, grid.ben):
        client = sign_in(person)
        assert client.post(f"{page}/shifts", data=MARCH).status_code == 403
        assert client.post(f"{page}/edit", data=_values(grid)).status_code == 403
    assert sign_in(auditor).get(page).status_code == 200
    assert sign_in(grid.ben).get(page).status_code == 403


@pytest.mark.parametrize("number", ["0", "999999", "2147483648", HUGE])
@pytest.mark.parametrize("rest", ["", "/edit"])
def test_unknown_template_is_not_found(grid: Grid, number: str, rest: str) -> None:
    assert grid.client.get(f"/leader/templates/{number}{rest}").status_code == 404
