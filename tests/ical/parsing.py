"""RFC 5545 bytes as a tree of components, read by the letter and without any library."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^":;])*)*):(.*)', re.DOTALL)
_ZONES = available_timezones()
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^":;])*)')


@dataclass(frozen=True)
class Line:
    """A content line: name and parameter names in capitals, the value as it stands."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Component:
    """What stands between a BEGIN and its END."""

    name: str
    lines: list[Line] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)

    def named(self, name: str) -> list[Line]:
        """Return the lines of one property."""
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str:
        """Return the value of the first line of a property, or an empty string."""
        return next((line.value for line in self.lines if line.name == name), "")

    def of_kind(self, name: str) -> list["Component"]:
        """Return the direct children of one kind."""
        return [child for child in self.children if child.name == name]

    def walk(self) -> Iterator["Component"]:
        """Yield the component and everything inside it."""
        yield self
        for child in self.children:
            yield from child.walk()


def unfold(body: bytes) -> list[str]:
    """Return the logical lines of a calendar; a broken UTF-8 sequence shows as U+FFFD."""
    joined = re.sub(rb"\r?\n[ \t]", b"", body)
    return joined.decode(errors="replace").replace("\r\n", "\n").removesuffix("\n").split("\n")


def parse_line(text: str) -> Line:
    """Read one logical line; raises ValueError."""
    match = _LINE.fullmatch(text)
    if match is None:
        message = f"not a content line: {text[:60]!r}"
        raise ValueError(message)
    parameters = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(match[2])}
    return Line(match[1].upper(), parameters, match[3])


def parse(body: bytes) -> Component:
    """Read a calendar; raises ValueError where it is not balanced or a line cannot be read."""
    root = Component("")
    stack = [root]
    for text in unfold(body):
        line = parse_line(text)
        if line.name == "BEGIN":
            stack[-1].children.append(Component(line.value))
            stack.append(stack[-1].children[-1])
        elif line.name == "END":
            if stack.pop().name != line.value or not stack:
                message = f"END:{line.value} closes nothing"
                raise ValueError(message)
        elif len(stack) == 1:
            message = f"{line.name} stands outside of everything"
            raise ValueError(message)
        else:
            stack[-1].lines.append(line)
    if len(stack) > 1 or [child.name for child in root.children] != ["VCALENDAR"]:
        message = "not exactly one closed VCALENDAR"
        raise ValueError(message)
    return root.children[0]


def moment(line: Line) -> datetime | None:
    """Return the UTC moment of a DATE-TIME with its zone; None for anything else."""
    match = re.fullmatch(r"(\d{8}T\d{6})(Z?)", line.value)
    zone = line.parameters.get("TZID", "")
    if match is None or bool(match[2]) == bool(zone) or (zone and zone not in _ZONES):
        return None
    try:
        local = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:  # no such day or hour
        return None
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if zone else local


def interval(event: Component) -> tuple[datetime | None, datetime | None]:
    """Return start and end of an event; None where one cannot be told."""
    starts, ends = event.named("DTSTART"), event.named("DTEND")
    return (moment(starts[0]) if starts else None), (moment(ends[0]) if ends else None)
