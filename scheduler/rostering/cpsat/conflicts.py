"""Find a smallest set of pins and hard rules that cannot all be kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ortools.sat.python import cp_model_helper

from scheduler.rostering.cpsat.building import build
from scheduler.rostering.cpsat.search import search
from scheduler.rostering.domain import Domain, domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment, RosterProblem, RuleSetting
from scheduler.rostering.rules import CEILINGS
from scheduler.rostering.solution import Conflict

Member = RuleSetting | Assignment


def find_conflict(problem: RosterProblem, *, stop: Callable[[], bool], seconds: float) -> Conflict:
    """Return pins and hard rules that contradict one another: without any one of them the rest can be kept.

    A question that takes longer than ``seconds``, or that ``stop`` cuts off, keeps its members in the set,
    which is then not called the smallest.
    """
    rules = [setting for setting in problem.rules if setting.hard and setting.code != "pins"]
    pins = problem.pins if Facts(problem).hard("pins") else ()

    sure = True

    def contradict(members: Sequence[Member]) -> bool:
        nonlocal sure
        feasible = None if stop() else _feasible(_only(problem, members), stop, seconds)
        sure = sure and feasible is not None
        return feasible is False

    found = _smallest(contradict, [], [*pins, *rules], tested=True)
    return Conflict(
        rules=tuple(member.code for member in found if isinstance(member, RuleSetting)),
        pins=tuple(member for member in found if isinstance(member, Assignment)),
        smallest=sure,
    )


def _smallest(
    contradict: Callable[[Sequence[Member]], bool],
    kept: list[Member],
    members: list[Member],
    *,
    tested: bool,
) -> list[Member]:
    """Return the members needed beside those kept (QuickXplain, U. Junker 2004).

    ``tested``: the kept ones alone are known not to contradict one another yet.
    """
    if not tested and contradict(kept):
        return []
    if len(members) == 1:
        return members
    half = len(members) // 2
    first, second = members[:half], members[half:]
    needed = _smallest(contradict, [*kept, *first], second, tested=not first)
    rest = _smallest(contradict, [*kept, *needed], first, tested=not needed)
    return [*rest, *needed]


def _only(problem: RosterProblem, members: Sequence[Member]) -> RosterProblem:
    pins = tuple(member for member in members if isinstance(member, Assignment))
    rules = tuple(member for member in members if isinstance(member, RuleSetting))
    if pins:
        rules = (*rules, RuleSetting("pins", hard=True))
    return replace(problem, rules=rules, pins=pins)


def _feasible(problem: RosterProblem, stop: Callable[[], bool], seconds: float) -> bool | None:
    """Tell whether all rules and pins can be kept; ``None`` where it takes too long to tell."""
    facts = Facts(problem)
    model = build(facts, _needed(facts), stop=stop)
    if model is None:
        return None
    chosen = cp_model_helper.SatParameters()
    chosen.max_time_in_seconds = seconds
    chosen.num_workers = 1
    chosen.catch_sigint_signal = False  # Ctrl-C is the caller's affair
    answer = search(model, chosen, stop=stop, report=lambda _: None)
    return True if answer.assignments is not None else False if answer.infeasible else None


def _needed(facts: Facts) -> Domain:
    """Return what may help: where every rule is a ceiling, nothing but the pins."""
    possible = domain(facts)
    if not all(code in CEILINGS or code == "pins" for code in facts.rules):
        return possible
    pinned = {(pin.person, pin.shift) for pin in facts.problem.pins}
    return {
        person: {shift: posts for shift, posts in shifts.items() if (person, shift) in pinned}
        for person, shifts in possible.items()
    }
