"""Split units into parts of neighbours, so that later rounds have inside what earlier ones had as borders."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from scheduler.rostering.problem import RosterProblem

#: The units of a part, in the order in which it grew.
Part = tuple[str, ...]
#: A part below this share of the size asked for joins its smallest neighbour.
_SMALL = 0.5
#: A link that an earlier round cut draws as much as so many that it kept.
_DRAW = 3


def split(problem: RosterProblem, *, people: int, rounds: int) -> list[list[Part]]:
    """Return for each round a partition of all units into parts of about so many people.

    Parts are compact: each grows by the unit with most links into it. From the second round on links that
    were cut before count more, and parts begin where most were cut. The same problem gives the same parts.
    """
    neighbours = _links(problem)
    crew = Counter(person.unit for person in problem.people)
    cuts: Counter[frozenset[str]] = Counter()
    found = []
    for _ in range(rounds):
        growth = _Growth(neighbours, crew, people, cuts)
        parts = growth.parts()
        cuts.update(_cut(neighbours, parts))
        found.append(parts)
    return found


def balls(problem: RosterProblem, centres: Iterable[str], *, people: float) -> list[Part]:
    """Return disjoint parts of about so many people, each around a unit, the nearest units first.

    Units come in the order given; one that lies in an earlier ball has none of its own.
    """
    neighbours = _links(problem)
    crew = Counter(person.unit for person in problem.people)
    taken: set[str] = set()
    found = []
    for centre in centres:
        if centre not in taken:
            ball = tuple(_ball(neighbours, crew, centre, taken, people))
            taken.update(ball)
            found.append(ball)
    return found


def _ball(
    neighbours: Mapping[str, tuple[str, ...]],
    crew: Mapping[str, int],
    centre: str,
    taken: Collection[str],
    people: float,
) -> Iterator[str]:
    """Yield a unit and the nearest that are not taken."""
    ring, seen, size = [centre], {centre}, 0
    while ring:
        for unit in ring:
            size += crew.get(unit, 0)
            if size > people and unit != centre:
                return
            yield unit
        near = dict.fromkeys(other for unit in ring for other in neighbours[unit])
        ring = [unit for unit in near if unit not in taken and unit not in seen]
        seen.update(ring)


def _links(problem: RosterProblem) -> dict[str, tuple[str, ...]]:
    """Return the units that a unit's people may go to or that may send theirs."""
    linked: dict[str, dict[str, None]] = {unit.id: {} for unit in problem.units}
    for unit in problem.units:
        for near in unit.neighbours:
            linked[unit.id][near] = None
            linked[near][unit.id] = None
    return {unit: tuple(near) for unit, near in linked.items()}


def _cut(neighbours: Mapping[str, tuple[str, ...]], parts: Iterable[Part]) -> Iterator[frozenset[str]]:
    """Yield the pairs of neighbours that lie in different parts."""
    part = {unit: number for number, units in enumerate(parts) for unit in units}
    for unit, near in neighbours.items():
        for other in near:
            if unit < other and part[unit] != part[other]:
                yield frozenset((unit, other))


class _Growth:
    """One partition in the making."""

    def __init__(
        self,
        neighbours: Mapping[str, tuple[str, ...]],
        crew: Mapping[str, int],
        people: int,
        cuts: Mapping[frozenset[str], int],
    ) -> None:
        self._neighbours = neighbours
        self._crew = crew
        self._people = people
        self._cuts = cuts
        self._order = {unit: number for number, unit in enumerate(neighbours)}
        self._free = dict.fromkeys(neighbours)

    def parts(self) -> list[Part]:
        """Return the partition; parts that were left small join a neighbour."""
        starts = sorted(self._order, key=lambda unit: (-self._cut_links(unit), self._order[unit]))
        grown = [self._grow(unit) for unit in starts if unit in self._free]
        return self._joined([list(part) for part in grown])

    def _cut_links(self, unit: str) -> int:
        return sum(self._cuts.get(frozenset((unit, near)), 0) for near in self._neighbours[unit])

    def _grow(self, start: str) -> Part:
        part = [start]
        del self._free[start]
        pull: Counter[str] = Counter()
        self._draw(start, pull)
        size = self._crew.get(start, 0)
        while pull:
            unit = min(pull, key=lambda near: (-pull[near], self._order[near]))
            size += self._crew.get(unit, 0)
            if size > self._people:
                break
            del pull[unit], self._free[unit]
            part.append(unit)
            self._draw(unit, pull)
        return tuple(part)

    def _draw(self, unit: str, pull: Counter[str]) -> None:
        for near in self._neighbours[unit]:
            if near in self._free:
                pull[near] += 1 + _DRAW * self._cuts.get(frozenset((unit, near)), 0)

    def _joined(self, parts: list[list[str]]) -> list[Part]:
        """Return the parts after the small ones have joined their smallest neighbours."""
        size = [sum(self._crew.get(unit, 0) for unit in part) for part in parts]
        home = {unit: number for number, part in enumerate(parts) for unit in part}
        for number in sorted(range(len(parts)), key=lambda one: (size[one], one)):
            if size[number] >= _SMALL * self._people:
                break
            beside = {home[near] for unit in parts[number] for near in self._neighbours[unit]} - {number}
            if not beside:
                continue
            host = min(beside, key=lambda one: (size[one], one))
            parts[host] += parts[number]
            size[host] += size[number]
            home |= dict.fromkeys(parts[number], host)
            parts[number] = []
        return [tuple(part) for part in parts if part]
