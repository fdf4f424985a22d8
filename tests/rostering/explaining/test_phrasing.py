"""What people read about changes and contradictions."""

from dataclasses import replace
from random import Random

import pytest

from scheduler.rostering.explaining.explainer import Explainer
from scheduler.rostering.explaining.naming import Names, Text
from scheduler.rostering.explaining.phrasing import describe, describe_conflict
from scheduler.rostering.problem import (
    Assignment,
    Availability,
    Demand,
    Person,
    PersonSkill,
    RosterProblem,
    Wish,
)
from scheduler.rostering.solution import Conflict, Solution
from tests.rostering.making import MONDAY, hard, moment, on, person, roster_problem, shift, soft
from tests.rostering.tiny import tiny

MEDIC, ANYBODY = Demand("medic", "medical"), Demand("people", None, minimum=0, target=1)
RULES = [
    *hard("qualification", "reach", "availability", "overlap", "rest", "shifts_per_week", "capacity", "pins"),
    *soft(coverage_minimum=1000, coverage_target=100, lending=5, preferences=3),
]
NOBODY = Solution(())


def _eve(**more: object) -> Person:
    eve = replace(person("eve"), skills=(PersonSkill("medical"),), name="Eve")
    return replace(eve, **more)  # type: ignore[arg-type]  # the names are Person's own


def _problem(*people: Person, **more: object) -> RosterProblem:
    return roster_problem(people, [shift(2, 9, MEDIC), shift(2, 10, ANYBODY), shift(4)], RULES, **more)


def _words(problem: RosterProblem, roster: Solution = NOBODY) -> tuple[Text, ...]:
    (change, *_) = Explainer(problem, roster).changes("a2-9", "medic")
    return describe(change, Names(problem))


def test_additions_are_described() -> None:
    assert _words(_problem(_eve())) == (Text("安排Eve到这个班次。", "Put Eve on this shift."),)
    assert _words(_problem(_eve(unit="b"))) == (
        Text("从其他单位借调Eve。", "Borrow Eve from another unit."),
        Text("影响：跨单位支援（Eve）。", "Side effects: lending (Eve)."),
    )


@pytest.mark.parametrize(
    ("wish", "zh", "en"),
    [
        (
            Wish.UNWANTED,
            "问问Eve能否来：不太愿意在这个时间服务。",
            "Ask Eve to come, who would rather not serve at this time.",
        ),
        (
            Wish.UNAVAILABLE,
            "问问Eve能否来：登记为这个时间不可服务。",
            "Ask Eve to come, who is marked as unavailable at this time.",
        ),
    ],
)
def test_questions_are_described(wish: Wish, zh: str, en: str) -> None:
    problem = _problem(_eve(), availability=(Availability("eve", moment(2, 0), moment(3, 0), wish),))
    assert _words(problem)[0] == Text(zh, en)


def test_agreements_are_described() -> None:
    busy = on(("eve", "a4-9"))
    limited = _problem(_eve(limits=person("eve", max_shifts_per_week=1).limits), pins=busy.assignments)
    assert _words(limited, busy)[0] == Text(
        "征得同意后，把Eve的“每周班次数”从1提高到2。",
        "By agreement, raise “Shifts per week” of Eve from 1 to 2.",
    )
    tired = _problem(_eve(limits=person("eve", min_rest_minutes=48 * 60).limits), pins=busy.assignments)
    assert _words(tired, busy)[0] == Text(
        "征得同意后，允许Eve只休息46小时（规定48小时）。",
        "By agreement, let Eve rest for 46 h instead of 48 h.",
    )
    expired = _problem(_eve(skills=(PersonSkill("medical", valid_until=MONDAY),)))
    assert _words(expired)[0] == Text(
        "征得同意后，把Eve的“medical”资质延期到3月4日（周三）（现于3月2日（周一）到期）。",
        "By agreement, extend Eve's qualification “medical” to Wed 4 March (it ends on Mon 2 March).",
    )


