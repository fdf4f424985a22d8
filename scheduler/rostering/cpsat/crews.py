"""Leaders, newcomers and pairings for the solver: sums over a shift's crew."""

from collections.abc import Iterator

from ortools.sat.python import cp_model

from scheduler.rostering.cpsat.model import Model, Term, negated
from scheduler.rostering.problem import Pairing, RuleSetting, Shift
from scheduler.rostering.rules.crews import leads


def _led(model: Model) -> Iterator[Shift]:
    return (shift for shift in model.facts.problem.shifts if shift.lead is not None and model.crew[shift.id])


def lead_present(model: Model, setting: RuleSetting) -> None:
    """Ask for a leader on every shift that somebody is on."""
    for shift in _led(model):
        crew = model.crew[shift.id]
        leaders = [literal for person, literal in crew if leads(model.facts, person, shift)]
        others = [literal for person, literal in crew if not leads(model.facts, person, shift)]
        if others:
            _ask_for_leader(model, leaders, others, setting)


def _ask_for_leader(
    model: Model, leaders: list[cp_model.IntVar], others: list[cp_model.IntVar], setting: RuleSetting
) -> None:
    """Ask that a leader be there with any of the others; the cost of none is shared by all of them."""
    led = model.define(model.cp.new_bool_var(""), lambda value: any(map(value, leaders)))
    model.demand_any([negated(led), *leaders])
    if setting.hard:
        for other in others:
            model.cp.add_implication(other, led)
        return
    alone = model.define(model.cp.new_bool_var(""), lambda value: any(map(value, others)) and not value(led))
    for other in others:
        model.demand_any([negated(other), led, alone])
    model.charge(alone, setting)


def span_of_control(model: Model, setting: RuleSetting) -> None:
    """Limit how many people each leader of a shift has to lead."""
    for shift in _led(model):
        terms: list[Term] = [
            (literal, -shift.people_per_lead if leads(model.facts, person, shift) else 1)
            for person, literal in model.crew[shift.id]
        ]
        model.at_most(terms, 0, setting)


def buddies(model: Model, setting: RuleSetting) -> None:
    """Keep newcomers on a shift from being more than the experienced people on it."""
    for shift in model.facts.problem.shifts:
        terms: list[Term] = [
            (literal, 1 if person.newcomer else -1) for person, literal in model.crew[shift.id]
        ]
        model.at_most(terms, 0, setting)


def together(model: Model, setting: RuleSetting) -> None:
    """Ask that all of a pairing be where any of them is."""
    for pairing, literals in _pairings(model, together=True):
        others = len(pairing.people) - 1
        sums = [[(literal, others if literal is one else -1) for literal in literals] for one in literals]
        model.none_positive(sums, setting, weight=pairing.weight)


def apart(model: Model, setting: RuleSetting) -> None:
    """Keep people of a pairing from being on the same shift."""
    for pairing, literals in _pairings(model, together=False):
        model.at_most([(literal, 1) for literal in literals], 1, setting, weight=pairing.weight)


def _pairings(model: Model, *, together: bool) -> Iterator[tuple[Pairing, list[cp_model.IntVar]]]:
    """Yield each pairing of a kind for every shift that any of its people can be on, with their literals."""
    for pairing in model.facts.problem.pairings:
        if pairing.together is together:
            held = [model.on[person] for person in pairing.people]
            for shift in dict.fromkeys(shift for shifts in held for shift in shifts):
                yield pairing, [shifts[shift] for shifts in held if shift in shifts]
