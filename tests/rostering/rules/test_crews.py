"""Leaders, newcomers and pairings bite."""

from dataclasses import replace

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Demand, Pairing, Person, PersonSkill, RosterProblem, Shift
from scheduler.rostering.rules import RULES
from tests.rostering.making import MONDAY, cost_of_rule, on, person, roster_problem, shift, soft

WANT = soft(coverage_target=10)


def _leader(name: str, *skills: PersonSkill) -> Person:
    return Person(name, "a", skills=skills or (PersonSkill("lead"),))


def _led(people: int, **more: object) -> Shift:
    """Return a shift with a leading skill that wants so many people."""
    wanted = shift(0, 9, Demand("people", minimum=0, target=people))
    return replace(wanted, lead="lead", **more)  # type: ignore[arg-type]  # the names are Shift's own


def test_lead_present_bites() -> None:
    # The leader is asked for nowhere else, and comes for the others' sake.
    led = replace(_led(2), demands=(Demand("medic", "medical", target=1),))
    crew = [_leader("ann"), Person("ben", "a", skills=(PersonSkill("medical"),))]
    free, kept, dear = cost_of_rule(roster_problem(crew, [led], [*WANT, *soft(fairness=1)]), "lead_present")
    assert free == {("ben", "a0-9")}
    assert kept == dear == {("ann", "a0-9"), ("ben", "a0-9")}


def test_lead_present_keeps_people_off_where_nobody_leads() -> None:
    free, kept, dear = cost_of_rule(roster_problem([person("ben")], [_led(1)], WANT), "lead_present")
    assert (free, kept, dear) == ({("ben", "a0-9")}, set(), set())


@pytest.mark.parametrize(
    ("skill", "broken"),
    [
        (PersonSkill("lead", 3), 0),
        (PersonSkill("medical"), 1),
        (PersonSkill("lead", valid_until=MONDAY), 0),
        (PersonSkill("lead", valid_until=MONDAY.replace(day=1)), 1),
    ],
)
def test_leader_leads_on_the_date_of_the_shift(skill: PersonSkill, broken: int) -> None:
    problem = roster_problem([_leader("ann", skill)], [_led(1)], soft(lead_present=1))
    assert check(problem, on(("ann", "a0-9"))).score.total == broken
    assert check(problem, on()).score.total == 0


def test_span_of_control_bites() -> None:
    crew = [_leader("ann"), *(person(name) for name in ("ben", "cai", "dan"))]
    problem = roster_problem(crew, [_led(4, people_per_lead=2)], WANT)
    free, kept, dear = cost_of_rule(problem, "span_of_control")
    assert (len(free), len(kept), len(dear)) == (4, 3, 3)
    assert ("ann", "a0-9") in kept & dear


def test_span_of_control_is_seven_and_counts_each_person_beyond() -> None:
    crew = [_leader("ann"), *(person(f"p{number}") for number in range(9))]
    problem = roster_problem(crew, [_led(9)], soft(span_of_control=1))
    everybody = [(each.id, "a0-9") for each in crew]
    assert [check(problem, on(*everybody[:many])).score.total for many in (8, 9, 10)] == [0, 1, 2]
    assert check(problem, on(*everybody[1:])).score.total == 9


def _newcomer(name: str) -> Person:
    return replace(person(name), newcomer=True)


def test_buddies_bites() -> None:
    crew = [_newcomer("ann"), _newcomer("bea"), person("cai")]
    problem = roster_problem(crew, [shift(0, 9, Demand("people", target=3))], WANT)
    free, kept, dear = cost_of_rule(problem, "buddies")
    assert (len(free), len(kept), len(dear)) == (3, 2, 2)
    assert ("cai", "a0-9") in kept & dear


def test_each_newcomer_without_somebody_experienced_counts() -> None:
    crew = [_newcomer("ann"), _newcomer("bea"), person("cai")]
    problem = roster_problem(crew, [shift(0)], soft(buddies=1))
    everybody = [(each.id, "a0-9") for each in crew]
    assert [check(problem, on(*everybody[:many])).score.total for many in range(4)] == [0, 1, 2, 1]


def _paired(*, together: bool, weight: int | None = None, people: int = 2) -> RosterProblem:
    """Return a problem of two shifts a day apart, each of which wants one of a pairing's people."""
    names = ("ann", "bea", "cai")[:people]
    return roster_problem(
        [person(name, max_shifts=1) for name in names],
        [shift(0), shift(1)],
        [*WANT, *soft(max_shifts=100)],
        pairings=(Pairing(names, together=together, weight=weight),),
    )


def test_together_bites() -> None:
    free, kept, dear = cost_of_rule(_paired(together=True), "together")
    assert len({name for _, name in free}) == 2
    for roster in (kept, dear):
        assert {who for who, _ in roster} == {"ann", "bea"}
        assert len({name for _, name in roster}) == 1


def test_apart_bites() -> None:
    wanted = shift(0, 9, Demand("people", target=2))
    problem = replace(_paired(together=False), shifts=(wanted,))
    free, kept, dear = cost_of_rule(problem, "apart")
    assert (len(free), len(kept), len(dear)) == (2, 1, 1)


def test_pairing_of_three_counts_who_is_missing_or_too_many() -> None:
    everybody = [(name, "a0-9") for name in ("ann", "bea", "cai")]
    for kind, costs in ((True, [0, 2, 1, 0]), (False, [0, 0, 1, 2])):
        problem = replace(_paired(together=kind, people=3), rules=soft(together=5, apart=5))
        found = [check(problem, on(*everybody[:many])).score.total for many in range(4)]
        assert found == [5 * cost for cost in costs]


@pytest.mark.parametrize(("weight", "cost"), [(None, 5), (0, 0), (7, 7)])
def test_weight_of_a_pairing_overrides_that_of_the_rule(weight: int | None, cost: int) -> None:
    problem = replace(_paired(together=True, weight=weight), rules=soft(together=5))
    assert check(problem, on(("ann", "a0-9"))).score.total == cost


def test_rules_about_crews_are_idle_without_leads_newcomers_and_pairings() -> None:
    codes = ("lead_present", "span_of_control", "buddies", "together", "apart")
    plain = Facts(roster_problem([person("ann")], [shift(0)], ()))
    full = Facts(
        roster_problem(
            [_newcomer("ann"), person("ben")],
            [_led(1)],
            (),
            pairings=tuple(Pairing(("ann", "ben"), together=kind) for kind in (True, False)),
        )
    )
    assert [RULES[code].idle(plain) for code in codes] == [True] * 5
    assert [RULES[code].idle(full) for code in codes] == [False] * 5
