"""Judge a roster of a Curtois-Qu instance by the published definition; nothing here comes from the engine."""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Judgement:
    """Hard rules that are broken, in words, and what the roster costs by kind of cost."""

    broken: list[str] = field(default_factory=list)
    costs: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def score(self) -> int:
        return sum(self.costs.values())


def _sections(text: str) -> dict[str, list[list[str]]]:
    sections: dict[str, list[list[str]]] = {}
    for row in csv.reader(text.splitlines()):
        cells = [cell.strip() for cell in row]
        if not cells or not cells[0] or cells[0].startswith("#"):
            continue
        if cells[0].startswith("SECTION_"):
            rows = sections.setdefault(cells[0].removeprefix("SECTION_"), [])
        else:
            rows.append(cells)
    return sections


def _runs(worked: list[bool]) -> list[tuple[bool, int, bool]]:
    """Return (working, length, whether it touches an end of the horizon) of each run of days."""
    runs: list[tuple[bool, int, bool]] = []
    start = 0
    for day in range(1, len(worked) + 1):
        if day == len(worked) or worked[day] != worked[start]:
            runs.append((worked[start], day - start, start == 0 or day == len(worked)))
            start = day
    return runs


def judge(text: str, assignments: list[dict[str, Any]]) -> Judgement:
    """Judge assignments ``{"person", "day", "shift"}``."""
    sections = _sections(text)
    horizon = int(sections["HORIZON"][0][0])
    found = Judgement()
    plan: dict[str, dict[int, str]] = {row[0]: {} for row in sections["STAFF"]}
    for item in assignments:
        days = plan[item["person"]]
        if item["day"] in days:
            found.broken.append(f"{item['person']} has two shifts on day {item['day']}")
        assert 0 <= item["day"] < horizon
        days[item["day"]] = item["shift"]
    for row in sections["STAFF"]:
        _staff(found, row, plan[row[0]], sections, horizon)
    _days_off(found, sections, plan)
    _costs(found, sections, plan)
    return found


def _staff(
    found: Judgement, row: list[str], days: dict[int, str], sections: dict[str, list[list[str]]], horizon: int
) -> None:
    person, most_each = row[0], row[1]
    most_minutes, fewest_minutes, longest, shortest, days_off, weekends = map(int, row[2:])
    length = {shift[0]: int(shift[1]) for shift in sections["SHIFTS"]}
    banned = {shift[0]: set(filter(None, shift[2].split("|"))) for shift in sections["SHIFTS"]}
    for day, shift in days.items():
        if days.get(day + 1) in banned[shift]:
            found.broken.append(f"{person}: {days[day + 1]} after {shift} on day {day + 1}")
    for limit in most_each.split("|"):
        shift, most = limit.split("=")
        if sum(held == shift for held in days.values()) > int(most):
            found.broken.append(f"{person}: too many shifts {shift}")
    minutes = sum(length[shift] for shift in days.values())
    if not fewest_minutes <= minutes <= most_minutes:
        found.broken.append(f"{person}: {minutes} minutes")
    _row(found, person, [day in days for day in range(horizon)], (longest, shortest, days_off))
    if sum(day in days or day + 1 in days for day in range(5, horizon, 7)) > weekends:
        found.broken.append(f"{person}: too many weekends")


def _row(found: Judgement, person: str, worked: list[bool], limits: tuple[int, int, int]) -> None:
    longest, shortest, days_off = limits
    for working, number, touches in _runs(worked):
        if working and number > longest:
            found.broken.append(f"{person}: {number} shifts in a row")
        if working and number < shortest and not touches:
            found.broken.append(f"{person}: only {number} shifts in a row")
        if not working and number < days_off and not touches:
            found.broken.append(f"{person}: only {number} days off in a row")


def _days_off(
    found: Judgement, sections: dict[str, list[list[str]]], plan: dict[str, dict[int, str]]
) -> None:
    for person, *days in sections["DAYS_OFF"]:
        found.broken += [f"{person} works on day off {day}" for day in days if int(day) in plan[person]]


def _costs(found: Judgement, sections: dict[str, list[list[str]]], plan: dict[str, dict[int, str]]) -> None:
    for person, day, shift, weight in sections.get("SHIFT_ON_REQUESTS", []):
        if plan[person].get(int(day)) != shift:
            found.costs["requests"] += int(weight)
    for person, day, shift, weight in sections.get("SHIFT_OFF_REQUESTS", []):
        if plan[person].get(int(day)) == shift:
            found.costs["requests"] += int(weight)
    for day, shift, wanted, under, over in sections["COVER"]:
        present = sum(days.get(int(day)) == shift for days in plan.values())
        found.costs["under"] += int(under) * max(int(wanted) - present, 0)
        found.costs["over"] += int(over) * max(present - int(wanted), 0)
