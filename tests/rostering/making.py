"""Small problems for the engine's tests: two weeks from a Monday, in Shanghai."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from scheduler.rostering.problem import (
    Assignment,
    Demand,
    Limits,
    Person,
    RosterProblem,
    RuleSetting,
    Shift,
    Unit,
)
from scheduler.rostering.solution import Result, Solution, Status
from scheduler.rostering.solving import Options, solve

MONDAY = date(2026, 3, 2)
ONE = Demand("people", None, minimum=0, target=1)


def moment(day: int, hour: float = 0) -> datetime:
    """Return an hour of a numbered day, by the clock of Shanghai."""
    midnight = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=UTC) - timedelta(hours=8)
    return midnight + timedelta(days=day, hours=hour)


def shift(
    day: int,
    hour: float = 9,
    *demands: Demand,
    unit: str = "a",
    hours: float = 2,
    kind: str = "",
    capacity: int | None = None,
) -> Shift:
    """Return a shift that wants one person, whoever she is, if nothing else is said."""
    return Shift(
        id=f"{unit}{day}-{hour:g}",
        unit=unit,
        start=moment(day, hour),
        end=moment(day, hour + hours),
        demands=demands or (ONE,),
        capacity=capacity,
        type=kind,
    )


def person(name: str, unit: str = "a", **limits: object) -> Person:
    """Return a person without skills, with no limit but the given ones."""
    return Person(name, unit, limits=replace(Limits(max_shifts_per_day=None), **limits))  # type: ignore[arg-type]  # the names are Limits' own


def hard(*codes: str) -> tuple[RuleSetting, ...]:
    """Return rules to keep."""
    return tuple(RuleSetting(code, hard=True) for code in codes)


def soft(**weights: int) -> tuple[RuleSetting, ...]:
    """Return rules to strive for."""
    return tuple(RuleSetting(code, hard=False, weight=weight) for code, weight in weights.items())


def roster_problem(
    people: Sequence[Person], shifts: Sequence[Shift], rules: Sequence[RuleSetting], **more: object
) -> RosterProblem:
    """Return a problem of two units ``a`` and ``b`` that are neighbours, and ``c`` far away."""
    base = RosterProblem(
        zone="Asia/Shanghai",
        start=MONDAY,
        end=MONDAY + timedelta(days=14),
        units=(Unit("a", ("b",)), Unit("b", ("a",)), Unit("c")),
        people=tuple(people),
        shifts=tuple(shifts),
        rules=tuple(rules),
    )
    return replace(base, **more)  # type: ignore[arg-type]  # the names are RosterProblem's own


def optimum(problem: RosterProblem) -> Result:
    """Solve a problem to the end, and see that the solver and the checker agree."""
    result = solve(problem, Options(time_limit=30, workers=1))
    assert result.status is Status.OPTIMAL
    assert result.score is not None
    assert result.score.hard == 0
    assert result.bound == result.score.total
    return result


def placed(result: Result) -> set[tuple[str, str]]:
    """Return who is on which shift."""
    assert result.solution is not None
    return {(item.person, item.shift) for item in result.solution.assignments}


def with_rule(problem: RosterProblem, setting: RuleSetting) -> RosterProblem:
    """Return the problem with one more rule."""
    return replace(problem, rules=(*problem.rules, setting))


def cost_of_rule(problem: RosterProblem, code: str, weight: int = 1000) -> tuple[set[tuple[str, str]], ...]:
    """Return the best roster without a rule, with it hard, and with it soft but dear."""
    settings = (RuleSetting(code, hard=True), RuleSetting(code, hard=False, weight=weight))
    return (
        placed(optimum(problem)),
        *(placed(optimum(with_rule(problem, setting))) for setting in settings),
    )


def on(*pairs: tuple[str, str]) -> Solution:
    """Return a roster of covering assignments."""
    return Solution(tuple(Assignment(person, shift) for person, shift in pairs))
