"""Facts that rules, encodings and explanations look up again and again, computed once per problem."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from scheduler.rostering.problem import (
    Assignment,
    Demand,
    Person,
    Request,
    RosterProblem,
    RuleSetting,
    Shift,
    ShiftType,
    Wish,
)

SATURDAY, SUNDAY = 5, 6


class Facts:
    """Look-ups over one problem; a day is a number from 0, the local date of a shift's start."""

    def __init__(self, problem: RosterProblem) -> None:
        self.problem = problem
        self.days = problem.days
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
        self.span = {shift.id: (_epoch(shift.start), _epoch(shift.end)) for shift in problem.shifts}
        self._wishes: dict[str, list[tuple[int, int, Wish]]] = defaultdict(list)
        for wish in problem.availability:
            self._wishes[wish.person].append((_epoch(wish.start), _epoch(wish.end), wish.wish))
        self.requests: dict[str, list[Request]] = defaultdict(list)
        for request in problem.requests:
            self.requests[request.person].append(request)
        self._wish_cache: dict[tuple[str, str], Wish] = {}

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
        return (self.problem.start + timedelta(days=day)).weekday()

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
        if demand.skill is None:
            return True
        for skill in person.skills:
            if skill.skill == demand.skill and skill.level >= demand.level:
                day = self.date[shift.id]
                if (skill.valid_from or day) <= day <= (skill.valid_until or day):
                    return True
        return False

    def wish(self, person: str, shift: Shift) -> Wish:
        """Return a person's strongest wish that touches a shift: refusal before dislike before liking."""
        key = (person, shift.id)
        if key not in self._wish_cache:
            start, end = self.span[shift.id]
            touching = {wish for since, until, wish in self._wishes[person] if since < end and start < until}
            order = (Wish.UNAVAILABLE, Wish.UNWANTED, Wish.PREFERRED)
            self._wish_cache[key] = next((wish for wish in order if wish in touching), Wish.AVAILABLE)
        return self._wish_cache[key]

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
        return sorted(self.problem.shifts, key=lambda shift: (shift.start, shift.end, shift.id))

    @cached_property
    def by_unit(self) -> dict[str, list[Shift]]:
        """Return each unit's shifts in order."""
        grouped: dict[str, list[Shift]] = {unit.id: [] for unit in self.problem.units}
        for shift in self.ordered:
            grouped[shift.unit].append(shift)
        return grouped


def _epoch(moment: datetime) -> int:
    """Return seconds since 1970: comparing aware datetimes of named zones is slow."""
    return int(moment.timestamp())


def _minutes(shift: Shift) -> int:
    if shift.minutes is not None:
        return shift.minutes
    return int((shift.end - shift.start).total_seconds() // 60)


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

    def plus(self, item: Assignment) -> "View":
        """Return this roster with one more assignment; all that it does not touch is shared."""
        more = View(self.facts, ())
        more.by_person = defaultdict(list, self.by_person)
        more.by_shift = defaultdict(list, self.by_shift)
        more.by_person[item.person] = [*more.by_person[item.person], item]
        more.by_shift[item.shift] = [*more.by_shift[item.shift], item]
        return more

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
