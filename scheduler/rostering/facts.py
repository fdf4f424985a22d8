"""Facts that rules, encodings and explanations look up again and again, computed once per problem."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from scheduler.rostering.problem import (
    Assignment,
    Demand,
    Pairing,
    Person,
    Request,
    RosterProblem,
    RuleSetting,
    Shift,
    ShiftType,
    Wish,
)

MONDAY, SATURDAY, SUNDAY = 0, 5, 6
#: Seconds of a day; and wishes, the strongest first.
_DAY = 24 * 3600
_STRONGEST = (Wish.UNAVAILABLE, Wish.UNWANTED, Wish.PREFERRED)


class Facts:
    """Look-ups over one problem; a day is a number from 0, the local date of a shift's start."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem = problem
        self.days = problem.days
        self._first_weekday = problem.start.weekday()
        self.people: dict[str, Person] = {person.id: person for person in problem.people}
        self.shifts: dict[str, Shift] = {shift.id: shift for shift in problem.shifts}
        self.types: dict[str, ShiftType] = {kind.id: kind for kind in problem.types}
        self.rules: dict[str, RuleSetting] = {rule.code: rule for rule in problem.rules}
        self.neighbours = {unit.id: frozenset(unit.neighbours) for unit in problem.units}
        zone = ZoneInfo(problem.zone)
        self.date = {shift.id: shift.start.astimezone(zone).date() for shift in problem.shifts}
        self.day = {key: (day - problem.start).days for key, day in self.date.items()}
        self._mondays = {key: day - timedelta(days=day.weekday()) for key, day in self.date.items()}
        self.minutes = {shift.id: _minutes(shift) for shift in problem.shifts}
        self.span = {shift.id: (epoch(shift.start), epoch(shift.end)) for shift in problem.shifts}
        self._wishes: dict[str, list[tuple[int, int, Wish]]] = defaultdict(list)
        for wish in problem.availability:
            self._wishes[wish.person].append((epoch(wish.start), epoch(wish.end), wish.wish))
        self.requests: dict[str, list[Request]] = defaultdict(list)
        for request in problem.requests:
            self.requests[request.person].append(request)
        self.pairings: dict[str, list[Pairing]] = defaultdict(list)
        for pairing in problem.pairings:
            for person in pairing.people:
                self.pairings[person].append(pairing)
        self._wish_cache: dict[tuple[str, str], Wish] = {}
        self._wishes_by_day: dict[str, dict[int, list[tuple[int, int, Wish]]]] = {}

    def changed(self, problem: RosterProblem, person: Person) -> "Facts":
        """Return the facts of a problem that differs in one person, and her wishes, only."""
        wishes = [wish for wish in problem.availability if wish.person == person.id]
        times = [(epoch(wish.start), epoch(wish.end), wish.wish) for wish in wishes]
        facts = copy(self)
        facts.problem = problem
        facts.people = {**self.people, person.id: person}
        choosy = {person.id} if any(wish.wish is Wish.PREFERRED for wish in wishes) else set()
        vars(facts).update(
            _wishes=self._wishes | {person.id: times},
            _wish_cache={},
            _wishes_by_day={},
            _choosy=(self._choosy - {person.id}) | choosy,
        )
        return facts

    def hard(self, code: str) -> bool:
        """Tell whether the rule is switched on and hard."""
        setting = self.rules.get(code)
        return setting is not None and setting.hard

    def week(self, shift: Shift) -> date:
        """Return the Monday of the week in which a shift starts."""
        return self._mondays[shift.id]

    def monday(self, day: int) -> date:
        """Return the Monday of the week of a numbered day."""
        return self.problem.start + timedelta(days=day - self.weekday(day))

    def weekday(self, day: int) -> int:
        """Return the day of the week of a numbered day; 0 is Monday."""
        return (self._first_weekday + day) % 7

    @cached_property
    def weekends(self) -> list[tuple[int | None, int | None]]:
        """Return the (Saturday, Sunday) pairs of the period; ``None`` where one lies outside."""
        pairs: list[tuple[int | None, int | None]] = []
        for day in range(self.days):
            if self.weekday(day) == SATURDAY:
                pairs.append((day, day + 1 if day + 1 < self.days else None))
            elif self.weekday(day) == SUNDAY and day == 0:
                pairs.append((None, day))
        return pairs

    def qualified(self, person: Person, demand: Demand, shift: Shift) -> bool:
        """Tell whether a person has a demand's skill, at its level, on the shift's local date."""
        return demand.skill is None or self.holds(person, demand.skill, demand.level, shift)

    def holds(self, person: Person, wanted: str, level: int, shift: Shift) -> bool:
        """Tell whether a person has a skill, at least at a level, on a shift's local date."""
        for skill in person.skills:
            if skill.skill == wanted and skill.level >= level:
                day = self.date[shift.id]
                if (skill.valid_from or day) <= day <= (skill.valid_until or day):
                    return True
        return False

    def wish(self, person: str, shift: Shift) -> Wish:
        """Return a person's strongest wish that touches a shift: refusal before dislike before liking."""
        key = (person, shift.id)
        if key not in self._wish_cache:
            start, end = self.span[shift.id]
            near = self._wishes_of(person)
            touching = {
                wish
                for day in _days(start, end)
                for since, until, wish in near.get(day, ())
                if since < end and start < until
            }
            strongest = next((wish for wish in _STRONGEST if wish in touching), Wish.AVAILABLE)
            self._wish_cache[key] = strongest
        return self._wish_cache[key]

    def _wishes_of(self, person: str) -> dict[int, list[tuple[int, int, Wish]]]:
        """Return a person's wishes by the days (of 1970's calendar) that they touch."""
        if person not in self._wishes_by_day:
            days: dict[int, list[tuple[int, int, Wish]]] = defaultdict(list)
            first, last = self._served
            for since, until, wish in self._wishes[person]:
                for day in _days(max(since, first), min(until, last)):
                    days[day].append((since, until, wish))
            self._wishes_by_day[person] = dict(days)
        return self._wishes_by_day[person]

    @cached_property
    def _served(self) -> tuple[int, int]:
        """Return when the first shift starts and the last one ends."""
        spans = self.span.values()
        return min((start for start, _ in spans), default=0), max((end for _, end in spans), default=0)

    def prefers_times(self, person: str) -> bool:
        """Tell whether a person named any preferred time."""
        return person in self._choosy

    @cached_property
    def _choosy(self) -> frozenset[str]:
        wishes = self.problem.availability
        return frozenset(wish.person for wish in wishes if wish.wish is Wish.PREFERRED)

    def reachable(self, person: Person, shift: Shift) -> bool:
        """Tell whether a person may serve there: in her own unit or in one that neighbours it."""
        return person.unit == shift.unit or shift.unit in self.neighbours[person.unit]

    @cached_property
    def ordered(self) -> list[Shift]:
        """Return the shifts by start, then end, then id."""
        return sorted(self.problem.shifts, key=lambda shift: (*self.span[shift.id], shift.id))

    @cached_property
    def exclusive(self) -> frozenset[str]:
        """Return the shifts whose demands are posts, each filled by people of its own."""
        shifts = self.problem.shifts
        return frozenset(shift.id for shift in shifts if any(demand.exclusive for demand in shift.demands))

    def settled(self, item: Assignment) -> Assignment:
        """Return an assignment as solvers know it: without the name of a demand where these are no posts."""
        if item.demand is None or item.shift in self.exclusive:
            return item
        return Assignment(item.person, item.shift)

    @cached_property
    def pins(self) -> dict[str, list[Assignment]]:
        """Return everybody's pins."""
        return _by_person(self.problem.pins)

    @cached_property
    def published(self) -> dict[str, list[Assignment]]:
        """Return everybody's assignments in the published roster."""
        return _by_person(self.problem.published)

    @cached_property
    def by_unit(self) -> dict[str, list[Shift]]:
        """Return each unit's shifts in order."""
        grouped: dict[str, list[Shift]] = {unit.id: [] for unit in self.problem.units}
        for shift in self.ordered:
            grouped[shift.unit].append(shift)
        return grouped

    @cached_property
    def minimums(self) -> dict[tuple[str, int], list[tuple[Shift, Demand]]]:
        """Return for each unit and day the demands with a minimum above 0."""
        grouped: dict[tuple[str, int], list[tuple[Shift, Demand]]] = defaultdict(list)
        for shift in self.problem.shifts:
            for demand in shift.demands:
                if demand.minimum:
                    grouped[shift.unit, self.day[shift.id]].append((shift, demand))
        return dict(grouped)


