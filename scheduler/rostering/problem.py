"""What the engine is asked: people, shifts with demands, wishes, pins, and the rules to keep."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

#: Most people, shifts and days that a problem may have; a model beyond them would not fit into memory.
MOST_PEOPLE, MOST_SHIFTS, MOST_DAYS = 50_000, 100_000, 400
#: Most unpopular points of a shift: fairness takes a step for each.
MOST_POINTS = 10


class ProblemError(ValueError):
    """A problem that makes no sense; ``path`` leads to the item (``people[3].skills[0].level``)."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message


class Wish(StrEnum):
    """What a person says about an interval of time."""

    AVAILABLE = "available"
    PREFERRED = "preferred"
    UNWANTED = "unwanted"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Unit:
    """A grid or any other unit; its people may be lent to shifts of its neighbours."""

    id: str
    neighbours: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class PersonSkill:
    """A skill at a level (1 is the lowest), valid on both dates and between; ``None`` is open."""

    skill: str
    level: int = 1
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person may or must do; ``None`` means no limit. Minutes are minutes of shifts."""

    min_rest_minutes: int | None = None
    max_shifts_per_day: int | None = 1
    max_shifts_per_week: int | None = None
    max_minutes_per_day: int | None = None
    max_minutes_per_week: int | None = None
    min_minutes_per_day: int | None = None
    min_shifts_per_week: int | None = None
    min_minutes_per_week: int | None = None
    min_shifts: int | None = None
    max_shifts: int | None = None
    min_minutes: int | None = None
    max_minutes: int | None = None
    min_consecutive_days: int | None = None
    max_consecutive_days: int | None = None
    min_days_off: int | None = None
    max_days_off: int | None = None
    max_weekends: int | None = None
    complete_weekends: bool = False
    max_per_type: tuple[tuple[str, int], ...] = ()
    min_per_type: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """What happened before the first day.

    ``known`` False means that runs touching the first day are never charged for being short.
    ``recent_minutes`` and ``recent_unpopular`` are the service of the last 90 days and its unpopular points,
    for fairness. ``week_shifts`` and ``week_minutes`` were served since the Monday of the week in which the
    period begins. The other sums count towards the limits of the period.
    """

    known: bool = False
    last_end: datetime | None = None
    last_type: str | None = None
    consecutive_days: int = 0
    consecutive_days_off: int = 0
    consecutive_type: int = 0
    shifts: int = 0
    minutes: int = 0
    weekends: int = 0
    week_shifts: int = 0
    week_minutes: int = 0
    recent_minutes: int = 0
    recent_unpopular: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be assigned; ``pledged_minutes`` is what she offers per week, for fairness.

    A ``newcomer`` should have somebody experienced beside her.
    """

    id: str
    unit: str
    skills: tuple[PersonSkill, ...] = ()
    limits: Limits = field(default_factory=Limits)
    history: History = field(default_factory=History)
    pledged_minutes: int = 240
    newcomer: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """How many people a shift must (minimum), should (target) and may (maximum) contain.

    Exclusive: a person fills exactly one post of the shift and must have its skill. Covering: whoever is on
    the shift counts for every demand she is qualified for. Weights override those of the coverage rules.
    """

    id: str
    skill: str | None = None
    level: int = 1
    minimum: int = 0
    target: int = 1
    maximum: int | None = None
    exclusive: bool = False
    under_weight: int | None = None
    over_weight: int | None = None


@dataclass(frozen=True, slots=True)
class ShiftType:
    """A type of shift, and the types that may not follow it on the next day."""

    id: str
    forbidden_next: tuple[str, ...] = ()
    min_consecutive: int | None = None
    max_consecutive: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """Where and when people are wanted: ``[start, end)``, aware; ``minutes`` overrides its length.

    ``lead`` is the skill that leads it, each holder at most ``people_per_lead`` others. ``unpopular`` are the
    points that whoever serves it collects, for fairness.
    """

    id: str
    unit: str
    start: datetime
    end: datetime
    demands: tuple[Demand, ...] = ()
    capacity: int | None = None
    type: str = ""
    minutes: int | None = None
    lead: str | None = None
    people_per_lead: int = 7
    unpopular: int = 0


@dataclass(frozen=True, slots=True)
class Availability:
    """A person's wish for an interval ``[start, end)``; the strongest refusal that touches a shift counts."""

    person: str
    start: datetime
    end: datetime
    wish: Wish


@dataclass(frozen=True, slots=True)
class Request:
    """A person asks for (``wanted``) or against all of ``shifts``.

    Wanted is granted by any of them; unwanted is broken once however many of them she gets.
    """

    person: str
    shifts: tuple[str, ...]
    wanted: bool
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Pairing:
    """People who should be on the same shifts (``together``), or never two of them on the same one.

    ``weight`` overrides that of the rules ``together`` and ``apart``.
    """

    people: tuple[str, ...]
    together: bool
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person on a shift; ``demand`` names the post of an exclusive demand, else it is ``None``."""

    person: str
    shift: str
    demand: str | None = None


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """A rule to keep: hard, or soft with a penalty of ``weight`` for each unit of its amount."""

    code: str
    hard: bool
    weight: int = 1


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """Everything the solver is told; dates ``[start, end)`` in ``zone``. ``validation.validate`` vets it."""

    zone: str
    start: date
    end: date
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    shifts: tuple[Shift, ...]
    rules: tuple[RuleSetting, ...]
    types: tuple[ShiftType, ...] = ()
    availability: tuple[Availability, ...] = ()
    requests: tuple[Request, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    pins: tuple[Assignment, ...] = ()
    published: tuple[Assignment, ...] = ()
    name: str = ""

    @property
    def days(self) -> int:
        """Return how many days are planned."""
        return (self.end - self.start).days
