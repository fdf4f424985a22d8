"""Why somebody is on a shift, and why not, in both languages."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from scheduler.rostering.explaining.explainer import Explainer
from scheduler.rostering.explaining.hindrances import SINGULAR, singular
from scheduler.rostering.explaining.naming import Names, Text, plain
from scheduler.rostering.problem import (
    Availability,
    Demand,
    Person,
    PersonSkill,
    ProblemError,
    RosterProblem,
    Wish,
)
from scheduler.rostering.solution import Solution
from scheduler.rostering.words import WORDS
from tests.rostering.making import MONDAY, hard, moment, on, person, roster_problem, shift, soft
from tests.rostering.tiny import tiny

HARD = hard(
    "pins", "qualification", "reach", "availability", "overlap", "rest", "shifts_per_week", "capacity"
)
SOFT = soft(coverage_target=100, lending=5, fairness=1, preferences=3)
MEDIC = Demand("medic", "medical")
NOBODY = Solution(())


def _medic(name: str, unit: str = "a", **more: object) -> Person:
    made = Person(name, unit, (PersonSkill("medical"),), person(name).limits, name=name.title())
    return replace(made, **more)  # type: ignore[arg-type]  # the names are Person's own


def _problem(*people: Person, **more: object) -> RosterProblem:
    return roster_problem(
        people, [shift(2, 9, MEDIC), shift(2, 10), shift(3, 22), shift(5)], [*HARD, *SOFT], **more
    )


def _english(problem: RosterProblem, roster: Solution, who: str, where: str = "a2-9") -> list[str]:
    return [text.en for text in Explainer(problem, roster).why(who, where)]


def test_who_is_there_is_needed_and_nobody_else_could() -> None:
    problem = _problem(_medic("eve"), person("bob"))
    assert Explainer(problem, on(("eve", "a2-9"))).why("eve", "a2-9") == (
        Text("没有Eve，这个班次会少1名medical。", "Without Eve this shift would be short by 1 for medical."),
        Text("没有其他人能接替Eve。", "Nobody else could take the place of Eve."),
    )


def test_who_is_there_is_compared_with_the_cheapest_other() -> None:
    problem = _problem(_medic("eve"), _medic("bob", "b"), _medic("cy", "b", pledged_minutes=30))
    assert Explainer(problem, on(("eve", "a2-9"))).why("eve", "a2-9")[1] == Text(
        "Bob也能接替，但班表罚分会多5：Bob需要从其他单位借调。",
        "Bob could take the place, but the roster would cost 5 more: "
        "Bob would have to be lent by another unit.",
    )


def test_loads_are_compared() -> None:
    problem = _problem(_medic("eve"), _medic("bob"))
    roster = on(("eve", "a2-9"), ("bob", "a5-9"), ("bob", "a3-22"))
    assert Explainer(problem, roster).why("eve", "a2-9")[1] == Text(
        "Bob也能接替，但班表罚分会多4：Bob已有2个班次，Eve只有1个。",
        "Bob could take the place, but the roster would cost 4 more: Bob has 2 shifts already, Eve only 1.",
    )


def test_better_or_equal_other_is_named() -> None:
    problem = _problem(_medic("eve"), _medic("bob"))
    roster = on(("eve", "a2-9"))
    assert _english(problem, roster, "eve")[1] == "With Bob instead the roster would cost the same."
    tired = _problem(_medic("eve", pledged_minutes=120), _medic("bob"))
    assert _english(tired, roster, "eve")[1] == "With Bob instead the roster would cost 1 less."


def test_pinned_and_published_assignments_say_so() -> None:
    roster = on(("eve", "a2-9"))
    problem = _problem(_medic("eve"))
    pinned = replace(problem, pins=roster.assignments)
    assert _english(pinned, roster, "eve")[0] == "Eve is pinned to this shift."
    published = replace(problem, published=roster.assignments)
    assert _english(published, roster, "eve")[0] == "The published roster has Eve on this shift already."


def test_shift_that_needs_nobody_says_so() -> None:
    problem = _problem(_medic("eve"), _medic("bob"))
    found = _english(problem, on(("eve", "a2-9"), ("bob", "a2-9")), "eve")
    assert found[0] == "The shift would have enough people even without Eve."


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        (person("bob"), Text("bob没有“medical”资质。", "bob does not have the qualification “medical”.")),
        (
            _medic("bob", skills=(PersonSkill("medical", valid_until=MONDAY),)),
            Text(
                "Bob的“medical”资质已于3月2日（周一）到期。",
                "Bob's qualification “medical” ends on Mon 2 March.",
            ),
        ),
        (
            _medic("bob", skills=(PersonSkill("medical", valid_from=MONDAY + timedelta(days=9)),)),
            Text("Bob的“medical”资质当天尚未生效。", "Bob's qualification “medical” is not valid yet."),
        ),
        (_medic("far", "c"), Text("Far所在单位不相邻。", "Far belongs to a unit that is no neighbour.")),
        (_medic("away"), Text("Away当时不可服务。", "Away is unavailable then.")),
        (
            _medic("busy"),
            Text(
                "Busy同时在a的3月4日（周三）10:00–12:00班次。",
                "Busy is on the shift of a on Wed 4 March, 10:00–12:00 at that time.",
            ),
        ),
        (
            _medic("full", limits=person("full", max_shifts_per_week=1).limits),
            Text("Full本周班次已满（上限1）。", "Full is at the weekly limit of shifts (1)."),
        ),
        (
            _medic("tired", limits=person("tired", min_rest_minutes=36 * 60).limits),
            Text(
                "Tired与a的3月5日（周四）22:00–00:00班次之间只能休息35小时，规定36小时。",
                "Tired would rest for 35 h between this and the shift of a on Thu 5 March, 22:00–00:00, "
                "and 36 h are the rule.",
            ),
        ),
    ],
)
def test_what_stops_somebody_is_said_exactly(who: Person, sentence: Text) -> None:
    problem = _problem(
        _medic("eve"), who, availability=(Availability(who.id, moment(2, 0), moment(3, 0), Wish.UNAVAILABLE),)
    )
    if who.id != "away":
        problem = replace(problem, availability=())
    held = {"busy": "a2-10", "full": "a3-22", "tired": "a3-22"}.get(who.id)
    roster = on((who.id, held)) if held else NOBODY
    assert Explainer(problem, roster).why(who.id, "a2-9")[0] == sentence


def test_skill_of_too_low_a_level_is_named() -> None:
    high = replace(MEDIC, level=2, exclusive=True)
    problem = roster_problem([_medic("bob")], [shift(2, 9, high)], [*HARD, *SOFT])
    assert Explainer(problem, NOBODY).why("bob", "a2-9") == (
        Text(
            "Bob的“medical”只有1级，需要2级。",
            "Bob has “medical” at level 1, and level 2 is asked for.",
        ),
    )


def test_who_fits_is_compared_with_those_who_are_there() -> None:
    problem = _problem(_medic("eve"), _medic("bob", "b"))
    assert Explainer(problem, on(("eve", "a2-9"))).why("bob", "a2-9") == (
        Text(
            "Bob符合要求，但加上后班表罚分会多6：Bob需要从其他单位借调、对Bob来说，再多一个班次负担较重。",
            "Bob would fit, but adding Bob would cost the roster 6 more: "
            "Bob would have to be lent by another unit and one more shift weighs more on Bob.",
        ),
        Text(
            "换下Eve，班表罚分会多5：Bob需要从其他单位借调。",
            "In the place of Eve the roster would cost 5 more: Bob would have to be lent by another unit.",
        ),
    )


def test_who_would_help_is_said_to_help() -> None:
    problem = _problem(_medic("eve"))
    assert _english(problem, NOBODY, "eve") == [
        "Eve would fit, and with Eve added the roster would cost 99 less."
    ]


def test_on_a_full_shift_only_an_exchange_counts() -> None:
    problem = _problem(_medic("eve"), _medic("bob"))
    full = replace(problem, shifts=(replace(problem.shifts[0], capacity=1), *problem.shifts[1:]))
    roster = on(("eve", "a2-9"))
    assert _english(full, roster, "bob") == [
        "Bob would fit, but the shift is full.",
        "Bob would do as well as Eve.",
    ]
    pinned = replace(full, pins=roster.assignments)
    assert _english(pinned, roster, "bob") == ["Bob would fit, but the shift is full."]


def test_given_names_go_before_ids() -> None:
    problem = _problem(_medic("eve"), person("bob"))
    names = Names(
        problem,
        people={"bob": "张三"},
        shifts={"a2-10": Text("巡逻", "Patrol")},
        skills={"medical": Text("急救", "First aid")},
    )
    assert Explainer(problem, NOBODY).why("bob", "a2-9", names=names) == (
        Text("张三没有“急救”资质。", "张三 does not have the qualification “First aid”."),
    )
    assert names.shift("a2-10") == Text(
        "“巡逻”（3月4日（周三）10:00–12:00）", "“Patrol” (Wed 4 March, 10:00–12:00)"
    )
    assert names.skill(None) == Text("人员", "people")
    assert plain("x") + Text("一", "one") == Text("x一", "xone")


@pytest.mark.parametrize(("who", "where"), [("stranger", "a2-9"), ("eve", "nowhere")])
def test_unknown_people_and_shifts_are_refused(who: str, where: str) -> None:
    with pytest.raises(ProblemError):
        Explainer(_problem(_medic("eve")), NOBODY).why(who, where)


@pytest.mark.parametrize("seed", range(30))
def test_every_question_has_one_to_three_answers_in_both_languages(seed: int) -> None:
    problem, roster = tiny(Random(seed))
    explainer = Explainer(problem, roster)
    for who in problem.people:
        for place in problem.shifts:
            found = explainer.why(who.id, place.id)
            assert 1 <= len(found) <= 3
            assert all(text.zh.endswith("。") and text.en.endswith(".") for text in found)


def test_words_of_every_rule_also_speak_of_one_person() -> None:
    assert {words.blocked_en.partition(" ")[0] for words in WORDS.values()} <= set(SINGULAR)
    assert singular("overlap") == "is on another shift at that time"


def test_who_costs_nothing_is_said_to_cost_the_same() -> None:
    problem = roster_problem([person("bob")], [shift(2, 9)], ())
    assert Explainer(problem, NOBODY).why("bob", "a2-9") == (
        Text(
            "bob符合要求，加上后班表罚分不变。",
            "bob would fit, and with bob added the roster would cost the same.",
        ),
    )
