"""What the pages about shifts show, made ready for their templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask_babel import gettext, lazy_gettext

from scheduler.enums import EnrolmentOrigin
from scheduler.models import Enrolment, Shift, Skill, Unit
from scheduler.services.enrolment_waiting import positions
from scheduler.services.shift_inputs import DemandInput
from scheduler.services.shift_lists import skills_on
from scheduler.timeutils import local_date
from scheduler.web.labels import name_of


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One shift in a list, with its number of taken places."""

    shift: Shift
    enrolled: int


@dataclass(frozen=True, slots=True)
class CrewLine:
    """One person on a shift: what they can do that day, and how they came to it."""

    enrolment: Enrolment
    levels: Mapping[int, int]
    skills: str
    origin: str


@dataclass(frozen=True, slots=True)
class DemandLine:
    """One demand and how many of the crew meet it."""

    name: str
    level: int
    minimum: int
    target: int
    maximum: int | None
    present: int


def shift_days(shifts: Sequence[Shift], enrolled: Mapping[int, int]) -> list[tuple[date, list[ShiftLine]]]:
    """Return the shifts under the local days on which they begin, in the order given."""

    def day_of(shift: Shift) -> date:
        return local_date(shift.starts_at, shift.unit.zone)

    return [
        (day, [ShiftLine(shift, enrolled.get(shift.id, 0)) for shift in group])
        for day, group in groupby(shifts, key=day_of)
    ]


def crew_lines(shift: Shift, crew: Sequence[Enrolment], skills: Sequence[Skill]) -> list[CrewLine]:
    """Return the crew with the names of the skills that are valid on the shift's day."""
    origins = {
        EnrolmentOrigin.SELF: gettext("Signed up"),
        EnrolmentOrigin.ROSTER: gettext("By the roster"),
    }
    day = local_date(shift.starts_at, shift.unit.zone)
    lines = []
    for enrolment in crew:
        levels = skills_on(enrolment.person, day)
        names = [f"{name_of(skill)} {levels[skill.id]}" for skill in skills if skill.id in levels]
        lines.append(CrewLine(enrolment, levels, " · ".join(names), origins[enrolment.origin]))
    return lines


@dataclass(frozen=True, slots=True)
class WaitLine:
    """One person on the waiting list: their position while they wait, why a place passed them by."""

    enrolment: Enrolment
    position: int | None
    passed: str


def wait_lines(listed: Sequence[Enrolment]) -> list[WaitLine]:
    """Return the waiting list in turn, what is offered first."""
    where = positions(listed)
    return [
        WaitLine(
            place, where.get(place.id), str(_PASSED.get(place.passed, _PASSED_BY)) if place.passed else ""
        )
        for place in sorted(listed, key=lambda place: place.offer_until is None)
    ]


_PASSED_BY = lazy_gettext("A place passed by: they could not come")
_PASSED = {
    "overlap": lazy_gettext("A place passed by: they are on another shift at that time"),
    "rest": lazy_gettext("A place passed by: too little rest between two shifts"),
    "week_limit": lazy_gettext("A place passed by: they are on enough shifts that week"),
    "elsewhere": lazy_gettext("A place passed by: they live too far away"),
}


def demand_lines(shift: Shift, crew: Sequence[CrewLine]) -> list[DemandLine]:
    """Return the shift's demands, each with the number of people who meet it."""
    return [
        DemandLine(
            name=name_of(demand.skill) if demand.skill else gettext("Anybody"),
            level=demand.level,
            minimum=demand.minimum,
            target=demand.target,
            maximum=demand.maximum,
            present=sum(
                demand.skill_id is None or line.levels.get(demand.skill_id, 0) >= demand.level
                for line in crew
            ),
        )
        for demand in shift.demands
    ]


def template_demand_lines(demands: Sequence[DemandInput]) -> list[DemandLine]:
    """Return a template's demands; nobody meets them yet."""
    return [
        DemandLine(
            name=name_of(demand.skill) if demand.skill else gettext("Anybody"),
            level=demand.level,
            minimum=demand.minimum,
            target=demand.target,
            maximum=demand.maximum,
            present=0,
        )
        for demand in demands
    ]


def own_unit(units: Sequence[Unit], home: Unit, code: str | None = None) -> Unit:
    """Return the unit to suggest: the one named, else the reader's home, else the first."""
    named = [unit for unit in units if unit.code == code]
    return [*named, *(unit for unit in units if unit.id == home.id), *units][0]
