from dataclasses import replace
from pathlib import Path

import pytest
from ortools.linear_solver.python import model_builder_helper
from ortools.sat.python import cp_model

from scheduler.benchmarking.peers import PEERS, cpsat
from scheduler.benchmarking.peers.linear import integer_program
from scheduler.benchmarking.peers.tasks import Task
from scheduler.rostering.checking import check
from scheduler.rostering.cpsat.programs import Program
from scheduler.rostering.formats import Kind
from scheduler.rostering.problem import ProblemError
from scheduler.rostering.solution import Solution, Status
from tests.rostering.formats.support import tiny_curtois


def _task(heard: list[int]) -> Task:
    return Task(
        tiny_curtois().loaded, Path("unread"), 20.0, 1, lambda objective, _bound: heard.append(objective)
    )


def test_plain_model_is_solved_and_its_score_is_the_checkers() -> None:
    heard: list[int] = []
    task = _task(heard)
    found = cpsat.solve(task)
    assert found.assignments is not None
    score = check(task.loaded.problem, Solution(found.assignments)).score
    assert (found.status, score.hard) == (Status.OPTIMAL, 0)
    assert found.bound == score.total == heard[-1]


def _optimum(program: Program) -> float:
    builder = model_builder_helper.ModelBuilderHelper()
    builder.set_objective_offset(program.offset)
    for (low, high), cost in zip(program.bounds, program.costs, strict=True):
        column = builder.add_var()
        builder.set_var_lower_bound(column, low)
        builder.set_var_upper_bound(column, high)
        builder.set_var_integrality(column, is_integer=True)
        builder.set_var_objective_coefficient(column, cost)
    for columns, factors, low, high in program.rows:
        row = builder.add_linear_constraint()
        builder.set_constraint_lower_bound(row, low)
        builder.set_constraint_upper_bound(row, high)
        for column, factor in zip(columns, factors, strict=True):
            builder.safe_add_term_to_constraint(row, column, factor)
    solver = model_builder_helper.ModelSolverHelper("scip")
    solver.solve(builder)
    return solver.objective_value()


def test_integer_program_has_the_optimum_of_the_model() -> None:
    task = _task([])
    found = cpsat.solve_advised(task)
    assert found.status is Status.OPTIMAL
    assert _optimum(integer_program(cpsat.model_of(task).cp.proto)) == pytest.approx(found.bound)


def test_integer_program_knows_the_greatest_of_truths() -> None:
    model = cp_model.CpModel()
    any_of, *others = (model.new_bool_var("") for _ in range(4))
    model.add_max_equality(any_of, others)
    model.add_bool_or(others)
    model.minimize(5 * any_of + cp_model.LinearExpr.sum(others))
    assert _optimum(integer_program(model.proto)) == 6


def test_integer_program_refuses_what_no_sum_expresses() -> None:
    model = cp_model.CpModel()
    x, y = (model.new_int_var(0, 9, "") for _ in range(2))
    model.add_max_equality(x, [y, 3])
    with pytest.raises(ProblemError, match="greatest of several sums"):
        integer_program(model.proto)


def test_missing_library_and_missing_java_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PEERS["cpsat"].missing() is None
    absent = replace(PEERS["cpsat"], library="no_such_library")
    assert absent.missing() == 'the Python package no_such_library is not installed (extra "benchmark")'
    monkeypatch.setenv("PATH", "")
    assert replace(PEERS["timefold"], library="ortools").missing() == "there is no Java machine (17 or later)"


def test_peers_with_a_format_of_their_own_take_no_other() -> None:
    takers = {kind: [name for name, peer in PEERS.items() if peer.takes(kind)] for kind in Kind}
    assert takers[Kind.CURTOIS] == ["cpsat", "cpsat8", "highs", "cpmpy", "timefold"]
    assert takers[Kind.JSON] == takers[Kind.SCENARIO] == ["cpsat", "cpsat8", "highs"]
