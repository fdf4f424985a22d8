"""Weigh a change of a roster by the meanings of the rules, repeating only what the change touches."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scheduler.rostering.facts import Facts, View
from scheduler.rostering.problem import Assignment, Demand, Person, RuleSetting, Shift, Wish
from scheduler.rostering.rules import RULES
from scheduler.rostering.rules.base import Finding, PersonRule, Rule, ShiftRule
from scheduler.rostering.solution import Unfilled, Violation

#: Rules about a person that depend on the shifts of her own unit, even those she is not on.
_OF_UNITS = frozenset({"lender_minimum"})

Place = tuple[str | None, str | None, str | None]
#: For each place of a rule's findings the amount, and what it costs.
Amounts = dict[Place, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Edit:
    """Assignments that go and assignments that come; somebody who changes posts on a shift does both."""

    remove: tuple[Assignment, ...] = ()
    add: tuple[Assignment, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Return who is touched, each once."""
        return tuple(dict.fromkeys(item.person for item in (*self.add, *self.remove)))

    @property
    def shifts(self) -> tuple[str, ...]:
        """Return the shifts that are touched, each once."""
        return tuple(dict.fromkeys(item.shift for item in (*self.add, *self.remove)))

    def then(self, other: "Edit") -> "Edit":
        """Return both edits as one; the other one only touches what this one leaves as it was."""
        return Edit((*self.remove, *other.remove), (*self.add, *other.add))

    def applied(self, assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
        """Return a roster after the edit."""
        gone = set(self.remove)
        return (*(item for item in assignments if item not in gone), *self.add)


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit brings about.

    ``penalty`` is by how much the score changes; ``broken`` are hard rules that are broken, or broken more;
    ``dearer`` and ``cheaper`` are soft rules with the amount and penalty that come, or go; ``lost`` are
    demands with more people missing than before, and how many more.
    """

    penalty: int
    broken: tuple[Violation, ...]
    dearer: tuple[Violation, ...]
    cheaper: tuple[Violation, ...]
    lost: tuple[Unfilled, ...]


class Settled(View):
    """A roster that stays as it is; how far its demands are filled is counted once."""

    def __init__(self, facts: Facts, assignments: Iterable[Assignment]) -> None:
        super().__init__(facts, assignments)
        self._filled: dict[tuple[str, str], int] = {}

    def filled(self, shift: Shift, demand: Demand) -> int:
        """Return how many people count for a demand."""
        key = shift.id, demand.id
        if key not in self._filled:
            self._filled[key] = super().filled(shift, demand)
        return self._filled[key]


class Edited(View):
    """A settled roster after an edit; all that the edit does not touch is asked of the settled one."""

    def __init__(self, base: Settled, edit: Edit, facts: Facts) -> None:
        super().__init__(facts, ())
        self._base = base
        self._people, self._places = set(edit.people), set(edit.shifts)
        if facts is not base.facts:
            self._places.update(item.shift for key in edit.people for item in base.by_person.get(key, ()))
        self.by_person = defaultdict(list, base.by_person)
        self.by_shift = defaultdict(list, base.by_shift)
        for person in self._people:
            self.by_person[person] = list(self.by_person[person])
        for shift in edit.shifts:
            self.by_shift[shift] = list(self.by_shift[shift])
        for item in edit.remove:
            self.by_person[item.person].remove(item)
            self.by_shift[item.shift].remove(item)
        for item in edit.add:
            self.by_person[item.person].append(item)
            self.by_shift[item.shift].append(item)

    @property
    def places(self) -> set[str]:
        """Return the shifts that a rule may see otherwise than before."""
        return self._places

    def shifts_of(self, person: str) -> list[Shift]:
        """Return a person's shifts by start."""
        return super().shifts_of(person) if person in self._people else self._base.shifts_of(person)

    def days_of(self, person: str) -> list[list[Shift]]:
        """Return a person's shifts for each day of the period."""
        return super().days_of(person) if person in self._people else self._base.days_of(person)

    def filled(self, shift: Shift, demand: Demand) -> int:
        """Return how many people count for a demand."""
        there = shift.id in self._places
        return super().filled(shift, demand) if there else self._base.filled(shift, demand)


class Scale:
    """Weighs edits of one roster; what it costs and breaks as it is is found once for each item.

    An edit may come with ``facts`` of a problem that differs in one person it touches (``Facts.changed``).
    """

    def __init__(self, facts: Facts, assignments: Iterable[Assignment]) -> None:
        self.facts = facts
        self.view = Settled(facts, assignments)
        rules = [(setting, RULES[setting.code]) for setting in facts.problem.rules]
        self._hard = [item for item in rules if item[0].hard and not item[1].idle(facts)]
        self._soft = [item for item in rules if not item[0].hard and not item[1].idle(facts)]
        self._homes: dict[str, list[str]] = defaultdict(list)
        for person in facts.problem.people:
            self._homes[person.unit].append(person.id)
        self._known: dict[tuple[str, str], Amounts] = {}

    def broken(self, edit: Edit, facts: Facts | None = None) -> list[Violation]:
        """Return the hard rules about people and shifts that an edit breaks; the rest only ``weigh`` sees."""
        view = Edited(self.view, edit, facts or self.facts)
        return list(_worse(self._differences(view, edit, self._hard, whole=False, rising=True)))

    def nearly(self, edit: Edit, facts: Facts | None = None) -> int:
        """Return by how much the soft rules about people and shifts change the score: an estimate."""
        view = Edited(self.view, edit, facts or self.facts)
        return sum(change[1] for *_, change in self._differences(view, edit, self._soft, whole=False))

    def weigh(self, edit: Edit, facts: Facts | None = None) -> Effect:
        """Return what an edit brings about, by every rule of the problem."""
        view = Edited(self.view, edit, facts or self.facts)
        soft = list(self._differences(view, edit, self._soft, whole=True))
        return Effect(
            penalty=sum(change[1] for *_, change in soft),
            broken=tuple(_worse(self._differences(view, edit, self._hard, whole=True, rising=True))),
            dearer=tuple(_found(*item) for item in soft if item[2][1] > 0),
            cheaper=tuple(_found(*item) for item in soft if item[2][1] < 0),
            lost=tuple(self._lost(view)),
        )

    def lost(self, edit: Edit) -> list[Unfilled]:
        """Return the demands that an edit leaves with more people missing than before."""
        return list(self._lost(Edited(self.view, edit, self.facts)))

    def able(self, shift: Shift, posts: Sequence[Demand]) -> list[Person]:
        """Return who is not on a shift, counts for some demands, and may come by her unit and her time.

        First those of the shift's own unit, and those with the fewest shifts.
        """
        facts, crew = self.facts, {item.person for item in self.view.by_shift.get(shift.id, ())}
        reach, times = facts.hard("reach"), facts.hard("availability")
        able = [
            person
            for person in facts.problem.people
            if person.id not in crew
            and all(facts.qualified(person, post, shift) for post in posts)
            and (not reach or facts.reachable(person, shift))
            and not (times and facts.wish(person.id, shift) is Wish.UNAVAILABLE)
        ]
        held = self.view.by_person
        return sorted(able, key=lambda person: (person.unit != shift.unit, len(held.get(person.id, ()))))

    def _differences(
        self,
        view: Edited,
        edit: Edit,
        rules: Iterable[tuple[RuleSetting, Rule]],
        *,
        whole: bool,
        rising: bool = False,
    ) -> Iterator[tuple[RuleSetting, Place, tuple[int, int]]]:
        """Yield for each place where it changes by how much the amount and the penalty of a rule grow.

        With ``rising`` a rule that finds nothing after the edit is passed over.
        """
        for setting, rule in rules:
            for key in self._items(rule, view, edit, whole=whole):
                after = _amounts(setting, _find(rule, view, key))
                if rising and not after:
                    continue
                before = self._before(setting, rule, key)
                if after == before:
                    continue
                for place in dict.fromkeys((*after, *before)):
                    now, then = after.get(place, (0, 0)), before.get(place, (0, 0))
                    if now != then:
                        yield setting, place, (now[0] - then[0], now[1] - then[1])

    def _items(self, rule: Rule, view: Edited, edit: Edit, *, whole: bool) -> Iterable[str]:
        """Return what a rule must be asked about; of the roster as a whole it is asked once."""
        if isinstance(rule, PersonRule):
            return self._lent(view, edit) if whole and rule.code in _OF_UNITS else edit.people
        if isinstance(rule, ShiftRule):
            return sorted(view.places)
        return ("",) if whole else ()

    def _lent(self, view: Edited, edit: Edit) -> Iterable[str]:
        """Return who is touched, and everybody whose unit has a shift that is touched."""
        units = sorted({self.facts.shifts[shift].unit for shift in view.places})
        return dict.fromkeys((*edit.people, *(person for unit in units for person in self._homes[unit])))

    def _before(self, setting: RuleSetting, rule: Rule, key: str) -> Amounts:
        known = setting.code, key
        if known not in self._known:
            self._known[known] = _amounts(setting, _find(rule, self.view, key))
        return self._known[known]

    def _lost(self, view: Edited) -> Iterator[Unfilled]:
        for key in sorted(view.places):
            shift = self.facts.shifts[key]
            for demand in shift.demands:
                now, then = view.filled(shift, demand), self.view.filled(shift, demand)
                more = max(demand.target - now, 0) - max(demand.target - then, 0)
                if more > 0:
                    critical = max(demand.minimum - now, 0) - max(demand.minimum - then, 0)
                    yield Unfilled(shift.id, demand.id, critical, more)


def _find(rule: Rule, view: View, key: str) -> Iterator[Finding]:
    if isinstance(rule, PersonRule):
        return rule.find(view, view.facts.people[key])
    if isinstance(rule, ShiftRule):
        return rule.find(view, view.facts.shifts[key])
    return rule.find(view)


def _amounts(setting: RuleSetting, findings: Iterator[Finding]) -> Amounts:
    found: Amounts = {}
    for finding in findings:
        place = finding.person, finding.shift, finding.demand
        weight = setting.weight if finding.weight is None else finding.weight
        amount, cost = found.get(place, (0, 0))
        found[place] = amount + finding.amount, cost + weight * finding.amount
    return found


def _worse(changes: Iterable[tuple[RuleSetting, Place, tuple[int, int]]]) -> Iterator[Violation]:
    for setting, place, change in changes:
        if change[0] > 0:
            yield _found(setting, place, change)


def _found(setting: RuleSetting, place: Place, change: tuple[int, int]) -> Violation:
    person, shift, demand = place
    penalty = 0 if setting.hard else change[1]
    return Violation(setting.code, setting.hard, change[0], penalty, person, shift, demand)
