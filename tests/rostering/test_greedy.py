"""The first roster keeps the ceilings, mends gaps by chains, and can go back."""

from scheduler.rostering.checking import check, unfilled
from scheduler.rostering.cpsat.matrix import assignments
from scheduler.rostering.domain import domain
from scheduler.rostering.drafting import Draft
from scheduler.rostering.facts import Facts
from scheduler.rostering.greedy import construct
from scheduler.rostering.instances import make
from scheduler.rostering.presets import BALANCED
from scheduler.rostering.problem import Assignment, Demand, Pairing, Person, PersonSkill, RosterProblem
from scheduler.rostering.solution import Solution
from tests.rostering.making import hard, person, roster_problem, shift, soft


def _first(problem: RosterProblem) -> Solution:
    facts = Facts(problem)
    *_, roster = construct(facts, domain(facts), soon=lambda: False, stop=lambda: False)
    return Solution(roster)


def test_first_roster_of_a_month_keeps_hard_rules_and_leaves_little_open() -> None:
    problem = make("grid_month")
    found = check(problem, _first(problem))
    assert found.score.hard == 0
    assert sum(post.missing_target for post in found.unfilled) < 10


def test_first_roster_keeps_people_apart() -> None:
    both = Demand("people", minimum=0, target=2)
    problem = roster_problem(
        [person("ann"), person("ben")],
        [shift(0, 9, both)],
        hard("apart"),
        pairings=(Pairing(("ann", "ben"), together=False),),
    )
    assert len(_first(problem).assignments) == 1


def test_first_roster_keeps_pins_and_what_still_fits() -> None:
    pin, kept, lost = Assignment("ann", "a0-9"), Assignment("ben", "a1-9"), Assignment("ann", "a0-10")
    problem = roster_problem(
        [person("ann"), person("ben")], [shift(0, 9), shift(0, 10), shift(1, 9)], BALANCED, pins=(pin,)
    )
    facts = Facts(problem)
    roster: tuple[Assignment, ...] = ()
    for roster in construct(facts, domain(facts), start=(kept, lost), soon=lambda: False, stop=lambda: False):
        assert {pin, kept} <= set(roster)
        assert lost not in roster
    assert roster


def test_a_chain_fills_what_nobody_free_can() -> None:
    medic = Demand("medic", "medical", minimum=1, target=1)
    ann = Person("ann", "a", skills=(PersonSkill("medical"),), limits=person("ann", max_shifts=1).limits)
    crew = [ann, person("ben", max_shifts=1)]
    early, late = shift(0, 9), shift(1, 9, medic)
    rules = [*hard("max_shifts"), *soft(coverage_minimum=1, coverage_target=1)]
    problem = roster_problem(crew, [early, late], rules, published=(Assignment("ann", "a0-9"),))
    facts = Facts(problem)
    *_, roster = construct(
        facts, domain(facts), start=problem.published, soon=lambda: False, stop=lambda: False
    )
    assert set(roster) == {Assignment("ben", "a0-9"), Assignment("ann", "a1-9")}
    assert unfilled(problem, Solution(roster)) == ()


def test_an_early_roster_comes_when_it_is_due_and_stop_ends_the_rest() -> None:
    problem = make("grid_month")
    facts = Facts(problem)
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 20

    early, last = construct(facts, domain(facts), soon=lambda: len(asked) >= 10, stop=stop)
    assert 0 < len(early) < len(last)
    assert check(problem, Solution(last)).score.hard == 0


def test_back_undoes_placing_and_taking() -> None:
    problem = roster_problem([person("ann"), person("ben")], [shift(0), shift(1)], ())
    facts = Facts(problem)
    draft = Draft(facts, domain(facts))
    draft.place(Assignment("ann", "a0-9"))
    before, mark = draft.roster(), draft.mark()
    draft.take(Assignment("ann", "a0-9"))
    draft.place(Assignment("ben", "a0-9"))
    draft.place(Assignment("ann", "a1-9"))
    draft.back(mark)
    assert draft.roster() == before
    assert draft.filled(facts.shifts["a0-9"], facts.shifts["a0-9"].demands[0]) == 1


def test_first_roster_names_no_demand_where_demands_are_no_posts() -> None:
    pin, known = Assignment("ann", "a0-9", "people"), Assignment("ben", "a1-9", "people")
    problem = roster_problem(
        [person("ann"), person("ben")], [shift(0, 9), shift(1, 9)], BALANCED, pins=(pin,), published=(known,)
    )
    facts = Facts(problem)
    *_, roster = construct(
        facts, domain(facts), start=problem.published, soon=lambda: False, stop=lambda: False
    )
    assert set(roster) == {Assignment("ann", "a0-9"), Assignment("ben", "a1-9")}
    assert set(roster) <= set(assignments(domain(facts)))
