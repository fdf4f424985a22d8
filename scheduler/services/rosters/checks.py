"""Live checks: what an edit would break, why a post is unfilled, and who could fill it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.errors import RuleBroken
from scheduler.models import Person, Roster, Shift, Skill
from scheduler.rostering.checking import check, check_around
from scheduler.rostering.explaining.explainer import Candidate, Explainer, Explanation
from scheduler.rostering.explaining.naming import Text
from scheduler.rostering.problem import Assignment
from scheduler.rostering.solution import Solution, Violation
from scheduler.services.rosters.building import Built, Focus, build_problem
from scheduler.services.rosters.coverage import meets
from scheduler.services.rosters.crews import load_seats
from scheduler.services.rosters.reasons import describe_changes, name_rows
from scheduler.services.rosters.scope import period_people, period_shifts
from scheduler.timeutils import day_start, local_date

Pair = tuple[Shift, Person]

#: Every assignment costs a little of these; to say so each time would only be noise.
_QUIET = frozenset({"fairness", "fairness_unpopular", "stability"})
#: A shift can matter to one of the same week, and of the nights around it.
_AROUND = timedelta(days=2)
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken, and by whom or where, as far as it is about somebody or some shift."""

    rule: str
    hard: bool
    person: Person | None = None
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who is not on a shift; ``hindrances`` are the hard rules that forbid it, none: she fits.

    ``skills`` are those that the shift asks for and she would bring.
    """

    person: Person
    hindrances: tuple[str, ...]
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """Why a shift's posts are unfilled and what would fill them, by the id of the demand; who could serve.

    ``changes`` are the sentences of each of a few changes, the cheapest first.
    """

    explanations: Mapping[int, Explanation]
    changes: Mapping[int, Sequence[Sequence[Text]]]
    suggestions: Sequence[Suggestion]


def check_change(
    draft: Roster, *, add: Sequence[Pair], remove: Sequence[Pair], now: datetime
) -> list[Finding]:
    """Return what soft rules say about a change of the draft that has not been made yet.

    Only what the change itself brings about counts. Raises ``RuleBroken`` where that is a hard rule.
    """
    people = {person.id: person for _, person in [*add, *remove]}
    shifts = {shift.id: shift for shift, _ in [*add, *remove]}
    built = build_problem(draft, now=now, focus=_focus_on(draft, people, shifts, now))
    fresh = _news(built, people, shifts, add, remove)
    findings = [_finding(violation, people, shifts) for violation in fresh]
    broken = [finding for finding in findings if finding.hard]
    if broken:
        raise RuleBroken(
            [(finding.person.name if finding.person else "", finding.rule) for finding in broken]
        )
    return [finding for finding in findings if finding.rule not in _QUIET]


def _focus_on(draft: Roster, people: Collection[int], shifts: Collection[int], now: datetime) -> Focus:
    """Return the people, their shifts and those of the change, and the crews of them all."""
    coming = {shift.id for shift in period_shifts(draft.period, after=now)}
    seats = load_seats(draft, coming)
    own = {seat.shift_id for seat in seats if seat.person_id in people}
    near = own | set(shifts)
    crews = {seat.person_id for seat in seats if seat.shift_id in near}
    return Focus(frozenset(crews | set(people)), frozenset(near))


def _news(
    built: Built,
    people: Collection[int],
    shifts: Collection[int],
    add: Iterable[Pair],
    remove: Iterable[Pair],
) -> list[Violation]:
    gone, come = set(_pairs(remove)), list(_pairs(add))
    before = [item for item in built.solution.assignments if (item.person, item.shift) not in gone]
    after = [*before, *(Assignment(person, shift) for person, shift in come)]
    known = _around(built, built.solution.assignments, people, shifts)
    later = _around(built, after, people, shifts)
    fresh = Counter[_Key]()
    for violation in later:
        fresh[_key(violation)] += violation.amount
    for violation in known:
        fresh[_key(violation)] -= violation.amount
    return [violation for violation in later if fresh.pop(_key(violation), 0) > 0]


_Key = tuple[str, str | None, str | None, str | None]


def _key(violation: Violation) -> _Key:
    return violation.rule, violation.person, violation.shift, violation.demand


def _pairs(changes: Iterable[Pair]) -> Iterable[tuple[str, str]]:
    return ((str(person.id), str(shift.id)) for shift, person in changes)


def _around(
    built: Built, assignments: Iterable[Assignment], people: Collection[int], shifts: Collection[int]
) -> tuple[Violation, ...]:
    return check_around(
        built.problem,
        Solution(tuple(assignments)),
        people=[str(number) for number in people],
        shifts=[str(number) for number in shifts],
    )


def _finding(violation: Violation, people: Mapping[int, Person], shifts: Mapping[int, Shift]) -> Finding:
    """Give the rows back to a violation; a shift that is only busy time, or anybody else, has none."""
    return Finding(
        violation.rule,
        violation.hard,
        people.get(_number(violation.person)),
        shifts.get(_number(violation.shift)),
    )


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else 0


def list_conflicts(draft: Roster, *, now: datetime) -> list[Finding]:
    """Return the hard rules that the draft breaks as it stands: the world may have moved under it."""
    built = build_problem(draft, now=now)
    broken = [violation for violation in check(built.problem, built.solution).violations if violation.hard]
    if not broken:
        return []
    people = {person.id: person for person in period_people(draft.period)}
    shifts = {shift.id: shift for shift in period_shifts(draft.period, after=now)}
    return [_finding(violation, people, shifts) for violation in broken]


def study_post(draft: Roster, shift: Shift, *, now: datetime) -> Study:
    """Return why posts of a coming shift are unfilled, and who is not on it yet, those who fit first."""
    near = _weekmates(draft, shift, now)
    built = build_problem(draft, now=now, focus=Focus(None, frozenset(item.id for item in near)))
    number = str(shift.id)
    post = next(item for item in built.problem.shifts if item.id == number)
    explainer = Explainer(built.problem, built.solution)
    explained = [(int(demand.id), explainer.explain(number, demand.id, most=0)) for demand in post.demands]
    people = {str(person.id): person for person in period_people(draft.period)}
    names = name_rows(built.problem, {key: person.name for key, person in people.items()}, near)
    there = {seat.person_id for seat in load_seats(draft, [shift.id])}
    suggestions = [
        _suggestion(people[item.person], item, shift)
        for item in explainer.candidates(number)
        if people[item.person].id not in there
    ]
    lacking = {key: found for key, found in explained if found.missing}
    changes = {
        key: describe_changes(explainer, names, number, found.demand) for key, found in lacking.items()
    }
    return Study(lacking, changes, suggestions)


def _suggestion(person: Person, candidate: Candidate, shift: Shift) -> Suggestion:
    day = local_date(shift.starts_at, shift.unit.zone)
    verified = [held for held in person.qualifications if held.verified]
    return Suggestion(
        person,
        tuple(dict.fromkeys(violation.rule for violation in candidate.violations)),
        tuple(demand.skill for demand in shift.demands if demand.skill and meets(verified, demand, day)),
    )


def _weekmates(draft: Roster, shift: Shift, now: datetime) -> list[Shift]:
    zone = draft.period.unit.zone
    day = local_date(shift.starts_at, zone)
    monday = day_start(day - timedelta(days=day.weekday()), zone)
    start, end = monday - _AROUND, monday + _WEEK + _AROUND
    return period_shifts(draft.period, start=start, end=end, after=now)
