"""What a reader chose to see: unit, kind and month from the address, nonsense put right and named."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import request
from flask_babel import gettext

from scheduler.enums import PUBLIC_KINDS, ActivityKind
from scheduler.models import Unit
from scheduler.services.public_events import EventFilter

_MONTH = re.compile(r"(20[0-9]{2}|21[0-8][0-9])-(0[1-9]|1[0-2])")
_ZONE_WITHOUT_UNITS = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A unit and a kind of activity, and what could not be understood, in the reader's words."""

    unit: Unit | None
    kind: ActivityKind | None
    faults: tuple[str, ...]

    @property
    def events(self) -> EventFilter:
        """Return the filter for the services."""
        return EventFilter(self.unit, (self.kind,) if self.kind else PUBLIC_KINDS)


def chosen(units: Sequence[Unit]) -> Chosen:
    """Return what the address asks for; what does not exist counts as not asked for."""
    code, kind_name = request.args.get("unit", ""), request.args.get("kind", "")
    unit = next((unit for unit in units if unit.code == code), None)
    kind = next((kind for kind in PUBLIC_KINDS if kind == kind_name), None)
    faults = []
    if code and unit is None:
        faults.append(gettext("There is no unit with this code, so all units are shown."))
    if kind_name and kind is None:
        faults.append(gettext("There is no such kind of event, so all kinds are shown."))
    return Chosen(unit, kind, tuple(faults))


def month_asked(today: date) -> tuple[date, str | None]:
    """Return the first day of the month that the address asks for, else of this month and why."""
    text = request.args.get("month", "")
    match = _MONTH.fullmatch(text)
    if match:
        return date(int(match[1]), int(match[2]), 1), None
    fault = gettext("This is no month (like 2026-03), so the current one is shown.") if text else None
    return today.replace(day=1), fault


def zone_of(unit: Unit | None, units: Sequence[Unit]) -> str:
    """Return the zone in which a page counts days: the unit's, else that of the first unit."""
    first = unit or next(iter(units), None)
    return first.zone if first else _ZONE_WITHOUT_UNITS
