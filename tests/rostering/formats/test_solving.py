import random
from pathlib import Path

import pytest

from scheduler.rostering.formats import answer_to_json
from scheduler.rostering.solution import Result, Status
from scheduler.rostering.solving import Options, solve
from tests.rostering.formats.support import Instance, curtois, public_inrc2, tiny_curtois, tiny_inrc2


def _solved(instance: Instance, seconds: float) -> Result:
    result = solve(instance.loaded.problem, Options(time_limit=seconds))
    judged = instance.judge(answer_to_json(instance.loaded, result)["assignments"])
    assert judged.broken == []
    assert result.score is not None
    assert result.score.total == judged.score
    return result


@pytest.mark.parametrize("instance", [tiny_curtois(), tiny_inrc2()], ids=["curtois", "inrc2"])
def test_tiny_instances_are_solved_to_the_end(instance: Instance) -> None:
    result = _solved(instance, 30)
    assert result.score is not None
    assert result.status is Status.OPTIMAL
    assert result.bound == result.score.total


@pytest.mark.parametrize("instance", [tiny_curtois(), tiny_inrc2()], ids=["curtois", "inrc2"])
def test_checker_and_definition_call_the_same_neighbours_of_a_roster_valid(instance: Instance) -> None:
    rng = random.Random(1)
    result = solve(instance.loaded.problem, Options(time_limit=2))
    roster = answer_to_json(instance.loaded, result)["assignments"]
    kinds = [kind.id for kind in instance.loaded.problem.types]
    verdicts = set()
    for _ in range(300):
        changed = [dict(item) for item in roster]
        item = rng.choice(changed)
        if rng.random() < 0.5:
            changed.remove(item)
        else:
            item["shift"] = rng.choice(kinds)
        judged, score = instance.judge(changed), instance.check(changed)
        assert (score.total, bool(score.hard)) == (judged.score, bool(judged.broken))
        verdicts.add(bool(judged.broken))
    assert verdicts == {True, False}


def test_the_smallest_curtois_instance_is_solved_to_the_published_optimum(benchmarks: Path) -> None:
    result = _solved(curtois((benchmarks / "curtois" / "Instance1.txt").read_text()), 60)
    assert result.score is not None
    assert (result.status, result.score.total, result.bound) == (Status.OPTIMAL, 607, 607)


@pytest.mark.parametrize(("number", "optimum"), [(2, 828), (3, 1001)])
def test_curtois_answers_obey_the_definition(benchmarks: Path, number: int, optimum: int) -> None:
    result = _solved(curtois((benchmarks / "curtois" / f"Instance{number}.txt").read_text()), 10)
    assert result.score is not None
    assert result.bound is not None
    assert result.bound <= optimum <= result.score.total


@pytest.mark.parametrize(
    ("name", "best_known", "seconds"), [("n005w4_1_6-2-9-1", 1520, 4), ("n030w4_1_6-2-9-1", 1670, 7)]
)
def test_inrc2_answers_obey_the_definition(
    benchmarks: Path, name: str, best_known: int, seconds: float
) -> None:
    result = _solved(public_inrc2(benchmarks, name), seconds)
    assert result.bound is not None
    assert result.bound <= best_known
