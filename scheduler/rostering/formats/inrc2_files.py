"""Files of the Second International Nurse Rostering Competition (INRC-II): scenario, history, week."""

import re
from dataclasses import dataclass

from scheduler.rostering.codecs import shown
from scheduler.rostering.formats.calendar import UNIT
from scheduler.rostering.formats.lines import Cursor, Line, lines_of
from scheduler.rostering.problem import (
    MOST_DAYS,
    MOST_PEOPLE,
    Demand,
    History,
    Limits,
    Person,
    PersonSkill,
    ProblemError,
    ShiftType,
)

WEEK_DAYS = 7
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_RANGE = re.compile(r"\(\s*([0-9]+)\s*,\s*([0-9]+)\s*\)")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What holds for all weeks."""

    name: str
    weeks: int
    skills: tuple[str, ...]
    types: dict[str, ShiftType]
    people: dict[str, Person]


@dataclass(frozen=True, slots=True)
class Past:
    """How many weeks lie behind, and what each nurse did in them."""

    weeks: int
    people: dict[str, History]


@dataclass(frozen=True, slots=True)
class Week:
    """One week's demands by (day of the week, shift type), and requests as (nurse, day, types)."""

    demands: dict[tuple[int, str], tuple[Demand, ...]]
    requests: tuple[tuple[str, int, tuple[str, ...]], ...]


def _ranges(line: Line, text: str, number: int) -> list[tuple[int, int]]:
    """Return ``number`` pairs ``(low,high)``."""
    pairs = [(line.whole(low, "a bound"), line.whole(high, "a bound")) for low, high in _RANGE.findall(text)]
    if len(pairs) != number or _RANGE.sub("", text).strip():
        raise line.wrong(f"must hold {number} pair{'s' * (number > 1)} like (2,5), not {shown(text)}")
    for low, high in pairs:
        if low > high:
            raise line.wrong(f"({low},{high}): the first number must not be above the second")
    return pairs


