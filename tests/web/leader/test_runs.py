"""Runs in the browser: start, watch with scripts and without, stop, and how they ended."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.database import atomic, db
from scheduler.enums import Role, RunStatus
from scheduler.models import Person, Run
from scheduler.services.rosters.attempts import fail_run, note_progress
from scheduler.services.rosters.runs import latest_run, start_run
from tests.factories import NOW, make_period, make_person, make_unit
from tests.web.leader.conftest import Grid

SignIn = Callable[[Person], FlaskClient]
FRAGMENT = {"HX-Request": "true"}
LINE = {"seconds": 1.5, "objective": 1200, "bound": 900, "unfilled": 3}


def _run(grid: Grid) -> Run:
    return start_run(grid.period.id, time_limit=10, actor=grid.leader, now=NOW)


def _end(run: Run, status: RunStatus, result: dict[str, Any] | None = None, error: str = "") -> None:
    with atomic():
        run.status, run.result, run.error, run.finished = status, result, error, NOW


def test_start_asks_once_and_leads_back(grid: Grid) -> None:
    for _ in range(2):
        answer = grid.client.post(f"{grid.url}/runs", data={"time_limit": "10"})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{grid.url}#run")
    assert db.session.query(Run).count() == 1
    text = grid.client.get(grid.url).text
    assert "Waiting for the worker." in text
    assert 'hx-trigger="every 1s"' in text
    assert "Generate</button>" not in text


@pytest.mark.parametrize(("ticked", "kept"), [({}, False), ({"few_changes": "y"}, True)])
def test_leader_may_ask_for_few_changes(grid: Grid, ticked: dict[str, str], kept: bool) -> None:
    grid.client.post(f"{grid.url}/runs", data={"time_limit": "10", **ticked})
    run = latest_run(grid.period)
    assert run is not None
    assert run.options["few_changes"] is kept


@pytest.mark.parametrize("limit", ["", "7", "x", "9" * 40, "\x00", "10.0"])
def test_time_limit_that_was_not_offered_is_refused(grid: Grid, limit: str) -> None:
    answer = grid.client.post(f"{grid.url}/runs", data={"time_limit": limit}, follow_redirects=True)
    assert "Please choose one of the time limits offered." in answer.text
    assert latest_run(grid.period) is None


def test_start_with_nothing_to_solve_says_so(grid: Grid) -> None:
    summer = {"starts_on": date(2026, 7, 1), "ends_on": date(2026, 7, 28)}
    period = make_period(grid.unit, **summer)
    answer = grid.client.post(
        f"/leader/periods/{period.id}/runs", data={"time_limit": "10"}, follow_redirects=True
    )
    assert "No coming shift of this period asks for people." in answer.text


def test_progress_is_a_fragment_that_asks_again(grid: Grid) -> None:
    run = _run(grid)
    note_progress(run.id, LINE)
    with atomic():
        run.status, run.started = RunStatus.RUNNING, NOW
    answer = grid.client.get(f"/leader/runs/{run.id}", headers=FRAGMENT)
    assert answer.status_code == 200
    for words in ("every 1s", "1,200", "900", "25%", "The solver is looking for better rosters."):
        assert words in answer.text
    assert "<html" not in answer.text


def test_progress_without_scripts_leads_to_the_period(grid: Grid) -> None:
    answer = grid.client.get(f"/leader/runs/{_run(grid).id}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{grid.url}#run")


def test_progress_of_an_ended_run_stops_the_asking(grid: Grid) -> None:
    run = _run(grid)
    fail_run(run.id, "job.fault", now=NOW)
    answer = grid.client.get(f"/leader/runs/{run.id}", headers=FRAGMENT)
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (286, "true")
    assert "every 1s" not in answer.text


def test_stop_ends_it_and_a_second_press_changes_nothing(grid: Grid) -> None:
    run = _run(grid)
    for _ in range(2):
        answer = grid.client.post(f"/leader/runs/{run.id}/cancel")
        assert answer.headers["Location"] == f"{grid.url}#run"
    assert "No roster had been found yet; the draft is unchanged." in grid.client.get(grid.url).text


RESULT = {"status": "feasible", "solution": {"assignments": []}, "seconds": 9.7, "conflicts": []}


@pytest.mark.parametrize(
    ("status", "result", "error", "words"),
    [
        (RunStatus.DONE, RESULT, "", "after 10 s. A better one may exist: the gap is 25%."),
        (RunStatus.DONE, {**RESULT, "status": "optimal"}, "", "No better roster exists by these rules."),
        (RunStatus.CANCELLED, RESULT, "", "The best roster up to then is the draft now."),
        (RunStatus.FAILED, None, "job.fault", "The solver failed three times"),
        (RunStatus.FAILED, None, "job.fault\nended with code -9. <b>", "ended with code -9. &lt;b&gt;</pre>"),
        (RunStatus.FAILED, None, "job.died", "The worker was ended three times"),
        (RunStatus.FAILED, None, "run.no_roster", "No roster was found in this time."),
        (RunStatus.FAILED, None, "run.draft_changed", "The draft was changed during the run"),
        (RunStatus.FAILED, None, "run.bad_problem\nshifts[0]: no", "contradict each other: shifts[0]: no"),
    ],
)
def test_outcome_is_told(
    grid: Grid, status: RunStatus, result: dict[str, Any] | None, error: str, words: str
) -> None:
    run = _run(grid)
    note_progress(run.id, LINE)
    _end(run, status, result, error)
    text = " ".join(grid.client.get(grid.url).text.split())
    assert words in text
    assert "Generate</button>" in text


def test_contradicting_pins_are_named(grid: Grid) -> None:
    pins = [
        {"person": str(grid.anna.id), "shift": str(grid.one.id)},
        {"person": str(grid.ben.id), "shift": "busy-1"},
        {"person": "999999", "shift": "999999"},
    ]
    conflicts = [{"rules": ["overlap", "pins"], "pins": pins}]
    result = {"status": "infeasible", "solution": None, "seconds": 1.0, "conflicts": conflicts}
    _end(_run(grid), RunStatus.FAILED, result, "run.infeasible")
    text = " ".join(grid.client.get(grid.url).text.split())
    for words in (
        "without any one of them the others can:",
        "No overlap: Nobody is on two shifts at the same time.",
        "Pinned · 安娜",
        grid.post_url(grid.one),
        "has other plans at the time",
    ):
        assert words in text


def test_contradiction_of_rules_alone_that_may_be_smaller_is_told(grid: Grid) -> None:
    conflicts = [{"rules": ["overlap", "rest"], "smallest": False}]
    result = {"status": "infeasible", "solution": None, "seconds": 1.0, "conflicts": conflicts}
    _end(_run(grid), RunStatus.FAILED, result, "run.infeasible")
    text = " ".join(grid.client.get(grid.url).text.split())
    assert "time was too short to tell which of them matter: </p>" in text


def test_only_planners_start_and_stop(grid: Grid, sign_in: SignIn) -> None:
    run = _run(grid)
    auditor, stranger = make_person(grid.unit, Role.AUDITOR), make_person(make_unit(), Role.GRID_LEADER)
    for person in (auditor, stranger, grid.anna):
        client = sign_in(person)
        assert client.post(f"/leader/runs/{run.id}/cancel").status_code == 403
        assert client.post(f"{grid.url}/runs", data={"time_limit": "10"}).status_code == 403
    assert sign_in(auditor).get(f"/leader/runs/{run.id}", headers=FRAGMENT).status_code == 200
    assert sign_in(stranger).get(f"/leader/runs/{run.id}").status_code == 403


@pytest.mark.parametrize("number", ["0", "999999", "2147483648"])
def test_unknown_run_is_not_found(grid: Grid, number: str) -> None:
    assert grid.client.get(f"/leader/runs/{number}").status_code == 404
    assert grid.client.post(f"/leader/runs/{number}/cancel").status_code == 404
