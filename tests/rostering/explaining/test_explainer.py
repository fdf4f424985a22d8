import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.explaining.explainer import Candidate, Explainer
from scheduler.rostering.instances import SIZES, make
from scheduler.rostering.problem import (
    Assignment,
    Availability,
    Demand,
    History,
    Limits,
    Person,
    PersonSkill,
    ProblemError,
    RosterProblem,
    RuleSetting,
    Shift,
    Unit,
    Wish,
)
from scheduler.rostering.solution import Solution, Violation
from tests.rostering.making import MONDAY, moment
from tests.rostering.tiny import tiny

MEDIC = Demand("medic", "medical", minimum=1, target=2)
ANYBODY = Demand("people", None, minimum=0, target=2)
EVENING = Shift("evening", "a", moment(2, 19), moment(2, 21), (ANYBODY, MEDIC))
EARLIER = Shift("earlier", "a", moment(2, 18), moment(2, 20), (ANYBODY,))
MORNING = Shift("morning", "a", moment(2, 8), moment(2, 10), (ANYBODY,))
HARD = (
    "reach",
    "qualification",
    "availability",
    "overlap",
    "rest",
    "shifts_per_day",
    "max_shifts",
    "capacity",
)


def _person(name: str, *, medic: bool = True, unit: str = "a", limits: Limits | None = None) -> Person:
    skills = (PersonSkill("medical"),) if medic else ()
    return Person(name, unit, skills, limits if limits is not None else Limits(max_shifts_per_day=None))


def _problem(*people: Person, shifts: tuple[Shift, ...] = (EVENING, EARLIER, MORNING)) -> RosterProblem:
    return RosterProblem(
        zone="Asia/Shanghai",
        start=MONDAY,
        end=MONDAY.replace(day=MONDAY.day + 7),
        units=(Unit("a"), Unit("b", ("a",)), Unit("c")),
        people=people,
        shifts=shifts,
        rules=(
            RuleSetting("coverage_target", hard=False, weight=10),
            *(RuleSetting(code, hard=True) for code in HARD),
        ),
    )


TOWN = replace(
    _problem(
        _person("on it"),
        _person("fits"),
        _person("fits, lent", unit="b"),
        _person("far away", unit="c"),
        _person("lacks the skill", medic=False),
        _person("lacks it too", medic=False, unit="c"),
        _person("away"),
        _person("busy"),
        _person("once a day", limits=Limits(max_shifts_per_day=1)),
        _person("tired", limits=Limits(min_rest_minutes=720, max_shifts_per_day=None)),
        _person("tired and done", limits=Limits(min_rest_minutes=720, max_shifts=1)),
    ),
    availability=(Availability("away", moment(2, 0), moment(3, 0), Wish.UNAVAILABLE),),
)
ROSTER = Solution(
    (
        Assignment("on it", "evening"),
        Assignment("busy", "earlier"),
        Assignment("once a day", "morning"),
        Assignment("tired", "morning"),
        Assignment("tired and done", "morning"),
    )
)


def test_unfilled_demand_is_explained_with_counts_and_names() -> None:
    found = Explainer(TOWN, ROSTER).explain("evening", "medic")
    assert (found.shift, found.demand, found.missing, found.considered) == ("evening", "medic", 1, 11)
    assert found.blocked == (
        ("reach", 2),
        ("rest", 2),
        ("qualification", 1),
        ("availability", 1),
        ("overlap", 1),
        ("shifts_per_day", 1),
    )
    assert found.fitting == ("fits", "fits, lent")
    assert [candidate.person for candidate in found.nearest] == [
        "once a day",
        "tired",
        "busy",
        "away",
        "tired and done",
    ]


def test_candidate_is_told_every_rule_that_stops_her() -> None:
    found = {candidate.person: candidate for candidate in Explainer(TOWN, ROSTER).candidates("evening")}
    assert found["tired and done"].violations == (
        Violation("rest", True, 1, 0, "tired and done", "evening"),
        Violation("shifts_per_day", True, 1, 0, "tired and done"),
        Violation("max_shifts", True, 1, 0, "tired and done"),
    )
    assert found["fits"] == Candidate("fits", ())
    assert "on it" not in found


def test_who_lacks_the_skill_fits_the_shift_but_not_the_demand() -> None:
    anyhow = {candidate.person: candidate for candidate in Explainer(TOWN, ROSTER).candidates("evening")}
    medic = {
        candidate.person: candidate
        for candidate in Explainer(TOWN, ROSTER).candidates("evening", demand="medic")
    }
    assert anyhow["lacks the skill"].violations == ()
    assert medic["lacks the skill"].violations == (
        Violation("qualification", True, 1, 0, "lacks the skill", "evening", "medic"),
    )


def test_fitting_people_come_first_and_the_least_burdened_first_of_all() -> None:
    roster = Solution((*ROSTER.assignments, Assignment("fits", "morning")))
    found = Explainer(TOWN, roster).candidates("evening", demand="medic")
    assert [candidate.person for candidate in found if not candidate.violations] == ["fits", "fits, lent"]
    equal = replace(TOWN, people=(_person("one"), _person("two"), _person("three")))
    roster = Solution((Assignment("one", "morning"),))
    assert [c.person for c in Explainer(replace(equal, availability=()), roster).candidates("evening")] == [
        "two",
        "three",
        "one",
    ]


