"""Small readers and writers of JSON values, strict and with the path to whatever is wrong."""

import unicodedata
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from scheduler.rostering.problem import ProblemError

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

#: Moments outside these years are mistakes, and near the ends of the calendar zones cannot be reckoned.
FIRST_YEAR, LAST_YEAR = 1900, 2200
#: Longest id and longest name.
LONGEST_ID, LONGEST_NAME = 200, 2_000
#: Greatest count, and greatest weight: sums of their products must stay below 2**63.
MOST, MOST_WEIGHT = 10_000_000, 10_000_000_000

#: So much of a text is shown in a message.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """How one kind of value is read from JSON, which raises ``ProblemError``, and written to it."""

    read: Callable[[object], T]
    write: Callable[[T], Any]


def shown(value: object) -> str:
    """Return a value as a message shows it: short, and on one line."""
    if isinstance(value, str):
        return repr(value) if len(value) <= _SHOWN else f"{value[:_SHOWN]!r}…"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and abs(value) > 10**12:
        return "a huge number"
    return {"None": "null", "True": "true", "False": "false"}.get(str(value), str(value))


def at(path: str, error: ProblemError) -> ProblemError:
    """Return an error found in an item, seen from the container that holds it at ``path``."""
    joint = "" if not error.path or error.path.startswith("[") else "."
    return ProblemError(f"{path}{joint}{error.path}", error.message)


def text(*, longest: int = LONGEST_NAME, empty: bool = True) -> Codec[str]:
    """Return the codec of text that can be stored and shown."""

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise ProblemError("", f"must be text, not {shown(value)}")
        if not value and not empty:
            raise ProblemError("", "must not be empty")
        if len(value) > longest:
            raise ProblemError("", f"must have at most {longest} characters, not {len(value)}")
        if not value.isprintable() and any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in value):
            raise ProblemError("", "must not hold control characters")
        return value

    return Codec(read, lambda value: value)


def whole(least: int = 0, most: int = MOST) -> Codec[int]:
    """Return the codec of a whole number between two bounds, both included."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ProblemError("", f"must be a whole number, not {shown(value)}")
        if not least <= value <= most:
            raise ProblemError("", f"must be between {least} and {most}, not {shown(value)}")
        return value

    return Codec(read, lambda value: value)


def _read_number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ProblemError("", f"must be a number, not {shown(value)}")
    if not 0 <= value <= MOST:  # nor is NaN
        raise ProblemError("", f"must be between 0 and {MOST}, not {shown(value)}")
    return float(value)


def _read_truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ProblemError("", f"must be true or false, not {shown(value)}")
    return value


def _read_day(value: object) -> date:
    message = f"must be a date like 2026-03-01, not {shown(value)}"
    if not isinstance(value, str) or len(value) != len("2026-03-01"):
        raise ProblemError("", message)
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise ProblemError("", message) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ProblemError("", f"must lie between the years {FIRST_YEAR} and {LAST_YEAR}")
    return day


def _read_moment(value: object) -> datetime:
    message = f"must be a moment like 2026-03-01T08:00:00+08:00, not {shown(value)}"
    if not isinstance(value, str) or "T" not in value:
        raise ProblemError("", message)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ProblemError("", message) from error
    if moment.tzinfo is None:
        raise ProblemError("", f"needs an offset from UTC, as in {moment.isoformat()}+08:00")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ProblemError("", f"must lie between the years {FIRST_YEAR} and {LAST_YEAR}")
    return moment


NUMBER = Codec(_read_number, lambda value: value)
TRUTH = Codec(_read_truth, lambda value: value)
DAY = Codec(_read_day, date.isoformat)
MOMENT = Codec(_read_moment, lambda value: value.astimezone(UTC).isoformat())


def choice(kind: type[E]) -> Codec[E]:
    """Return the codec of a member of an enumeration, by its value."""
    members = {member.value: member for member in kind}

    def read(value: object) -> E:
        if not isinstance(value, str) or value not in members:
            raise ProblemError("", f"must be one of {', '.join(members)}, not {shown(value)}")
        return members[value]

    return Codec(read, lambda member: member.value)


def optional(inner: Codec[T]) -> Codec[T | None]:
    """Return the codec of a value that may be ``null``."""
    return Codec(
        lambda value: None if value is None else inner.read(value),
        lambda value: None if value is None else inner.write(value),
    )


def array(inner: Codec[T], *, most: int = MOST) -> Codec[tuple[T, ...]]:
    """Return the codec of a list of at most so many items."""

    def read(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise ProblemError("", f"must be a list, not {shown(value)}")
        if len(value) > most:
            raise ProblemError("", f"must have at most {most} items, not {len(value)}")
        items = []
        for index, item in enumerate(value):
            try:
                items.append(inner.read(item))
            except ProblemError as error:
                raise at(f"[{index}]", error) from error
        return tuple(items)

    return Codec(read, lambda items: [inner.write(item) for item in items])


def members(value: object) -> dict[str, object]:
    """Return what must be a JSON object."""
    if not isinstance(value, dict):
        raise ProblemError("", f"must be an object, not {shown(value)}")
    return value


def mapping(key: Codec[str], inner: Codec[T]) -> Codec[dict[str, T]]:
    """Return the codec of an object with free keys."""

    def read(value: object) -> dict[str, T]:
        found = {}
        for name, item in members(value).items():
            try:
                found[key.read(name)] = inner.read(item)
            except ProblemError as error:
                raise at(f"[{shown(name)}]", error) from error
        return found

    return Codec(read, lambda items: {name: inner.write(item) for name, item in items.items()})


def pairs(inner: Codec[dict[str, T]]) -> Codec[tuple[tuple[str, T], ...]]:
    """Return the codec of pairs that JSON holds as an object."""
    return Codec(lambda value: tuple(inner.read(value).items()), lambda items: inner.write(dict(items)))


def record(kind: type[T], **codecs: Codec[Any]) -> Codec[T]:
    """Return the codec of a dataclass, which names a codec for every field.

    Fields that hold their default are not written; keys that are no field are refused.
    """
    defaults = {item.name: _default(item) for item in fields(kind)}  # type: ignore[arg-type]  # a dataclass
    if defaults.keys() != codecs.keys():
        message = f"{kind.__name__} has other fields: {sorted(defaults.keys() ^ codecs.keys())}"
        raise TypeError(message)

    def read(value: object) -> T:
        given = members(value)
        found = {}
        for name, item in given.items():
            if name not in codecs:
                raise ProblemError("", f"there is no key {shown(name)}; known are {', '.join(codecs)}")
            try:
                found[name] = codecs[name].read(item)
            except ProblemError as error:
                raise at(name, error) from error
        for name, default in defaults.items():
            if default is MISSING and name not in found:
                raise ProblemError(name, "is missing")
        return kind(**found)

    def write(item: T) -> dict[str, Any]:
        values = ((name, getattr(item, name)) for name in codecs)
        return {name: codecs[name].write(value) for name, value in values if value != defaults[name]}

    return Codec(read, write)


def _default(item: Any) -> object:
    return item.default if item.default_factory is MISSING else item.default_factory()
