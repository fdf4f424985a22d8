"""Diving: settle the people on whom the linear master nearly agrees, price the others anew, and repeat."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.rostering.columns.arrays import Floats
from scheduler.rostering.columns.generation import Stop, generate, whole
from scheduler.rostering.columns.master import Master
from scheduler.rostering.columns.pool import Pool, cheapest
from scheduler.rostering.columns.rosters import Roster

#: Columns of each person with which a master begins.
_WIDTH = 40
#: Few people are priced quickly, so that they get up to so many times the rounds.
_MOST_PATIENCE = 5.0
#: What a column must be chosen by to be settled beside the first one, and what counts as not chosen at all.
_LEAST, _NOTHING = 0.5, 1e-6


@dataclass(frozen=True, slots=True)
class Dive:
    """How to dive: rounds of pricing a step, share of people settled in it, from where on all who agree are.

    ``jitter`` blurs the order at random.
    """

    rounds: int = 20
    share: float = 0.1
    agree: float = 0.9
    jitter: float = 0.0


def dive(
    pool: Pool,
    kept: Roster,
    free: Sequence[int],
    prices: Floats,
    stop: Stop,
    *,
    how: Dive,
    ceiling: int,
    grain: int,
    random: np.random.Generator,
) -> Roster | None:
    """Return a roster below ``ceiling`` in which only ``free`` people differ from ``kept``, or ``None``.

    ``prices`` are those from which to begin. Raises ``MasterError``.
    """
    open_people = set(free)
    roster = Roster(pool.model, [c for p, c in kept.columns.items() if p not in open_people])
    picks = pool.near(open_people, prices, _WIDTH)
    picks += [pool.add(kept.columns[person]) for person in sorted(open_people)]
    while open_people:
        master = Master(pool, sorted(open_people), roster.crew, roster.own, picks)
        patience = min(pool.model.people / len(open_people), _MOST_PATIENCE)
        rounds = round(how.rounds * max(patience, 1.0))
        found = generate(master, stop, grain=grain, rounds=rounds, ceiling=ceiling, center=prices)
        if stop() or whole(found.bound, grain) >= ceiling:
            return None
        settled = _settle(master, how, random)
        if not settled:
            return None
        for number in settled:
            roster.put(pool.columns[number])
        open_people -= {pool.columns[number].person for number in settled}
        prices = found.prices
        picks = _remaining(master, open_people, prices)
    return roster if roster.cost < ceiling else None


def _settle(master: Master, how: Dive, random: np.random.Generator) -> list[int]:
    """Choose the columns to settle: the most chosen one, others up to the share, and all who nearly agree."""
    pool, values = master.pool, master.values()
    if how.jitter:
        values = values * (1 + how.jitter * (random.random(len(values)) - 0.5))
    quota = max(1, round(how.share * len(master.people)))
    settled: dict[int, int] = {}
    for i in np.argsort(-values, kind="stable").tolist():
        enough = len(settled) >= quota or values[i] < _LEAST
        if values[i] < _NOTHING or (settled and values[i] < how.agree and enough):
            break
        number = master.columns[i]
        if pool.fits(number):
            settled.setdefault(pool.columns[number].person, number)
    return list(settled.values())


def _remaining(master: Master, people: set[int], prices: Floats) -> list[int]:
    """Return each person's columns of least reduced cost among those of a master."""
    pool = master.pool
    mine: dict[int, list[int]] = {person: [] for person in sorted(people)}
    for number in master.columns:
        person = pool.columns[number].person
        if person in mine:
            mine[person].append(number)
    return [pick for own in mine.values() for pick in cheapest(own, pool.reduced(own, prices), _WIDTH)]
