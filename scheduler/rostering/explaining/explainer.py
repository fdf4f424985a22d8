"""Say without the solver why a demand is unfilled: who was considered, and what stops each."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from scheduler.rostering.explaining.changes import Change
from scheduler.rostering.explaining.mending import Mender
from scheduler.rostering.explaining.naming import Names, Text
from scheduler.rostering.explaining.reasons import Reasons
from scheduler.rostering.explaining.weighing import Edit, Scale
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment, Demand, Person, ProblemError, RosterProblem, Shift
from scheduler.rostering.rules import RULES
from scheduler.rostering.rules.assignment import time_cost
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
    "apart",
    "together",
    "buddies",
    "lead_present",
    "span_of_control",
    "lender_minimum",
    "lending",
)
_RANKS = {code: rank for rank, code in enumerate(dict.fromkeys((*BLOCKING_ORDER, *RULES)))}
#: Nobody can change these by moving shifts.
_FIRM = frozenset({"reach", "qualification"})


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


class Explainer:
    """Answers about one roster; what they share is computed once."""

    def __init__(self, problem: RosterProblem, solution: Solution) -> None:
        check_assignments(problem, "assignments", solution.assignments)
        self._facts = Facts(problem)
        self._scale = Scale(self._facts, solution.assignments)
        self._view = self._scale.view
        self._broken_by: dict[Assignment, list[Violation]] = {}
        self._found: dict[tuple[str, str | None], list[Candidate]] = {}
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

    def changes(self, shift: str, demand: str, *, most: int = 3) -> list[Change]:
        """Return the cheapest changes that give a demand one more person, at most so many, the best first.

        Each breaks no hard rule and names what it costs. Raises ``ProblemError`` for unknown ids.
        """
        place, post = self._post(shift, demand)
        found = [(candidate.person, candidate.violations) for candidate in self._candidates(place, post)]
        return self._mender.changes(place, post, found, most=most)

    def why(self, person: str, shift: str, *, names: Names | None = None) -> tuple[Text, ...]:
        """Return in at most three sentences why somebody is on a shift, or why she is not.

        ``names`` are what the sentences call people, shifts and skills. Raises ``ProblemError`` for unknown
        ids.
        """
        place = self._shift(shift)
        if person not in self._facts.people:
            raise ProblemError("person", f"there is no {person!r}")
        crew = {item.person for item in self._view.by_shift.get(shift, ())}
        broken = [] if person in crew else self._broken(self._facts.people[person], place, None)
        reasons = Reasons(self._scale, names or Names(self._facts.problem))
        return reasons.why(person, shift, sorted(broken, key=_rank))

    @cached_property
    def _mender(self) -> Mender:
        return Mender(self._scale)

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
        key = shift.id, demand.id if demand is not None else None
        if key not in self._found:
            self._found[key] = self._considered(shift, demand)
        return self._found[key]

    def _considered(self, shift: Shift, demand: Demand | None) -> list[Candidate]:
        crew = {item.person for item in self._view.by_shift.get(shift.id, ())}
        found = [
            Candidate(person.id, tuple(sorted(self._broken(person, shift, demand), key=_rank)))
            for person in self._facts.problem.people
            if person.id not in crew
        ]
        return sorted(found, key=lambda candidate: self._distance(candidate, shift))

    def _broken(self, person: Person, shift: Shift, demand: Demand | None) -> list[Violation]:
        """Return what adding a person breaks."""
        post = demand or self._best_post(person, shift)
        name = post.id if post is not None and post.exclusive else None
        item = Assignment(person.id, shift.id, name)
        if item not in self._broken_by:
            self._broken_by[item] = self._scale.broken(Edit(add=(item,)))
        broken = list(self._broken_by[item])
        lacking = demand is not None and not self._facts.qualified(person, demand, shift)
        if demand is not None and lacking and all(violation.rule != "qualification" for violation in broken):
            broken.append(Violation("qualification", True, 1, 0, person.id, shift.id, demand.id))
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


def _rank(violation: Violation) -> int:
    return _RANKS[violation.rule]