def epoch(moment: datetime) -> int:
    """Return seconds since 1970.

    Aware datetimes of one named zone compare and subtract by its clock, and slowly: an hour too much or too
    little where that is put forward or back.
    """
    return int(moment.timestamp())


def _by_person(items: Iterable[Assignment]) -> dict[str, list[Assignment]]:
    found: dict[str, list[Assignment]] = defaultdict(list)
    for item in items:
        found[item.person].append(item)
    return dict(found)


def _days(start: int, end: int) -> range:
    """Return the days (of 1970's calendar) that an interval touches; none where it is empty."""
    return range(start // _DAY, -(-end // _DAY) if end > start else start // _DAY)


def _minutes(shift: Shift) -> int:
    if shift.minutes is not None:
        return shift.minutes
    return (epoch(shift.end) - epoch(shift.start)) // 60


class View:
    """A roster seen person by person and shift by shift; it does not change once somebody has looked."""

    def __init__(self, facts: Facts, assignments: Iterable[Assignment]) -> None:
        self.facts = facts
        self.by_person: dict[str, list[Assignment]] = defaultdict(list)
        self.by_shift: dict[str, list[Assignment]] = defaultdict(list)
        for assignment in assignments:
            self.by_person[assignment.person].append(assignment)
            self.by_shift[assignment.shift].append(assignment)
        self._shifts_of: dict[str, list[Shift]] = {}
        self._days_of: dict[str, list[list[Shift]]] = {}
        self._unmet: dict[tuple[str, int], list[tuple[Shift, Demand]]] = {}

    def shifts_of(self, person: str) -> list[Shift]:
        """Return a person's shifts by start."""
        if person not in self._shifts_of:
            held = {a.shift for a in self.by_person.get(person, ())}
            span = self.facts.span
            self._shifts_of[person] = [
                self.facts.shifts[key] for key in sorted(held, key=lambda key: (*span[key], key))
            ]
        return self._shifts_of[person]

    def days_of(self, person: str) -> list[list[Shift]]:
        """Return a person's shifts for each day of the period."""
        if person not in self._days_of:
            days: list[list[Shift]] = [[] for _ in range(self.facts.days)]
            for shift in self.shifts_of(person):
                days[self.facts.day[shift.id]].append(shift)
            self._days_of[person] = days
        return self._days_of[person]

    def filled(self, shift: Shift, demand: Demand) -> int:
        """Return how many people count for a demand."""
        crew = self.by_shift.get(shift.id, ())
        if demand.exclusive:
            return sum(a.demand == demand.id for a in crew)
        people = {a.person for a in crew}
        return sum(self.facts.qualified(self.facts.people[person], demand, shift) for person in people)

    def unmet(self, unit: str, day: int) -> list[tuple[Shift, Demand]]:
        """Return the demands of a unit's day whose minimum is missing."""
        if (unit, day) not in self._unmet:
            self._unmet[unit, day] = [
                (shift, demand)
                for shift, demand in self.facts.minimums.get((unit, day), ())
                if self.filled(shift, demand) < demand.minimum
            ]
        return self._unmet[unit, day]