def test_moves_and_chains_are_described() -> None:
    roster = on(("eve", "a2-10"))
    chain = _words(_problem(_eve(), person("bob")), roster)
    assert chain == (
        Text(
            "把Eve从a的3月4日（周三）10:00–12:00班次调过来。由bob补上a的3月4日（周三）10:00–12:00班次的空缺。",
            "Move Eve here from the shift of a on Wed 4 March, 10:00–12:00. "
            "Put bob on the shift of a on Wed 4 March, 10:00–12:00.",
        ),
    )
    move = _words(_problem(_eve()), roster)
    assert move[1:] == (
        Text(
            "a的3月4日（周三）10:00–12:00班次会因此少1名人员。",
            "That leaves the shift of a on Wed 4 March, 10:00–12:00 short by 1 for people.",
        ),
    )


def test_exchanges_are_described() -> None:
    problem = _problem(_eve(), person("bob"))
    full = replace(problem, shifts=(replace(problem.shifts[0], capacity=1), *problem.shifts[1:]))
    assert _words(full, on(("bob", "a2-9")))[0] == Text("用Eve替换bob。", "Put Eve in the place of bob.")
    assert _words(full, on(("bob", "a2-9"), ("eve", "a2-10")))[0] == Text(
        "让Eve与bob互换：bob改去a的3月4日（周三）10:00–12:00班次。",
        "Swap Eve and bob, who goes to the shift of a on Wed 4 March, 10:00–12:00 instead.",
    )


def test_somebody_on_another_post_of_the_shift_takes_this_one() -> None:
    posts = replace(MEDIC, exclusive=True), replace(ANYBODY, exclusive=True)
    problem = roster_problem([_eve(), person("bob")], [shift(2, 9, *posts)], RULES)
    roster = Solution((Assignment("eve", "a2-9", "people"),))
    assert _words(problem, roster)[0] == Text(
        "让Eve从“人员”岗位换到这个岗位。由bob补上a的3月4日（周三）09:00–11:00班次的空缺。",
        "Give Eve this post instead of “people”. Put bob on the shift of a on Wed 4 March, 09:00–11:00.",
    )


def test_contradictions_are_described() -> None:
    posts = replace(MEDIC, exclusive=True), replace(ANYBODY, exclusive=True)
    problem = roster_problem([_eve()], [shift(2, 9, *posts), shift(2, 10, kind="night")], RULES)
    pins = Assignment("eve", "a2-9", "medic"), Assignment("eve", "a2-10")
    assert describe_conflict(Conflict(("overlap",), pins), Names(problem)) == (
        Text(
            "以下各项不能同时满足，去掉其中任意一项，其余就能满足：",
            "These cannot all be kept; without any one of them the others can:",
        ),
        Text(
            "Eve固定在a的3月4日（周三）09:00–11:00班次（medical）",
            "Eve is pinned to the shift of a on Wed 4 March, 09:00–11:00 (medical)",
        ),
        Text(
            "Eve固定在a的3月4日（周三）10:00–12:00“night”班次",
            "Eve is pinned to the night shift of a on Wed 4 March, 10:00–12:00",
        ),
        Text(
            "时间冲突：同一人的班次时间不能重叠",
            "No overlap: Nobody is on two shifts at the same time",
        ),
    )


@pytest.mark.parametrize("seed", range(20))
def test_every_change_is_described_in_both_languages(seed: int) -> None:
    problem, planted = tiny(Random(seed))
    roster = Solution(planted.assignments[::2])
    explainer, names = Explainer(problem, roster), Names(problem)
    for place in problem.shifts:
        for post in place.demands:
            for change in explainer.changes(place.id, post.id, most=20):
                first, *rest = describe(change, names)
                assert any(person in first.zh and person in first.en for person in change.people)
                assert all(text.zh.endswith("。") and text.en.endswith(".") for text in (first, *rest))
