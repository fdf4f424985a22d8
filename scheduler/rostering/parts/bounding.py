"""A lower bound for a problem of any size, from prices of its demands.

Every demand q asks for its target: filled(q) + empty(q) >= t(q). For prices y >= 0 no roster costs less than

    L(y) = sum of y t + the least of (costs - y) over empty places, cell by cell
                      + the least of (costs - y) over rosters, person by person

The prices climb along the violations of the demands, each by a step of its own (Adam: D. Kingma, J. Ba,
2015). At the end they are made whole numbers of small units, so that the arithmetic of L is exact.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scheduler.rostering.columns.arrays import Floats, Ints
from scheduler.rostering.parts.crews import Crews, CrewWriter
from scheduler.rostering.parts.cutting import Cutter
from scheduler.rostering.parts.posts import Posts, compile_posts
from scheduler.rostering.parts.splitting import split
from scheduler.rostering.problem import RosterProblem

#: People whose options are written at once.
_PIECE = 500
#: First and last step of the prices, in what is typical at a level.
_FIRST, _LAST = 0.12, 0.003
#: Shares of the past in the direction and in its size, from step to step.
_DIRECTION, _SIZE = 0.95, 0.99
#: Parts of a unit of cost in which prices are whole at the end, and the greatest sum that is exact in them.
_UNIT = 64
_MOST = 2.0**62 / _UNIT
#: Steps at each level of costs; after so many hardly anything is gained.
_SHORT, _LONG = 150, 800
#: A level of its own has what costs so many times as much as the next.
_APART = 5
#: Below this share of a level prices are only its noise.
_NOISE = 0.5


@dataclass(frozen=True)
class Dual:
    """The function L of one problem."""

    posts: Posts
    crews: Crews

    def value(self, prices: Floats | Ints) -> tuple[float, Ints]:
        """Return L and how far each demand is from its target at the least."""
        gaps, empty = self.posts.least(prices)
        rosters, filled = self.crews.least(prices)
        return gaps + rosters + (prices * self.posts.targets).sum(), self.posts.targets - empty - filled

    def proved(self, prices: Floats) -> int:
        """Return a whole bound, exactly; 0 where sums are too large for that."""
        if self._largest(float(prices.max(initial=0))) > _MOST:
            return 0
        whole = np.round(np.maximum(prices, 0) * _UNIT).astype(np.int64)
        scaled = Dual(self.posts.scaled(_UNIT), self.crews.scaled(_UNIT))
        total, _ = scaled.value(whole)
        return max(-(-int(total) // _UNIT), 0)

    def _largest(self, price: float) -> float:
        """Return what no sum exceeds under prices of at most so much."""
        posts, crews = self.posts, self.crews
        touched = int(np.diff(crews.edges).max(initial=0))
        place = float(posts.costs.max(initial=0)) + float(posts.further.max(initial=0)) + price
        option = float(crews.cost.max(initial=0)) + float(crews.steps.max(initial=0)) + touched * price
        return price * float(posts.targets.sum()) + place * len(posts.places) + option * len(crews.begins)


def compile_dual(problem: RosterProblem, *, stop: Callable[[], bool]) -> Dual | None:
    """Return L of a problem, or ``None`` where ``stop`` ended it early."""
    posts, cutter = compile_posts(problem), Cutter(problem)
    writer = CrewWriter(posts.number, problem)
    (pieces,) = split(problem, people=_PIECE, rounds=1)
    for units in pieces:
        if stop():
            return None
        writer.add(cutter.around(units))
    return Dual(posts, writer.crews())


def climb(dual: Dual, *, spent: Callable[[], float]) -> Floats:
    """Return the best prices found until the share of the time that is ``spent`` reaches 1.

    What is missing may cost a million times as much as all else. So the prices of the dearest level come
    first; at each further one they start from what was found, without its noise.
    """
    found = np.zeros(len(dual.posts.targets))
    *dear, usual = _levels(dual)
    for level in dear:
        prices = _climb(dual, found, level, _SHORT, spent)
        found = max((found, np.where(prices < _NOISE * level, 0, prices)), key=lambda one: dual.value(one)[0])
    return _climb(dual, found + usual, usual, _LONG, spent)


def _climb(dual: Dual, prices: Floats, level: float, steps: int, spent: Callable[[], float]) -> Floats:
    best, found = -math.inf, prices
    direction, size = np.zeros(len(prices)), np.zeros(len(prices))
    for step in range(1, steps + 1):
        value, missing = dual.value(prices)
        if value > best:
            best, found = value, prices
        share = max(step / steps, spent())
        if share >= 1:
            break
        direction += (1 - _DIRECTION) * (missing - direction)
        size += (1 - _SIZE) * (missing * missing - size)
        along = direction / (1 - _DIRECTION**step) / (np.sqrt(size / (1 - _SIZE**step)) + 1e-3)
        prices = np.maximum(prices + level * _FIRST * (_LAST / _FIRST) ** (share * share) * along, 0)
    return found


def _levels(dual: Dual) -> list[float]:
    """Return what missing people cost where that is far beyond the next, and at last what a shift costs.

    The last is what the next shift costs an average person who has an even share of all places.
    """
    people, longest = dual.crews.steps.shape
    even = min(int(dual.posts.targets.sum() / max(people, 1)), longest - 1)
    usual = max(float(np.median(dual.crews.steps[:, even])), 1.0) if people else 1.0
    levels = [usual]
    first = dual.posts.costs + dual.posts.further[dual.posts.first[dual.posts.cell]]
    for cost in np.unique(first).tolist():
        if cost > _APART * levels[-1]:
            levels.append(float(cost))
    return levels[::-1]
