"""What may be agreed with a person, so that a hard rule stops her no longer: limits, skills, times."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from scheduler.rostering.facts import Facts, View, epoch
from scheduler.rostering.problem import (
    Availability,
    Demand,
    Limits,
    Person,
    PersonSkill,
    RosterProblem,
    Shift,
    Wish,
)
from scheduler.rostering.rules import RULES
from scheduler.rostering.rules.base import PersonRule
from scheduler.rostering.rules.limits import UPPER_LIMIT_OF, served

#: The limits that a leader may raise, or cut, by agreement, by the rule that keeps each.
LIMIT_OF = UPPER_LIMIT_OF | {"shifts_per_type": "max_per_type", "rest": "min_rest_minutes"}
_WEEKLY = frozenset({"shifts_per_week", "minutes_per_week"})
_MINUTE = 60


class Agreement(StrEnum):
    """What is to be agreed on."""

    LIMIT = "limit"
    REST = "rest"
    SKILL = "skill"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One thing to agree on with a person, so that ``rule`` stops her no longer.

    LIMIT, REST: ``item`` is the name of a limit (for ``max_per_type`` the type of shift), which goes from
    ``before`` to ``after``. SKILL: ``item`` at ``level``, valid ``until`` a date instead of ``ended``.
    TIME: she comes although she is unavailable in ``[start, end)``.
    """

    kind: Agreement
    person: str
    rule: str
    item: str = ""
    before: int = 0
    after: int = 0
    level: int = 0
    ended: date | None = None
    until: date | None = None
    start: datetime | None = None
    end: datetime | None = None


def propose(view: View, person: Person, rule: str, shift: Shift, demand: Demand) -> Adjustment | None:
    """Return the least to agree on, so that a rule lets somebody be on a shift; ``None``: nothing helps.

    ``view`` is the roster with her on it.
    """
    if rule == "availability":
        return Adjustment(Agreement.TIME, person.id, rule, start=shift.start, end=shift.end)
    if rule == "qualification":
        return _skill(view.facts, person, shift, demand)
    if rule == "rest":
        return _rest(view, person, shift)
    return _limit(view, person, rule, shift) if rule in LIMIT_OF else None


def _skill(facts: Facts, person: Person, shift: Shift, demand: Demand) -> Adjustment | None:
    day = facts.date[shift.id]
    for held in person.skills:
        ended = held.valid_until is not None and held.valid_until < day
        begun = held.valid_from is None or held.valid_from <= day
        if held.skill == demand.skill and held.level >= demand.level and ended and begun:
            return Adjustment(
                Agreement.SKILL,
                person.id,
                "qualification",
                held.skill,
                level=held.level,
                ended=held.valid_until,
                until=day,
            )
    return None


def _rest(view: View, person: Person, shift: Shift) -> Adjustment | None:
    """Return the rest that is left beside a shift, in whole minutes."""
    span = view.facts.span
    start, end = span[shift.id]
    ends = [span[other.id] for other in view.shifts_of(person.id) if other.id != shift.id]
    gaps = [start - other[1] for other in ends if other[1] <= start]
    gaps += [other[0] - end for other in ends if other[0] >= end]
    if person.history.last_end is not None:
        gaps.append(start - epoch(person.history.last_end))
    left, wanted = min(gaps, default=0) // _MINUTE, person.limits.min_rest_minutes or 0
    if not 0 <= left < wanted:
        return None
    return Adjustment(Agreement.REST, person.id, "rest", "min_rest_minutes", wanted, left)


def _limit(view: View, person: Person, rule: str, shift: Shift) -> Adjustment | None:
    meaning, limit = RULES[rule], LIMIT_OF[rule]
    found = meaning.find(view, person) if isinstance(meaning, PersonRule) else ()
    excess = max((finding.amount for finding in found), default=0)
    if limit == "max_per_type":
        limit, before = shift.type, dict(person.limits.max_per_type).get(shift.type)
    else:
        before = getattr(person.limits, limit)
    if before is None or not excess:
        return None
    gone = _used_up(view.facts, person, rule, shift)
    return Adjustment(Agreement.LIMIT, person.id, rule, limit, before, max(before, gone) + excess)


def _used_up(facts: Facts, person: Person, rule: str, shift: Shift) -> int:
    """Return what was served before the period in the week of a shift: a weekly limit covers it too."""
    if rule not in _WEEKLY or facts.week(shift) != facts.monday(0):
        return 0
    return served(person, minutes=rule == "minutes_per_week")


def agree(problem: RosterProblem, adjustments: Iterable[Adjustment]) -> RosterProblem:
    """Return the problem after everything was agreed on."""
    for adjustment in adjustments:
        if adjustment.kind is Agreement.TIME:
            problem = replace(problem, availability=tuple(_available(problem.availability, adjustment)))
        else:
            changed = _CHANGES[adjustment.kind]
            people = (
                changed(person, adjustment) if person.id == adjustment.person else person
                for person in problem.people
            )
            problem = replace(problem, people=tuple(people))
    return problem


def _available(wishes: Iterable[Availability], adjustment: Adjustment) -> Iterator[Availability]:
    """Yield the wishes without what refuses the time agreed on."""
    start, end = adjustment.start, adjustment.end
    for wish in wishes:
        refuses = wish.person == adjustment.person and wish.wish is Wish.UNAVAILABLE
        if not refuses or start is None or end is None or wish.end <= start or end <= wish.start:
            yield wish
            continue
        if wish.start < start:
            yield replace(wish, end=start)
        if end < wish.end:
            yield replace(wish, start=end)


def _with_limit(person: Person, adjustment: Adjustment) -> Person:
    limits = person.limits
    if adjustment.rule == "shifts_per_type":
        most = tuple(
            (kind, adjustment.after if kind == adjustment.item else number)
            for kind, number in limits.max_per_type
        )
        return replace(person, limits=replace(limits, max_per_type=most))
    raised: Limits = replace(limits, **{adjustment.item: adjustment.after})  # type: ignore[arg-type]  # a limit's name
    return replace(person, limits=raised)


def _with_skill(person: Person, adjustment: Adjustment) -> Person:
    renewed = (adjustment.item, adjustment.level, adjustment.ended)
    skills: list[PersonSkill] = [
        replace(held, valid_until=adjustment.until)
        if (held.skill, held.level, held.valid_until) == renewed
        else held
        for held in person.skills
    ]
    return replace(person, skills=tuple(skills))


_CHANGES: dict[Agreement, Callable[[Person, Adjustment], Person]] = {
    Agreement.LIMIT: _with_limit,
    Agreement.REST: _with_limit,
    Agreement.SKILL: _with_skill,
}
