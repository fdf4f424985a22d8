"""Which units may lend people to each other."""

from collections.abc import Sequence
from itertools import combinations

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from scheduler.models import Unit


def lending_units(units: Sequence[Unit]) -> dict[int, set[int]]:
    """Return for each unit's id the ids of the units it may lend people to.

    Those are the units whose boundaries touch its own, and the units above and below it: a drill of
    the community takes people of its grids, and the community's own people help in any of them.
    """
    lends: dict[int, set[int]] = {unit.id: set() for unit in units}
    outlines = {unit.id: _outline(unit) for unit in units}
    for one, other in combinations(units, 2):
        if one.contains(other) or other.contains(one) or _touch(outlines[one.id], outlines[other.id]):
            lends[one.id].add(other.id)
            lends[other.id].add(one.id)
    return lends


def _outline(unit: Unit) -> BaseGeometry | None:
    return shape(unit.boundary) if unit.boundary else None


def _touch(one: BaseGeometry | None, other: BaseGeometry | None) -> bool:
    return one is not None and other is not None and bool(one.intersects(other))
