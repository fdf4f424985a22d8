"""Edits on the board: with scripts and without, live checks in words, stale pages, double submits."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.enums import AssignmentOrigin, Role
from scheduler.models import Person, Shift
from scheduler.services.rosters.runs import start_run
from tests.factories import NOW, enrol, make_person, make_unit
from tests.services.rosters.helpers import pairs_of, put_on, say, seats_of
from tests.web.leader.conftest import Grid

SignIn = Callable[[Person], FlaskClient]
FRAGMENT = {"HX-Request": "true"}
HAND = AssignmentOrigin.HAND


def _send(
    grid: Grid, action: str, *, person: Person, shift: Shift | None = None, **values: object
) -> TestResponse:
    data = {"revision": grid.draft.revision, "person": person.id, **values}
    return grid.client.post(
        grid.post_url(shift or grid.one, action), data=data, headers=FRAGMENT, follow_redirects=True
    )


def test_assign_answers_scripts_with_the_panel_the_card_and_the_figures(grid: Grid) -> None:
    answer = _send(grid, "assign", person=grid.anna)
    assert answer.status_code == 200
    assert "The person is on the shift now, pinned." in answer.text
    text = " ".join(answer.text.split())
    assert f'id="shift-{grid.one.id}" hx-swap-oob=true' in text
    assert 'id="figures" role="status" hx-swap-oob=true' in text
    assert "<html" not in answer.text
    assert seats_of(grid.draft) == {(grid.one.id, grid.anna.id, True, HAND)}


def test_edit_without_scripts_leads_back_to_the_shift(grid: Grid) -> None:
    data = {"revision": grid.draft.revision, "person": grid.anna.id}
    answer = grid.client.post(grid.post_url(grid.one, "assign"), data=data)
    assert answer.status_code == 302
    assert answer.headers["Location"] == grid.post_url(grid.one)
    assert "The person is on the shift now, pinned." in grid.client.get(grid.post_url(grid.one)).text


def test_move_refreshes_both_cards(grid: Grid) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    answer = _send(grid, "move", person=grid.anna, shift=grid.one)
    assert answer.status_code == 404
    answer = grid.client.post(
        grid.post_url(grid.one, "move"),
        data={"revision": grid.draft.revision, "person": grid.anna.id, "shift": grid.two.id},
        headers=FRAGMENT,
    )
    assert "The person has moved to the other shift." in answer.text
    assert "Worth a thought. Minimum staffing" in answer.text
    text = " ".join(answer.text.split())
    for shift in (grid.one, grid.two):
        assert f'id="shift-{shift.id}" hx-swap-oob=true' in text
    assert pairs_of(grid.draft) == {(grid.two.id, grid.anna.id)}


def test_take_off_pin_and_unpin(grid: Grid) -> None:
    put_on(grid.draft, grid.anna, grid.one)
    assert "Pinned: the solver keeps this." in _send(grid, "pin", person=grid.anna, pinned=1).text
    assert {pinned for _, _, pinned, _ in seats_of(grid.draft)} == {True}
    assert "Unpinned" in _send(grid, "pin", person=grid.anna, pinned=0).text
    assert {pinned for _, _, pinned, _ in seats_of(grid.draft)} == {False}
    assert "The person is off the shift." in _send(grid, "unassign", person=grid.anna).text
    assert pairs_of(grid.draft) == set()


def test_broken_rule_is_refused_in_the_readers_words(grid: Grid) -> None:
    say(grid.anna, grid.one.starts_at, grid.one.ends_at)
    answer = _send(grid, "assign", person=grid.anna)
    assert "That would break a rule: 安娜 (Availability)" in answer.text
    assert pairs_of(grid.draft) == set()


def test_stale_page_is_told_and_shows_the_new_state(grid: Grid) -> None:
    seen = grid.draft.revision
    put_on(grid.draft, grid.ben, grid.one)
    for action in ("assign", "unassign", "pin"):
        answer = _send(grid, action, person=grid.anna, revision=seen)
        assert answer.status_code == 200
        assert "Somebody else changed this in the meantime." in answer.text
    assert pairs_of(grid.draft) == {(grid.one.id, grid.ben.id)}


def test_double_click_assigns_once(grid: Grid) -> None:
    data = {"revision": grid.draft.revision, "person": grid.anna.id}
    answers = [grid.client.post(grid.post_url(grid.one, "assign"), data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert pairs_of(grid.draft) == {(grid.one.id, grid.anna.id)}


def test_own_sign_up_and_full_shift_are_respected(grid: Grid) -> None:
    enrol(grid.anna, grid.one)
    enrol(grid.ben, grid.one, 2)
    assert "signed up for this shift" in _send(grid, "unassign", person=grid.anna).text
    assert "All 2 places of this shift are taken." in _send(grid, "assign", person=grid.leader).text


def test_edit_during_a_run_is_refused(grid: Grid) -> None:
    start_run(grid.period.id, time_limit=10, actor=grid.leader, now=NOW)
    assert "The solver is at work on this period." in _send(grid, "assign", person=grid.anna).text


@pytest.mark.parametrize("action", ["assign", "unassign", "move", "pin"])
@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "²", "\x00"])
def test_forged_numbers_change_nothing(grid: Grid, action: str, value: str) -> None:
    put_on(grid.draft, grid.ben, grid.one)
    for name in ("revision", "person", "shift"):
        data = {"revision": grid.draft.revision, "person": grid.anna.id, "shift": grid.two.id, name: value}
        answer = grid.client.post(grid.post_url(grid.one, action), data=data)
        assert answer.status_code in {302, 404} or (action, name) in {("assign", "shift"), ("pin", "shift")}
        assert answer.status_code < 500
    assert pairs_of(grid.draft) <= {(grid.one.id, grid.ben.id), (grid.one.id, grid.anna.id)}


@pytest.mark.parametrize("action", ["assign", "unassign", "move", "pin"])
def test_only_planners_of_the_unit_edit(grid: Grid, sign_in: SignIn, action: str) -> None:
    data = {"revision": grid.draft.revision, "person": grid.anna.id, "shift": grid.two.id}
    for person in (
        make_person(make_unit(), Role.GRID_LEADER),
        make_person(grid.unit, Role.AUDITOR),
        grid.ben,
    ):
        answer = sign_in(person).post(grid.post_url(grid.one, action), data=data)
        assert answer.status_code == 403
    assert pairs_of(grid.draft) == set()


@pytest.mark.parametrize("action", ["assign", "unassign", "move", "pin"])
def test_edits_take_no_get(grid: Grid, action: str) -> None:
    assert grid.client.get(grid.post_url(grid.one, action)).status_code == 405
