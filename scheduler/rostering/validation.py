"""Refuse problems that make no sense, naming the item."""

from collections.abc import Iterable
from datetime import date

from scheduler.rostering.facts import MONDAY, Facts, epoch
from scheduler.rostering.problem import (
    MOST_DAYS,
    MOST_PEOPLE,
    MOST_SHIFTS,
    Assignment,
    Demand,
    History,
    Pairing,
    ProblemError,
    RosterProblem,
    Shift,
)
from scheduler.rostering.rules import RULES
from scheduler.rostering.sizes import check_size
from scheduler.timeutils import is_zone


def validate(problem: RosterProblem) -> None:
    """Raise ``ProblemError`` for the first item that contradicts itself or names what does not exist."""
    _sizes(problem)
    _unique("units", [unit.id for unit in problem.units])
    _unique("people", [person.id for person in problem.people])
    _unique("shifts", [shift.id for shift in problem.shifts])
    _unique("types", [kind.id for kind in problem.types])
    _unique("rules", [rule.code for rule in problem.rules])
    for index, rule in enumerate(problem.rules):
        if rule.code not in RULES:
            raise ProblemError(f"rules[{index}].code", f"there is no rule {rule.code!r}")
        if rule.weight < 0:
            raise ProblemError(f"rules[{index}].weight", "must not be negative")
    units = {unit.id for unit in problem.units}
    for index, person in enumerate(problem.people):
        _known(f"people[{index}].unit", person.unit, units)
        _week(f"people[{index}].history", person.history, problem.start)
    for index, unit in enumerate(problem.units):
        for place, neighbour in enumerate(unit.neighbours):
            _known(f"units[{index}].neighbours[{place}]", neighbour, units)
    for index, shift in enumerate(problem.shifts):
        _known(f"shifts[{index}].unit", shift.unit, units)
        _shift(f"shifts[{index}]", shift)
    check_size(problem)
    _inside_period(problem)
    _references(problem)


def _week(path: str, history: History, start: date) -> None:
    for name, served in (("week_shifts", history.week_shifts), ("week_minutes", history.week_minutes)):
        if served and start.weekday() == MONDAY:
            raise ProblemError(f"{path}.{name}", "must be 0, since the period begins on a Monday")


def _sizes(problem: RosterProblem) -> None:
    if not is_zone(problem.zone):
        raise ProblemError("zone", f"{problem.zone!r} is not a time zone of the IANA database")
    if not 0 < problem.days <= MOST_DAYS:
        raise ProblemError("end", f"the period must have 1 to {MOST_DAYS} days, not {problem.days}")
    if len(problem.people) > MOST_PEOPLE:
        raise ProblemError("people", f"at most {MOST_PEOPLE} people, not {len(problem.people)}")
    if len(problem.shifts) > MOST_SHIFTS:
        raise ProblemError("shifts", f"at most {MOST_SHIFTS} shifts, not {len(problem.shifts)}")


def _unique(path: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key in seen:
            raise ProblemError(f"{path}[{index}]", f"{key!r} occurs twice")
        seen.add(key)


def _known(path: str, key: str, known: Iterable[str]) -> None:
    if key not in known:
        raise ProblemError(path, f"there is no {key!r}")


def _shift(path: str, shift: Shift) -> None:
    if shift.start.tzinfo is None or shift.end.tzinfo is None:
        raise ProblemError(f"{path}.start", "start and end need an offset from UTC")
    if epoch(shift.end) <= epoch(shift.start):
        raise ProblemError(f"{path}.end", "must be after the start")
    if shift.capacity is not None and shift.capacity < 0:
        raise ProblemError(f"{path}.capacity", "must not be negative")
    _unique(f"{path}.demands", [demand.id for demand in shift.demands])
    for index, demand in enumerate(shift.demands):
        _demand(f"{path}.demands[{index}]", demand)
    if len({demand.exclusive for demand in shift.demands}) > 1:
        raise ProblemError(f"{path}.demands", "either all are exclusive or none")


def _demand(path: str, demand: Demand) -> None:
    if not 0 <= demand.minimum <= demand.target:
        raise ProblemError(f"{path}.minimum", "must be between 0 and the target")
    if demand.maximum is not None and demand.maximum < demand.target:
        raise ProblemError(f"{path}.maximum", "must not be below the target")


def _inside_period(problem: RosterProblem) -> None:
    day = Facts(problem).day
    for index, shift in enumerate(problem.shifts):
        if not 0 <= day[shift.id] < problem.days:
            raise ProblemError(f"shifts[{index}].start", "lies outside the period")


def _references(problem: RosterProblem) -> None:
    people = {person.id for person in problem.people}
    shifts = {shift.id: shift for shift in problem.shifts}
    for index, wish in enumerate(problem.availability):
        _known(f"availability[{index}].person", wish.person, people)
        if epoch(wish.end) <= epoch(wish.start):
            raise ProblemError(f"availability[{index}].end", "must be after the start")
    for index, request in enumerate(problem.requests):
        _known(f"requests[{index}].person", request.person, people)
        for place, shift in enumerate(request.shifts):
            _known(f"requests[{index}].shifts[{place}]", shift, shifts)
    for index, pairing in enumerate(problem.pairings):
        _pairing(f"pairings[{index}].people", pairing, people)
    check_assignments(problem, "pins", problem.pins)
    check_assignments(problem, "published", problem.published)


def _pairing(path: str, pairing: Pairing, people: set[str]) -> None:
    _unique(path, pairing.people)
    if len(pairing.people) < 2:  # noqa: PLR2004 - a pair
        raise ProblemError(path, "must name at least two people")
    for place, person in enumerate(pairing.people):
        _known(f"{path}[{place}]", person, people)


def check_assignments(problem: RosterProblem, path: str, assignments: Iterable[Assignment]) -> None:
    """Raise ``ProblemError`` for an assignment that names what does not exist, or occurs twice."""
    people = {person.id for person in problem.people}
    posts = {shift.id: {demand.id: demand for demand in shift.demands} for shift in problem.shifts}
    seen: set[tuple[str, str]] = set()
    for index, item in enumerate(assignments):
        _known(f"{path}[{index}].person", item.person, people)
        _known(f"{path}[{index}].shift", item.shift, posts)
        exclusive = any(demand.exclusive for demand in posts[item.shift].values())
        if item.demand is not None:
            _known(f"{path}[{index}].demand", item.demand, posts[item.shift])
        elif exclusive:
            raise ProblemError(
                f"{path}[{index}].demand", "a shift with exclusive demands needs the post's name"
            )
        if (item.person, item.shift) in seen:
            raise ProblemError(f"{path}[{index}]", f"{item.person!r} is on shift {item.shift!r} twice")
        seen.add((item.person, item.shift))
