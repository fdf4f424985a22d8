"""How near a unit is to where a person is at home."""

from collections.abc import Iterable
from enum import IntEnum

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from scheduler.models import Unit


class Nearness(IntEnum):
    """From the own unit to anywhere; people may sign up for patrols and duties up to ``NEIGHBOUR``."""

    OWN = 0
    NEIGHBOUR = 1
    COMMUNITY = 2
    ELSEWHERE = 3


def nearness(home: Unit, units: Iterable[Unit]) -> dict[int, Nearness]:
    """Return how near each of ``units`` is to ``home``, by unit id.

    Neighbours are the units that may lend people to each other: those whose boundaries touch, and
    those above and below. The same community means the same unit right above.
    """
    outline = _outline(home)
    return {unit.id: _between(home, outline, unit) for unit in units}


def _between(home: Unit, outline: BaseGeometry | None, unit: Unit) -> Nearness:
    if unit.id == home.id:
        return Nearness.OWN
    if unit.contains(home) or home.contains(unit):
        return Nearness.NEIGHBOUR
    other = _outline(unit) if outline is not None else None
    if outline is not None and other is not None and outline.intersects(other):
        return Nearness.NEIGHBOUR
    if unit.parent_id is not None and unit.parent_id == home.parent_id:
        return Nearness.COMMUNITY
    return Nearness.ELSEWHERE


def _outline(unit: Unit) -> BaseGeometry | None:
    return shape(unit.boundary) if unit.boundary else None
