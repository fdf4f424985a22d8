"""Limits per day, week, period and type for the solver: sums of literals with a bound."""

from collections import defaultdict
from collections.abc import Callable

from scheduler.rostering.cpsat.model import Model, Term
from scheduler.rostering.problem import Limits, Person, RuleSetting
from scheduler.rostering.rules.limits import Key, by_day, by_week, full_weeks, left_of, served

Limit = Callable[[Limits], int | None]
Encoding = Callable[[Model, RuleSetting], None]


def _terms(model: Model, person: Person, *, minutes: bool) -> list[Term]:
    return [
        (literal, model.facts.minutes[shift.id] if minutes else 1)
        for shift, literal in model.shifts_of(person)
    ]


def _groups(model: Model, person: Person, key: Key, *, minutes: bool) -> dict[object, list[Term]]:
    groups: dict[object, list[Term]] = defaultdict(list)
    pairs = zip(model.shifts_of(person), _terms(model, person, minutes=minutes), strict=True)
    for (shift, _), term in pairs:
        groups[key(model.facts, shift)].append(term)
    return groups


def _grouped(key: Key, limit: Limit, *, minutes: bool) -> Encoding:
    def encode(model: Model, setting: RuleSetting) -> None:
        for person in model.facts.problem.people:
            most = limit(person.limits)
            if most is None:
                continue
            together = _together(model, person, key) if minutes else None
            groups = _groups(model, person, key, minutes=minutes)
            for group, terms in groups.items():
                left = left_of(model.facts, person, most, group, minutes=minutes)
                model.at_most(terms, left, setting, together=together)

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


def min_per_type(model: Model, setting: RuleSetting) -> None:
    """Ask for enough of a person's shifts of one type."""
    for person in model.facts.problem.people:
        for kind, fewest in person.limits.min_per_type:
            terms = [(literal, 1) for shift, literal in model.shifts_of(person) if shift.type == kind]
            model.at_least(terms, fewest, setting)


def _fewest_per_week(limit: Limit, *, minutes: bool) -> Encoding:
    def encode(model: Model, setting: RuleSetting) -> None:
        for person in model.facts.problem.people:
            fewest = limit(person.limits)
            if fewest is None:
                continue
            groups = _groups(model, person, by_week, minutes=minutes)
            for week in full_weeks(model.facts, person):
                done = served(person, minutes=minutes) if week == model.facts.monday(0) else 0
                model.at_least(groups.get(week, []), fewest - done, setting)

    return encode


def min_minutes_per_day(model: Model, setting: RuleSetting) -> None:
    """Keep a day on which a person serves from being too short."""
    for person in model.facts.problem.people:
        fewest = person.limits.min_minutes_per_day
        if fewest is None:
            continue
        for terms in _groups(model, person, by_day, minutes=True).values():
            # Whichever of the day's shifts she has, all that she has must add up.
            sums = [
                [(other, (fewest if other is one else 0) - minutes) for other, minutes in terms]
                for one, _ in terms
            ]
            model.none_positive(sums, setting)


shifts_per_day = _grouped(by_day, lambda limits: limits.max_shifts_per_day, minutes=False)
shifts_per_week = _grouped(by_week, lambda limits: limits.max_shifts_per_week, minutes=False)
minutes_per_day = _grouped(by_day, lambda limits: limits.max_minutes_per_day, minutes=True)
minutes_per_week = _grouped(by_week, lambda limits: limits.max_minutes_per_week, minutes=True)
max_shifts = _most(lambda limits: limits.max_shifts, minutes=False)
max_minutes = _most(lambda limits: limits.max_minutes, minutes=True)
min_shifts = _fewest(lambda limits: limits.min_shifts, minutes=False)
min_minutes = _fewest(lambda limits: limits.min_minutes, minutes=True)
min_shifts_per_week = _fewest_per_week(lambda limits: limits.min_shifts_per_week, minutes=False)
min_minutes_per_week = _fewest_per_week(lambda limits: limits.min_minutes_per_week, minutes=True)
