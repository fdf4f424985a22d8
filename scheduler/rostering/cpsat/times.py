"""Overlap, rest and successions for the solver: cliques of shifts of which a person may have one."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from ortools.sat.python import cp_model

from scheduler.rostering.cpsat.model import Model
from scheduler.rostering.problem import Person, RuleSetting, Shift
from scheduler.rostering.rules.times import too_early

Span = tuple[int, int, cp_model.IntVar]


def cliques(spans: Sequence[Span]) -> Iterator[list[cp_model.IntVar]]:
    """Yield the literals of each largest set of intervals that share a moment; ``spans`` are by start."""
    active: list[Span] = []
    grown = False
    for span in spans:
        going_on = [other for other in active if other[1] > span[0]]
        if grown and len(going_on) < len(active) and len(active) > 1:
            yield [literal for _, _, literal in active]
            grown = False
        active = [*going_on, span]
        grown = True
    if grown and len(active) > 1:
        yield [literal for _, _, literal in active]


def _spans(model: Model, person: Person, rest: int) -> list[Span]:
    span = model.facts.span
    return [
        (span[shift.id][0], span[shift.id][1] + rest, literal) for shift, literal in model.shifts_of(person)
    ]


def overlap(model: Model, setting: RuleSetting) -> None:
    """Keep a person from being in two places."""
    for person in model.facts.problem.people:
        if setting.hard:
            # With a hard rule of rest its cliques contain these.
            if not (model.facts.hard("rest") and person.limits.min_rest_minutes):
                for clique in cliques(_spans(model, person, 0)):
                    model.cp.add_at_most_one(clique)
            continue
        for (_, end, one), (start, _, other) in combinations(_spans(model, person, 0), 2):
            if start < end:
                both(model, one, other, setting)


def rest(model: Model, setting: RuleSetting) -> None:
    """Keep two shifts of a person apart, and the first from the last one before the period."""
    for person in model.facts.problem.people:
        for shift, literal in model.shifts_of(person):
            if too_early(person, shift):
                model.forbid(literal, setting)
        seconds = 60 * (person.limits.min_rest_minutes or 0)
        if setting.hard and model.facts.hard("overlap") and seconds:
            for clique in cliques(_spans(model, person, seconds)):
                model.cp.add_at_most_one(clique)
        else:
            _rest_by_pairs(model, person, seconds, setting)


def _rest_by_pairs(model: Model, person: Person, seconds: int, setting: RuleSetting) -> None:
    for (_, end, one), (start, _, other) in combinations(_spans(model, person, 0), 2):
        if end <= start < end + seconds:
            both(model, one, other, setting)


def both(model: Model, one: cp_model.IntVar, other: cp_model.IntVar, setting: RuleSetting) -> None:
    """Forbid or charge that both of two literals are true."""
    model.require([~one, ~other], setting)


def forbidden_succession(model: Model, setting: RuleSetting) -> None:
    """Keep types of shifts from following one another on the next day."""
    for person in model.facts.problem.people:
        days: list[list[tuple[Shift, cp_model.IntVar]]] = [[] for _ in range(model.facts.days)]
        for shift, literal in model.shifts_of(person):
            days[model.facts.day[shift.id]].append((shift, literal))
        _after_history(model, person, days[0], setting)
        for day in range(1, len(days)):
            for first, one in days[day - 1]:
                kind = model.facts.types.get(first.type)
                after = [pair for pair in days[day] if kind and pair[0].type in kind.forbidden_next]
                _not_after(model, person, one, after, setting)


def _after_history(
    model: Model, person: Person, today: list[tuple[Shift, cp_model.IntVar]], setting: RuleSetting
) -> None:
    past = person.history
    kind = model.facts.types.get(past.last_type) if past.last_type and past.consecutive_days else None
    for shift, literal in today:
        if kind is not None and shift.type in kind.forbidden_next:
            model.forbid(literal, setting)


def _not_after(
    model: Model,
    person: Person,
    one: cp_model.IntVar,
    after: list[tuple[Shift, cp_model.IntVar]],
    setting: RuleSetting,
) -> None:
    if setting.hard and model.single(person):
        if after:
            model.cp.add_at_most_one([one, *(literal for _, literal in after)])
        return
    for _, other in after:
        both(model, one, other, setting)
