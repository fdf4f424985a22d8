"""Balance bites: no unit goes without a skill that another has twice."""

from collections import Counter

from scheduler.rostering.checking import check
from scheduler.rostering.presets import BALANCED
from scheduler.rostering.problem import Demand, Person, PersonSkill
from tests.rostering.making import cost_of_rule, on, optimum, person, placed, roster_problem, shift, soft

MEDIC = Demand("medic", "medical", minimum=0, target=1)


def _medics_of_a() -> list[Person]:
    """Return two medics of unit a, each with one shift to give."""
    return [
        Person(name, "a", skills=(PersonSkill("medical"),), limits=person(name, max_shifts=1).limits)
        for name in ("ann", "ben")
    ]


def test_balance_bites() -> None:
    shifts = [shift(day, 9, MEDIC, unit=unit) for day in (0, 1) for unit in ("a", "b")]
    rules = soft(coverage_target=10, lending=1, max_shifts=100)
    free, kept, dear = cost_of_rule(roster_problem(_medics_of_a(), shifts[:3], rules), "balance", weight=1)
    assert Counter(name[0] for _, name in free) == {"a": 2}
    assert Counter(name[0] for _, name in kept) == {"a": 2, "b": 1}
    assert Counter(name[0] for _, name in dear) == {"a": 1, "b": 1}


def test_total_coverage_alone_leaves_a_unit_without_medics_and_balance_does_not() -> None:
    shifts = [shift(day, 9, MEDIC, unit=unit) for day in (0, 1) for unit in ("a", "b")]
    alone = tuple(rule for rule in BALANCED if rule.code != "balance")
    assert Counter(name[0] for _, name in placed(optimum(roster_problem(_medics_of_a(), shifts, alone)))) == {
        "a": 2
    }
    both = placed(optimum(roster_problem(_medics_of_a(), shifts, BALANCED)))
    assert Counter(name[0] for _, name in both) == {"a": 1, "b": 1}


def test_balance_is_the_worst_units_share_in_percent_rounded_up() -> None:
    shifts = [shift(day, unit=unit) for day in range(3) for unit in ("a", "b")]
    problem = roster_problem([person("ann")], shifts, soft(balance=1))
    everywhere = on(*(("ann", one.id) for one in shifts if one.id != "b2-9"))
    assert check(problem, everywhere).score.total == 34
