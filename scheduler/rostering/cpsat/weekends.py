"""Weekends for the solver: a literal for each worked one, and its two days alike."""

from collections.abc import Iterator

from ortools.sat.python import cp_model

from scheduler.rostering.cpsat.model import Literal, Model, negated
from scheduler.rostering.problem import Person, RuleSetting
from scheduler.rostering.rules.weekends import saturday_before


def max_weekends(model: Model, setting: RuleSetting) -> None:
    """Limit the weekends a person serves on."""
    for person in model.facts.problem.people:
        most = person.limits.max_weekends
        if most is None:
            continue
        days = model.by_day(person)
        # A weekend whose Saturday before the period was worked is counted already.
        weekends = model.facts.weekends[1 if saturday_before(model.facts, person) else 0 :]
        pairs = [[days[day] for day in pair if day is not None and days[day]] for pair in weekends]
        possible = [pair for pair in pairs if pair]
        if len(possible) > most - person.history.weekends:
            terms = [(_worked(model, pair, single=model.single(person)), 1) for pair in possible]
            model.at_most(terms, most - person.history.weekends, setting)


def _worked(model: Model, pair: list[list[cp_model.IntVar]], *, single: bool) -> cp_model.IntVar:
    """Return a literal that is true where any shift of a weekend's days is."""
    shifts = [literal for day in pair for literal in day]
    if len(shifts) == 1:
        return shifts[0]
    worked = model.define(model.cp.new_bool_var(""), lambda value: max(map(value, shifts)))
    for day in pair:
        if single:
            model.cp.add_at_most_one([*day, ~worked])
            continue
        for literal in day:
            model.cp.add_implication(literal, worked)
    return worked


def complete_weekends(model: Model, setting: RuleSetting) -> None:
    """Ask that a weekend be served whole or not at all."""
    for person in model.facts.problem.people:
        if not person.limits.complete_weekends:
            continue
        for saturday, sunday in _pairs(model, person):
            if saturday is not None and sunday is not None:
                _alike(model, saturday, sunday, setting)


def _pairs(model: Model, person: Person) -> Iterator[tuple[Literal | None, Literal | None]]:
    """Yield for each weekend what tells whether its days are worked; ``None``: nobody knows."""
    days = model.days_of(person)
    for saturday, sunday in model.facts.weekends:
        yield (
            saturday_before(model.facts, person) if saturday is None else days[saturday],
            None if sunday is None else days[sunday],
        )


def _alike(model: Model, one: Literal, other: Literal, setting: RuleSetting) -> None:
    if one is False and other is False:
        return
    if setting.hard:
        model.demand_any([negated(one), other])
        model.demand_any([one, negated(other)])
        return
    half = model.define(model.cp.new_bool_var(""), lambda value: value(one) != value(other))
    model.demand_any([negated(one), other, half])
    model.demand_any([one, negated(other), half])
    model.charge(half, setting)
