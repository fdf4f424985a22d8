"""Build the model of a problem: its variables, then every rule."""

from collections.abc import Callable

from scheduler.rostering.cpsat import ENCODINGS
from scheduler.rostering.cpsat.model import Model
from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts


def build(facts: Facts, domain: Domain, *, stop: Callable[[], bool]) -> Model | None:
    """Return the model, or ``None`` where ``stop`` ended the building early.

    Raises ``ProblemError`` where weights or limits exceed the solver's arithmetic.
    """
    model = Model(facts, domain)
    for setting in facts.problem.rules:
        if stop():
            return None
        ENCODINGS[setting.code](model, setting)
    model.minimise()
    return model
