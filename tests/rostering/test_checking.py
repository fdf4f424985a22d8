"""The checker needs no solver: score, violations, missing people, and the rules around an edit."""

import subprocess
import sys

import pytest

from scheduler.rostering.checking import check, check_around, unfilled
from scheduler.rostering.problem import Demand, ProblemError
from scheduler.rostering.solution import Score, Unfilled, Violation
from tests.rostering.making import hard, on, person, roster_problem, shift, soft

PROBLEM = roster_problem(
    [person("ann", max_shifts=1), person("ben", max_shifts=1)],
    [shift(0, 9, Demand("people", None, minimum=1, target=2)), shift(0, 10)],
    [*hard("overlap"), *soft(coverage_minimum=100, coverage_target=10, max_shifts=7, balance=1)],
)


def test_check_scores_rule_by_rule_in_the_order_of_the_rules() -> None:
    found = check(PROBLEM, on(("ann", "a0-9"), ("ann", "a0-10")))
    assert found.score == Score(50_017, {"coverage_target": 10, "max_shifts": 7, "balance": 50_000}, hard=1)
    assert found.violations == (
        Violation("overlap", True, 1, 0, person="ann", shift="a0-10"),
        Violation("coverage_target", False, 1, 10, shift="a0-9", demand="people"),
        Violation("max_shifts", False, 1, 7, person="ann"),
        Violation("balance", False, 50_000, 50_000),
    )
    assert found.unfilled == (Unfilled("a0-9", "people", missing_minimum=0, missing_target=1),)


def test_check_around_looks_at_the_named_people_and_shifts_only() -> None:
    roster = on(("ann", "a0-9"), ("ann", "a0-10"), ("ben", "a0-9"), ("ben", "a0-10"))
    assert {item.person for item in check_around(PROBLEM, roster, people=["ben"])} == {"ben"}
    around = check_around(PROBLEM, on(), shifts=["a0-10"])
    assert around == (Violation("coverage_target", False, 1, 10, shift="a0-10", demand="people"),)
    assert check_around(PROBLEM, on()) == ()


def test_unfilled_tells_what_is_missing_to_minimum_and_target() -> None:
    assert unfilled(PROBLEM, on()) == (Unfilled("a0-9", "people", 1, 2), Unfilled("a0-10", "people", 0, 1))


@pytest.mark.parametrize("pair", [("zoe", "a0-9"), ("ann", "a9-9")])
def test_check_refuses_what_does_not_exist(pair: tuple[str, str]) -> None:
    with pytest.raises(ProblemError) as error:
        check(PROBLEM, on(pair))
    assert error.value.path.startswith("assignments[0].")


def test_check_refuses_an_assignment_that_stands_twice() -> None:
    with pytest.raises(ProblemError):
        check(PROBLEM, on(("ann", "a0-9"), ("ann", "a0-9")))


def test_checking_loads_no_solver() -> None:
    code = "import sys, scheduler.rostering.checking; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
