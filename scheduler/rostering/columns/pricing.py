"""Pricing: the cheapest roster of each person under prices on the rows, by dynamic programming over days."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from scheduler.rostering.columns.arrays import Floats, Ints
from scheduler.rostering.columns.graph import Graph, build_graph
from scheduler.rostering.columns.model import Model
from scheduler.rostering.columns.profiles import Cap, Profile, make_profiles

#: People priced together: enough that rows of memory are filled, few enough that they stay in the cache.
_BATCH = 12


@dataclass(frozen=True, slots=True)
class Column:
    """A person's whole roster: an option for each day, and what the rules about her charge for it."""

    person: int
    options: Ints
    cost: int


@dataclass(frozen=True, slots=True)
class Priced:
    """A person's least reduced cost and the roster that has it; infinite: she has none."""

    person: int
    value: float
    column: Column | None


@dataclass(frozen=True)
class _Trail:
    """What the way back needs: each day's least costs, the combos' prices, and the options' reduced costs."""

    least: list[Floats]
    prices: list[Floats]
    reduced: Floats


class Batch:
    """Some people of a profile, priced together."""

    def __init__(self, model: Model, graph: Graph, members: Sequence[int]) -> None:
        self.model, self.graph = model, graph
        self.people = np.array([graph.profile.people[i] for i in members], dtype=np.int64)
        self._start = graph.start[list(members)]
        self._width = graph.profile.machine.width
        picks = np.concatenate([np.arange(model.begins[p], model.begins[p + 1]) for p in self.people])
        column = np.searchsorted(self.people, model.person[picks])
        label = graph.profile.machine.classes[model.label[picks]]
        cell = (model.day[picks] * self._width + label) * len(self.people) + column
        order = np.argsort(cell, kind="stable")
        self._options = picks[order]
        self._cells, self._begin = np.unique(cell[order], return_index=True)
        self._end = np.append(self._begin[1:], len(picks))
        self._cell = np.full(model.facts.days * self._width * len(self.people), -1)
        self._cell[self._cells] = np.arange(len(self._cells))

    def price(self, reduced: Floats, members: Sequence[int]) -> list[Priced]:
        """Price some of the people, by their places here; ``reduced`` is for all options of the model."""
        graph, values = self.graph, reduced[self._options]
        table = self._table(values, members)
        least = np.full((max(graph.beginnings, 1), len(members)), np.inf)
        start = self._start[list(members)]
        least[start[start >= 0], np.flatnonzero(start >= 0)] = 0.0
        trail = _Trail([least], [], values)
        for day, layer in enumerate(graph.layers):
            price = table[day][layer.label] + layer.fixed[:, None]
            nexts = np.empty((layer.states, len(members)))
            for block in layer.blocks:
                sums = least.take(block.source.reshape(-1), axis=0)
                sums += price.take(block.combo.reshape(-1), axis=0)
                grouped = sums.reshape(*block.source.shape, -1)
                np.minimum.reduce(grouped, axis=0, out=nexts[block.begin : block.end])
            trail.least.append(nexts)
            trail.prices.append(price)
            least = nexts
        return self._best(least + graph.terminal[:, None], members, trail)

    def _table(self, values: Floats, members: Sequence[int]) -> Floats:
        flat = np.full(len(self._cell), np.inf)
        flat[self._cells] = np.minimum.reduceat(values, self._begin)
        table = flat.reshape(-1, self._width, len(self.people))
        return table if len(members) == len(self.people) else np.ascontiguousarray(table[:, :, list(members)])

    def _best(self, final: Floats, members: Sequence[int], trail: _Trail) -> list[Priced]:
        found = []
        for i, member in enumerate(members):
            person, state = int(self.people[member]), int(final[:, i].argmin()) if len(final) else -1
            value = float(final[state, i]) if state >= 0 else np.inf
            column = self._trace(i, member, state, trail) if np.isfinite(value) else None
            found.append(Priced(person, value, column))
        return found

    def _trace(self, i: int, member: int, state: int, trail: _Trail) -> Column:
        graph = self.graph
        cost = float(graph.terminal[state])
        options = np.empty(len(graph.layers), dtype=np.int64)
        for day in range(len(graph.layers) - 1, -1, -1):
            layer = graph.layers[day]
            block = next(block for block in layer.blocks if state < block.end)
            source = block.source[:, state - block.begin]
            combo = block.combo[:, state - block.begin]
            k = int((trail.least[day][source, i] + trail.prices[day][combo, i]).argmin())
            state, chosen = int(source[k]), int(combo[k])
            cell = self._cell[(day * self._width + layer.label[chosen]) * len(self.people) + member]
            begin, end = self._begin[cell], self._end[cell]
            options[day] = self._options[begin + int(trail.reduced[begin:end].argmin())]
            cost += layer.fixed[chosen] + self.model.cost[options[day]]
        return Column(int(self.people[member]), options, round(cost))


class Pricer:
    """Prices anybody. Raises ``TooLarge`` when it is made for people with too many states."""

    def __init__(self, model: Model, threads: int) -> None:
        self.model = model
        self.profiles, self.caps = make_profiles(model.facts, model.labels)
        self.graphs = [build_graph(profile, _allowed(model, profile)) for profile in self.profiles]
        self._batches: list[Batch] = []
        self._place: dict[int, tuple[int, int]] = {}
        for profile, graph in zip(self.profiles, self.graphs, strict=True):
            for low in range(0, len(profile.people), _BATCH):
                self._add(Batch(model, graph, range(low, min(low + _BATCH, len(profile.people)))))
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None

    @property
    def whole(self) -> bool:
        """Tell whether every roster can be priced, so that a bound may be drawn from prices."""
        return all(graph.whole for graph in self.graphs)

    def _add(self, batch: Batch) -> None:
        for i, person in enumerate(batch.people.tolist()):
            self._place[person] = len(self._batches), i
        self._batches.append(batch)

    def price(self, reduced: Floats, people: Sequence[int], *, together: bool = False) -> list[Priced]:
        """Price people under the options' reduced costs; ``together``: on all threads."""
        members: dict[int, list[int]] = {}
        for person in people:
            batch, i = self._place[person]
            members.setdefault(batch, []).append(i)
        jobs = [(self._batches[batch], sorted(places)) for batch, places in sorted(members.items())]
        if together and self._pool is not None:
            results = list(self._pool.map(lambda job: job[0].price(reduced, job[1]), jobs))
        else:
            results = [batch.price(reduced, places) for batch, places in jobs]
        return [priced for result in results for priced in result]

    def close(self) -> None:
        """End the threads."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _allowed(model: Model, profile: Profile) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    classes = profile.machine.classes
    table = np.zeros((model.facts.days, profile.machine.width), dtype=np.bool_)
    for p in profile.people:
        mine = slice(model.begins[p], model.begins[p + 1])
        table[model.day[mine], classes[model.label[mine]]] = True
    return table


def cap_numbers(model: Model, caps: Sequence[Cap]) -> Ints:
    """Return for each option the number of the cap that it counts towards, -1 for none."""
    found = np.full(len(model.person), -1)
    for number, cap in enumerate(caps):
        mine = slice(model.begins[cap.person], model.begins[cap.person + 1])
        found[mine][np.isin(model.label[mine], list(cap.labels))] = number
    return found
