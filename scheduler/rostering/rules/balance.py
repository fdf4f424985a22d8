"""Balance: the worst share of a skill's demand missing in any unit, then the next worst, and so on.

A *cell* is a unit and a skill. What its missing people cost rises so steeply with their share of what the
cell wants that the sum over all cells orders rosters by the worst cell first: leximin (R. Yager, 1988; as a
sum of steep convex costs: W. Ogryczak, 1997). It is exact where the numbers of cells and of possible shares
are small; elsewhere each further tenth of a cell's people costs twice the one before.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from weakref import WeakKeyDictionary

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Demand, Shift
from scheduler.rostering.rules.base import Finding, RosterRule

#: What a whole cell may cost where the order is exact, and how far its least step must outweigh one person.
_MOST_EXACT, _LEAST_EXACT = 150_000, 3
#: Elsewhere a person missing in the first tenth of a cell of 1,000 costs 1.
_CELL, _TENTHS = 1_000, 10


@dataclass(frozen=True, slots=True)
class Step:
    """So many more missing people of a cell cost so much each; the next step's cost more."""

    people: int
    cost: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit's posts for a skill (``""``: anybody), and what missing people cost, the first ones first."""

    unit: str
    skill: str
    posts: tuple[tuple[Shift, Demand], ...]
    steps: tuple[Step, ...]

    @property
    def wanted(self) -> int:
        """Return how many people all posts together want."""
        return sum(step.people for step in self.steps)

    def cost(self, missing: int) -> int:
        """Return what so many missing people cost."""
        total = 0
        for step in self.steps:
            total += step.cost * min(step.people, missing)
            missing -= min(step.people, missing)
        return total


#: The cells of problems in use: every judgement of a roster asks for them.
_KNOWN: WeakKeyDictionary[Facts, list[Cell]] = WeakKeyDictionary()


def cells(facts: Facts) -> list[Cell]:
    """Return every unit and skill for which somebody is wanted."""
    if facts not in _KNOWN:
        _KNOWN[facts] = _cells(facts)
    return _KNOWN[facts]


def _cells(facts: Facts) -> list[Cell]:
    grouped: dict[tuple[str, str], list[tuple[Shift, Demand]]] = defaultdict(list)
    for shift in facts.problem.shifts:
        for demand in shift.demands:
            if demand.target > 0:
                grouped[shift.unit, demand.skill or ""].append((shift, demand))
    wanted = {key: sum(demand.target for _, demand in posts) for key, posts in grouped.items()}
    ranks = _ranks(list(wanted.values()))
    return [
        Cell(
            unit,
            skill,
            tuple(posts),
            _rough(wanted[unit, skill]) if ranks is None else _exact(wanted[unit, skill], ranks),
        )
        for (unit, skill), posts in grouped.items()
    ]


def missing(view: View, cell: Cell) -> int:
    """Return how many people the posts of a cell lack."""
    return sum(max(demand.target - view.filled(shift, demand), 0) for shift, demand in cell.posts)


def _ranks(wanted: list[int]) -> dict[Fraction, int] | None:
    """Return for each share that may be missing what it costs, so that no others outweigh it.

    g(r) = n g(r - 1) + 1 for the r-th least share of n cells: one cell at a share costs more than all at the
    share below it. ``None`` where these costs would grow too large.
    """
    scale = _MOST_EXACT // (_LEAST_EXACT * max(sum(wanted), 1))
    if max(wanted, default=0) > scale:
        return None
    shares = sorted({Fraction(people, most) for most in set(wanted) for people in range(1, most + 1)})
    costs = [0]
    for _ in shares:
        costs.append(len(wanted) * costs[-1] + 1)
        if costs[-1] > scale:
            return None
    unit = _MOST_EXACT // max(costs[-1], 1)
    return {share: unit * cost for share, cost in zip(shares, costs[1:], strict=True)}


def _exact(wanted: int, costs: dict[Fraction, int]) -> tuple[Step, ...]:
    totals = [0, *(costs[Fraction(people, wanted)] for people in range(1, wanted + 1))]
    return tuple(Step(1, after - before) for before, after in itertools.pairwise(totals))


def _rough(wanted: int) -> tuple[Step, ...]:
    """Return a step for each tenth; a person who lies in two tenths belongs to the higher."""
    steps, done = [], 0
    for tenth in range(_TENTHS):
        people = wanted * (tenth + 1) // _TENTHS - done
        if people:
            steps.append(Step(people, -(-_CELL * 2**tenth // wanted)))
            done += people
    return tuple(steps)


def _find(view: View) -> Iterator[Finding]:
    """Yield what each cell's missing people cost."""
    for cell in cells(view.facts):
        cost = cell.cost(missing(view, cell))
        if cost:
            yield Finding(cost)


BALANCE = RosterRule("balance", _find)
