"""What a rule's meaning looks like: a name, what it looks at, and a function that finds its violations.

``idle`` tells of a problem in which the rule has nothing to look at: there solvers leave it out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Person, Shift


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation of so many units; ``weight`` overrides that of the rule's setting."""

    amount: int
    person: str | None = None
    shift: str | None = None
    demand: str | None = None
    weight: int | None = None


class Scope(Enum):
    """What one call of a rule's function looks at: a live check repeats only what a change touches."""

    PERSON = auto()
    SHIFT = auto()
    ROSTER = auto()


def at_work(facts: Facts) -> bool:
    """Tell that a rule is never idle."""
    del facts
    return False


@dataclass(frozen=True, slots=True)
class PersonRule:
    """A rule about one person's shifts."""

    code: str
    find: Callable[[View, Person], Iterator[Finding]]
    idle: Callable[[Facts], bool] = at_work
    scope: Scope = Scope.PERSON


@dataclass(frozen=True, slots=True)
class ShiftRule:
    """A rule about one shift's crew."""

    code: str
    find: Callable[[View, Shift], Iterator[Finding]]
    idle: Callable[[Facts], bool] = at_work
    scope: Scope = Scope.SHIFT


@dataclass(frozen=True, slots=True)
class RosterRule:
    """A rule about the whole roster."""

    code: str
    find: Callable[[View], Iterator[Finding]]
    idle: Callable[[Facts], bool] = at_work
    scope: Scope = Scope.ROSTER


Rule = PersonRule | ShiftRule | RosterRule


def over(value: int, limit: int | None, person: Person) -> Iterator[Finding]:
    """Yield a finding where ``value`` exceeds ``limit``."""
    if limit is not None and value > limit:
        yield Finding(value - limit, person=person.id)


def under(value: int, limit: int | None, person: Person) -> Iterator[Finding]:
    """Yield a finding where ``value`` falls short of ``limit``."""
    if limit is not None and value < limit:
        yield Finding(limit - value, person=person.id)
