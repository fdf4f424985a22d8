"""What people cost least under prices: everybody's possible shifts as arrays.

Of the rules about a person only these are kept: what a single assignment costs or forbids, the most shifts a
day, a week and in all, and what the n-th shift costs by ``fairness``. Without the others the least can only
be lower. What is left is a laminar matroid, of which taking the cheapest first finds the least exactly.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Self

import numpy as np

from scheduler.rostering.columns.arrays import Floats, Ints
from scheduler.rostering.domain import Posts as PostNames
from scheduler.rostering.domain import domain
from scheduler.rostering.facts import Facts, View
from scheduler.rostering.parts.posts import Key
from scheduler.rostering.problem import Assignment, Person, RosterProblem
from scheduler.rostering.rules import RULES
from scheduler.rostering.rules.base import PersonRule
from scheduler.rostering.rules.wishes import step_costs

#: Rules about a single assignment.
_SINGLE = ("qualification", "availability", "reach", "preferences", "lending")
#: Week, group within the week, cost, bundle.
_Option = tuple[int, int, int, int]


@dataclass(frozen=True)
class Crews:
    """Options stand group by group; of a group (a day of a person) at most one is taken.

    Group g's options begin at ``begins[g]``, and it stands at ``slot[g]`` in a table of ``width`` columns
    with a row for each week of each person. ``bundle`` numbers the sets of rows that an option adds to;
    those of bundle b are ``rows[edges[b]:edges[b + 1]]``. ``weekly`` is how many groups a week may have,
    ``steps[p, n]`` what the next shift costs person p after n, and ``most`` how many she may have.
    """

    cost: Ints
    bundle: Ints
    begins: Ints
    slot: Ints
    width: int
    weekly: Ints
    steps: Ints
    most: Ints
    rows: Ints
    edges: Ints

    def scaled(self, factor: int) -> Self:
        """Return the same in smaller units."""
        return replace(self, cost=factor * self.cost, steps=factor * self.steps)

    def least(self, prices: Floats | Ints) -> tuple[float, Ints]:
        """Return the least of (costs - prices) over everybody's rosters, and how many each row has then.

        ``prices`` have a value for each row; whole prices give an exact answer.
        """
        if not len(self.cost):
            return 0, np.zeros(len(prices), dtype=np.int64)
        sums = np.add.reduceat(prices[self.rows], self.edges[:-1])
        reduced = self.cost - sums[self.bundle]
        value, groups = self._taken(np.minimum.reduceat(reduced, self.begins))
        counts = np.bincount(self.bundle[self._options(reduced, groups)], minlength=len(self.edges) - 1)
        spread = np.repeat(counts, np.diff(self.edges))
        filled = np.bincount(self.rows, weights=spread, minlength=len(prices))
        return value, filled.astype(np.int64)

    def _taken(self, values: Floats | Ints) -> tuple[float, Ints]:
        """Return the least value of all, and the groups that it takes."""
        people, longest = self.steps.shape
        weeks, most = len(self.weekly), int(self.weekly.max())
        flat = np.zeros(weeks * self.width, dtype=values.dtype)
        flat[self.slot] = np.minimum(values, 0)
        table = flat.reshape(weeks, self.width)
        days = np.argsort(table, axis=1, kind="stable")[:, :most]
        best = np.take_along_axis(table, days, axis=1)
        best[np.arange(most) >= self.weekly[:, None]] = 0
        best = best.reshape(people, -1)
        order = np.argsort(best, axis=1, kind="stable")[:, :longest]
        gain = np.take_along_axis(best, order, axis=1)
        total = gain + self.steps[:, : gain.shape[1]]
        take = (total < 0) & (np.arange(gain.shape[1]) < self.most[:, None])
        person, place = np.nonzero(take)
        week, rank = np.divmod(order[person, place], most)
        week += person * (weeks // people)
        group = np.full(weeks * self.width, -1)
        group[self.slot] = np.arange(len(self.slot))
        return total[take].sum(), group[week * self.width + days[week, rank]]

    def _options(self, reduced: Floats | Ints, groups: Ints) -> Ints:
        """Return the cheapest option of each group, the first of several."""
        if not len(groups):
            return groups
        sizes = np.append(self.begins[1:], len(reduced))[groups] - self.begins[groups]
        starts = np.cumsum(sizes) - sizes
        options = np.repeat(self.begins[groups] - starts, sizes) + np.arange(sizes.sum())
        values = reduced[options]
        hits = np.flatnonzero(values == np.repeat(np.minimum.reduceat(values, starts), sizes))
        found: Ints = options[hits[np.searchsorted(hits, starts)]]
        return found


class CrewWriter:
    """Collects people piece by piece, so that never more than a piece is there as Python's own objects."""

    def __init__(self, number: dict[Key, int], problem: RosterProblem) -> None:
        self._number = number
        self._weeks = (problem.start.weekday() + problem.days + 6) // 7
        self._bundles: dict[tuple[int, ...], int] = {}
        self._options: list[Ints] = []
        self._groups: list[Ints] = []
        self._weekly: list[int] = []
        self._most: list[int] = []
        self._steps: list[list[int]] = []
        self._begun = 0

    def add(self, problem: RosterProblem) -> None:
        """Add the people of a problem that holds every shift they may be on."""
        facts = Facts(problem)
        possible = domain(facts)
        options: list[tuple[int, int]] = []
        groups: list[tuple[int, int, int]] = []
        for person in problem.people:
            own = sorted(self._own(facts, person, possible[person.id]))
            row = len(self._most) * self._weeks
            self._limit(facts, person, own)
            for week, days in groupby(own, key=lambda option: option[0]):
                for place, (_, day) in enumerate(groupby(days, key=lambda option: option[1])):
                    groups.append((self._begun + len(options), row + week, place))
                    options += [(cost, bundle) for _, _, cost, bundle in day]
        self._begun += len(options)
        self._options.append(np.array(options, dtype=np.int64).reshape(-1, 2))
        self._groups.append(np.array(groups, dtype=np.int64).reshape(-1, 3))

    def crews(self) -> Crews:
        """Return all who were added."""
        options, groups = np.concatenate(self._options), np.concatenate(self._groups)
        width = int(groups[:, 2].max(initial=0)) + 1
        longest = max(map(len, self._steps), default=1)
        steps = [[*own, *own[-1:] * (longest - len(own))] for own in self._steps]
        return Crews(
            cost=options[:, 0].copy(),
            bundle=options[:, 1].copy(),
            begins=groups[:, 0].copy(),
            slot=groups[:, 1] * width + groups[:, 2],
            width=width,
            weekly=np.minimum(np.array(self._weekly, dtype=np.int64), width),
            steps=np.array(steps, dtype=np.int64).reshape(len(self._most), longest),
            most=np.array(self._most, dtype=np.int64),
            rows=np.array([row for rows in self._bundles for row in rows], dtype=np.int64),
            edges=np.cumsum([0, *map(len, self._bundles)], dtype=np.int64),
        )

    def _own(self, facts: Facts, person: Person, possible: dict[str, PostNames]) -> Iterator[_Option]:
        """Yield a person's options; without a limit of one shift a day each is a group of its own."""
        limit = person.limits.max_shifts_per_day
        single = facts.hard("shifts_per_day") and limit is not None and limit <= 1
        costs = _costs(facts, person, possible)
        monday = facts.problem.start.weekday()
        for index, (shift, posts) in enumerate(possible.items()):
            day = facts.day[shift]
            for post in posts:
                bundle = self._bundle(facts, person, shift, post)
                if bundle is not None:
                    group = day if single else facts.days + index
                    yield (monday + day) // 7, group, costs.get((shift, post), 0), bundle

    def _bundle(self, facts: Facts, person: Person, shift: str, post: str | None) -> int | None:
        """Return the number of the rows that a post adds a person to; ``None``: to none."""
        there = facts.shifts[shift]
        rows = tuple(
            self._number[shift, demand.id]
            for demand in there.demands
            if demand.target > 0
            and (post == demand.id if demand.exclusive else facts.qualified(person, demand, there))
        )
        return self._bundles.setdefault(rows, len(self._bundles)) if rows else None

    def _limit(self, facts: Facts, person: Person, own: list[_Option]) -> None:
        limits, past = person.limits, person.history
        many = max(len(own), 1)
        week = _least(many, facts.hard("shifts_per_week"), limits.max_shifts_per_week, 0)
        most = _least(many, facts.hard("max_shifts"), limits.max_shifts, past.shifts)
        self._weekly += [week] * self._weeks
        self._most.append(most)
        fairness = facts.rules.get("fairness")
        weight = 0 if fairness is None or fairness.hard else fairness.weight
        longest = max(min(most, week * self._weeks, many), 1)
        self._steps.append([weight * cost for cost in step_costs(person, longest)])


def _least(many: int, hard: bool, limit: int | None, done: int) -> int:
    """Return how many more a limit leaves, of so many."""
    return many if not hard or limit is None else min(max(limit - done, 0), many)


def _costs(facts: Facts, person: Person, possible: dict[str, PostNames]) -> dict[tuple[str, str | None], int]:
    """Return what soft rules charge for each post by itself."""
    held = [Assignment(person.id, shift, post) for shift, posts in possible.items() for post in posts]
    view, costs = View(facts, held), dict[tuple[str, str | None], int]()
    for code in _SINGLE:
        setting, rule = facts.rules.get(code), RULES[code]
        if setting is None or setting.hard or not isinstance(rule, PersonRule):
            continue
        for finding in rule.find(view, person):
            shift = finding.shift or ""
            posts = possible[shift] if finding.demand is None else (finding.demand,)
            for post in posts:
                costs[shift, post] = costs.get((shift, post), 0) + setting.weight * finding.amount
    return costs
