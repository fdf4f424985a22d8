"""Judge a roster of an INRC-II instance by the published definition; nothing here comes from the engine."""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from tests.rostering.formats.curtois_scorer import Judgement

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@dataclass
class Instance:
    """The texts of an instance, taken apart."""

    types: dict[str, tuple[int, int]]
    banned: dict[str, set[str]]
    contracts: dict[str, list[int]]
    nurses: dict[str, tuple[str, set[str]]]
    history: dict[str, list[str]]
    weeks: list[str]


def take_apart(scenario: str, history: str, weeks: list[str]) -> Instance:
    lines = [line.split() for line in scenario.splitlines() if line.strip()]
    heads = {line[0]: index for index, line in enumerate(lines)}

    def listed(head: str) -> list[list[str]]:
        first = heads[head] + 1
        return lines[first : first + int(lines[heads[head]][2])]

    types = {row[0]: row[1] for row in listed("SHIFT_TYPES")}
    first = heads["FORBIDDEN_SHIFT_TYPES_SUCCESSIONS"] + 1
    past = history[history.index("NURSE_HISTORY") :].splitlines()[1:]
    return Instance(
        types={name: (_numbers(bounds)[0], _numbers(bounds)[1]) for name, bounds in types.items()},
        banned={row[0]: set(row[2:]) for row in lines[first : first + len(types)]},
        contracts={row[0]: _numbers(" ".join(row[1:])) for row in listed("CONTRACTS")},
        nurses={row[0]: (row[1], set(row[3:])) for row in listed("NURSES")},
        history={row.split()[0]: row.split()[1:] for row in past if row.strip()},
        weeks=weeks,
    )


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def judge(instance: Instance, assignments: list[dict[str, Any]]) -> Judgement:
    """Judge assignments ``{"person", "day", "shift", "skill"}``, the days counted from 0."""
    found = Judgement()
    horizon = 7 * len(instance.weeks)
    plan: dict[str, list[str]] = {nurse: ["-"] * horizon for nurse in instance.nurses}
    present: dict[tuple[int, str, str], int] = defaultdict(int)
    for item in assignments:
        nurse, day, shift, skill = item["person"], item["day"], item["shift"], item["skill"]
        if plan[nurse][day] != "-":
            found.broken.append(f"H1: {nurse} has two shifts on day {day}")
        if skill not in instance.nurses[nurse][1]:
            found.broken.append(f"H4: {nurse} lacks {skill}")
        plan[nurse][day] = shift
        present[day, shift, skill] += 1
    for number, week in enumerate(instance.weeks):
        _week(found, week, 7 * number, plan, present)
    for nurse, days in plan.items():
        _nurse(found, instance, nurse, days)
    return found


def _week(
    found: Judgement,
    text: str,
    first: int,
    plan: dict[str, list[str]],
    present: dict[tuple[int, str, str], int],
) -> None:
    demands, _, requests = text[text.index("REQUIREMENTS") :].partition("SHIFT_OFF_REQUESTS")
    for line in filter(str.strip, demands.splitlines()[1:]):
        shift, skill, bounds = line.split(maxsplit=2)
        for day in range(7):
            minimum, optimum = _numbers(bounds)[2 * day : 2 * day + 2]
            number = present[first + day, shift, skill]
            if number < minimum:
                found.broken.append(f"H2: {shift} {skill} on day {first + day}")
            found.costs["S1"] += 30 * max(optimum - max(number, minimum), 0)
    for line in filter(str.strip, requests.splitlines()[1:]):
        nurse, shift, day_name = line.split()
        held = plan[nurse][first + DAYS.index(day_name)]
        found.costs["S4"] += 10 * (held != "-" if shift == "Any" else held == shift)


def _nurse(found: Judgement, instance: Instance, nurse: str, days: list[str]) -> None:
    shifts, weekends, last, *runs = instance.history[nurse]
    same, on, off = map(int, runs)
    fewest, most, *bounds, most_weekends, complete = instance.contracts[instance.nurses[nurse][0]]
    for before, after in zip([last, *days], days, strict=False):
        if after in instance.banned.get(before, ()):
            found.broken.append(f"H3: {nurse} {after} after {before}")
    worked = "".join("-" if day == "-" else "x" for day in days)
    found.costs["S2"] += 30 * _amiss(worked, "x", "x" * on, bounds[0], bounds[1])
    found.costs["S3"] += 30 * _amiss(worked, "-", "-" * off, bounds[2], bounds[3])
    for kind, (least, greatest) in instance.types.items():
        of_kind = "".join("k" if day == kind else "o" for day in days)
        past = "k" * same if last == kind else ""
        found.costs["S2 types"] += 15 * _amiss(of_kind, "k", past, least, greatest)
    number = int(shifts) + len(days) - days.count("-")
    found.costs["S6"] += 20 * (max(number - most, 0) + max(fewest - number, 0))
    pairs = [worked[sunday - 1 : sunday + 1] for sunday in range(6, len(days), 7)]
    found.costs["S7"] += 30 * max(int(weekends) + sum(pair != "--" for pair in pairs) - most_weekends, 0)
    found.costs["S5"] += 30 * sum(pair in {"x-", "-x"} for pair in pairs) * complete


def _amiss(days: str, wanted: str, past: str, fewest: int, most: int) -> int:
    """Return by how many days the runs of ``wanted`` are too long or, once ended, too short.

    Days before the horizon lengthen the first run, but what was too long already then is not counted again.
    """
    total = 0
    end = 0
    row = past + days
    for sign, group in groupby(row):
        length = len(list(group))
        end += length
        if sign != wanted:
            continue
        ended = end < len(row)
        total += max(length - most, 0) + (max(fewest - length, 0) if ended else 0)
    return total - max(len(past) - most, 0)
