"""A problem of four grids and a quick roster of it."""

import pytest

from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.greedy import construct
from scheduler.rostering.instances import Size, make
from scheduler.rostering.problem import Assignment, RosterProblem


@pytest.fixture(scope="package")
def four() -> RosterProblem:
    return make(Size("four", 4))


@pytest.fixture(scope="package")
def roster(four: RosterProblem) -> tuple[Assignment, ...]:
    facts = Facts(four)
    *_, last = construct(facts, domain(facts), soon=lambda: False, stop=lambda: False)
    return last
