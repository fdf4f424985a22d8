"""Build the model of a problem: its variables, then every rule."""

from collections.abc import Callable

from scheduler.rostering.cpsat import ENCODINGS
from scheduler.rostering.cpsat.model import Model
from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import ProblemError
from scheduler.rostering.rules import RULES
from scheduler.rostering.sizes import MOST_TOGETHER


def build(facts: Facts, domain: Domain, *, stop: Callable[[], bool]) -> Model | None:
    """Return the model, or ``None`` where ``stop`` ended the building early.

    Raises ``ProblemError`` where weights or limits exceed the solver's arithmetic, or the model memory.
    """
    pairs = sum(map(len, domain.values()))
    if pairs > MOST_TOGETHER:
        raise ProblemError(
            "shifts",
            f"{pairs:,} possible assignments in one model; at most {MOST_TOGETHER:,} fit into memory",
        )
    model = Model(facts, domain)
    for person in facts.problem.people:
        if stop():
            return None
        model.place(person)
    for setting in facts.problem.rules:
        if stop():
            return None
        if not RULES[setting.code].idle(facts):
            ENCODINGS[setting.code](model, setting)
    model.minimise()
    return model
