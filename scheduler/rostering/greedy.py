"""A quick first roster: the scarcest posts first, each to whom it burdens least."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from scheduler.rostering.domain import Domain
from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Assignment, Demand, Person, Shift
from scheduler.rostering.rules import CEILINGS, RULES
from scheduler.rostering.rules.assignment import time_cost
from scheduler.rostering.rules.base import PersonRule
from scheduler.rostering.rules.wishes import step_costs

#: Rules that the domain has seen to already.
_SETTLED = {"qualification", "availability", "reach"}
#: The limit without which a rule asks nothing of a person.
_LIMIT_OF = {
    "shifts_per_day": "max_shifts_per_day",
    "shifts_per_week": "max_shifts_per_week",
    "minutes_per_day": "max_minutes_per_day",
    "minutes_per_week": "max_minutes_per_week",
    "max_shifts": "max_shifts",
    "max_minutes": "max_minutes",
    "max_consecutive_days": "max_consecutive_days",
    "max_weekends": "max_weekends",
}


def construct(
    facts: Facts, domain: Domain, *, start: Iterable[Assignment] = (), soon: Callable[[], bool]
) -> Iterator[tuple[Assignment, ...]]:
    """Yield a roster that keeps every hard ceiling, as far as pins allow.

    What there is when ``soon`` comes true is yielded before. Pins come first, then what fits of ``start``,
    then the most pressing posts. Rules that ask for more work (fewest shifts, complete weekends) are left to
    the solver.
    """
    building = _Building(facts, domain)
    if facts.hard("pins"):
        for pin in facts.problem.pins:
            building.place(pin.person, facts.shifts[pin.shift], pin.demand)
    for item in start:
        if item.demand in domain[item.person].get(item.shift, ()):
            building.try_placing(item.person, facts.shifts[item.shift], item.demand)
    early = False
    for shift, demand, wanted in _pressing(facts, building.possible):
        if not early and soon():
            early = True
            yield building.roster()
        building.fill(shift, demand, wanted)
    yield building.roster()


def _pressing(facts: Facts, possible: dict[str, list[str]]) -> Iterator[tuple[Shift, Demand, int]]:
    """Yield what to fill and up to which number: minimums, then targets, the fewest candidates first."""
    posts = []
    for index, shift in enumerate(facts.ordered):
        crew = [facts.people[person] for person in possible.get(shift.id, ())]
        for demand in shift.demands:
            spare = sum(facts.qualified(person, demand, shift) for person in crew) / max(demand.target, 1)
            posts.append((spare, index, shift, demand))
    posts.sort(key=lambda post: post[:2])
    for _, _, shift, demand in posts:
        if demand.minimum:
            yield shift, demand, demand.minimum
    for _, _, shift, demand in posts:
        yield shift, demand, demand.target


class _Building:
    def __init__(self, facts: Facts, domain: Domain) -> None:
        self.facts = facts
        self.domain = domain
        self.held: dict[str, list[Assignment]] = defaultdict(list)
        self.crew: dict[str, list[tuple[Person, str | None]]] = defaultdict(list)
        self.possible: dict[str, list[str]] = defaultdict(list)
        for person, shifts in domain.items():
            for shift in shifts:
                self.possible[shift].append(person)
        self._rules = [
            rule
            for code, rule in RULES.items()
            if facts.hard(code) and code in CEILINGS - _SETTLED and isinstance(rule, PersonRule)
        ]
        self._costs: dict[tuple[str, str], int] = {}
        self._steps: dict[str, list[int]] = {}

    def roster(self) -> tuple[Assignment, ...]:
        """Return what has been placed."""
        return tuple(item for held in self.held.values() for item in held)

    def fill(self, shift: Shift, demand: Demand, wanted: int) -> None:
        """Place the least burdened people who fit, until so many count for the demand."""
        missing = wanted - self._filled(shift, demand)
        if missing <= 0:
            return
        post = demand.id if demand.exclusive else None
        present = {person.id for person, _ in self.crew[shift.id]}
        candidates = [
            person
            for person in self.possible.get(shift.id, ())
            if person not in present
            and post in self.domain[person][shift.id]
            and self.facts.qualified(self.facts.people[person], demand, shift)
        ]
        for person in sorted(candidates, key=lambda person: (self._burden(person, shift), person)):
            missing -= self.try_placing(person, shift, post)
            if not missing:
                return

    def try_placing(self, person: str, shift: Shift, post: str | None) -> bool:
        """Place a person where no hard rule forbids it, and tell whether it was so."""
        if not self._room(self.facts.people[person], shift, post) or not self._fits(person, shift, post):
            return False
        self.place(person, shift, post)
        return True

    def place(self, person: str, shift: Shift, post: str | None) -> None:
        """Place a person who is not on the shift yet."""
        self.held[person].append(Assignment(person, shift.id, post))
        self.crew[shift.id].append((self.facts.people[person], post))

    def _filled(self, shift: Shift, demand: Demand) -> int:
        crew = self.crew[shift.id]
        if demand.exclusive:
            return sum(post == demand.id for _, post in crew)
        return sum(self.facts.qualified(person, demand, shift) for person, _ in crew)

    def _room(self, person: Person, shift: Shift, post: str | None) -> bool:
        if any(present.id == person.id for present, _ in self.crew[shift.id]):
            return False
        if self.facts.hard("capacity") and len(self.crew[shift.id]) == shift.capacity:
            return False
        return not self.facts.hard("coverage_surplus") or not any(
            (post == demand.id if demand.exclusive else self.facts.qualified(person, demand, shift))
            and self._filled(shift, demand) >= demand.maximum
            for demand in shift.demands
            if demand.maximum is not None
        )

    def _fits(self, person: str, shift: Shift, post: str | None) -> bool:
        who = self.facts.people[person]
        view = View(self.facts, [*self.held[person], Assignment(person, shift.id, post)])
        return not any(
            next(rule.find(view, who), None)
            for rule in self._rules
            if rule.code not in _LIMIT_OF or getattr(who.limits, _LIMIT_OF[rule.code]) is not None
        )

    def _burden(self, person: str, shift: Shift) -> int:
        """Return what one more shift costs by fairness, liked times and lending."""
        rules = self.facts.rules
        number = len(self.held[person])
        steps = self._steps.get(person, [])
        if len(steps) <= number:
            steps = self._steps[person] = step_costs(self.facts.people[person], number + 8)
        fair = steps[number] * (rules["fairness"].weight if "fairness" in rules else 1)
        return fair + self._static(person, shift)

    def _static(self, person: str, shift: Shift) -> int:
        key = (person, shift.id)
        if key not in self._costs:
            facts = self.facts
            disliked = time_cost(facts.wish(person, shift), facts.prefers_times(person))
            lent = facts.people[person].unit != shift.unit
            self._costs[key] = sum(
                amount * facts.rules[code].weight
                for code, amount in (("preferences", disliked), ("lending", lent))
                if code in facts.rules
            )
        return self._costs[key]
