"""The roster of a whole problem as it stands, and which of it a part may change."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.rostering.problem import Assignment


@dataclass(frozen=True, slots=True)
class Scope:
    """The people and shifts of a part; what these people have on these shifts is the part's to change."""

    people: frozenset[str]
    shifts: frozenset[str]

    def free(self, item: Assignment) -> bool:
        """Tell whether an assignment is this part's to change."""
        return item.person in self.people and item.shift in self.shifts


class Standing:
    """The roster of the whole as it stands, by person and by shift."""

    def __init__(self, roster: Iterable[Assignment]) -> None:
        self._by_person: dict[str, dict[str, Assignment]] = defaultdict(dict)
        self._by_shift: dict[str, dict[str, Assignment]] = defaultdict(dict)
        for item in roster:
            self._add(item)

    def assignments(self) -> tuple[Assignment, ...]:
        """Return every assignment, person by person."""
        return tuple(item for held in self._by_person.values() for item in held.values())

    def touching(self, scope: Scope) -> list[Assignment]:
        """Return what a part's people and shifts have."""
        own = [item for person in scope.people for item in self._by_person.get(person, {}).values()]
        crews = [item for shift in scope.shifts for item in self._by_shift.get(shift, {}).values()]
        return sorted(dict.fromkeys((*own, *crews)), key=lambda item: (item.person, item.shift))

    def put(self, scope: Scope, roster: Iterable[Assignment]) -> None:
        """Let a part's people have on its shifts what a roster of it says."""
        for person in scope.people:
            for shift in scope.shifts.intersection(self._by_person.get(person, ())):
                del self._by_person[person][shift], self._by_shift[shift][person]
        for item in roster:
            if scope.free(item):
                self._add(item)

    def _add(self, item: Assignment) -> None:
        self._by_person[item.person][item.shift] = item
        self._by_shift[item.shift][item.person] = item
