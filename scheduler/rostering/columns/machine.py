"""The machine of one profile: the product of its parts, without states and labels that are alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.rostering.columns.arrays import Ints
from scheduler.rostering.columns.parts import DayKind, Part, State, Table, product


@dataclass(frozen=True)
class Machine:
    """``target[kind, state, class]`` (-1: forbidden), ``cost`` of the same shape, and ``weekend``.

    ``weekend`` is 1 where a weekend becomes a worked one. Labels that do the same everywhere form a class:
    ``classes[label]``; ``leads[class]`` is one of its labels, and class 0 the day off alone. ``starts`` are
    the states that were asked for.
    """

    target: Ints
    cost: Ints
    weekend: Ints
    classes: Ints
    leads: Ints
    starts: list[int]

    @property
    def width(self) -> int:
        """Return the number of classes."""
        return len(self.leads)


def build_machine(
    parts: Sequence[Part], starts: Sequence[tuple[State, ...]], kinds: Sequence[DayKind], steps: Ints
) -> Machine:
    """Multiply parts, the first of which is ``Weekends``, and merge states and labels that are alike.

    ``steps[sum, label]`` is what labels add to the sums that a profile keeps beside its machine.
    Raises ``TooLarge``.
    """
    number, table = product(parts, starts, steps.shape[1], kinds)
    target, cost = _arrays(table)
    saturday = np.array([state[0] == 1 for state in number])
    weekend = np.zeros_like(target)
    for k, kind in enumerate(kinds):
        if kind.saturday:
            weekend[k, :, 1:] = 1
        elif kind.sunday:
            weekend[k, ~saturday, 1:] = 1
    weekend[target < 0] = 0
    groups = _alike(target, cost, weekend)
    _, first = np.unique(groups, return_index=True)
    target, cost, weekend = target[:, first], cost[:, first], weekend[:, first]
    target = np.where(target >= 0, groups[target], -1)
    classes, leads = _classes(target, cost, weekend, steps)
    pick = (slice(None), slice(None), leads)
    begin = [int(groups[number[start]]) for start in starts]
    return Machine(target[pick], cost[pick], weekend[pick], classes, leads, begin)


def _arrays(table: Table) -> tuple[Ints, Ints]:
    steps = [[[(-1, 0) if step is None else step for step in row] for row in rows] for rows in table]
    both = np.array(steps, dtype=np.int64)
    return both[..., 0], both[..., 1]


def _flat(array: Ints) -> Ints:
    return array.transpose(1, 0, 2).reshape(array.shape[1], -1)


def _alike(target: Ints, cost: Ints, weekend: Ints) -> Ints:
    """Group the states that no sequence of labels can tell apart (Moore's partition refinement)."""
    rows = np.concatenate([_flat((target < 0).astype(np.int64)), _flat(cost), _flat(weekend)], axis=1)
    groups, count = _numbered(rows)
    while True:
        nexts = np.where(target >= 0, groups[target], -1)
        finer, size = _numbered(np.concatenate([groups[:, None], _flat(nexts)], axis=1))
        if size == count:
            return finer
        groups, count = finer, size


def _numbered(rows: Ints) -> tuple[Ints, int]:
    found, inverse = np.unique(rows, axis=0, return_inverse=True)
    return inverse.reshape(-1), len(found)


def _classes(target: Ints, cost: Ints, weekend: Ints, steps: Ints) -> tuple[Ints, Ints]:
    width = steps.shape[1]
    columns = [array.transpose(2, 0, 1).reshape(width, -1) for array in (target, cost, weekend)]
    rows = np.concatenate([*columns, steps.T], axis=1)
    seen: dict[bytes, int] = {}
    leads: list[int] = []
    classes = np.zeros(width, dtype=np.int64)
    for label in range(width):
        # A day off is a class of its own even where nothing tells it from a shift.
        key = rows[label].tobytes() if label else b""
        if key not in seen:
            seen[key] = len(leads)
            leads.append(label)
        classes[label] = seen[key]
    return classes, np.array(leads, dtype=np.int64)
