"""Reader of "Employee Shift Scheduling" instances (T. Curtois and R. Qu, 2014; schedulingbenchmarks.org)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from scheduler.rostering.codecs import shown
from scheduler.rostering.formats.calendar import FIRST_DAY, UNIT, ZONE, day_start, shift_id, shift_times
from scheduler.rostering.formats.lines import Line, lines_of
from scheduler.rostering.problem import (
    MOST_DAYS,
    MOST_SHIFTS,
    Availability,
    Demand,
    Limits,
    Person,
    ProblemError,
    Request,
    RosterProblem,
    RuleSetting,
    Shift,
    ShiftType,
    Unit,
    Wish,
)

_HARD = (
    "shifts_per_day",
    "forbidden_succession",
    "shifts_per_type",
    "min_minutes",
    "max_minutes",
    "max_consecutive_days",
    "min_consecutive_days",
    "min_days_off",
    "max_weekends",
    "availability",
)
_SOFT = ("requests", "coverage_target", "coverage_surplus")
#: All weights stand with the requests and the cover.
RULES = tuple(RuleSetting(code, hard=True) for code in _HARD) + tuple(
    RuleSetting(code, hard=False) for code in _SOFT
)


@dataclass(slots=True)
class _Instance:
    """What has been read so far."""

    days: int = 0
    types: dict[str, ShiftType] = field(default_factory=dict)
    minutes: dict[str, int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    days_off: dict[str, set[int]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    cover: dict[tuple[int, str], Demand] = field(default_factory=dict)

    def day(self, line: Line, text: str) -> int:
        """Return a day of the horizon."""
        return line.whole(text, "the day", most=self.days - 1)

    def type(self, line: Line, text: str) -> str:
        """Return the id of a shift type."""
        return line.known(text, self.types, "shift type")

    def person(self, line: Line, text: str) -> str:
        """Return the id of a member of staff."""
        return line.known(text, self.people, "member of staff")


def read_curtois(text: str) -> RosterProblem:
    """Return the problem that an ``InstanceN.txt`` holds; raises ``ProblemError`` with the line."""
    sections = _sections(lines_of(text, comment="#"))
    instance = _Instance()
    for name, reader in _READERS.items():
        reader(instance, sections[name])
    return _problem(instance)


def _sections(lines: list[Line]) -> dict[str, list[Line]]:
    sections: dict[str, list[Line]] = {}
    current: list[Line] | None = None
    for line in lines:
        if line.text.startswith("SECTION_"):
            if line.text not in _READERS:
                raise line.wrong(f"there is no section {shown(line.text)}")
            if line.text in sections:
                raise line.wrong(f"{line.text} stands twice")
            current = sections[line.text] = []
        elif current is None:
            raise line.wrong(f"must name a section, not {shown(line.text)}")
        else:
            current.append(line)
    for name in _READERS:
        if name not in sections:
            raise ProblemError(f"line {lines[-1].number}", f"the file ends without {name}")
    return sections


def _horizon(instance: _Instance, lines: list[Line]) -> None:
    if len(lines) != 1:
        raise ProblemError("SECTION_HORIZON", f"must hold one line, not {len(lines)}")
    instance.days = lines[0].whole(lines[0].text, "the number of days", most=MOST_DAYS)
    if instance.days == 0:
        raise lines[0].wrong("the horizon must have at least one day")


def _types(instance: _Instance, lines: list[Line]) -> None:
    forbidden: list[tuple[Line, list[str]]] = []
    for line in lines:
        key, minutes, followers = line.fields("id, minutes, cannot be followed by")
        line.new(key, instance.types, "shift type")
        instance.minutes[key] = line.whole(minutes, "the length")
        names = [name.strip() for name in followers.split("|") if name.strip()]
        instance.types[key] = ShiftType(key, tuple(names))
        forbidden.append((line, names))
    if instance.days * len(lines) > MOST_SHIFTS:
        raise ProblemError("SECTION_SHIFTS", f"days times shift types must not exceed {MOST_SHIFTS}")
    for line, names in forbidden:
        for name in names:
            instance.type(line, name)


def _staff(instance: _Instance, lines: list[Line]) -> None:
    for line in lines:
        key, per_type, *numbers = line.fields(
            "id, most per shift type, most minutes, fewest minutes, most consecutive shifts, "
            "fewest consecutive shifts, fewest consecutive days off, most weekends"
        )
        line.new(key, instance.people, "member of staff")
        most, fewest, longest, shortest, off, weekends = (line.whole(text, "a limit") for text in numbers)
        limits = Limits(
            max_minutes=most,
            min_minutes=fewest,
            max_consecutive_days=longest,
            min_consecutive_days=shortest,
            min_days_off=off,
            max_weekends=weekends,
            max_per_type=tuple(_per_type(instance, line, per_type).items()),
        )
        instance.people[key] = Person(key, UNIT, limits=limits)


def _per_type(instance: _Instance, line: Line, text: str) -> dict[str, int]:
    limits: dict[str, int] = {}
    for part in filter(None, text.split("|")):
        kind, equals, most = part.partition("=")
        if not equals:
            raise line.wrong(f"must hold limits like E=14|L=0, not {shown(text)}")
        key = line.new(instance.type(line, kind.strip()), limits, "the limit of shift type")
        limits[key] = line.whole(most.strip(), "the limit of a shift type")
    return limits


def _days_off(instance: _Instance, lines: list[Line]) -> None:
    for line in lines:
        key, *days = (part.strip() for part in line.text.split(","))
        wanted = instance.days_off.setdefault(instance.person(line, key), set())
        wanted.update(instance.day(line, day) for day in days if day)


def _requests(wanted: bool) -> Callable[[_Instance, list[Line]], None]:
    def read(instance: _Instance, lines: list[Line]) -> None:
        for line in lines:
            key, day, kind, weight = line.fields("id, day, shift, weight")
            shift = shift_id(instance.day(line, day), instance.type(line, kind))
            cost = line.whole(weight, "the weight")
            instance.requests.append(Request(instance.person(line, key), (shift,), wanted, cost))

    return read


def _cover(instance: _Instance, lines: list[Line]) -> None:
    for line in lines:
        day, kind, wanted, under, over = line.fields("day, shift, requirement, weight under, weight over")
        post = instance.day(line, day), instance.type(line, kind)
        if post in instance.cover:
            raise line.wrong(f"the cover of day {post[0]}, shift {shown(post[1])} stands twice")
        number = line.whole(wanted, "the requirement")
        instance.cover[post] = Demand(
            "cover",
            target=number,
            maximum=number,
            under_weight=line.whole(under, "the weight under"),
            over_weight=line.whole(over, "the weight over"),
        )


_READERS: dict[str, Callable[[_Instance, list[Line]], None]] = {
    "SECTION_HORIZON": _horizon,
    "SECTION_SHIFTS": _types,
    "SECTION_STAFF": _staff,
    "SECTION_DAYS_OFF": _days_off,
    "SECTION_SHIFT_ON_REQUESTS": _requests(wanted=True),
    "SECTION_SHIFT_OFF_REQUESTS": _requests(wanted=False),
    "SECTION_COVER": _cover,
}


def _problem(instance: _Instance) -> RosterProblem:
    return RosterProblem(
        zone=ZONE,
        start=FIRST_DAY,
        end=FIRST_DAY + timedelta(days=instance.days),
        units=(Unit(UNIT),),
        people=tuple(instance.people.values()),
        shifts=tuple(_shift(instance, day, kind) for day in range(instance.days) for kind in instance.types),
        rules=RULES,
        types=tuple(instance.types.values()),
        availability=tuple(_unavailable(instance)),
        requests=tuple(instance.requests),
    )


def _shift(instance: _Instance, day: int, kind: str) -> Shift:
    start, end = shift_times(day, instance.minutes[kind])
    demand = instance.cover.get((day, kind))
    return Shift(
        id=shift_id(day, kind),
        unit=UNIT,
        start=start,
        end=end,
        demands=(demand,) if demand is not None else (),
        type=kind,
        minutes=instance.minutes[kind],
    )


def _unavailable(instance: _Instance) -> list[Availability]:
    """Return the fixed days off, days in a row as one interval."""
    found = []
    for person, days in instance.days_off.items():
        for first in sorted(day for day in days if day - 1 not in days):
            after = first
            while after in days:
                after += 1
            found.append(Availability(person, day_start(first), day_start(after), Wish.UNAVAILABLE))
    return found
