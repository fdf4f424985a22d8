"""A problem as arrays: everybody's options, and the rows that they touch."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.rostering.columns.arrays import Floats, Ints
from scheduler.rostering.columns.labels import Labels, label_shifts
from scheduler.rostering.columns.options import Post, ordered, own_costs
from scheduler.rostering.columns.rows import Row, cost_table, imbalance, shift_rows
from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment, Person, Shift

#: What breaking a hard rule about a crew costs, in the dearest soft weight, and at least.
_PENALTY_FACTOR, _LEAST_PENALTY = 20, 1_000


@dataclass(frozen=True)
class Model:
    """Options stand person by person, by day and label; those of person p begin at ``begins[p]``.

    ``post[option]`` is a number in ``posts``, -1 for a day off. ``variant[option]`` is a number in
    ``variants``: the rows that the option adds a person to. ``table[row, y]`` is what y people cost there.
    """

    facts: Facts
    labels: Labels
    rows: tuple[Row, ...]
    table: Ints
    penalty: int
    posts: tuple[Post, ...]
    variants: tuple[tuple[int, ...], ...]
    person: Ints
    day: Ints
    label: Ints
    cost: Floats
    post: Ints
    variant: Ints
    begins: Ints

    @property
    def people(self) -> int:
        """Return the number of people."""
        return len(self.facts.problem.people)

    @cached_property
    def _touching(self) -> tuple[Ints, Ints]:
        lengths = [len(rows) for rows in self.variants]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return starts, np.array([row for rows in self.variants for row in rows], dtype=np.int64)

    def rows_of(self, options: Ints) -> Ints:
        """Return the rows that options touch, once for each touch."""
        found = [row for variant in self.variant[options].tolist() for row in self.variants[variant]]
        return np.array(found, dtype=np.int64)

    def touched(self, values: Floats) -> Floats:
        """Return for each option the sum of its rows' values."""
        starts, rows = self._touching
        sums = np.concatenate([[0.0], np.cumsum(values[rows])])
        found: Floats = (sums[starts[1:]] - sums[starts[:-1]])[self.variant]
        return found

    def assignments(self, options: Ints) -> list[Assignment]:
        """Return what options assign."""
        found = []
        for option in options.tolist():
            if self.post[option] >= 0:
                shift, demand = self.posts[self.post[option]]
                found.append(Assignment(self.facts.problem.people[self.person[option]].id, shift, demand))
        return found


def compile_model(facts: Facts, possible: Domain) -> Model:
    """Turn a problem that ``applying.refusal`` accepts into arrays."""
    labels, penalty = label_shifts(facts), dearest(facts)
    imbalances = imbalance(facts, penalty)
    rows = [row for shift in facts.ordered for row in shift_rows(facts, shift, penalty, imbalances)]
    numbers = {(row.shift, row.demand): i for i, row in enumerate(rows)}
    writer = _Writer(facts, labels, numbers)
    for person in facts.problem.people:
        writer.add(person, possible[person.id])
    person_, day, label, cost, post, variant = (
        np.concatenate(parts) for parts in zip(*writer.parts, strict=True)
    )
    return Model(
        facts=facts,
        labels=labels,
        rows=tuple(rows),
        table=cost_table(rows),
        penalty=penalty,
        posts=tuple(writer.posts),
        variants=tuple(writer.variants),
        person=person_,
        day=day,
        label=label,
        cost=cost,
        post=post,
        variant=variant,
        begins=np.searchsorted(person_, np.arange(len(facts.problem.people) + 1)),
    )


def dearest(facts: Facts) -> int:
    """Return what breaking a hard rule about a crew costs: more than soft rules usually can."""
    weights = [rule.weight for rule in facts.problem.rules if not rule.hard]
    weights += [request.weight for request in facts.problem.requests]
    weights += imbalance(facts).values()
    for shift in facts.problem.shifts:
        for demand in shift.demands:
            weights += [demand.under_weight or 0, demand.over_weight or 0]
    return max(_LEAST_PENALTY, _PENALTY_FACTOR * max(weights, default=0))


class _Writer:
    """Collects people's options."""

    def __init__(self, facts: Facts, labels: Labels, numbers: dict[tuple[str, str | None], int]) -> None:
        self.facts, self.labels, self.numbers = facts, labels, numbers
        self.posts: dict[Post, int] = {}
        self.variants: dict[tuple[int, ...], int] = {(): 0}
        self.parts: list[tuple[Ints, Ints, Ints, Floats, Ints, Ints]] = []

    def add(self, person: Person, possible: dict[str, tuple[str | None, ...]]) -> None:
        facts = self.facts
        posts: list[Post] = [(shift, demand) for shift, demands in possible.items() for demand in demands]
        held, off = own_costs(facts, person, posts)
        free = np.zeros(facts.days, dtype=np.int64)
        day = np.concatenate(
            [np.array([facts.day[shift] for shift, _ in posts], dtype=np.int64), np.arange(facts.days)]
        )
        label = np.concatenate(
            [np.array([self.labels.number[shift] for shift, _ in posts], dtype=np.int64), free]
        )
        number = np.concatenate([np.array([self._post(post) for post in posts], dtype=np.int64), free - 1])
        variant = np.concatenate(
            [np.array([self._variant(person, post) for post in posts], dtype=np.int64), free]
        )
        cost = np.concatenate([held, off])
        order = ordered(day, label)
        order = order[np.isfinite(cost[order])]
        who = np.full(len(order), len(self.parts))
        self.parts.append((who, day[order], label[order], cost[order], number[order], variant[order]))

    def _post(self, post: Post) -> int:
        return self.posts.setdefault(post, len(self.posts))

    def _variant(self, person: Person, post: Post) -> int:
        rows = tuple(sorted(self._rows(person, self.facts.shifts[post[0]], post[1])))
        return self.variants.setdefault(rows, len(self.variants))

    def _rows(self, person: Person, shift: Shift, filled: str | None) -> list[int]:
        counted = [
            demand.id
            for demand in shift.demands
            if (demand.id == filled if demand.exclusive else self.facts.qualified(person, demand, shift))
        ]
        found = (self.numbers.get((shift.id, demand)) for demand in (None, *counted))
        return [row for row in found if row is not None]
