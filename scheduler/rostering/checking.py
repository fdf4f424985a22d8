"""Judge a roster by the meanings of the rules alone, without the solver."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import RosterProblem, RuleSetting
from scheduler.rostering.rules import RULES
from scheduler.rostering.rules.base import Finding, PersonRule, ShiftRule
from scheduler.rostering.solution import Score, Solution, Unfilled, Violation
from scheduler.rostering.validation import check_assignments


@dataclass(frozen=True, slots=True)
class Check:
    """What a roster costs, which rules it breaks, and what it leaves unfilled."""

    score: Score
    violations: tuple[Violation, ...]
    unfilled: tuple[Unfilled, ...]


def check(problem: RosterProblem, solution: Solution) -> Check:
    """Judge a whole roster by every rule of the problem.

    Violations come in the order of the problem's rules. Raises ``ProblemError`` for an assignment that names
    what does not exist, or stands twice.
    """
    view = _view(problem, solution)
    violations = tuple(
        _violation(setting, finding) for setting in problem.rules for finding in _findings(view, setting)
    )
    return Check(score(violations), violations, tuple(_unfilled(view)))


def check_around(
    problem: RosterProblem,
    solution: Solution,
    *,
    people: Collection[str] = (),
    shifts: Collection[str] = (),
) -> tuple[Violation, ...]:
    """Judge what an edit touches: the rules about a person for these people, about a shift for these shifts.

    Rules about the whole roster (balance, pins, stability) are left out. Raises as ``check`` does, and
    ``KeyError`` for a person or shift that does not exist.
    """
    view = _view(problem, solution)
    return tuple(
        _violation(setting, finding)
        for setting in problem.rules
        for finding in _findings_around(view, setting, people, shifts)
    )


def unfilled(problem: RosterProblem, solution: Solution) -> tuple[Unfilled, ...]:
    """Return the demands with too few people, in the order of the problem's shifts; raises as ``check``."""
    return tuple(_unfilled(_view(problem, solution)))


def score(violations: Iterable[Violation]) -> Score:
    """Sum up what violations cost."""
    by_rule: Counter[str] = Counter()
    hard = 0
    for violation in violations:
        by_rule[violation.rule] += violation.penalty
        hard += violation.hard
    costly = {code: penalty for code, penalty in by_rule.items() if penalty}
    return Score(sum(costly.values()), costly, hard)


def _view(problem: RosterProblem, solution: Solution) -> View:
    check_assignments(problem, "assignments", solution.assignments)
    return View(Facts(problem), solution.assignments)


def _findings(view: View, setting: RuleSetting) -> Iterator[Finding]:
    rule = RULES[setting.code]
    if isinstance(rule, PersonRule):
        for person in view.facts.problem.people:
            yield from rule.find(view, person)
    elif isinstance(rule, ShiftRule):
        for shift in view.facts.problem.shifts:
            yield from rule.find(view, shift)
    else:
        yield from rule.find(view)


def _findings_around(
    view: View, setting: RuleSetting, people: Collection[str], shifts: Collection[str]
) -> Iterator[Finding]:
    rule = RULES[setting.code]
    if isinstance(rule, PersonRule):
        for person in people:
            yield from rule.find(view, view.facts.people[person])
    elif isinstance(rule, ShiftRule):
        for shift in shifts:
            yield from rule.find(view, view.facts.shifts[shift])


def _violation(setting: RuleSetting, finding: Finding) -> Violation:
    weight = setting.weight if finding.weight is None else finding.weight
    return Violation(
        rule=setting.code,
        hard=setting.hard,
        amount=finding.amount,
        penalty=0 if setting.hard else weight * finding.amount,
        person=finding.person,
        shift=finding.shift,
        demand=finding.demand,
    )


def _unfilled(view: View) -> Iterator[Unfilled]:
    for shift in view.facts.problem.shifts:
        for demand in shift.demands:
            filled = view.filled(shift, demand)
            if filled < demand.target:
                yield Unfilled(shift.id, demand.id, max(demand.minimum - filled, 0), demand.target - filled)
