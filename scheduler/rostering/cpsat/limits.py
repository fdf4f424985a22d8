"""Limits per day, week, period and type for the solver: sums of literals with a bound."""

from collections import defaultdict
from collections.abc import Callable

from scheduler.rostering.cpsat.model import Model, Term
from scheduler.rostering.problem import Limits, Person, RuleSetting
from scheduler.rostering.rules.limits import Key, by_day, by_week

Limit = Callable[[Limits], int | None]
Encoding = Callable[[Model, RuleSetting], None]


def _terms(model: Model, person: Person, *, minutes: bool) -> list[Term]:
    return [
        (literal, model.facts.minutes[shift.id] if minutes else 1)
        for shift, literal in model.shifts_of(person)
    ]


def _grouped(key: Key, limit: Limit, *, minutes: bool) -> Encoding:
    def encode(model: Model, setting: RuleSetting) -> None:
        for person in model.facts.problem.people:
            most = limit(person.limits)
            if most is None:
                continue
            together = _together(model, person, key) if minutes else None
            groups: dict[object, list[Term]] = defaultdict(list)
            pairs = zip(model.shifts_of(person), _terms(model, person, minutes=minutes), strict=True)
            for (shift, _), term in pairs:
                groups[key(model.facts, shift)].append(term)
            for terms in groups.values():
                model.at_most(terms, most, setting, together=together)

    return encode


def _together(model: Model, person: Person, key: Key) -> int | None:
    """Return how many shifts of a day or a week a hard rule leaves a person."""
    if key is by_day:
        return person.limits.max_shifts_per_day if model.facts.hard("shifts_per_day") else None
    return person.limits.max_shifts_per_week if model.facts.hard("shifts_per_week") else None


def _most(limit: Limit, *, minutes: bool) -> Encoding:
    def encode(model: Model, setting: RuleSetting) -> None:
        for person in model.facts.problem.people:
            most = limit(person.limits)
            if most is not None:
                done = person.history.minutes if minutes else person.history.shifts
                model.at_most(_terms(model, person, minutes=minutes), most - done, setting)

    return encode


def _fewest(limit: Limit, *, minutes: bool) -> Encoding:
    def encode(model: Model, setting: RuleSetting) -> None:
        for person in model.facts.problem.people:
            fewest = limit(person.limits)
            if fewest is not None:
                done = person.history.minutes if minutes else person.history.shifts
                model.at_least(_terms(model, person, minutes=minutes), fewest - done, setting)

    return encode


def shifts_per_type(model: Model, setting: RuleSetting) -> None:
    """Limit a person's shifts of one type."""
    for person in model.facts.problem.people:
        for kind, most in person.limits.max_per_type:
            terms = [(literal, 1) for shift, literal in model.shifts_of(person) if shift.type == kind]
            model.at_most(terms, most, setting)


shifts_per_day = _grouped(by_day, lambda limits: limits.max_shifts_per_day, minutes=False)
shifts_per_week = _grouped(by_week, lambda limits: limits.max_shifts_per_week, minutes=False)
minutes_per_day = _grouped(by_day, lambda limits: limits.max_minutes_per_day, minutes=True)
minutes_per_week = _grouped(by_week, lambda limits: limits.max_minutes_per_week, minutes=True)
max_shifts = _most(lambda limits: limits.max_shifts, minutes=False)
max_minutes = _most(lambda limits: limits.max_minutes, minutes=True)
min_shifts = _fewest(lambda limits: limits.min_shifts, minutes=False)
min_minutes = _fewest(lambda limits: limits.min_minutes, minutes=True)
