"""After a change a published roster stays as it is, but for what the change touched."""

from dataclasses import replace
from functools import cache

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.cpsat.repairing import Repairing
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.greedy import construct
from scheduler.rostering.instances import Size, make
from scheduler.rostering.presets import BALANCED, FEW_CHANGES, PROTECTING
from scheduler.rostering.problem import (
    Assignment,
    Availability,
    Demand,
    PersonSkill,
    Request,
    RosterProblem,
    RuleSetting,
    Shift,
    Wish,
)
from scheduler.rostering.resolving import Kept, changed, disliked, gaps, kept, mostly_holds
from scheduler.rostering.solution import Result, Solution, Status
from scheduler.rostering.solving import Options, solve
from tests.rostering.making import moment, on, optimum, person, placed, roster_problem, shift, soft

#: Time enough for anybody's machine, where a test does not wait for it.
AMPLE = Options(time_limit=60)


@cache
def _published(grids: int = 3) -> RosterProblem:
    """Return some grids with a roster that people know."""
    problem = make(Size("grids", grids))
    facts = Facts(problem)
    *_, roster = construct(facts, domain(facts), soon=lambda: False, stop=lambda: False)
    return replace(problem, published=roster)


def _without(problem: RosterProblem, people: set[str]) -> RosterProblem:
    return replace(
        problem,
        people=tuple(one for one in problem.people if one.id not in people),
        availability=tuple(wish for wish in problem.availability if wish.person not in people),
        published=tuple(item for item in problem.published if item.person not in people),
    )


def _missing(problem: RosterProblem, solution: Solution) -> tuple[int, int]:
    posts = check(problem, solution).unfilled
    return sum(post.missing_minimum for post in posts), sum(post.missing_target for post in posts)


def _items(result: Result) -> set[tuple[str, str]]:
    assert result.score is not None
    assert result.score.hard == 0
    return placed(result)


def _ill(problem: RosterProblem, item: Assignment) -> RosterProblem:
    """Return the problem with somebody ill on the day of a shift that she is to serve."""
    away = next(one for one in problem.shifts if one.id == item.shift)
    time = Availability(item.person, away.start, away.end, Wish.UNAVAILABLE)
    return replace(problem, availability=(*problem.availability, time))


def test_withdrawn_people_are_replaced_and_the_rest_stays() -> None:
    before = _published()
    gone = {"g0-p3", "g1-p7", "g2-p11"}
    problem = _without(before, gone)
    result = solve(problem, AMPLE)
    assert not {who for who, _ in _items(result)} & gone
    assert result.solution is not None
    assert _missing(problem, result.solution) <= _missing(before, Solution(before.published))
    assert _missing(problem, result.solution) < _missing(problem, Solution(problem.published))
    found = kept(problem, result.solution)
    assert found.published == len(problem.published)
    assert found.kept >= 0.97 * found.published
    assert result.seconds < AMPLE.time_limit / 2
    assert (result.status, result.bound) == (Status.FEASIBLE, None)


def test_the_same_change_gives_the_same_roster() -> None:
    problem = _without(_published(), {"g0-p3"})
    options = replace(AMPLE, deterministic_limit=4, seed=3)
    assert solve(problem, options).solution == solve(problem, options).solution


def test_somebody_ill_is_replaced_on_that_shift_alone() -> None:
    before = replace(_published(), rules=FEW_CHANGES)
    item = before.published[0]
    result = solve(_ill(before, item), AMPLE)
    lost = {(one.person, one.shift) for one in before.published} - _items(result)
    assert lost == {(item.person, item.shift)}
    assert {key for _, key in placed(result) - {(one.person, one.shift) for one in before.published}} <= {
        item.shift
    }


def test_pins_are_kept() -> None:
    before = _published()
    possible = domain(Facts(before))
    held = {(one.person, one.shift) for one in before.published}
    last = before.published[-1]
    new = next(key for key in possible[last.person] if (last.person, key) not in held)
    pins = (last, Assignment(last.person, new))
    problem = _ill(replace(before, pins=pins), before.published[0])
    result = solve(problem, AMPLE)
    assert {(pin.person, pin.shift) for pin in pins} <= _items(result)
    assert result.solution is not None
    assert kept(problem, result.solution).kept >= 0.97 * len(before.published)


def _new_shift(problem: RosterProblem) -> Shift:
    like = problem.shifts[0]
    return replace(like, id="new", demands=(Demand("people", None, minimum=1, target=2),))


def test_a_new_shift_is_filled_and_nobody_moves() -> None:
    before = replace(_published(), rules=FEW_CHANGES)
    problem = replace(before, shifts=(*before.shifts, _new_shift(before)))
    result = solve(problem, AMPLE)
    came = _items(result) - {(one.person, one.shift) for one in before.published}
    assert [key for _, key in came].count("new") == 2
    assert result.solution is not None
    found = kept(problem, result.solution)
    assert found.kept == found.published


def test_thorough_goes_on_over_the_whole_roster_until_the_time_is_up() -> None:
    result = solve(_without(_published(2), {"g0-p3"}), Options(time_limit=2, thorough=True))
    assert result.seconds > 1.2  # a slow machine keeps more time for the last check


