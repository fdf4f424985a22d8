"""A whole attempt with columns: it proves, starts from a hint, and ends when it is told to."""

import time
from dataclasses import replace

from scheduler.rostering.columns.running import applies
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import RosterProblem
from scheduler.rostering.solution import Progress, Status
from scheduler.rostering.solving import Options, solve


def test_columns_apply_to_a_month(month: RosterProblem) -> None:
    assert applies(Facts(month))


def test_attempt_with_columns_comes_close_to_its_bound(month: RosterProblem) -> None:
    heard: list[Progress] = []
    result = solve(month, Options(time_limit=12), on_progress=heard.append)
    assert result.score is not None
    assert result.score.hard == 0
    assert result.bound is not None
    assert result.bound <= result.score.total <= 1.02 * result.bound
    assert result.seconds < 12.6
    assert [each.objective for each in heard] == sorted((each.objective for each in heard), reverse=True)
    assert [each.bound for each in heard] == sorted(each.bound for each in heard)


def test_attempt_with_columns_takes_up_a_hint(month: RosterProblem) -> None:
    first = solve(month, Options(time_limit=3))
    assert first.score is not None
    again = solve(month, Options(time_limit=0.5), hint=first.solution)
    assert again.score is not None
    assert again.score.total <= first.score.total


def test_attempt_with_columns_ends_when_cancelled(month: RosterProblem) -> None:
    began = time.monotonic()
    result = solve(month, Options(time_limit=60), cancelled=lambda: time.monotonic() - began > 0.7)
    assert time.monotonic() - began < 1.7
    assert result.status in {Status.CANCELLED, Status.OPTIMAL}


def test_contradiction_within_a_person_is_named(month: RosterProblem) -> None:
    busy = replace(month.people[0], limits=replace(month.people[0].limits, min_shifts=27))
    result = solve(replace(month, people=(busy, *month.people[1:])), Options(time_limit=20))
    assert result.status is Status.INFEASIBLE
    assert "min_shifts" in result.conflicts[0].rules
