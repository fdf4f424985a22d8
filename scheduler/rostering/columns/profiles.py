"""Profiles: people whose limits are alike share a machine and its sums."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from scheduler.rostering.columns.labels import DAY_SECONDS, Label, Labels
from scheduler.rostering.columns.machine import Machine, build_machine
from scheduler.rostering.columns.parts import DayKind, FewestInWeek, Pairs, Part, Runs, Weekends, WeekSums
from scheduler.rostering.columns.sums import Sum, is_on, price_of, sums_of
from scheduler.rostering.facts import Facts
from scheduler.rostering.problem import Person
from scheduler.rostering.rules.limits import served
from scheduler.rostering.rules.weekends import saturday_before

#: Limits of shifts per type multiply the states; beyond this factor the master keeps them.
_MOST_FACTOR = 10
#: The limits that shape a machine or a sum, by the rule that keeps them.
_LIMITS = {
    "rest": "min_rest_minutes",
    "shifts_per_week": "max_shifts_per_week",
    "minutes_per_week": "max_minutes_per_week",
    "min_shifts_per_week": "min_shifts_per_week",
    "min_minutes_per_week": "min_minutes_per_week",
    "min_per_type": "min_per_type",
    "max_consecutive_days": "max_consecutive_days",
    "min_consecutive_days": "min_consecutive_days",
    "max_days_off": "max_days_off",
    "min_days_off": "min_days_off",
    "complete_weekends": "complete_weekends",
    "min_shifts": "min_shifts",
    "max_shifts": "max_shifts",
    "min_minutes": "min_minutes",
    "max_minutes": "max_minutes",
    "max_weekends": "max_weekends",
}


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit per type that the master keeps: so many of a person's shifts have one of these labels."""

    person: int
    labels: frozenset[int]
    most: int


@dataclass(frozen=True)
class Profile:
    """People (numbers) with one machine; ``starts`` are their states before the first day."""

    people: list[int]
    starts: list[int]
    machine: Machine
    sums: list[Sum]
    kind_of_day: list[int]


def make_profiles(facts: Facts, labels: Labels) -> tuple[list[Profile], list[Cap]]:
    """Return the profiles, and the limits that the master has to keep; raises ``TooLarge``."""
    kinds, kind_of_day = _day_kinds(facts)
    groups: dict[object, list[int]] = {}
    kept: list[tuple[tuple[str, int], ...]] = []
    caps: list[Cap] = []
    for number, person in enumerate(facts.problem.people):
        mine, others = _type_limits(facts, labels, person)
        kept.append(mine)
        caps += [Cap(number, labels.of_type(kind), most) for kind, most in others]
        groups.setdefault(_key(facts, labels, person, mine), []).append(number)
    profiles = []
    for people in groups.values():
        members = [facts.problem.people[number] for number in people]
        parts = _parts(facts, labels, members[0])
        sums = sums_of(facts, labels, members[0], kept[people[0]])
        steps = np.array([s.steps for s in sums], dtype=np.int64).reshape(-1, labels.width)
        starts = [tuple(part.start(person) for part in parts) for person in members]
        machine = build_machine(parts, starts, kinds, steps)
        profiles.append(Profile(people, machine.starts, machine, sums, kind_of_day))
    return profiles, caps


def _day_kinds(facts: Facts) -> tuple[list[DayKind], list[int]]:
    saturdays = {saturday for saturday, _ in facts.weekends if saturday is not None}
    sundays = {sunday for _, sunday in facts.weekends if sunday is not None}
    kinds: dict[DayKind, int] = {}
    of_day = []
    for day in range(facts.days):
        kind = DayKind(facts.weekday(day) == 0, day in saturdays, day in sundays)
        of_day.append(kinds.setdefault(kind, len(kinds)))
    return list(kinds), of_day


def _key(facts: Facts, labels: Labels, person: Person, kept: tuple[tuple[str, int], ...]) -> object:
    limits, past = person.limits, person.history
    values = tuple(getattr(limits, name) for code, name in _LIMITS.items() if is_on(facts, code))
    fair = (person.pledged_minutes, past.recent_minutes) if is_on(facts, "fairness") else ()
    if is_on(facts, "fairness_unpopular") and any(label.unpopular for label in labels.all):
        fair = (*fair, person.pledged_minutes, past.recent_unpopular)
    return values, kept, fair, past.shifts, past.minutes, past.weekends


def _type_limits(
    facts: Facts, labels: Labels, person: Person
) -> tuple[tuple[tuple[str, int], ...], list[tuple[str, int]]]:
    """Split the limits per type that can bind: those that the machine keeps, and those left to the master."""
    if not facts.hard("shifts_per_type"):
        return (), []
    most = _most_shifts(facts, labels, person)
    kept: list[tuple[str, int]] = []
    others: list[tuple[str, int]] = []
    factor = 1
    for kind, limit in sorted(set(person.limits.max_per_type), key=lambda item: (item[1], item[0])):
        if not 0 < limit < most or not labels.of_type(kind):
            continue
        if factor * (limit + 1) <= _MOST_FACTOR:
            factor *= limit + 1
            kept.append((kind, limit))
        else:
            others.append((kind, limit))
    return tuple(kept), others


