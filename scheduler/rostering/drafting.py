"""A roster in the making: who is where, who else would fit, and the way back."""

from collections import defaultdict

from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Assignment, Demand, Person, Shift
from scheduler.rostering.rules import CEILINGS, RULES
from scheduler.rostering.rules.assignment import time_cost
from scheduler.rostering.rules.base import PersonRule, ShiftRule
from scheduler.rostering.rules.limits import UPPER_LIMIT_OF
from scheduler.rostering.rules.wishes import step_costs

#: Rules that the domain has seen to already.
_SETTLED = {"qualification", "availability", "reach"}
#: Rules about crews that are counted here.
_COUNTED = {"capacity", "coverage_surplus"}


class Draft:
    """Assignments placed so far; every step is remembered, so that it can be taken back."""

    def __init__(self, facts: Facts, domain: Domain) -> None:
        self.facts = facts
        self.domain = domain
        self.held: dict[str, list[Assignment]] = defaultdict(list)
        self.possible: dict[str, list[str]] = defaultdict(list)
        for person, shifts in domain.items():
            for shift in shifts:
                self.possible[shift].append(person)
        self._crew: dict[str, list[Assignment]] = defaultdict(list)
        self._steps: list[tuple[bool, Assignment]] = []
        self._rules = [
            rule
            for code, rule in RULES.items()
            if facts.hard(code) and code in CEILINGS - _SETTLED and isinstance(rule, PersonRule)
        ]
        self._crew_rules = [
            rule
            for code, rule in RULES.items()
            if facts.hard(code) and code in CEILINGS - _COUNTED and isinstance(rule, ShiftRule)
        ]
        self._who: dict[tuple[str, str], list[tuple[str, int]]] = {}
        self._next: dict[str, int] = {}

    def roster(self) -> tuple[Assignment, ...]:
        """Return what has been placed."""
        return tuple(item for held in self.held.values() for item in held)

    def place(self, item: Assignment) -> None:
        """Place a person who is not on the shift yet."""
        self.held[item.person].append(item)
        self._crew[item.shift].append(item)
        self._next.pop(item.person, None)
        self._steps.append((True, item))

    def take(self, item: Assignment) -> None:
        """Take a person off a shift."""
        self.held[item.person].remove(item)
        self._crew[item.shift].remove(item)
        self._next.pop(item.person, None)
        self._steps.append((False, item))

    def try_placing(self, item: Assignment) -> bool:
        """Place a person where no hard ceiling forbids it, and tell whether it was so."""
        if not self._room(item) or not self._fits(item):
            return False
        self.place(item)
        return True

    def mark(self) -> int:
        """Return where ``back`` may lead to."""
        return len(self._steps)

    def back(self, mark: int) -> None:
        """Undo every step since a mark."""
        while len(self._steps) > mark:
            placed, item = self._steps.pop()
            (self.take if placed else self.place)(item)
            self._steps.pop()

    def filled(self, shift: Shift, demand: Demand) -> int:
        """Return how many people count for a demand."""
        if demand.exclusive:
            return sum(item.demand == demand.id for item in self._crew[shift.id])
        people, qualified = self.facts.people, self.facts.qualified
        return sum(qualified(people[item.person], demand, shift) for item in self._crew[shift.id])

    def candidates(self, shift: Shift, demand: Demand) -> list[str]:
        """Return who would count for a demand and is not on the shift, the least burdened first."""
        present = {item.person for item in self._crew[shift.id]}
        found = [
            (self._further(person) + price, person)
            for person, price in self._counting(shift, demand)
            if person not in present
        ]
        return [person for _, person in sorted(found)]

    def _counting(self, shift: Shift, demand: Demand) -> list[tuple[str, int]]:
        """Return who could count for a demand, and what she costs there by herself."""
        key = (shift.id, demand.id)
        if key not in self._who:
            post = demand.id if demand.exclusive else None
            people, qualified = self.facts.people, self.facts.qualified
            self._who[key] = [
                (person, self._price(person, shift))
                for person in self.possible.get(shift.id, ())
                if post in self.domain[person][shift.id] and qualified(people[person], demand, shift)
            ]
        return self._who[key]

    def _room(self, item: Assignment) -> bool:
        shift, person = self.facts.shifts[item.shift], self.facts.people[item.person]
        crew = self._crew[shift.id]
        if any(present.person == person.id for present in crew):
            return False
        if self.facts.hard("capacity") and shift.capacity is not None and len(crew) >= shift.capacity:
            return False
        if self._crew_rules and self._crowds(shift, [*crew, item]):
            return False
        return not self.facts.hard("coverage_surplus") or not any(
            self._counts(person, demand, shift, item.demand) and self.filled(shift, demand) >= demand.maximum
            for demand in shift.demands
            if demand.maximum is not None
        )

    def _crowds(self, shift: Shift, crew: list[Assignment]) -> bool:
        view = View(self.facts, crew)
        return any(next(rule.find(view, shift), None) for rule in self._crew_rules)

    def _counts(self, person: Person, demand: Demand, shift: Shift, post: str | None) -> bool:
        return post == demand.id if demand.exclusive else self.facts.qualified(person, demand, shift)

    def _fits(self, item: Assignment) -> bool:
        who = self.facts.people[item.person]
        view = View(self.facts, [*self.held[item.person], item])
        return not any(
            next(rule.find(view, who), None)
            for rule in self._rules
            if rule.code not in UPPER_LIMIT_OF or getattr(who.limits, UPPER_LIMIT_OF[rule.code]) is not None
        )

    def _further(self, person: str) -> int:
        """Return what one more shift costs by fairness."""
        if person not in self._next:
            number = len(self.held[person])
            setting = self.facts.rules.get("fairness")
            cost = step_costs(self.facts.people[person], number + 1)[number]
            self._next[person] = cost * (1 if setting is None else setting.weight)
        return self._next[person]

    def _price(self, person: str, shift: Shift) -> int:
        """Return what a shift costs a person by liked times and lending."""
        facts = self.facts
        disliked = time_cost(facts.wish(person, shift), facts.prefers_times(person))
        lent = facts.people[person].unit != shift.unit
        return sum(
            amount * facts.rules[code].weight
            for code, amount in (("preferences", disliked), ("lending", lent))
            if amount and code in facts.rules
        )