def test_full_shift_stops_everybody_else() -> None:
    full = replace(EVENING, capacity=1)
    problem = _problem(_person("on it"), _person("one"), _person("two", medic=False), shifts=(full,))
    found = Explainer(problem, Solution((Assignment("on it", "evening"),))).explain("evening", "medic")
    assert found.blocked == (("qualification", 1), ("capacity", 1))
    assert (found.fitting, found.missing) == ((), 1)


def test_rule_that_was_broken_before_stops_nobody_unless_it_gets_worse() -> None:
    tired = replace(
        _person("tired"), history=History(shifts=5), limits=Limits(max_shifts=3, max_shifts_per_day=None)
    )
    problem = replace(_problem(tired), rules=(RuleSetting("max_shifts", hard=True),))
    assert Explainer(problem, Solution(())).candidates("evening") == [
        Candidate("tired", (Violation("max_shifts", True, 1, 0, "tired"),))
    ]
    problem = replace(_problem(tired), rules=(RuleSetting("min_shifts", hard=True),))
    assert Explainer(problem, Solution(())).candidates("evening") == [Candidate("tired", ())]


def test_exclusive_post_takes_only_who_has_its_skill() -> None:
    posts = (replace(MEDIC, exclusive=True, target=1), replace(ANYBODY, exclusive=True, target=1))
    shift = replace(EVENING, demands=posts)
    problem = _problem(_person("one"), _person("two", medic=False), shifts=(shift,))
    found = Explainer(problem, Solution(())).explain("evening", "medic")
    assert (found.fitting, found.blocked) == (("one",), (("qualification", 1),))
    others = Explainer(problem, Solution(())).candidates("evening")
    assert [candidate.violations for candidate in others] == [(), ()]


def test_at_most_so_many_are_named() -> None:
    assert len(Explainer(TOWN, ROSTER).explain("evening", "medic", most=2).nearest) == 2


@pytest.mark.parametrize(
    ("shift", "demand", "message"),
    [
        ("night", "medic", "shift: there is no 'night'"),
        ("evening", "cook", "demand: there is no 'cook' on shift 'evening'"),
    ],
)
def test_unknown_shift_or_demand_is_refused(shift: str, demand: str, message: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        Explainer(TOWN, ROSTER).explain(shift, demand)
    assert str(refusal.value) == message


def test_roster_that_names_a_stranger_is_refused() -> None:
    with pytest.raises(ProblemError):
        Explainer(TOWN, Solution((Assignment("stranger", "evening"),))).candidates("evening")


def _posts(problem: RosterProblem) -> Iterator[tuple[Shift, Demand]]:
    for shift in problem.shifts:
        for demand in shift.demands:
            yield shift, demand


def _hard(problem: RosterProblem, solution: Solution) -> Counter[tuple[str, ...]]:
    amounts: Counter[tuple[str, ...]] = Counter()
    for found in check(problem, solution).violations:
        if found.hard:
            amounts[found.rule, str(found.person), str(found.shift), str(found.demand)] += found.amount
    return amounts


@pytest.mark.parametrize("seed", range(40))
def test_what_stops_a_candidate_is_what_the_checker_finds_when_she_is_added(seed: int) -> None:
    problem, roster = tiny(Random(seed))
    before = _hard(problem, roster)
    explainer = Explainer(problem, roster)
    for shift, demand in _posts(problem):
        for candidate in explainer.candidates(shift.id, demand=demand.id):
            item = Assignment(candidate.person, shift.id, demand.id if demand.exclusive else None)
            worse = _hard(problem, Solution((*roster.assignments, item))) - before
            said = Counter(
                {
                    (found.rule, str(found.person), str(found.shift), str(found.demand)): found.amount
                    for found in candidate.violations
                }
            )
            lacking = ("qualification", candidate.person, shift.id, demand.id)
            assert said - Counter({lacking: said[lacking]}) == worse - Counter({lacking: worse[lacking]})
            assert said[lacking] >= worse[lacking]


@pytest.mark.parametrize("seed", range(40))
def test_counts_of_an_explanation_add_up(seed: int) -> None:
    problem, roster = tiny(Random(seed))
    for shift, demand in _posts(problem):
        found = Explainer(problem, roster).explain(shift.id, demand.id)
        on_it = sum(item.shift == shift.id for item in roster.assignments)
        assert found.considered == len(problem.people)
        assert sum(number for _, number in found.blocked) + len(found.fitting) + on_it == found.considered
        assert all(candidate.violations for candidate in found.nearest)


def test_480_people_are_considered_in_a_moment() -> None:
    problem = make("community")
    assert len(problem.people) == SIZES["community"].grids * 40 == 480
    random = Random(1)
    shifts = [shift.id for shift in problem.shifts]
    roster = Solution(
        tuple(Assignment(person.id, shift) for person in problem.people for shift in random.sample(shifts, 4))
    )
    begun = time.perf_counter()
    found = Explainer(problem, roster).explain(shifts[0], problem.shifts[0].demands[0].id)
    assert time.perf_counter() - begun < 1  # a tenth of this where nothing else runs
    assert found.considered == 480
