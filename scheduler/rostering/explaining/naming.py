"""How people read what the engine names by ids: names, local dates and times, in Chinese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduler.rostering.problem import RosterProblem

_DAYS_ZH = "一二三四五六日"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Text:
    """Words in Chinese and in English."""

    zh: str
    en: str

    def __add__(self, other: "Text") -> "Text":
        """Join two texts as they are."""
        return Text(self.zh + other.zh, self.en + other.en)


def plain(text: str) -> Text:
    """Return what reads the same in both languages: a person's name."""
    return Text(text, text)


class Names:
    """What people call the people, shifts, units and skills of a problem.

    Names given here go before those of the problem; where neither has one, the id stands.
    """

    def __init__(
        self,
        problem: RosterProblem,
        *,
        people: Mapping[str, str] | None = None,
        shifts: Mapping[str, Text] | None = None,
        skills: Mapping[str, Text] | None = None,
    ) -> None:
        self._zone = ZoneInfo(problem.zone)
        self._people = {person.id: person.name for person in problem.people if person.name} | dict(
            people or {}
        )
        self._units = {unit.id: unit.name or unit.id for unit in problem.units}
        self._shifts = {shift.id: shift for shift in problem.shifts}
        self._titles, self._skills = shifts or {}, skills or {}

    def person(self, key: str) -> str:
        """Return a person's name."""
        return self._people.get(key, key)

    def skill(self, key: str | None) -> Text:
        """Return the name of a skill; ``None`` is anybody."""
        if key is None:
            return Text("人员", "people")
        return self._skills.get(key, plain(key))

    def demand(self, shift: str, key: str) -> Text:
        """Return what a demand asks for."""
        return self.skill(next(post.skill for post in self._shifts[shift].demands if post.id == key))

    def shift(self, key: str) -> Text:
        """Return a shift's title, or its unit and type, with its local date and time."""
        shift = self._shifts[key]
        when = self.span(shift.start, shift.end)
        if key in self._titles:
            title = self._titles[key]
            return Text(f"“{title.zh}”（{when.zh}）", f"“{title.en}” ({when.en})")
        unit = self._units[shift.unit] if len(self._units) > 1 else ""
        kind, quoted = (f"{shift.type} ", f"“{shift.type}”") if shift.type else ("", "")
        return Text(
            f"{unit}{'的' if unit else ''}{when.zh}{quoted}班次",
            f"the {kind}shift{f' of {unit}' if unit else ''} on {when.en}",
        )

    def span(self, start: datetime, end: datetime) -> Text:
        """Return a local date and the hours from start to end."""
        first, last = start.astimezone(self._zone), end.astimezone(self._zone)
        hours = f"{first:%H:%M}–{last:%H:%M}"
        day = first.date()
        return Text(f"{day_of(day).zh}{hours}", f"{day_of(day).en}, {hours}")


def day_of(day: date) -> Text:
    """Return a date with its day of the week."""
    number = day.weekday()
    return Text(
        f"{day.month}月{day.day}日（周{_DAYS_ZH[number]}）",
        f"{_DAYS[number]} {day.day} {_MONTHS[day.month - 1]}",
    )


def hours_of(minutes: int) -> Text:
    """Return a time in hours, to a tenth at most."""
    tenths = f"{minutes / _HOUR:.1f}".removesuffix(".0")
    return Text(f"{tenths}小时", f"{tenths} h")


def listed(items: list[Text]) -> Text:
    """Return several items in a row: "a, b and c"."""
    *front, last = items
    if not front:
        return last
    return Text("、".join(item.zh for item in items), f"{', '.join(item.en for item in front)} and {last.en}")