@pytest.mark.parametrize("seed", range(3))
def test_the_best_roster_stays_as_it_is_where_nothing_changed(seed: int) -> None:
    days = [(3 * seed + step) % 7 for step in range(4)]
    problem = roster_problem(
        [person(name, max_shifts=3, max_shifts_per_day=1) for name in ("ann", "ben", "cho")],
        [shift(day, 9 + seed, Demand("people", None, minimum=1, target=2)) for day in sorted(days)],
        BALANCED,
        availability=(Availability("ann", moment(days[0]), moment(days[0], 20), Wish.PREFERRED),),
    )
    best = optimum(problem)
    assert best.solution is not None
    again = optimum(replace(problem, published=best.solution.assignments))
    assert placed(again) == placed(best)
    assert again.score == best.score


def _repaired(problem: RosterProblem, roster: Solution) -> set[tuple[str, str]]:
    """Return a roster mended around what is touched."""
    facts = Facts(problem)
    costs = [check(problem, roster).score.total]

    def better(assignments: tuple[Assignment, ...]) -> bool:
        score = check(problem, Solution(assignments)).score
        assert score.hard == 0
        costs.append(score.total)
        return costs[-1] < min(costs[:-1])

    repairing = Repairing(
        facts, domain(facts), seed=1, left=lambda: 60, stop=lambda: False, deterministic_limit=None
    )
    return {(item.person, item.shift) for item in repairing.run(roster.assignments, better)}


def test_whoever_blocks_a_gap_is_relieved_by_somebody_else() -> None:
    medic = Demand("medic", "medical", minimum=1, target=1)
    mei = replace(person("mei", max_shifts=1), skills=(PersonSkill("medical"),))
    known = on(("mei", "a0-9"))
    problem = roster_problem(
        [mei, person("ben", max_shifts=1)],
        [shift(0, 9), shift(1, 9, medic)],
        BALANCED,
        published=known.assignments,
    )
    assert _repaired(problem, known) == {("mei", "a1-9"), ("ben", "a0-9")}


@pytest.mark.parametrize(
    ("rules", "wish", "who"),
    [
        (BALANCED, Wish.UNWANTED, "ben"),
        (BALANCED, Wish.PREFERRED, "ann"),
        (FEW_CHANGES, Wish.UNWANTED, "ann"),
    ],
)
def test_a_new_wish_is_granted_where_disruption_costs_less(
    rules: tuple[RuleSetting, ...], wish: Wish, who: str
) -> None:
    problem = roster_problem(
        [person("ann"), person("ben")],
        [shift(0, 9)],
        rules,
        availability=(
            Availability("ann", moment(day := 0 if wish is Wish.UNWANTED else 2), moment(day + 1), wish),
        ),
        published=on(("ann", "a0-9")).assignments,
    )
    assert _repaired(problem, on(("ann", "a0-9"))) == {(who, "a0-9")}


def test_what_is_touched() -> None:
    problem = roster_problem(
        [person("ann"), person("ben")],
        [shift(0, 9), shift(1, 9), shift(2, 9), shift(3, 9), replace(shift(4, 9), demands=())],
        (*PROTECTING, *soft(preferences=5, requests=10)),
        availability=(Availability("ann", moment(1), moment(2), Wish.UNWANTED),),
        requests=(
            Request("ben", ("a2-9",), wanted=False),
            Request("ben", ("a3-9", "a0-9"), wanted=True),
            Request("ann", ("a1-9",), wanted=True),
        ),
        published=on(("ann", "a0-9"), ("ann", "a1-9")).assignments,
    )
    facts = Facts(problem)
    roster = on(("ann", "a1-9"), ("ben", "a2-9"), ("ben", "a4-9")).assignments
    assert changed(facts, roster) == {"a0-9", "a2-9"}
    assert disliked(facts, roster) == {"a1-9", "a2-9", "a3-9", "a0-9"}
    assert [(key.id, demand.id) for key, demand in gaps(facts, roster)] == [
        ("a0-9", "people"),
        ("a3-9", "people"),
    ]
    assert kept(problem, Solution(roster)) == Kept(1, 2)


@pytest.mark.parametrize(("lost", "holds"), [(1, True), (2, False)])
def test_a_roster_mostly_holds_while_a_fifth_is_lost(lost: int, *, holds: bool) -> None:
    shifts = [shift(day) for day in range(5)]
    published = on(*(("ann", one.id) for one in shifts)).assignments
    problem = roster_problem(
        [person("ann")],
        shifts,
        PROTECTING,
        availability=(Availability("ann", moment(0), moment(lost), Wish.UNAVAILABLE),),
        published=published,
    )
    facts = Facts(problem)
    assert mostly_holds(facts, domain(facts), published) is holds
    free = Facts(replace(problem, availability=()))
    assert mostly_holds(free, domain(free), published[lost:]) is holds
    assert not mostly_holds(free, domain(free), ())


def test_a_cancelled_repair_keeps_the_first_roster() -> None:
    problem = _without(_published(), {"g0-p3"})
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 1

    result = solve(problem, AMPLE, cancelled=cancelled)
    assert result.status is Status.CANCELLED
    assert result.solution is None or check(problem, result.solution).score.hard == 0


def test_few_changes_differ_in_the_price_of_disruption_only() -> None:
    differing = [(old.code, new.code) for old, new in zip(BALANCED, FEW_CHANGES, strict=True) if old != new]
    assert differing == [("stability", "stability")]