def read_scenario(text: str) -> Scenario:
    """Return what an ``Sc-*.txt`` holds; raises ``ProblemError`` with the line."""
    cursor = Cursor(lines_of(text, comment="#"))
    _, name = cursor.setting("SCENARIO")
    line, value = cursor.setting("WEEKS")
    weeks = line.whole(value, "the number of weeks", most=MOST_DAYS // WEEK_DAYS)
    if weeks == 0:
        raise line.wrong("the number of weeks must not be 0")
    skills: dict[str, str] = {}
    for line in cursor.listed("SKILLS"):
        skills[line.new(line.text, skills, "skill")] = line.text
    types = _successions(cursor, _types(cursor))
    contracts = _contracts(cursor)
    people: dict[str, Person] = {}
    for line in cursor.listed("NURSES"):
        person = _nurse(line, contracts, skills)
        people[line.new(person.id, people, "nurse")] = person
    cursor.end()
    if len(people) > MOST_PEOPLE:
        raise ProblemError("NURSES", f"at most {MOST_PEOPLE} nurses, not {len(people)}")
    return Scenario(name, weeks, tuple(skills), types, people)


def _types(cursor: Cursor) -> dict[str, ShiftType]:
    types: dict[str, ShiftType] = {}
    for line in cursor.listed("SHIFT_TYPES"):
        key, _, bounds = line.text.partition(" ")
        ((fewest, most),) = _ranges(line, bounds, 1)
        line.new(key, types, "shift type")
        types[key] = ShiftType(key, min_consecutive=fewest, max_consecutive=most)
    return types


def _successions(cursor: Cursor, types: dict[str, ShiftType]) -> dict[str, ShiftType]:
    cursor.heading("FORBIDDEN_SHIFT_TYPES_SUCCESSIONS")
    found: dict[str, ShiftType] = {}
    for _ in types:
        line = cursor.take("the forbidden successors of a shift type")
        key, *followers = _counted(line, line.text)
        kind = types[line.known(key, types, "shift type")]
        line.new(key, found, "shift type")
        for name in followers:
            line.known(name, types, "shift type")
        found[key] = ShiftType(key, tuple(followers), kind.min_consecutive, kind.max_consecutive)
    return {key: found[key] for key in types}


def _counted(line: Line, text: str) -> list[str]:
    """Return the name and the items of ``name n item … item``."""
    name, *rest = text.split()
    number = line.whole(rest[0], "the number of items") if rest else 0
    if not rest or number != len(rest) - 1:
        raise line.wrong(f"must hold a name, a number and so many items, not {shown(line.text)}")
    return [name, *rest[1:]]


def _contracts(cursor: Cursor) -> dict[str, Limits]:
    contracts: dict[str, Limits] = {}
    for line in cursor.listed("CONTRACTS"):
        key, _, rest = line.text.partition(" ")
        bounds, _, tail = rest.rpartition(")")
        shifts, days_on, days_off = _ranges(line, f"{bounds})", 3)
        numbers = tail.split()
        if len(numbers) != 2 or numbers[1] not in {"0", "1"}:  # noqa: PLR2004 - the two that the format names
            raise line.wrong(f"must end with the most weekends and 0 or 1, not {shown(tail.strip())}")
        contracts[line.new(key, contracts, "contract")] = Limits(
            min_shifts=shifts[0],
            max_shifts=shifts[1],
            min_consecutive_days=days_on[0],
            max_consecutive_days=days_on[1],
            min_days_off=days_off[0],
            max_days_off=days_off[1],
            max_weekends=line.whole(numbers[0], "the most weekends"),
            complete_weekends=numbers[1] == "1",
        )
    return contracts


def _nurse(line: Line, contracts: dict[str, Limits], skills: dict[str, str]) -> Person:
    name, _, rest = line.text.partition(" ")
    contract, *known = _counted(line, rest) if rest.strip() else [""]
    limits = contracts[line.known(contract, contracts, "contract")]
    return Person(
        id=name,
        unit=UNIT,
        skills=tuple(PersonSkill(line.known(skill, skills, "skill")) for skill in known),
        limits=limits,
    )


def read_history(text: str, scenario: Scenario) -> Past:
    """Return what an ``H0-*.txt`` holds; raises ``ProblemError`` with the line."""
    cursor = Cursor(lines_of(text, comment="#"))
    cursor.heading("HISTORY")
    line = cursor.take("the number of past weeks and the scenario's name")
    weeks, name = line.fields("past weeks, scenario", separator=None)
    _same(line, name, scenario)
    cursor.heading("NURSE_HISTORY")
    people: dict[str, History] = {}
    for row in cursor.until(lambda _: False):
        key, shifts, weekends, last, *runs = row.fields(
            "nurse, assignments, weekends, last shift type, consecutive days of it, "
            "consecutive days on, consecutive days off",
            separator=None,
        )
        row.new(row.known(key, scenario.people, "nurse"), people, "the history of nurse")
        same, days_on, days_off = (row.whole(number, "a number of days") for number in runs)
        people[key] = History(
            known=True,
            last_type=None if last == "None" else row.known(last, scenario.types, "shift type"),
            consecutive_type=same,
            consecutive_days=days_on,
            consecutive_days_off=days_off,
            shifts=row.whole(shifts, "the assignments"),
            weekends=row.whole(weekends, "the weekends"),
        )
    for key in scenario.people:
        if key not in people:
            raise ProblemError("NURSE_HISTORY", f"the history of nurse {shown(key)} is missing")
    return Past(line.whole(weeks, "the past weeks"), people)


def _same(line: Line, name: str, scenario: Scenario) -> None:
    if name != scenario.name:
        raise line.wrong(f"belongs to scenario {shown(name)}, not {shown(scenario.name)}")


def read_week(text: str, scenario: Scenario) -> Week:
    """Return what a ``WD-*.txt`` holds; raises ``ProblemError`` with the line."""
    cursor = Cursor(lines_of(text, comment="#"))
    cursor.heading("WEEK_DATA")
    line = cursor.take("the scenario's name")
    _same(line, line.text, scenario)
    cursor.heading("REQUIREMENTS")
    wanted: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in cursor.until(lambda row: row.text.startswith("SHIFT_OFF_REQUESTS")):
        kind, _, rest = row.text.partition(" ")
        skill, _, bounds = rest.strip().partition(" ")
        post = row.known(kind, scenario.types, "shift type"), row.known(skill, scenario.skills, "skill")
        if post in wanted:
            raise row.wrong(f"the requirement of {kind} {skill} stands twice")
        wanted[post] = _ranges(row, bounds, WEEK_DAYS)
    requests = tuple(_request(row, scenario) for row in cursor.listed("SHIFT_OFF_REQUESTS"))
    cursor.end()
    demands = {
        (day, kind): tuple(_demand(skill, wanted.get((kind, skill)), day) for skill in scenario.skills)
        for day in range(WEEK_DAYS)
        for kind in scenario.types
    }
    return Week(demands, requests)


def _demand(skill: str, bounds: list[tuple[int, int]] | None, day: int) -> Demand:
    minimum, optimum = bounds[day] if bounds is not None else (0, 0)
    return Demand(skill, skill, minimum=minimum, target=optimum, exclusive=True)


def _request(line: Line, scenario: Scenario) -> tuple[str, int, tuple[str, ...]]:
    nurse, kind, day = line.fields("nurse, shift type, day", separator=None)
    line.known(nurse, scenario.people, "nurse")
    line.known(day, _WEEKDAYS, "day of the week")
    types = tuple(scenario.types) if kind == "Any" else (line.known(kind, scenario.types, "shift type"),)
    return nurse, _WEEKDAYS.index(day), types
