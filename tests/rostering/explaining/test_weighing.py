"""Edits weighed by what they touch, against the checker's word on the whole roster."""

from collections import Counter
from collections.abc import Iterable
from random import Random

import pytest

from scheduler.rostering.checking import check
from scheduler.rostering.explaining.weighing import Edit, Scale
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment, RosterProblem
from scheduler.rostering.solution import Solution, Violation
from tests.rostering.making import hard, on, person, roster_problem, shift, soft
from tests.rostering.tiny import tiny


def _edit(random: Random, problem: RosterProblem, roster: Solution) -> Edit:
    """Return a random edit of up to three assignments that go, and up to three that come."""
    gone = random.sample(roster.assignments, min(random.randrange(4), len(roster.assignments)))
    stay = {(item.person, item.shift) for item in roster.assignments} - {
        (item.person, item.shift) for item in gone
    }
    come = {}
    for _ in range(random.randrange(4)):
        who, place = random.choice(problem.people), random.choice(problem.shifts)
        if (who.id, place.id) not in stay:
            posts = [post.id for post in place.demands if post.exclusive]
            post = random.choice(posts) if posts else None
            come[who.id, place.id] = Assignment(who.id, place.id, post)
    return Edit(tuple(gone), tuple(come.values()))


def _costs(violations: Iterable[Violation], *, is_hard: bool) -> Counter[tuple[str | None, ...]]:
    sums: Counter[tuple[str | None, ...]] = Counter()
    for item in violations:
        if item.hard is is_hard:
            place = (item.rule, item.person, item.shift, item.demand)
            sums[place] += item.amount if is_hard else item.penalty
    return sums


@pytest.mark.parametrize("seed", range(15))
def test_effects_of_random_edits_are_what_the_checker_finds(seed: int) -> None:
    random = Random(seed)
    problem, roster = tiny(random)
    scale, before = Scale(Facts(problem), roster.assignments), check(problem, roster)
    for _ in range(15):
        edit = _edit(random, problem, roster)
        after, effect = check(problem, Solution(edit.applied(roster.assignments))), scale.weigh(edit)
        assert effect.penalty == after.score.total - before.score.total
        worse = _costs(after.violations, is_hard=True) - _costs(before.violations, is_hard=True)
        assert _costs(effect.broken, is_hard=True) == worse
        dearer, cheaper = (_costs(found, is_hard=False) for found in (effect.dearer, effect.cheaper))
        was, is_now = (_costs(found.violations, is_hard=False) for found in (before, after))
        assert dearer == is_now - was
        assert -cheaper == was - is_now
        missing = Counter({(post.shift, post.demand): post.missing_target for post in after.unfilled})
        missing -= Counter({(post.shift, post.demand): post.missing_target for post in before.unfilled})
        assert Counter({(post.shift, post.demand): post.missing_target for post in effect.lost}) == missing
        assert scale.lost(edit) == list(effect.lost)


def test_estimate_leaves_out_rules_about_the_whole_roster() -> None:
    rules = [*hard("overlap"), *soft(coverage_target=7, stability=100)]
    roster = on(("ann", "a0-9"))
    problem = roster_problem([person("ann")], [shift(0), shift(1)], rules, published=roster.assignments)
    scale = Scale(Facts(problem), roster.assignments)
    edit = Edit(roster.assignments)
    assert (scale.nearly(edit), scale.weigh(edit).penalty) == (7, 107)


def test_edits_are_joined_and_applied() -> None:
    one, two, three = (Assignment("ann", f"a{day}-9") for day in range(3))
    both = Edit((one,), (two,)).then(Edit((two,), (three,)))
    assert (both.people, both.shifts) == (("ann",), ("a1-9", "a2-9", "a0-9"))
    assert Edit((one,), (three,)).applied((one, two)) == (two, three)


def test_who_is_able_is_near_available_and_little_burdened() -> None:
    people = [person("far", "c"), person("lent", "b"), person("busy"), person("free"), person("there")]
    problem = roster_problem(people, [shift(0), shift(1)], hard("reach"))
    scale = Scale(Facts(problem), on(("busy", "a1-9"), ("there", "a0-9")).assignments)
    place = problem.shifts[0]
    assert [who.id for who in scale.able(place, place.demands)] == ["free", "busy", "lent"]
