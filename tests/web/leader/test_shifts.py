"""Shifts in the browser: list, plan, copy, change, call off, with every sort of input."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from scheduler.database import db
from scheduler.enums import Role, ShiftStatus
from scheduler.models import Person, Shift
from tests.factories import NOW, enrol, make_person, make_shift, make_unit
from tests.web.leader.conftest import DAY, Grid

SignIn = Callable[[Person], FlaskClient]
HUGE = "9" * 30


def _values(grid: Grid, **other: str) -> dict[str, str]:
    return {
        "unit": grid.unit.code,
        "kind": "patrol",
        "title": "夜间巡逻",
        "place": "东门",
        "day": "2026-03-10",
        "start": "19:30",
        "end": "21:30",
        "capacity": "4",
        "open_for_sign_up": "y",
        "need-any-minimum": "1",
        "need-any-target": "2",
        "need-medical-target": "1",
        "need-medical-level": "2",
        **other,
    }


def _plan(grid: Grid, **other: str) -> tuple[int, str]:
    answer = grid.client.post("/leader/shifts/new", data=_values(grid, **other))
    return answer.status_code, answer.text


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(Shift)) or 0


def test_list_filters_and_says_what_to_do_where_it_is_empty(grid: Grid) -> None:
    assert "傍晚巡逻" in grid.client.get("/leader/shifts").text
    for query in ({"kind": "drill"}, {"first": "2027-01-01"}, {"status": "cancelled"}):
        text = grid.client.get("/leader/shifts", query_string=query).text
        assert "No shifts here yet." in text
    for query in ({"unit": "nowhere"}, {"first": "x"}, {"page": HUGE}, {"kind": "\x00"}):
        assert grid.client.get("/leader/shifts", query_string=query).status_code == 200


def test_shift_is_planned_with_its_demands(grid: Grid) -> None:
    before = _count()
    status, text = _plan(grid)
    assert status == 302, text
    assert _count() == before + 1
    shift = db.session.scalars(select(Shift).where(Shift.title == "夜间巡逻")).one()
    assert [(item.skill_id, item.level, item.minimum, item.target) for item in shift.demands] == [
        (None, 1, 1, 2),
        (grid.medical.id, 2, 0, 1),
    ]
    assert "夜间巡逻" in grid.client.get(f"/leader/shifts/{shift.id}").text


def test_sending_the_form_twice_plans_one_shift(grid: Grid) -> None:
    assert _plan(grid)[0] == 302
    status, text = _plan(grid)
    assert status == 422
    assert "This very shift exists already" in text
    assert 'value="夜间巡逻"' in text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Please fill in this field."),
        ("title", "长" * 10_000, "At most 120 characters"),
        ("title", "a\x00b", "invisible control characters"),
        ("place", "😀" * 201, "At most 200 characters"),
        ("notes", "n" * 2_001, "characters, please."),
        ("day", "2026-02-30", "Please type a date"),
        ("day", "2026-02-01", "This time has passed already."),
        ("day", "2031-02-01", "two years ahead at most"),
        ("start", "25:00", "Please type a time"),
        ("end", "x", "Please type a time"),
        ("last_day", "2026-03-20", "48 hours at most"),
        ("capacity", HUGE, "Please type a whole number."),
        ("capacity", "0", "Between 1 and"),
        ("kind", "party", "Please choose one of the entries offered."),
        ("unit", "nowhere", "Please choose one of the entries offered."),
        ("need-any-minimum", "3", "The target must not be below the minimum."),
        ("need-any-target", "x", "whole number"),
        ("need-medical-level", HUGE, "whole number"),
        ("need-medical-target", "9", "More people are asked for than the shift has places"),
    ],
)
def test_bad_input_is_answered_in_words_and_the_rest_is_kept(
    grid: Grid, field: str, value: str, words: str
) -> None:
    before = _count()
    status, text = _plan(grid, **{field: value})
    assert status == 422
    assert words in text
    assert 'value="东门"' in text or field == "place"
    assert _count() == before


def test_copy_prefills_the_same_time_a_week_later(grid: Grid) -> None:
    text = grid.client.get("/leader/shifts/new", query_string={"like": str(grid.one.id)}).text
    assert 'value="2026-03-12"' in text
    assert 'value="傍晚巡逻"' in text
    for like in ("0", "x", "", HUGE, "2147483648"):
        answer = grid.client.get("/leader/shifts/new", query_string={"like": like})
        assert answer.status_code in {200, 404}


def _edit(grid: Grid, version: object, **other: str) -> tuple[int, str]:
    data = {**_values(grid), "version": str(version), **other}
    answer = grid.client.post(f"/leader/shifts/{grid.one.id}/edit", data=data)
    return answer.status_code, answer.text


def test_change_keeps_and_a_stale_one_is_told(grid: Grid) -> None:
    seen = grid.one.version
    assert f'value="{seen}"' in grid.client.get(f"/leader/shifts/{grid.one.id}/edit").text
    assert _edit(grid, seen)[0] == 302
    db.session.rollback()
    assert grid.one.title == "夜间巡逻"
    for version in (seen, "x", HUGE, ""):
        status, text = _edit(grid, version, title="另一个")
        assert status == 422
        assert "Somebody else changed this in the meantime." in text
        assert 'value="另一个"' in text


def test_cancel_names_who_is_told_and_needs_a_reason(grid: Grid) -> None:
    enrol(grid.anna, grid.one)
    page = f"/leader/shifts/{grid.one.id}/cancel"
    assert "安娜" in grid.client.get(page).text
    data: dict[str, Any] = {"version": grid.one.version, "reason": ""}
    assert grid.client.post(page, data=data).status_code == 422
    answer = grid.client.post(page, data={**data, "reason": "暴雨"}, follow_redirects=True)
    assert "The shift is cancelled. 1 person is told." in answer.text
    db.session.rollback()
    assert grid.one.status is ShiftStatus.CANCELLED
    again = grid.client.post(page, data={**data, "reason": "暴雨"})
    assert again.status_code == 422


def test_strangers_volunteers_and_auditors_are_kept_out(grid: Grid, sign_in: SignIn) -> None:
    page = f"/leader/shifts/{grid.one.id}"
    stranger, auditor = make_person(make_unit(), Role.GRID_LEADER), make_person(grid.unit, Role.AUDITOR)
    for person in (stranger, auditor, grid.ben):
        client = sign_in(person)
        for path in (f"{page}/edit", f"{page}/cancel"):
            assert client.get(path).status_code == 403
            assert client.post(path, data=_values(grid)).status_code == 403
    assert sign_in(stranger).get(page).status_code == 403
    assert sign_in(auditor).get(page).status_code == 200


def test_shift_cannot_be_planned_in_a_unit_of_others(grid: Grid) -> None:
    status, text = _plan(grid, unit=make_unit().code)
    assert status == 422
    assert "Please choose one of the entries offered." in text


@pytest.mark.parametrize("number", ["0", "999999", "2147483648", HUGE])
@pytest.mark.parametrize("rest", ["", "/edit", "/cancel"])
def test_unknown_shift_is_not_found(grid: Grid, number: str, rest: str) -> None:
    assert grid.client.get(f"/leader/shifts/{number}{rest}").status_code == 404


def test_shift_that_is_over_has_no_buttons(grid: Grid) -> None:
    over = make_shift(grid.unit, starts_at=NOW - DAY)
    text = grid.client.get(f"/leader/shifts/{over.id}").text
    assert f"/leader/shifts/{over.id}/edit" not in text
