"""A roster as a flow: people, each with her weeks and days, to the places that shifts want filled.

What ties a person's shifts beyond sums by day and week, and what one person counts for twice, is left out:
the rest is a flow of least cost (a circulation of whole numbers, L. Ford and D. Fulkerson, 1956), found for
thousands of people in seconds.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

import numpy as np
from ortools.graph.python import min_cost_flow

from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Assignment, Demand, Person, Shift
from scheduler.rostering.rules.assignment import time_cost
from scheduler.rostering.rules.wishes import step_costs

#: What the most and the less important places are worth at most, so that the solver's arithmetic holds.
_MINIMUM, _TARGET = 1_000_000, 100_000
#: How many units of balance a missing person is taken for.
_BALANCE = 10
_SOURCE, _SINK = 0, 1
#: A place to fill: its demand and node.
Place = tuple[Demand, int]
#: A day of a person.
Day = tuple[str, int]


class Network:
    """The flow of one problem; ``roster`` solves it."""

    def __init__(self, facts: Facts, possible: Domain) -> None:
        self._facts = facts
        self._arcs: list[tuple[int, int, int, int]] = []
        self._nodes = 2
        self._wanted = 0
        self._pairs: list[tuple[int, Day, Assignment]] = []
        self._shortest = max(min(facts.minutes.values(), default=1), 1)
        self._liked = self._favours()
        self._places = {shift.id: list(self._openings(shift)) for shift in facts.problem.shifts}
        for person in facts.problem.people:
            self._join(person, possible[person.id])
        self._arc(_SOURCE, _SINK, self._wanted, 0)

    def roster(self, banned: Collection[Day]) -> list[Assignment]:
        """Return the cheapest assignments in which nobody serves on a banned day; of no order."""
        arcs = np.array(self._arcs, dtype=np.int64)
        arcs[[arc for arc, day, _ in self._pairs if day in banned], 2] = 0
        solver = min_cost_flow.SimpleMinCostFlow()
        solver.add_arcs_with_capacity_and_unit_cost(*arcs.T)
        solver.set_node_supply(_SOURCE, self._wanted)
        solver.set_node_supply(_SINK, -self._wanted)
        if solver.solve() != solver.OPTIMAL:
            return []
        flows = solver.flows(np.array([arc for arc, _, _ in self._pairs], dtype=np.int64))
        chosen = (item for (_, _, item), flow in zip(self._pairs, flows, strict=True) if flow)
        return list(dict.fromkeys(chosen))

    def _arc(self, start: int, end: int, room: int, cost: int) -> int:
        self._arcs.append((start, end, room, cost))
        return len(self._arcs) - 1

    def _node(self) -> int:
        self._nodes += 1
        return self._nodes - 1

    def _openings(self, shift: Shift) -> Iterator[Place]:
        """Yield a shift's places; on a covering shift whoever fills one counts for the wider demands too."""
        filled: list[tuple[Demand, int]] = []
        for demand in sorted(shift.demands, key=lambda demand: (demand.skill is None, -demand.level)):
            counted = sum(number for other, number in filled if _within(other, demand))
            least, most = max(demand.minimum - counted, 0), max(demand.target - counted, 0)
            filled.append((demand, most))
            if most:
                node = self._node()
                self._arc(node, _SINK, least, -_MINIMUM)
                self._arc(node, _SINK, most - least, -self._worth(demand))
                self._wanted += most
                yield demand, node

    def _worth(self, demand: Demand) -> int:
        target, balance = self._facts.rules.get("coverage_target"), self._facts.rules.get("balance")
        worth = _TARGET if target is None or target.hard else target.weight
        if demand.under_weight is not None:
            worth = demand.under_weight
        return min(worth + _BALANCE * (0 if balance is None else balance.weight), _TARGET)

    def _join(self, person: Person, shifts: dict[str, tuple[str | None, ...]]) -> None:
        """Add a person, her weeks, her days, and the places she may fill on them."""
        facts, weeks, days = self._facts, dict[object, int](), dict[int, int]()
        node = self._node()
        room: Counter[int] = Counter()
        for key, posts in shifts.items():
            shift, day = facts.shifts[key], facts.day[key]
            if day not in days:
                week = facts.week(shift)
                if week not in weeks:
                    weeks[week] = self._node()
                    room[weeks[week]] = self._weekly(person)
                    self._arc(node, weeks[week], room[weeks[week]], 0)
                days[day] = self._node()
                self._arc(weeks[week], days[day], self._daily(person), 0)
            cost = self._cost(person, shift)
            for demand, place in self._places[key]:
                post = demand.id if demand.exclusive else None
                if post in posts and (demand.exclusive or facts.qualified(person, demand, shift)):
                    arc = self._arc(days[day], place, 1, cost)
                    self._pairs.append((arc, (person.id, day), Assignment(person.id, key, post)))
        self._serve(person, node, min(room.total(), len(shifts)))

    def _serve(self, person: Person, node: int, most: int) -> None:
        """Let so many shifts reach a person, each further one at its cost by fairness."""
        if self._facts.hard("max_shifts") and person.limits.max_shifts is not None:
            most = min(most, max(person.limits.max_shifts - person.history.shifts, 0))
        fairness = self._facts.rules.get("fairness")
        costs = step_costs(person, most) if fairness is not None else [0] * most
        for cost, number in Counter(costs).items():
            if fairness is None or not (fairness.hard and cost):
                self._arc(_SOURCE, node, number, cost * (0 if fairness is None else fairness.weight))

    def _weekly(self, person: Person) -> int:
        """Return how many shifts a week hard rules leave a person; seven where none does."""
        limits, most = person.limits, 7
        if self._facts.hard("shifts_per_week") and limits.max_shifts_per_week is not None:
            most = limits.max_shifts_per_week
        if self._facts.hard("minutes_per_week") and limits.max_minutes_per_week is not None:
            most = min(most, limits.max_minutes_per_week // self._shortest)
        return most

    def _daily(self, person: Person) -> int:
        most = person.limits.max_shifts_per_day
        return most if self._facts.hard("shifts_per_day") and most is not None else 1

    def _cost(self, person: Person, shift: Shift) -> int:
        """Return what an assignment costs by itself."""
        facts, rules = self._facts, self._facts.rules
        cost = -self._liked.get((person.id, shift.id), 0)
        if "preferences" in rules:
            disliked = time_cost(facts.wish(person.id, shift), facts.prefers_times(person.id))
            cost += rules["preferences"].weight * disliked
        if "lending" in rules and person.unit != shift.unit:
            cost += rules["lending"].weight
        return cost

    def _favours(self) -> dict[tuple[str, str], int]:
        """Return what pins, the published roster and requests save where they are kept."""
        problem, rules = self._facts.problem, self._facts.rules
        liked: dict[tuple[str, str], int] = defaultdict(int)
        if "pins" in rules:
            liked.update({(pin.person, pin.shift): 2 * _MINIMUM for pin in problem.pins})
        if "stability" in rules:
            for item in problem.published:
                liked[item.person, item.shift] += rules["stability"].weight
        if "requests" in rules:
            for request in problem.requests:
                for shift in request.shifts:
                    liked[request.person, shift] += request.weight if request.wanted else -request.weight
        return liked


def _within(narrow: Demand, wide: Demand) -> bool:
    """Tell whether everybody who counts for one demand of a covering shift counts for another."""
    if narrow.exclusive or wide.exclusive:
        return False
    return wide.skill is None or (narrow.skill == wide.skill and narrow.level >= wide.level)
