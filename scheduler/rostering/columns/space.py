"""The states of a profile's machine together with its sums, and the arcs from one day to the next."""

from dataclasses import dataclass

import numpy as np

from scheduler.rostering.columns.arrays import Bools, Ints
from scheduler.rostering.columns.profiles import Profile


@dataclass(frozen=True)
class Arcs:
    """One day's arcs between numbered states, with their class of labels and the cost of the rules."""

    source: Ints
    target: Ints
    label: Ints
    fixed: Ints
    sources: int

    def only(self, chosen: Bools) -> tuple[Ints, Ints, Ints, Ints]:
        """Return source, target, label and fixed cost of some arcs."""
        return self.source[chosen], self.target[chosen], self.label[chosen], self.fixed[chosen]


class Space:
    """States of the machine times the values of the sums: a code is state * size + place of the sums."""

    def __init__(self, profile: Profile, width: int | None) -> None:
        self.machine, self._kinds, self._sums = profile.machine, profile.kind_of_day, profile.sums
        self._width = width
        sizes = [len(s.terminal) for s in profile.sums]
        self.size = int(np.prod(sizes)) if sizes else 1
        grid = self._grid = np.indices(sizes).reshape(len(sizes), self.size)
        self.terminal = np.zeros(self.size)
        for i, total in enumerate(profile.sums):
            self.terminal += total.terminal[grid[i]]
        self.moves = {
            (label, weekend): self._move(profile, sizes, grid, label, weekend)
            for label in range(self.machine.width)
            for weekend in (0, 1)
        }

    def _move(self, profile: Profile, sizes: list[int], grid: Ints, label: int, weekend: int) -> Ints:
        after, beyond = np.arange(self.size), np.zeros(self.size, dtype=np.bool_)
        stride = self.size
        for i, total in enumerate(profile.sums):
            stride //= sizes[i]
            step = weekend if total.weekend else int(total.steps[self.machine.leads[label]])
            beyond |= grid[i] + step >= sizes[i]
            after = after + step * stride
        return np.where(beyond, -1, after)

    def forward(self, day: int, allowed: Bools, codes: Ints) -> tuple[Ints, Arcs]:
        """Return the codes after a day, and the arcs to them."""
        state, place = np.divmod(codes, self.size)
        kind, inside = self._kinds[day], self._corridor(day)
        parts = [self._label(kind, int(label), state, place, inside) for label in np.flatnonzero(allowed)]
        if not parts:
            parts = [(np.zeros(0, dtype=np.int64),) * 4]
        source, code, label, fixed = (np.concatenate(group) for group in zip(*parts, strict=True))
        nexts, target = np.unique(code, return_inverse=True)
        return nexts, Arcs(source, target.reshape(-1), label, fixed, len(codes))

    def _label(
        self, kind: int, label: int, state: Ints, place: Ints, inside: Ints
    ) -> tuple[Ints, Ints, Ints, Ints]:
        machine = self.machine
        target = machine.target[kind, state, label]
        weekend = machine.weekend[kind, state, label] > 0
        after = np.where(weekend, self.moves[label, 1][place], self.moves[label, 0][place])
        after = np.where(after >= 0, inside[after], -1)
        good = np.flatnonzero((target >= 0) & (after >= 0))
        code = target[good] * self.size + after[good]
        return good, code, np.full(len(good), label), machine.cost[kind, state[good], label]

    def _corridor(self, day: int) -> Ints:
        """Return the place that stands for each place after a day, -1 for those too far from an even course.

        A sum that must reach something stays near the even course to it. One that must only not exceed
        something is counted up to that course: so no roster is taken that should not be.
        """
        found, inside = np.arange(self.size), np.ones(self.size, dtype=np.bool_)
        if self._width is None:
            return found
        course, stride = (day + 1) / len(self._kinds), self.size
        for values, total in zip(self._grid, self._sums, strict=True):
            stride //= len(total.terminal)
            slack = self._width * max(int(total.steps.max()), 1)
            least, most = int(np.isfinite(total.terminal).argmax()), len(total.terminal) - 1
            if least > 0:
                inside &= (values >= least * course - slack) & (values <= most * course + slack)
            elif not total.terminal.any():
                found += np.maximum(int(most * course) - slack - values, 0) * stride
        return np.where(inside, found, -1)
