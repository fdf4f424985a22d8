"""Tiny random problems that columns can solve, and all rosters of one of their people."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

import numpy as np

from scheduler.rostering.columns.applying import CARRIED
from scheduler.rostering.columns.arrays import Ints
from scheduler.rostering.columns.model import Model, compile_model
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Demand, RosterProblem, RuleSetting, Shift
from tests.rostering.tiny import tiny

#: Rules of ``tiny`` whose cost columns know only from below, or that are set below.
_REPLACED = {"balance", "shifts_per_day", "shifts_per_type", "coverage_minimum", "coverage_target"}


def tiny_columns(random: Random, *, people: int = 4, shifts: int = 10) -> RosterProblem:
    """Return a problem to which columns apply; it may contradict itself."""
    problem, _ = tiny(random, people=people, shifts=shifts)
    facts = Facts(problem)
    crew = tuple(replace(p, limits=replace(p.limits, max_shifts_per_day=1)) for p in problem.people)
    kept = [rule for rule in problem.rules if rule.code in CARRIED - _REPLACED]
    kept += [RuleSetting(code, hard=True) for code in ("shifts_per_day", "shifts_per_type")]
    kept += [
        RuleSetting("coverage_minimum", hard=False, weight=60),
        RuleSetting("coverage_target", hard=False),
    ]
    narrow = tuple(r for r in problem.requests if len({facts.day[shift] for shift in r.shifts}) < 2)
    posts = tuple(map(_convex, problem.shifts))
    return replace(problem, people=crew, shifts=posts, rules=tuple(kept), requests=narrow)


def _convex(shift: Shift) -> Shift:
    def limited(demand: Demand) -> Demand:
        return replace(demand, over_weight=None if demand.over_weight is None else 60)

    return replace(shift, demands=tuple(map(limited, shift.demands)))


def model_of(problem: RosterProblem) -> Model:
    """Return a problem's arrays."""
    facts = Facts(problem)
    return compile_model(facts, domain(facts))


def every_roster(model: Model, person: int) -> Iterator[Ints]:
    """Yield a person's rosters as options, whatever the rules about days in a row and sums say."""
    mine = np.arange(model.begins[person], model.begins[person + 1])
    days = [mine[model.day[mine] == day].tolist() for day in range(model.facts.days)]
    for chosen in product(*days):
        yield np.array(chosen, dtype=np.int64)
