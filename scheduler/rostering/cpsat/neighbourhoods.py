"""Choose whose shifts to plan anew in a large roster: who could fill a gap, or two neighbouring units."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Assignment, Demand, Shift

#: Most people at once: so many are solved nearly to the end within seconds.
_MOST = 90
#: How often a gap is tried before it is left as it is.
_TRIES = 2


class Neighbourhoods:
    """Groups of people, in turn around a gap and from two neighbouring units."""

    def __init__(self, facts: Facts, random: Random) -> None:
        self._facts = facts
        self._random = random
        self._tried: Counter[tuple[str, str]] = Counter()
        self._people: dict[str, list[str]] = {unit.id: [] for unit in facts.problem.units}
        for person in facts.problem.people:
            self._people[person.unit].append(person.id)
        self._pairs = self._endless_pairs()
        self._mend = False

    def next(self, roster: tuple[Assignment, ...], busy: frozenset[str]) -> frozenset[str]:
        """Return the people who move next, none of whom is busy."""
        self._mend = not self._mend
        gap = self._gap(roster) if self._mend else None
        group = next(self._pairs) if gap is None else self._around(*gap)
        # Two pairs in a row may share a unit at the turn of a round, but hardly three.
        return (group if group.isdisjoint(busy) else next(self._pairs)) - busy

    def _gap(self, roster: tuple[Assignment, ...]) -> tuple[Shift, Demand] | None:
        """Return the least tried demand of those that miss most: first minimums, then targets."""
        view = View(self._facts, roster)
        gaps: list[tuple[bool, int, float, Shift, Demand]] = []
        for shift in self._facts.problem.shifts:
            for demand in shift.demands:
                tries = self._tried[shift.id, demand.id]
                filled = view.filled(shift, demand)
                if filled < demand.target and tries < _TRIES:
                    gaps.append((filled >= demand.minimum, tries, self._random.random(), shift, demand))
        if not gaps:
            return None
        *_, shift, demand = min(gaps, key=lambda gap: gap[:3])
        self._tried[shift.id, demand.id] += 1
        return shift, demand

    def _around(self, shift: Shift, demand: Demand) -> frozenset[str]:
        """Return the nearest people with a demand's skill, from unit to neighbouring unit."""
        found: set[str] = set()
        for unit in self._rings(shift.unit):
            crew = (self._facts.people[person] for person in self._people[unit])
            skilled = {
                person.id
                for person in crew
                if demand.skill is None or any(skill.skill == demand.skill for skill in person.skills)
            }
            if len(found) + len(skilled) > _MOST:
                break
            found |= skilled
        return frozenset(found)

    def _rings(self, start: str) -> Iterator[str]:
        """Yield units from the nearest to the farthest that neighbours lead to."""
        ring, seen = [start], {start}
        while ring:
            yield from ring
            ring = sorted({near for unit in ring for near in self._facts.neighbours[unit]} - seen)
            seen.update(ring)

    def _endless_pairs(self) -> Iterator[frozenset[str]]:
        """Yield for ever the people of two neighbouring units, in each round every unit once."""
        inhabited = [unit for unit, crew in self._people.items() if crew]
        while True:
            free = set(inhabited)
            for unit in self._random.sample(inhabited, len(inhabited)):
                if unit not in free:
                    continue
                near = sorted(self._facts.neighbours[unit] & free - {unit})
                pair = {unit, self._random.choice(near)} if near else {unit}
                free -= pair
                group = [person for one in sorted(pair) for person in self._people[one]]
                yield frozenset(self._random.sample(group, min(len(group), _MOST)))
