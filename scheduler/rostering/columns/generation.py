"""Column generation: prices from the master, columns from pricing, and a proved bound from both."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import numpy as np

from scheduler.rostering.columns.arrays import Floats
from scheduler.rostering.columns.master import Master

#: Prices are rounded to this part of a penalty: then sums of costs and prices are exact in floating point.
_GRAIN = 256.0
#: How far prices stay with those that proved most (Wentges smoothing).
_SMOOTHING = 0.5

Stop = Callable[[], bool]


class NoRosterError(Exception):
    """Somebody has no roster that keeps the hard rules."""


@dataclass(frozen=True, slots=True)
class Generated:
    """The master's value at the end, the best bound, and the prices that proved it."""

    value: float
    bound: int
    prices: Floats


def whole(bound: float, grain: int) -> int:
    """Return the least multiple of ``grain`` that is not below a bound."""
    return grain * ceil(bound / grain - 1e-9)


def generate(
    master: Master,
    stop: Stop,
    *,
    grain: int,
    rounds: int | None = None,
    ceiling: int | None = None,
    center: Floats | None = None,
    together: bool = False,
    on_bound: Callable[[int], None] | None = None,
) -> Generated:
    """Add columns until the prices prove that more would not help.

    Ends early after ``rounds``, when ``stop`` says so, or when nothing below ``ceiling`` can come of it.
    All penalties are multiples of ``grain``. ``center`` are prices to begin near. Raises ``MasterError`` and
    ``NoRosterError``.
    """
    best, proved = -np.inf, center
    done, number = False, 0
    while not done:
        value, current = master.solve(), master.prices()
        number += 1
        blends = [_SMOOTHING, 0.0] if proved is not None else [0.0]
        added = 0
        for blend in blends:
            prices = current if proved is None else blend * proved + (1 - blend) * current
            prices = np.round(prices * _GRAIN) / _GRAIN
            bound, added = _price(master, prices, together)
            if bound > best or proved is None:
                best, proved = bound, prices
                if on_bound is not None:
                    on_bound(whole(best, grain))
            if added:
                break
        reached = whole(best, grain)
        done = not added or reached >= value - 1e-6 or number == rounds or stop()
        done = done or (ceiling is not None and reached >= ceiling)
    if added:
        value = master.solve()
    return Generated(value, whole(best, grain), current if proved is None else proved)


def _price(master: Master, prices: Floats, together: bool) -> tuple[float, int]:
    """Return the bound that prices prove, and how many columns they brought."""
    pool = master.pool
    found = pool.pricer.price(pool.option_costs(prices), master.people, together=together)
    added = 0
    for priced in found:
        if priced.column is None:
            raise NoRosterError
        added += master.add(pool.add(priced.column))
    return master.bound(prices, sum(priced.value for priced in found)), added
