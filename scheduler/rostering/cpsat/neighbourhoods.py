"""Choose whose shifts to plan anew in a large roster: who could fill a gap, or neighbouring units."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Assignment, Demand, Shift

#: Most people at once: so many are solved nearly to the end within seconds.
_MOST = 120
#: How often a gap is tried before it is left as it is.
_TRIES = 2


class Neighbourhoods:
    """Groups of people, in turn around a gap and from neighbouring units."""

    def __init__(self, facts: Facts, random: Random) -> None:
        self._facts = facts
        self._random = random
        self._tried: Counter[tuple[str, str]] = Counter()
        self._people: dict[str, list[str]] = {unit.id: [] for unit in facts.problem.units}
        for person in facts.problem.people:
            self._people[person.unit].append(person.id)
        self.groups = self._endless_groups()
        self._mend = False

    def next(self, roster: tuple[Assignment, ...]) -> frozenset[str]:
        """Return the people who move next."""
        self._mend = not self._mend
        gap = self._gap(roster) if self._mend else None
        return next(self.groups) if gap is None else self._around(*gap)

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

    def _endless_groups(self) -> Iterator[frozenset[str]]:
        """Yield for ever the people of two neighbouring units, later of three; every unit once a round."""
        inhabited = [unit for unit, crew in self._people.items() if crew]
        size = 2
        while True:
            free = set(inhabited)
            for unit in self._random.sample(inhabited, len(inhabited)):
                if unit in free:
                    group = self._grown(unit, free, size)
                    free -= set(group)
                    crew = [person for one in group for person in self._people[one]]
                    yield frozenset(self._random.sample(crew, min(len(crew), _MOST)))
            size = 3

    def _grown(self, unit: str, free: set[str], size: int) -> list[str]:
        """Return a unit and free ones, each a neighbour of one before."""
        group = [unit]
        while len(group) < size:
            near = sorted({near for one in group for near in self._facts.neighbours[one]} & free - set(group))
            if not near:
                break
            group.append(self._random.choice(near))
        return group
