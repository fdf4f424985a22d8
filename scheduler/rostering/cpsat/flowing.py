"""First rosters of a large problem from flows, in a child process that can be ended at any moment.

A flow knows no rule about weekends or runs of days. Whatever such a rule forbids is left out, the person
stays away on that day (or weekend), and the next flow is better.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from scheduler.rostering.cpsat.children import Child, answer
from scheduler.rostering.cpsat.network import Day, Network
from scheduler.rostering.domain import Domain
from scheduler.rostering.drafting import Draft
from scheduler.rostering.facts import SATURDAY, SUNDAY, Facts
from scheduler.rostering.problem import Assignment, RosterProblem

#: Flows at most; and the share of assignments left out that is not worth another one.
_ROUNDS, _FEW = 4, 1 / 400
Roster = tuple[Assignment, ...]
Task = tuple[RosterProblem, Domain]


class Flowing:
    """The child process at work; ``take`` hands over its latest roster, which breaks no hard rule."""

    def __init__(self, problem: RosterProblem, possible: Domain) -> None:
        self._latest: Roster | None = None
        self._child = Child("scheduler.rostering.cpsat.flowing", (problem, possible), self._hear)

    @property
    def ready(self) -> bool:
        """Tell whether a new roster has come."""
        return self._latest is not None

    @property
    def working(self) -> bool:
        """Tell whether more may come, or something has that was not taken."""
        return self.ready or self._child.working

    def take(self) -> Roster | None:
        """Return the latest roster, once."""
        latest, self._latest = self._latest, None
        return latest

    def end(self) -> None:
        """Kill the process."""
        self._child.end()

    def _hear(self, roster: object) -> None:
        if isinstance(roster, tuple):
            self._latest = roster


def rosters(task: Task) -> Iterator[Roster]:
    """Yield ever better rosters that keep the hard rules about people and crews; some places stay open."""
    problem, possible = task
    facts = Facts(problem)
    network = Network(facts, possible)
    banned: set[Day] = set()
    for _ in range(_ROUNDS):
        chosen = network.roster(banned)
        draft = Draft(facts, possible)
        left_out = _place(draft, chosen)
        yield draft.roster()
        if len(left_out) <= len(chosen) * _FEW:
            return
        banned.update(day for item in left_out for day in _away(facts, item))


def _place(draft: Draft, chosen: list[Assignment]) -> list[Assignment]:
    """Place what no rule forbids, whole weekends before single days of one, and return the rest."""
    facts = draft.facts
    pins = facts.problem.pins if facts.hard("pins") else ()
    for pin in pins:
        draft.place(facts.settled(pin))
    weekends: Counter[tuple[str, object]] = Counter()
    items: dict[str, list[Assignment]] = defaultdict(list)
    for item in chosen:
        items[item.person].append(item)
        if _of_weekend(facts, item):
            weekends[item.person, facts.week(facts.shifts[item.shift])] += 1

    def order(item: Assignment) -> tuple[int, tuple[int, int], str]:
        week = facts.week(facts.shifts[item.shift])
        return (
            -weekends[item.person, week] if _of_weekend(facts, item) else -len(items),
            facts.span[item.shift],
            item.shift,
        )

    pinned = {(pin.person, pin.shift) for pin in pins}
    return [
        item
        for person in items
        for item in sorted(items[person], key=order)
        if (item.person, item.shift) not in pinned and not draft.try_placing(item)
    ]


def _of_weekend(facts: Facts, item: Assignment) -> bool:
    return facts.weekday(facts.day[item.shift]) in {SATURDAY, SUNDAY}


def _away(facts: Facts, item: Assignment) -> Iterator[Day]:
    """Yield the day of an assignment, or the whole weekend where it limits weekends."""
    day = facts.day[item.shift]
    yield item.person, day
    limited = facts.hard("max_weekends") and facts.people[item.person].limits.max_weekends is not None
    if limited and _of_weekend(facts, item):
        yield item.person, day + (1 if facts.weekday(day) == SATURDAY else -1)


if __name__ == "__main__":
    answer(rosters)
