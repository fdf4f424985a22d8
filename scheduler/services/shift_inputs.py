"""What a shift or a template may say: lengths, times, capacity and demands."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.errors import InvalidInput
from scheduler.models import Skill

TITLE_LENGTH = 120
PLACE_LENGTH = 200
NOTES_LENGTH = 2_000
REASON_LENGTH = 200
MOST_PLACES = 1_000
LONGEST = timedelta(hours=48)
FARTHEST = timedelta(days=731)
MOST_DEMANDS = 40


@dataclass(frozen=True, slots=True)
class DemandInput:
    """How many people with ``skill`` at ``level`` are wanted; without a skill, anybody counts."""

    skill: Skill | None
    level: int = 1
    minimum: int = 0
    target: int = 1
    maximum: int | None = None


def clean_line(field: str, text: str, *, most: int, required: bool = False) -> str:
    """Return one line of text without surrounding space.

    Raises ``InvalidInput`` for ``field`` where it is too long, missing although ``required``, or
    holds a character that no keyboard types (control characters, halves of surrogate pairs).
    """
    return _clean(field, text, most=most, required=required, allowed="")


def clean_text(field: str, text: str, *, most: int) -> str:
    """Return text of several lines, parted by line feeds; raises as ``clean_line`` does."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _clean(field, plain, most=most, required=False, allowed="\n\t")


def _clean(field: str, text: str, *, most: int, required: bool, allowed: str) -> str:
    text = text.strip()
    if required and not text:
        raise InvalidInput(field, "required")
    if len(text) > most:
        raise InvalidInput(field, "too_long", most=most)
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in allowed for sign in text):
        raise InvalidInput(field, "shift.control_characters")
    return text


def check_interval(starts_at: datetime, ends_at: datetime) -> None:
    """Raise ``InvalidInput`` unless the end comes after the start, by 48 hours at most."""
    if ends_at <= starts_at:
        raise InvalidInput("ends_at", "shift.end_before_start")
    if ends_at - starts_at > LONGEST:
        raise InvalidInput("ends_at", "shift.too_long", hours=LONGEST // timedelta(hours=1))


def check_start(starts_at: datetime, *, now: datetime) -> None:
    """Raise ``InvalidInput`` where the start has passed, or lies more than two years ahead."""
    if starts_at < now:
        raise InvalidInput("starts_at", "shift.in_past")
    if starts_at - now > FARTHEST:
        raise InvalidInput("starts_at", "shift.too_far")


def check_end(ends_at: datetime, *, now: datetime) -> None:
    """Raise ``InvalidInput`` where the end has passed."""
    if ends_at <= now:
        raise InvalidInput("ends_at", "shift.in_past")


def check_places(capacity: int, demands: Sequence[DemandInput]) -> None:
    """Raise ``InvalidInput`` unless each demand makes sense and all minimums fit into ``capacity``.

    A refusal of one demand carries its ``number``, counted from 1.
    """
    if not 1 <= capacity <= MOST_PLACES:
        raise InvalidInput("capacity", "shift.capacity_range", most=MOST_PLACES)
    skills = [demand.skill.id if demand.skill else None for demand in demands]
    if len(set(skills)) < len(skills):
        raise InvalidInput("demands", "demand.duplicate")
    if len(demands) > MOST_DEMANDS:
        raise InvalidInput("demands", "demand.too_many", most=MOST_DEMANDS)
    for number, demand in enumerate(demands, start=1):
        _check_demand(number, demand, capacity)
    needed = sum(demand.minimum for demand in demands if demand.skill)
    if needed > capacity:
        raise InvalidInput("capacity", "shift.capacity_below_minimums", needed=needed)


def _check_demand(number: int, demand: DemandInput, capacity: int) -> None:
    most_level = demand.skill.max_level if demand.skill else 1
    if not 1 <= demand.level <= most_level:
        raise InvalidInput("demands", "demand.level", number=number, most=most_level)
    if demand.minimum < 0 or demand.target < 1:
        raise InvalidInput("demands", "demand.nothing_wanted", number=number)
    if demand.target < demand.minimum:
        raise InvalidInput("demands", "demand.target_below_minimum", number=number)
    if demand.maximum is not None and demand.maximum < demand.target:
        raise InvalidInput("demands", "demand.maximum_below_target", number=number)
    if max(demand.target, demand.maximum or 0) > capacity:
        raise InvalidInput("demands", "demand.above_capacity", number=number, capacity=capacity)