def _most_shifts(facts: Facts, labels: Labels, person: Person) -> int:
    limits, past, most = person.limits, person.history, facts.days
    if facts.hard("max_shifts") and limits.max_shifts is not None:
        most = min(most, limits.max_shifts - past.shifts)
    shortest = min(label.minutes for label in labels.all)
    if facts.hard("max_minutes") and limits.max_minutes is not None and shortest > 0:
        most = min(most, (limits.max_minutes - past.minutes) // shortest)
    return most


def _parts(facts: Facts, labels: Labels, person: Person) -> list[Part]:
    limits = person.limits
    judged = limits.complete_weekends and is_on(facts, "complete_weekends")
    every, off = frozenset(range(1, labels.width)), frozenset([0])
    found: list[Part | None] = [
        Weekends(judged, price_of(facts, "complete_weekends"), partial(saturday_before, facts)),
        Pairs(_pairs(facts, labels, person)),
        _runs(
            facts, every, "consecutive_days", limits.max_consecutive_days, limits.min_consecutive_days,
            lambda person: person.history.consecutive_days,
        ),
        _runs(
            facts, off, "days_off", limits.max_days_off, limits.min_days_off,
            lambda person: person.history.consecutive_days_off,
        ),
        *_weeks(facts, labels, person),
        *_type_runs(facts, labels),
    ]  # fmt: skip
    return [part for part in found if part is not None]


def _runs(
    facts: Facts,
    labels: frozenset[int],
    name: str,
    most: int | None,
    fewest: int | None,
    before: Callable[[Person], int],
) -> Runs | None:
    longest, shortest = f"max_{name}", f"min_{name}"
    most = most if is_on(facts, longest) else None
    fewest = fewest if is_on(facts, shortest) and (fewest or 0) > 1 else None
    if most is None and fewest is None:
        return None
    return Runs(labels, most, price_of(facts, longest), fewest, price_of(facts, shortest), before)


def _type_runs(facts: Facts, labels: Labels) -> list[Runs]:
    if not is_on(facts, "consecutive_type"):
        return []
    price = price_of(facts, "consecutive_type")
    found = []
    for kind in facts.problem.types:
        most = kind.max_consecutive
        fewest = kind.min_consecutive if (kind.min_consecutive or 0) > 1 else None
        if most is not None or fewest is not None:
            before = _before(kind.id)
            found.append(Runs(labels.of_type(kind.id), most, price, fewest, price, before))
    return found


def _before(kind: str) -> Callable[[Person], int]:
    return lambda person: person.history.consecutive_type if person.history.last_type == kind else 0


def _weeks(facts: Facts, labels: Labels, person: Person) -> Iterator[Part]:
    limits = person.limits
    minutes = (0, *(label.minutes for label in labels.all))
    for name, amounts, most, fewest in (
        ("shifts", (0, *[1] * len(labels.all)), limits.max_shifts_per_week, limits.min_shifts_per_week),
        ("minutes", minutes, limits.max_minutes_per_week, limits.min_minutes_per_week),
    ):
        before = partial(served, minutes=name == "minutes")
        # A first week that is cut has a past, which may bring a limit near.
        within = most is None or (7 * max(amounts) <= most and facts.weekday(0) == 0)
        if most is not None and not within and is_on(facts, f"{name}_per_week"):
            yield WeekSums(amounts, most, price_of(facts, f"{name}_per_week"), before)
        if fewest and is_on(facts, f"min_{name}_per_week"):
            yield FewestInWeek(amounts, fewest, price_of(facts, f"min_{name}_per_week"), before)


def _pairs(facts: Facts, labels: Labels, person: Person) -> tuple[tuple[int | None, ...], ...]:
    nothing: list[int | None] = [0] * labels.width
    rows = [tuple(nothing)]
    for earlier in labels.all:
        row: list[int | None] = [0]
        for later in labels.all:
            prices = [price_of(facts, code) for code in _broken(facts, person, earlier, later)]
            row.append(None if None in prices else sum(price or 0 for price in prices))
        rows.append(tuple(row))
    return tuple(rows)


def _broken(facts: Facts, person: Person, earlier: Label, later: Label) -> list[str]:
    """Return the rules that two shifts on consecutive days break."""
    gap = later.start + DAY_SECONDS - earlier.end
    codes = []
    if gap < 0:
        codes.append("overlap")
    elif gap < 60 * (person.limits.min_rest_minutes or 0):
        codes.append("rest")
    kind = facts.types.get(earlier.type)
    if kind is not None and later.type in kind.forbidden_next:
        codes.append("forbidden_succession")
    return codes
