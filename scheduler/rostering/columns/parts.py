"""Small state machines, one for each rule about a person's days, and their product."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from scheduler.rostering.problem import Person

#: A state of a part is a small number of its own meaning.
State = int
#: The state after a day and what the day costs; ``None``: a hard rule forbids it.
Step = tuple[State, int] | None
#: A price of a broken rule's unit; ``None``: the rule is hard.
Price = int | None

#: What ``Weekends`` remembers of a Saturday of which nobody knows.
_UNKNOWN = 2
#: Most states of a machine.
MOST_STATES = 5_000


class TooLarge(Exception):  # noqa: N818  # it says what is the matter, and is never shown
    """The rosters of a person have too many states to be counted through."""


@dataclass(frozen=True, slots=True)
class DayKind:
    """What a day is for machines: a Monday, or a part of a weekend."""

    monday: bool = False
    saturday: bool = False
    sunday: bool = False


class Part(Protocol):
    """A machine that reads one label a day; 0 is a day off."""

    def start(self, person: Person) -> State:
        """Return a person's state before the first day."""

    def step(self, state: State, label: int, kind: DayKind) -> Step:
        """Return what a day does."""


def _charged(amount: int, price: Price, state: State) -> Step:
    if amount <= 0:
        return state, 0
    return None if price is None else (state, price * amount)


@dataclass(frozen=True)
class Runs:
    """Days in a row with one of some labels: each beyond ``most`` costs, each missing to ``fewest`` too.

    A state is twice the length so far, and one more where the run may be short for nothing.
    """

    labels: frozenset[int]
    most: int | None
    most_price: Price
    fewest: int | None
    fewest_price: Price
    before: Callable[[Person], int]

    def start(self, person: Person) -> State:
        """Return the run of the past."""
        return 2 * min(self.before(person), self._longest) + (not person.history.known)

    @property
    def _longest(self) -> int:
        return max(1 if self.most is None else self.most + 1, self.fewest or 1)

    def step(self, state: State, label: int, kind: DayKind) -> Step:
        """Lengthen the run, or end it."""
        del kind
        length, free = state // 2, bool(state % 2)
        if label in self.labels:
            length += 1
            after = 2 * min(length, self._longest) + (free and length < (self.fewest or 0))
            return _charged(int(self.most is not None and length > self.most), self.most_price, after)
        missing = (self.fewest or 0) - length if length and not free else 0
        return _charged(missing, self.fewest_price, 0)


@dataclass(frozen=True)
class Pairs:
    """What two shifts on consecutive days cost, by their labels."""

    costs: tuple[tuple[int | None, ...], ...]

    def start(self, person: Person) -> State:
        """Return the day off: what the past forbids is known for single shifts."""
        del person
        return 0

    def step(self, state: State, label: int, kind: DayKind) -> Step:
        """Remember the label."""
        del kind
        cost = self.costs[state][label]
        return None if cost is None else (label, cost)


@dataclass(frozen=True)
class Weekends:
    """Remembers whether Saturday is worked (1; 2: nobody knows); half a weekend costs if ``judged``."""

    judged: bool
    price: Price
    before: Callable[[Person], bool | None]

    def start(self, person: Person) -> State:
        """Return what is known of the day before the first, if that is a Sunday."""
        saturday = self.before(person)
        return _UNKNOWN if saturday is None else int(saturday)

    def step(self, state: State, label: int, kind: DayKind) -> Step:
        """Judge Sunday by Saturday."""
        on = label != 0
        half = self.judged and kind.sunday and state != _UNKNOWN and on != bool(state)
        return _charged(int(half), self.price, int(on and kind.saturday))


@dataclass(frozen=True)
class WeekSums:
    """The sum of a week's shifts or minutes; what exceeds the limit costs."""

    amounts: tuple[int, ...]
    limit: int
    price: Price
    before: Callable[[Person], int]

    def start(self, person: Person) -> State:
        """Return what was served before in the first week; what exceeds the limit already costs nothing."""
        return min(self.before(person), self.limit)

    def step(self, state: State, label: int, kind: DayKind) -> Step:
        """Add a day to its week."""
        after = (0 if kind.monday else state) + self.amounts[label]
        return _charged(after - self.limit, self.price, min(after, self.limit))


@dataclass(frozen=True)
class FewestInWeek:
    """The sum of a week's shifts or minutes; what a Sunday leaves missing costs."""

    amounts: tuple[int, ...]
    fewest: int
    price: Price
    before: Callable[[Person], int]

    def start(self, person: Person) -> State:
        """Return what was served before in the first week; where that is not known, enough."""
        return min(self.before(person), self.fewest) if person.history.known else self.fewest

    def step(self, state: State, label: int, kind: DayKind) -> Step:
        """Add a day to its week, and judge the week at its end."""
        after = min((0 if kind.monday else state) + self.amounts[label], self.fewest)
        return _charged(self.fewest - after if kind.sunday else 0, self.price, after)


#: For each kind of day and state, by label, the next state and the cost.
Table = list[list[list[tuple[int, int] | None]]]
_Whole = tuple[State, ...]


def product(
    parts: Sequence[Part], starts: Sequence[_Whole], width: int, kinds: Sequence[DayKind]
) -> tuple[dict[_Whole, int], Table]:
    """Return the states that can be reached from ``starts``, numbered, and what each label does in them.

    Raises ``TooLarge`` if there are too many.
    """
    multiply = _Product(parts, kinds)
    for start in starts:
        multiply.numbered(start)
    table: Table = [[] for _ in kinds]
    # The list grows while it is read.
    for state in multiply.order:
        for kind, rows in enumerate(table):
            rows.append([multiply.step(state, label, kind) for label in range(width)])
    return multiply.number, table


class _Product:
    """The states so far, and what parts were found to do."""

    def __init__(self, parts: Sequence[Part], kinds: Sequence[DayKind]) -> None:
        self._parts, self._kinds = parts, kinds
        self._memory: dict[tuple[int, State, int, int], Step] = {}
        self.number: dict[_Whole, int] = {}
        self.order: list[_Whole] = []

    def numbered(self, state: _Whole) -> int:
        if state not in self.number:
            self.number[state] = len(self.order)
            self.order.append(state)
            if len(self.order) > MOST_STATES:
                raise TooLarge
        return self.number[state]

    def step(self, state: _Whole, label: int, kind: int) -> tuple[int, int] | None:
        found = [step for step in self._steps(state, label, kind) if step is not None]
        if len(found) < len(self._parts):
            return None
        return self.numbered(tuple(after for after, _ in found)), sum(cost for _, cost in found)

    def _steps(self, state: _Whole, label: int, kind: int) -> Iterator[Step]:
        for i, inner in enumerate(state):
            key = i, inner, label, kind
            if key not in self._memory:
                self._memory[key] = self._parts[i].step(inner, label, self._kinds[kind])
            yield self._memory[key]
