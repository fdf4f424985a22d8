"""Runs of days for the solver: windows that are too long, starts that end too soon."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from scheduler.rostering.cpsat.model import Literal, Model, Value, negated
from scheduler.rostering.problem import Person, RuleSetting


def too_long(model: Model, days: Sequence[Literal], before: int, most: int, setting: RuleSetting) -> None:
    """Keep every window of ``most`` + 1 days from being all true; ``before`` days of the past are true."""
    for last in range(len(days)):
        first = last - max(most, 0)
        if first < -before:
            continue
        window = days[max(first, 0) : last + 1]
        if not any(day is False for day in window):
            model.require([negated(day) for day in window], setting)


def too_short(
    model: Model, days: Sequence[Literal], before: int, fewest: int, setting: RuleSetting, *, known: bool
) -> None:
    """Keep runs that start in the period, or a known run of the past, from ending too soon.

    Runs that touch the last day are open; so is the first where the past is not known.
    """
    if known and before:
        _lasts(model, days, -before, [], fewest, setting)
    first = 0 if known and not before else 1
    for start in range(first, len(days)):
        begun = [days[start], *([negated(days[start - 1])] if start else [])]
        if not any(literal is False for literal in begun):
            _lasts(model, days, start, begun, fewest, setting)


def _lasts(
    model: Model,
    days: Sequence[Literal],
    first: int,
    begun: list[Literal],
    fewest: int,
    setting: RuleSetting,
) -> None:
    """Ask that a run that begins on ``first`` last, or charge each day it falls short.

    The k-th variable says that the run had ended by its k-th day; they imply one another, and their number is
    the shortage. Those beyond the last day equal the one before, so that one costs more.
    """
    not_begun = [negated(literal) for literal in begun]
    earlier: Literal = False
    for step in range(max(1, -first), fewest):
        day = first + step
        if day >= len(days):
            return
        if setting.hard:
            model.demand_any([*not_begun, days[day]])
            continue
        ended = model.cp.new_bool_var("")
        model.define(ended, partial(_has_ended, begun, days[day], earlier))
        model.demand_any([*not_begun, days[day], ended])
        model.demand_any([negated(earlier), ended])
        beyond = fewest - 1 - step if day == len(days) - 1 else 0
        model.charge(ended, setting, 1 + beyond)
        earlier = ended


def _has_ended(begun: list[Literal], today: Literal, earlier: Literal, value: Value) -> int:
    return value(earlier) or (all(map(value, begun)) and not value(today))


def max_consecutive_days(model: Model, setting: RuleSetting) -> None:
    """Keep a person from serving too many days in a row."""
    for person in model.facts.problem.people:
        most = person.limits.max_consecutive_days
        if most is not None and model.single(person):
            _windows(model, person, most, setting)
        elif most is not None:
            too_long(model, model.days_of(person), person.history.consecutive_days, most, setting)


def _windows(model: Model, person: Person, most: int, setting: RuleSetting) -> None:
    """Limit the shifts of every window of ``most`` + 1 days: one shift a day needs no literals of days."""
    days, before = model.by_day(person), person.history.consecutive_days
    weekly = person.limits.max_shifts_per_week if model.facts.hard("shifts_per_week") else None
    for last in range(len(days)):
        first = last - most
        if first < -before:
            continue
        window = range(max(first, 0), last + 1)
        weeks = Counter(model.facts.monday(day) for day in window if days[day])
        limit = most + min(first, 0)
        if sum(min(number, weekly if weekly is not None else number) for number in weeks.values()) > limit:
            model.at_most([(literal, 1) for day in window for literal in days[day]], limit, setting)


def min_consecutive_days(model: Model, setting: RuleSetting) -> None:
    """Keep a person's runs of days from being too short."""
    for person in model.facts.problem.people:
        fewest, past = person.limits.min_consecutive_days, person.history
        if fewest is not None:
            days = model.days_of(person)
            too_short(model, days, past.consecutive_days, fewest, setting, known=past.known)


def max_days_off(model: Model, setting: RuleSetting) -> None:
    """Keep a person from being off too many days in a row."""
    for person in model.facts.problem.people:
        most = person.limits.max_days_off
        if most is not None:
            too_long(model, _off(model, person), person.history.consecutive_days_off, most, setting)


def min_days_off(model: Model, setting: RuleSetting) -> None:
    """Keep a person's runs of days off from being too short."""
    for person in model.facts.problem.people:
        fewest, past = person.limits.min_days_off, person.history
        if fewest is not None:
            days = _off(model, person)
            too_short(model, days, past.consecutive_days_off, fewest, setting, known=past.known)


def consecutive_type(model: Model, setting: RuleSetting) -> None:
    """Keep a person's days of one type from being too many or too few in a row."""
    for person in model.facts.problem.people:
        past = person.history
        for kind in model.facts.problem.types:
            before = past.consecutive_type if past.last_type == kind.id else 0
            if kind.max_consecutive is not None:
                days = model.days_of(person, kind.id)
                too_long(model, days, before, kind.max_consecutive, setting)
            if kind.min_consecutive is not None:
                days = model.days_of(person, kind.id)
                too_short(model, days, before, kind.min_consecutive, setting, known=past.known)


def _off(model: Model, person: Person) -> list[Literal]:
    return [negated(day) for day in model.days_of(person)]
