"""Rules about a single assignment for the solver: costs on its literal, or its literal fixed.

Hard rules leave no variables but those of pins, see ``domain``; these are fixed here, so that a pin that
breaks a rule makes the model infeasible and the conflict gets a name.
"""

from collections.abc import Callable, Iterable

from scheduler.rostering.cpsat.model import Model
from scheduler.rostering.problem import Assignment, Person, RuleSetting, Shift, Wish
from scheduler.rostering.rules.assignment import time_cost


def qualification(model: Model, setting: RuleSetting) -> None:
    """Forbid or charge posts filled without their skill."""
    for person in model.facts.problem.people:
        for shift, _ in model.shifts_of(person):
            posts = model.posts.get((person.id, shift.id), {})
            for demand in shift.demands:
                if demand.id in posts and not model.facts.qualified(person, demand, shift):
                    model.forbid(posts[demand.id], setting)


def _each(amount: Callable[[Model, Person, Shift], int]) -> Callable[[Model, RuleSetting], None]:
    def encode(model: Model, setting: RuleSetting) -> None:
        for person in model.facts.problem.people:
            for shift, literal in model.shifts_of(person):
                cost = amount(model, person, shift)
                if cost:
                    model.forbid(literal, setting, cost)

    return encode


def _unavailable(model: Model, person: Person, shift: Shift) -> int:
    return model.facts.wish(person.id, shift) is Wish.UNAVAILABLE


def _disliked(model: Model, person: Person, shift: Shift) -> int:
    return time_cost(model.facts.wish(person.id, shift), model.facts.prefers_times(person.id))


def _unreachable(model: Model, person: Person, shift: Shift) -> int:
    return not model.facts.reachable(person, shift)


def _lent(_: Model, person: Person, shift: Shift) -> int:
    return shift.unit != person.unit


availability = _each(_unavailable)
preferences = _each(_disliked)
reach = _each(_unreachable)
lending = _each(_lent)


def _present(model: Model, wanted: Iterable[Assignment], setting: RuleSetting) -> None:
    for item in wanted:
        model.require([model.on[item.person].get(item.shift, False)], setting)


def pins(model: Model, setting: RuleSetting) -> None:
    """Keep pinned assignments, and their posts where these are exclusive."""
    _present(model, model.facts.problem.pins, setting)
    for pin in model.facts.problem.pins:
        posts = model.posts.get((pin.person, pin.shift), {})
        for post, literal in posts.items():
            if post != pin.demand:
                model.forbid(literal, setting)


def stability(model: Model, setting: RuleSetting) -> None:
    """Keep the assignments of the published roster."""
    _present(model, model.facts.problem.published, setting)
