"""Say without the solver why a demand is unfilled: who was considered, and what stops each."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Assignment, Demand, Person, ProblemError, RosterProblem, Shift
from scheduler.rostering.rules import RULES
from scheduler.rostering.rules.assignment import time_cost
from scheduler.rostering.rules.base import Finding, PersonRule, ShiftRule
from scheduler.rostering.solution import Solution, Violation
from scheduler.rostering.validation import check_assignments

#: What is named first where several rules stop somebody: the hardest to change comes first.
BLOCKING_ORDER = (
    "reach",
    "qualification",
    "availability",
    "overlap",
    "rest",
    "forbidden_succession",
    "shifts_per_day",
    "minutes_per_day",
    "shifts_per_week",
    "minutes_per_week",
    "max_shifts",
    "max_minutes",
    "shifts_per_type",
    "max_consecutive_days",
    "max_weekends",
    "lending",
)
_RANKS = {code: rank for rank, code in enumerate(dict.fromkeys((*BLOCKING_ORDER, *RULES)))}
#: Nobody can change these by moving shifts.
_FIRM = frozenset({"reach", "qualification"})

Place = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody not on a shift; ``violations``: hard rules that adding her would break; empty: she fits."""

    person: str
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a demand lacks ``missing`` people to its target.

    ``considered`` is everybody: those already on the shift, those ``fitting``, and those counted in
    ``blocked`` under the first rule that stops them, most first. ``nearest``: the blocked easiest to free.
    """

    shift: str
    demand: str
    missing: int
    considered: int
    blocked: tuple[tuple[str, int], ...]
    fitting: tuple[str, ...]
    nearest: tuple[Candidate, ...]


def explain_unfilled(
    problem: RosterProblem, solution: Solution, shift: str, demand: str, *, most: int = 5
) -> Explanation:
    """Explain one demand; see ``Explainer`` for several of one roster."""
    return Explainer(problem, solution).explain(shift, demand, most=most)


def candidates(
    problem: RosterProblem, solution: Solution, shift: str, *, demand: str | None = None
) -> list[Candidate]:
    """Return everybody not on a shift, fitting first; see ``Explainer`` for several shifts of one roster."""
    return Explainer(problem, solution).candidates(shift, demand=demand)


class Explainer:
    """Answers about one roster; what they share is computed once."""

    def __init__(self, problem: RosterProblem, solution: Solution) -> None:
        check_assignments(problem, "assignments", solution.assignments)
        self._facts = Facts(problem)
        self._view = View(self._facts, solution.assignments)
        codes = [rule.code for rule in problem.rules if rule.hard]
        rules = [RULES[code] for code in codes]
        self._person_rules = [rule for rule in rules if isinstance(rule, PersonRule)]
        self._shift_rules = [rule for rule in rules if isinstance(rule, ShiftRule)]
        self._order = {person.id: index for index, person in enumerate(problem.people)}

    def explain(self, shift: str, demand: str, *, most: int = 5) -> Explanation:
        """Explain a demand, naming at most so many ``nearest``; raises ``ProblemError`` for unknown ids."""
        place, post = self._post(shift, demand)
        found = self._candidates(place, post)
        blocked = [candidate for candidate in found if candidate.violations]
        first = Counter(candidate.violations[0].rule for candidate in blocked)
        return Explanation(
            shift=shift,
            demand=demand,
            missing=max(post.target - self._view.filled(place, post), 0),
            considered=len(self._order),
            blocked=tuple(sorted(first.items(), key=lambda item: (-item[1], _RANKS[item[0]]))),
            fitting=tuple(candidate.person for candidate in found if not candidate.violations),
            nearest=tuple(blocked[:most]),
        )

    def candidates(self, shift: str, *, demand: str | None = None) -> list[Candidate]:
        """Return everybody not on a shift, first those who fit, then those easiest to free.

        With ``demand`` those who lack its skill do not fit; without it a shift with exclusive demands takes
        each for the post that needs her most. Raises ``ProblemError`` for unknown ids.
        """
        if demand is not None:
            return self._candidates(*self._post(shift, demand))
        return self._candidates(self._shift(shift), None)

    def _shift(self, shift: str) -> Shift:
        if shift not in self._facts.shifts:
            raise ProblemError("shift", f"there is no {shift!r}")
        return self._facts.shifts[shift]

    def _post(self, shift: str, demand: str) -> tuple[Shift, Demand]:
        place = self._shift(shift)
        for post in place.demands:
            if post.id == demand:
                return place, post
        raise ProblemError("demand", f"there is no {demand!r} on shift {shift!r}")

    def _candidates(self, shift: Shift, demand: Demand | None) -> list[Candidate]:
        crew = {item.person for item in self._view.by_shift.get(shift.id, ())}
        before = [_amounts(rule.find(self._view, shift)) for rule in self._shift_rules]
        found = [
            Candidate(person.id, tuple(sorted(self._broken(person, shift, demand, before), key=_rank)))
            for person in self._facts.problem.people
            if person.id not in crew
        ]
        return sorted(found, key=lambda candidate: self._distance(candidate, shift))

    def _broken(
        self, person: Person, shift: Shift, demand: Demand | None, before: list[dict[Place, int]]
    ) -> list[Violation]:
        """Return what adding a person breaks; ``before`` holds what the shift rules find without her."""
        post = demand or self._best_post(person, shift)
        view = self._view.plus(
            Assignment(person.id, shift.id, post.id if post is not None and post.exclusive else None)
        )
        found = [(rule, _amounts(rule.find(view, person))) for rule in self._person_rules]
        broken = [
            violation
            for rule, after in found
            if after
            for violation in _worse(rule.code, _amounts(rule.find(self._view, person)), after)
        ]
        for crew_rule, then in zip(self._shift_rules, before, strict=True):
            broken += _worse(crew_rule.code, then, _amounts(crew_rule.find(view, shift)))
        lacking = demand is not None and not self._facts.qualified(person, demand, shift)
        if demand is not None and lacking and all(violation.rule != "qualification" for violation in broken):
            broken.append(_violation("qualification", (person.id, shift.id, demand.id), 1))
        return broken

    def _best_post(self, person: Person, shift: Shift) -> Demand | None:
        """Return the post a person would take: one she has the skill for, rather an unfilled one."""

        def fit(post: Demand) -> tuple[bool, int]:
            missing = post.target - self._view.filled(shift, post)
            return self._facts.qualified(person, post, shift), missing

        return max(shift.demands, key=fit, default=None)

    def _distance(self, candidate: Candidate, shift: Shift) -> tuple[int, ...]:
        """Return how far somebody is from the shift: first what stops her, then liking, lending and load."""
        person = self._facts.people[candidate.person]
        wish = self._facts.wish(person.id, shift)
        return (
            sum(violation.rule in _FIRM for violation in candidate.violations),
            len(candidate.violations),
            -min((_rank(violation) for violation in candidate.violations), default=0),
            time_cost(wish, self._facts.prefers_times(person.id)),
            int(person.unit != shift.unit),
            len(self._view.by_person[person.id]),
            self._order[person.id],
        )


def _amounts(findings: Iterator[Finding]) -> dict[Place, int]:
    amounts: dict[Place, int] = {}
    for finding in findings:
        place = finding.person, finding.shift, finding.demand
        amounts[place] = amounts.get(place, 0) + finding.amount
    return amounts


def _worse(code: str, before: dict[Place, int], after: dict[Place, int]) -> Iterator[Violation]:
    for place, amount in after.items():
        more = amount - before.get(place, 0)
        if more > 0:
            yield _violation(code, place, more)


def _violation(code: str, place: Place, amount: int) -> Violation:
    person, shift, demand = place
    return Violation(code, hard=True, amount=amount, penalty=0, person=person, shift=shift, demand=demand)


def _rank(violation: Violation) -> int:
    return _RANKS[violation.rule]
