"""The graph of a profile: its states and sums day by day, only those that lie on some whole roster."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scheduler.rostering.columns.arrays import Bools, Floats, Ints
from scheduler.rostering.columns.parts import TooLarge
from scheduler.rostering.columns.profiles import Profile
from scheduler.rostering.columns.space import Arcs, Space

#: States are padded to one of these numbers of arcs in, so that few blocks hold them all.
_WIDTHS = np.array([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512, 1024, 4096, 20_000])
#: Most arcs of one graph; an arc takes eight bytes, and many times that while the graph is made.
_MOST_ARCS = 12_000_000
#: Widths of the corridors that are tried where a whole graph is too large.
_CORRIDORS = (None, 6, 3)

Small = NDArray[np.int32]


@dataclass(frozen=True)
class Block:
    """States ``[begin, end)`` of a day with equally many arcs in: ``source[k, i]`` and ``combo[k, i]``."""

    begin: int
    end: int
    source: Small
    combo: Small


@dataclass(frozen=True)
class Layer:
    """One day's arcs; a combo is a class of labels (``label``) with a cost of the rules (``fixed``)."""

    states: int
    blocks: list[Block]
    label: Ints
    fixed: Floats


@dataclass(frozen=True)
class Graph:
    """``start[i]`` is the state in which the profile's i-th person begins, -1 if she has no roster at all.

    ``beginnings`` is the number of such states; ``terminal`` what the last day's states cost. A graph that is
    not ``whole`` leaves out rosters whose sums stray from a corridor.
    """

    profile: Profile
    layers: list[Layer]
    start: Ints
    beginnings: int
    terminal: Floats
    whole: bool


def build_graph(profile: Profile, allowed: Bools) -> Graph:
    """Build the graph; ``allowed[day, class]`` tells what anybody of the profile can do.

    Raises ``TooLarge``.
    """
    for width in _CORRIDORS:
        try:
            return _build(profile, allowed, width)
        except TooLarge:
            continue
    raise TooLarge


def _build(profile: Profile, allowed: Bools, width: int | None) -> Graph:
    space = Space(profile, width)
    begin = np.unique(np.array(profile.starts, dtype=np.int64) * space.size)
    codes, arcs, count = begin, [], 0
    for day in range(len(profile.kind_of_day)):
        codes, found = space.forward(day, allowed[day], codes)
        arcs.append(found)
        count += len(found.source)
        if count > _MOST_ARCS:
            raise TooLarge
    ends = space.terminal[codes % space.size]
    alive = np.isfinite(ends)
    first, trimmed = _backward(arcs, alive)
    place = np.cumsum(first) - 1
    where = {int(code): int(place[i]) if first[i] else -1 for i, code in enumerate(begin)}
    layers, rename = [], np.arange(int(first.sum()))
    for found in reversed(trimmed):
        layer, after = _layer(found, rename)
        layers.append(layer)
        rename = after
    terminal = np.empty(int(alive.sum()))
    terminal[rename] = ends[alive]
    start = np.array([where[s * space.size] for s in profile.starts], dtype=np.int64)
    return Graph(profile, layers, start, int(first.sum()), terminal, whole=width is None)


def _backward(arcs: list[Arcs], alive: Bools) -> tuple[Bools, list[Arcs]]:
    """Drop what reaches no end; return which first states stay, and the arcs of the last day first."""
    trimmed = []
    for found in reversed(arcs):
        source, target, label, fixed = found.only(alive[found.target])
        target = (np.cumsum(alive) - 1)[target]
        states = int(alive.sum())
        alive = np.zeros(found.sources, dtype=np.bool_)
        alive[source] = True
        trimmed.append(Arcs((np.cumsum(alive) - 1)[source], target, label, fixed, states))
    return alive, trimmed


def _layer(arcs: Arcs, rename: Ints) -> tuple[Layer, Ints]:
    """Arrange a day's arcs in blocks; return them, and by what number each of its states goes now."""
    order, states = np.argsort(arcs.target, kind="stable"), arcs.sources
    source, label, fixed = rename[arcs.source[order]], arcs.label[order], arcs.fixed[order]
    degree = np.bincount(arcs.target, minlength=states)
    begin = np.cumsum(degree) - degree
    pairs, combo = np.unique(np.stack([label, fixed], axis=1), axis=0, return_inverse=True)
    combo = combo.reshape(-1)
    width = _WIDTHS[np.searchsorted(_WIDTHS, degree)]
    by_width = np.argsort(width, kind="stable")
    after = np.empty(states, dtype=np.int64)
    after[by_width] = np.arange(states)
    blocks, position = [], 0
    for members in _runs_of(width[by_width]):
        chosen = by_width[members]
        lanes = np.arange(width[chosen[0]])[:, None]
        picks = begin[chosen][None, :] + np.minimum(lanes, (degree[chosen] - 1)[None, :])
        end = position + len(chosen)
        blocks.append(Block(position, end, source[picks].astype(np.int32), combo[picks].astype(np.int32)))
        position = end
    return Layer(states, blocks, pairs[:, 0], pairs[:, 1].astype(np.float64)), after


def _runs_of(values: Ints) -> Iterator[slice]:
    """Yield the slices of equal neighbours."""
    edges = np.flatnonzero(np.diff(values)) + 1
    bounds = [0, *edges.tolist(), len(values)]
    for begin, end in pairwise(bounds):
        if begin < end:
            yield slice(begin, end)
