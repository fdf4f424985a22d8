"""Certificates: what they hold, and every way in which one may be wrong."""

import json
from dataclasses import replace
from random import Random

import pytest

from scheduler.rostering.certifying import CERTIFICATE, Certificate, Terms, certify, problem_hash, refute
from scheduler.rostering.checking import check
from scheduler.rostering.problem import RosterProblem
from scheduler.rostering.serialising import problem_from_json, problem_to_json
from scheduler.rostering.solution import Result, Score, Solution, Status
from tests.rostering.documented import EXAMPLES, example
from tests.rostering.making import hard, on, person, roster_problem, shift, soft
from tests.rostering.tiny import tiny

PROBLEM = roster_problem([person("li")], [shift(0), shift(1)], [*hard("overlap"), *soft(coverage_target=5)])
ROSTER = on(("li", "a0-9"))
FOUND = check(PROBLEM, ROSTER)
TERMS = Terms(30.0, 1, None, None)


def _certificate(
    status: Status = Status.OPTIMAL, *, bound: int | None = 5, problem: RosterProblem = PROBLEM
) -> Certificate:
    return certify(problem_hash(problem), Result(status, ROSTER, FOUND.score, bound, 1.0), TERMS)


def _without_roster(status: Status) -> Certificate:
    return certify(problem_hash(PROBLEM), Result(status, None, None, 0, 1.0), TERMS)


def test_certificate_of_a_solution_holds() -> None:
    assert FOUND.score == Score(5, {"coverage_target": 5}, 0)
    assert list(refute(_certificate(), PROBLEM, FOUND)) == []
    assert list(refute(_certificate(Status.FEASIBLE, bound=3), PROBLEM, FOUND)) == []
    assert list(refute(_certificate(Status.CANCELLED, bound=0), PROBLEM, FOUND)) == []


@pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.UNKNOWN, Status.CANCELLED])
def test_certificate_without_a_roster_holds(status: Status) -> None:
    assert list(refute(_without_roster(status), PROBLEM, None)) == []


def test_certificate_survives_json() -> None:
    for certificate in (_certificate(), _without_roster(Status.UNKNOWN)):
        assert CERTIFICATE.read(CERTIFICATE.write(certificate)) == certificate


@pytest.mark.parametrize(
    ("certificate", "sentence"),
    [
        (_certificate(problem=replace(PROBLEM, name="other")), "It was made for another problem: SHA-256 "),
        (_without_roster(Status.UNKNOWN), "It knows of no roster."),
        (
            replace(_certificate(), score=Score(5, {"fairness": 5}, 0)),
            "The rule coverage_target costs 5 and not 0.|The rule fairness costs 0 and not 5.",
        ),
        (
            replace(_certificate(Status.FEASIBLE), score=Score(6, {"coverage_target": 6}, 0)),
            "The rule coverage_target costs 5 and not 6.|The score is 5 and not 6.",
        ),
        (_certificate(Status.INFEASIBLE), "It has the status infeasible with a roster."),
        (_certificate(bound=6), "The bound 6 lies above the score 5."),
        (_certificate(bound=4), "It has the status optimal, and the bound 4 lies below the score 5."),
        (_certificate(bound=None), "It has the status optimal without a bound."),
    ],
)
def test_what_is_not_so_is_named(certificate: Certificate, sentence: str) -> None:
    assert "|".join(refute(certificate, PROBLEM, FOUND)).startswith(sentence)


def test_roster_that_is_not_there_is_missed() -> None:
    assert list(refute(_certificate(), PROBLEM, None)) == ["It knows of a roster, and there is none."]
    found = list(refute(_without_roster(Status.FEASIBLE), PROBLEM, None))
    assert found == ["It has the status feasible without a roster."]


def test_solution_that_breaks_hard_rules_is_none() -> None:
    broken = Solution(on(("li", "a0-9"), ("li", "other")).assignments)
    problem = replace(PROBLEM, shifts=(shift(0), replace(shift(0), id="other")))
    found = check(problem, broken)
    certificate = certify(problem_hash(problem), Result(Status.FEASIBLE, broken, found.score, 0, 1.0), TERMS)
    assert list(refute(certificate, problem, found)) == [
        "It calls a roster a solution that breaks hard rules."
    ]


@pytest.mark.parametrize("seed", range(5))
def test_hash_is_that_of_the_problem_and_not_of_its_spelling(seed: int) -> None:
    problem, _ = tiny(Random(seed))
    data = problem_to_json(problem)
    spelt = dict(reversed(data.items())) | {"zone": "Asia/Shanghai"}
    assert problem_hash(problem_from_json(spelt)) == problem_hash(problem)
    assert problem_hash(replace(problem, pins=())) != problem_hash(replace(problem, pins=(), name="x"))


def test_documented_certificate_is_that_of_the_documented_problem() -> None:
    certificate = CERTIFICATE.read(json.loads(EXAMPLES[1])["certificate"])
    assert certificate.problem == problem_hash(problem_from_json(example()))
