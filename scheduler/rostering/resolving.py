"""A published roster after a change: whether it mostly holds, what the change touched, what was kept."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Assignment, Demand, RosterProblem, Shift, Wish
from scheduler.rostering.solution import Solution

#: So much of a published roster must still be possible for the rest to be mended; below, all is planned anew.
_MOSTLY = 0.8
#: Where wishes are not granted on more shifts than this share of the published roster, that is no news, but
#: so few shifts always are.
_FEW, _ALWAYS = 0.01, 5


@dataclass(frozen=True, slots=True)
class Kept:
    """How many assignments of the published roster a roster holds, of how many."""

    kept: int
    published: int


def kept(problem: RosterProblem, solution: Solution) -> Kept:
    """Count the published assignments that a roster keeps: the same person on the same shift."""
    present = {(item.person, item.shift) for item in solution.assignments}
    return Kept(
        kept=sum((item.person, item.shift) in present for item in problem.published),
        published=len(problem.published),
    )


def mostly_holds(facts: Facts, possible: Domain, start: Iterable[Assignment]) -> bool:
    """Tell whether most of a published roster is still possible and stands in the roster to start from."""
    present = {(item.person, item.shift) for item in start}
    published = facts.problem.published
    left = sum(
        item.shift in possible[item.person] and (item.person, item.shift) in present for item in published
    )
    return bool(published) and left >= _MOSTLY * len(published)


def changed(facts: Facts, roster: Iterable[Assignment]) -> set[str]:
    """Return the shifts with other people than in the published roster.

    Shifts without demands only keep people from other work, so that nobody is wanted there.
    """
    published = {(item.person, item.shift) for item in facts.problem.published}
    present = {(item.person, item.shift) for item in roster}
    return {shift for _, shift in published ^ present if facts.shifts[shift].demands}


def disliked(facts: Facts, roster: Iterable[Assignment]) -> set[str]:
    """Return the shifts with somebody against her wish, and those that would grant a request.

    Nothing where these are many: then the roster was published so.
    """
    by_person: dict[str, set[str]] = defaultdict(set)
    for item in roster:
        by_person[item.person].add(item.shift)
    found: set[str] = set()
    if "preferences" in facts.rules:
        for person, shifts in by_person.items():
            found |= {key for key in shifts if facts.wish(person, facts.shifts[key]) is Wish.UNWANTED}
    if "requests" in facts.rules:
        for request in facts.problem.requests:
            held = by_person[request.person] & set(request.shifts)
            if request.wanted != bool(held):
                found |= held or set(request.shifts)
    return found if len(found) <= max(_FEW * len(facts.problem.published), _ALWAYS) else set()


def gaps(facts: Facts, roster: Iterable[Assignment]) -> list[tuple[Shift, Demand]]:
    """Return the demands with too few people, those below their minimum first."""
    view = View(facts, roster)
    found: list[tuple[bool, Shift, Demand]] = []
    for shift in facts.ordered:
        for demand in shift.demands:
            filled = view.filled(shift, demand)
            if filled < demand.target:
                found.append((filled >= demand.minimum, shift, demand))
    found.sort(key=lambda gap: gap[0])
    return [(shift, demand) for _, shift, demand in found]
