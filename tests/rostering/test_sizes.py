import time
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.rostering.cpsat import building
from scheduler.rostering.cpsat.building import build
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.instances import Size, make
from scheduler.rostering.problem import Person, ProblemError, RosterProblem, Shift, Unit
from scheduler.rostering.sizes import check_size
from scheduler.rostering.validation import validate


def _problem(units: int, people: int, shifts: int, *, near: bool) -> RosterProblem:
    """Return a chain of units with so many people and shifts each; ``near``: within hard reach."""
    grid = make(Size("grid", 1))
    names = [f"u{index}" for index in range(units)]
    first = grid.shifts[0]
    return replace(
        grid,
        units=tuple(Unit(name, tuple(names[index + 1 : index + 2])) for index, name in enumerate(names)),
        people=tuple(Person(f"{name}-{index}", name) for name in names for index in range(people)),
        shifts=tuple(
            Shift(f"{name}-{index}", name, first.start, first.start + timedelta(hours=1))
            for name in names
            for index in range(shifts)
        ),
        rules=tuple(rule for rule in grid.rules if near or rule.code != "reach"),
        availability=(),
    )


def test_pairs_within_reach_are_counted_and_refused_before_anything_is_built() -> None:
    large = _problem(1000, 40, 64, near=False)
    begun = time.perf_counter()
    with pytest.raises(ProblemError) as refusal:
        validate(large)
    assert str(refusal.value) == (
        "shifts: 40,000 people and 64,000 shifts within their reach make 2,560,000,000 possible assignments; "
        "at most 16,000,000 fit into memory"
    )
    assert time.perf_counter() - begun < 5


def test_city_whose_people_stay_near_fits() -> None:
    check_size(_problem(1000, 40, 64, near=True))


def test_unit_that_no_model_holds_is_named() -> None:
    with pytest.raises(ProblemError) as refusal:
        validate(_problem(2, 2000, 1001, near=True))
    assert str(refusal.value) == (
        "shifts: unit 'u0' has 2,000 people and 1,001 shifts, which make 2,002,000 possible assignments; "
        "at most 2,000,000 of a unit fit into memory"
    )


def test_people_who_cannot_be_planned_in_parts_must_fit_together() -> None:
    with pytest.raises(ProblemError) as refusal:
        validate(_problem(30, 80, 400, near=False))
    assert str(refusal.value) == (
        "shifts: 2,400 people and 12,000 shifts within their reach make 28,800,000 possible assignments; "
        "at most 16,000,000 fit into memory"
    )
    with pytest.raises(ProblemError) as refusal:
        validate(_problem(30, 80, 30, near=False))
    assert str(refusal.value) == (
        "shifts: 2,400 people and 900 shifts within their reach make 2,160,000 possible assignments, which "
        "cannot be planned in parts; at most 2,000,000 fit into memory together"
    )


def test_model_of_more_than_memory_holds_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = Facts(make(Size("grid", 1)))
    possible = domain(facts)
    number = sum(map(len, possible.values()))
    monkeypatch.setattr(building, "MOST_TOGETHER", number - 1)
    with pytest.raises(ProblemError, match=f"{number:,} possible assignments in one model"):
        build(facts, possible, stop=lambda: False)
    monkeypatch.setattr(building, "MOST_TOGETHER", number)
    assert build(facts, possible, stop=lambda: False) is not None


def test_building_ends_between_two_people() -> None:
    facts = Facts(make(Size("grid", 1)))
    asked = iter([False] * 5)
    assert build(facts, domain(facts), stop=lambda: next(asked, True)) is None
