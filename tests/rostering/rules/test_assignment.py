"""Rules about a single assignment bite."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.problem import Assignment, Availability, Demand, Person, PersonSkill, Shift, Wish
from scheduler.rostering.solution import Solution
from tests.rostering.making import (
    MONDAY,
    cost_of_rule,
    hard,
    moment,
    on,
    optimum,
    person,
    placed,
    roster_problem,
    shift,
    soft,
)

WANT = soft(coverage_target=10)


def test_qualification_bites() -> None:
    medic = Demand("medic", "medical", minimum=0, target=1, exclusive=True)
    free, kept, dear = cost_of_rule(
        roster_problem([person("ann")], [shift(0, 9, medic)], WANT), "qualification"
    )
    assert (free, kept, dear) == ({("ann", "a0-9")}, set(), set())


@pytest.mark.parametrize(
    ("skill", "broken"),
    [
        (PersonSkill("medical", 2), False),
        (PersonSkill("medical", 1), True),
        (PersonSkill("fire", 2), True),
        (PersonSkill("medical", 2, valid_until=MONDAY + timedelta(days=3)), False),
        (PersonSkill("medical", 2, valid_until=MONDAY + timedelta(days=2)), True),
        (PersonSkill("medical", 2, valid_from=MONDAY + timedelta(days=3)), False),
        (PersonSkill("medical", 2, valid_from=MONDAY + timedelta(days=4)), True),
    ],
)
def test_qualification_is_judged_on_the_shifts_local_date(skill: PersonSkill, broken: bool) -> None:
    medic = Demand("medic", "medical", level=2, minimum=0, target=1, exclusive=True)
    late = Shift("late", "a", moment(3, 23.5), moment(4, 2), (medic,))
    problem = roster_problem([Person("ann", "a", skills=(skill,))], [late], hard("qualification"))
    solution = Solution((Assignment("ann", "late", "medic"),))
    assert check(problem, solution).score.hard == int(broken)


def _says(wish: Wish) -> tuple[Availability, ...]:
    return (Availability("ann", moment(0, 8), moment(0, 10), wish),)


def test_availability_bites() -> None:
    problem = roster_problem([person("ann")], [shift(0)], WANT, availability=_says(Wish.UNAVAILABLE))
    free, kept, dear = cost_of_rule(problem, "availability")
    assert (free, kept, dear) == ({("ann", "a0-9")}, set(), set())


def test_availability_lets_a_shift_begin_when_the_refusal_ends() -> None:
    problem = roster_problem(
        [person("ann")], [shift(0, 10)], [*WANT, *hard("availability")], availability=_says(Wish.UNAVAILABLE)
    )
    assert placed(optimum(problem)) == {("ann", "a0-10")}


def test_preferences_bites() -> None:
    shifts = [shift(0, 9), shift(0, 13)]
    rules = [*WANT, *soft(max_shifts=100)]
    crew = [person("ann", max_shifts=1)]
    for wish, chosen in ((Wish.PREFERRED, "a0-9"), (Wish.UNWANTED, "a0-13")):
        problem = roster_problem(crew, shifts, [*rules, *soft(preferences=1)], availability=_says(wish))
        assert placed(optimum(problem)) == {("ann", chosen)}
    problem = roster_problem(crew, shifts[:1], rules, availability=_says(Wish.UNWANTED))
    free, kept, dear = cost_of_rule(problem, "preferences")
    assert (free, kept, dear) == ({("ann", "a0-9")}, set(), set())


def test_reach_bites() -> None:
    problem = roster_problem([person("ann")], [shift(0, unit="b"), shift(2, unit="c")], WANT)
    free, kept, dear = cost_of_rule(problem, "reach")
    assert free == {("ann", "b0-9"), ("ann", "c2-9")}
    assert kept == dear == {("ann", "b0-9")}


def test_lending_bites() -> None:
    problem = roster_problem([person("ann"), person("bea", "b")], [shift(0, unit="b")], WANT)
    _, kept, dear = cost_of_rule(problem, "lending")
    assert kept == dear == {("bea", "b0-9")}
    alone = roster_problem([person("ann")], [shift(0, unit="b")], WANT)
    free, kept, dear = cost_of_rule(alone, "lending")
    assert (free, kept, dear) == ({("ann", "b0-9")}, set(), set())


def test_pins_bites() -> None:
    pinned = Assignment("ann", "a0-9")
    problem = roster_problem([person("ann")], [shift(0)], soft(fairness=1), pins=(pinned,))
    free, kept, dear = cost_of_rule(problem, "pins")
    assert (free, kept, dear) == (set(), {("ann", "a0-9")}, {("ann", "a0-9")})


def test_pins_hold_the_post_of_an_exclusive_demand() -> None:
    posts = [Demand(name, None, minimum=0, target=1, exclusive=True) for name in ("one", "two")]
    only_two = replace(posts[0], target=0)
    pin = Assignment("ann", "a0-9", "one")
    problem = roster_problem(
        [person("ann")], [shift(0, 9, only_two, posts[1])], [*WANT, *hard("pins")], pins=(pin,)
    )
    result = optimum(problem)
    assert result.solution == Solution((pin,))
    assert check(problem, Solution((Assignment("ann", "a0-9", "two"),))).score.hard == 1


def test_stability_bites() -> None:
    published = (Assignment("ben", "a0-9"),)
    rules = [*hard("capacity"), *soft(coverage_target=10, lending=1)]
    crew = [person("ann"), person("ben", "b")]
    free, kept, dear = cost_of_rule(
        roster_problem(crew, [shift(0, capacity=1)], rules, published=published), "stability"
    )
    assert (free, kept, dear) == ({("ann", "a0-9")}, {("ben", "a0-9")}, {("ben", "a0-9")})


def test_stability_counts_a_published_assignment_that_is_gone() -> None:
    problem = roster_problem(
        [person("ann")], [shift(0)], soft(stability=3), published=(Assignment("ann", "a0-9"),)
    )
    assert check(problem, on()).score.by_rule == {"stability": 3}
