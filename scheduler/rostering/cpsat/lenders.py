"""Lending for the solver: few variables, since large problems have many who can be lent.

People of one unit who are qualified for the same of its minimums on a day share a literal, ``short``, that is
true where one of these is missing, and a number: how many of them are lent all the same.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from scheduler.rostering.cpsat.model import Model, Value
from scheduler.rostering.problem import Demand, Person, PersonSkill, RuleSetting, Shift
from scheduler.rostering.rules.lenders import needs_of


@dataclass(slots=True)
class _Lenders:
    """People who are needed for the same minimums: their literals of being lent, and how many can be."""

    needs: list[tuple[Shift, Demand]]
    lent: list[cp_model.IntVar] = field(default_factory=list)
    most: int = 0

    def lent_while(self, short: cp_model.IntVar, value: Value) -> int:
        """Return in a given roster how many are lent, if they are needed."""
        return sum(map(value, self.lent)) * value(short)


def lender_minimum(model: Model, setting: RuleSetting) -> None:
    """Keep people from being lent while their own unit misses a minimum that they are qualified for."""
    alike: dict[tuple[str, int, tuple[PersonSkill, ...]], _Lenders] = {}
    groups: dict[tuple[tuple[str, str], ...], _Lenders] = {}
    for person in model.facts.problem.people:
        single = model.single(person)
        for day, literals in _lent_by_day(model, person).items():
            key = person.unit, day, person.skills
            if key not in alike:
                needs = needs_of(model.facts, person, day)
                names = tuple((shift.id, demand.id) for shift, demand in needs)
                alike[key] = groups.setdefault(names, _Lenders(needs))
            alike[key].lent += literals
            alike[key].most += 1 if single else len(literals)
    for group in groups.values():
        if group.needs:
            _charge(model, group, setting)


def _lent_by_day(model: Model, person: Person) -> dict[int, list[cp_model.IntVar]]:
    shifts, day = model.facts.shifts, model.facts.day
    days: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for shift, literal in model.on[person.id].items():
        if shifts[shift].unit != person.unit:
            days[day[shift]].append(literal)
    return days


def _charge(model: Model, group: _Lenders, setting: RuleSetting) -> None:
    short = _short(model, group.needs)
    lent = cp_model.LinearExpr.sum(group.lent)
    if setting.hard:
        model.cp.add(lent + group.most * short <= group.most)
        return
    amount = model.cp.new_int_var(0, group.most, "")
    model.cp.add(lent + group.most * short - amount <= group.most)
    model.define(amount, lambda value: group.lent_while(short, value))
    model.charge(amount, setting)
    model.remember(group.most * setting.weight)


def _short(model: Model, needs: list[tuple[Shift, Demand]]) -> cp_model.IntVar:
    """Return a literal that is true where a minimum is missing."""
    short = model.cp.new_bool_var("")
    missing = [(demand.minimum, model.missing(shift, demand)[0]) for shift, demand in needs]
    for most, low in missing:
        model.cp.add(low <= most * short)
    model.define(short, lambda value: any(value(low) for _, low in missing))
    return short
