"""A map of grids as shapes for an inline SVG: no tiles, no scripts, nothing from elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import cos, isfinite, radians
from typing import Any

from scheduler.models import Shift, Unit
from scheduler.services.public_events import next_event_for

#: Width of the drawing in its own units; its height follows from the shapes.
WIDTH = 1000
_MARGIN = 12
_HIGHEST = 1400
_SOON, _LATER = timedelta(days=7), timedelta(days=30)

Point = tuple[float, float]
Ring = list[Point]


class Nearness(StrEnum):
    """How soon the next training or drill is that the people of a grid may go to."""

    SOON = "soon"
    LATER = "later"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Area:
    """One grid on the map and in the table beside it; ``path`` is empty where no boundary is known."""

    number: int
    unit: Unit
    event: Shift | None
    nearness: Nearness
    path: str = ""
    label: Point = (0, 0)


@dataclass(frozen=True, slots=True)
class GridMap:
    """All areas, in the order of their numbers, and the height of the drawing (0: nothing to draw)."""

    areas: tuple[Area, ...]
    height: int


def grid_map(grids: Sequence[Unit], by_unit: Mapping[int, Shift], *, now: datetime) -> GridMap:
    """Return the map of ``grids``, each with the next event its people may go to."""
    rings = {grid.id: list(_rings(grid.boundary)) for grid in grids}
    frame = _Frame([point for shape in rings.values() for ring in shape for point in ring])
    areas = []
    for number, grid in enumerate(grids, start=1):
        event = next_event_for(grid, by_unit)
        shape = [[frame.place(point) for point in ring] for ring in rings[grid.id]]
        areas.append(
            Area(number, grid, event, nearness(event, now), _path(shape), _middle(shape) if shape else (0, 0))
        )
    return GridMap(tuple(areas), frame.height)


def nearness(event: Shift | None, now: datetime) -> Nearness:
    """Return how soon ``event`` is."""
    if event is None or event.starts_at - now > _LATER:
        return Nearness.NONE
    return Nearness.SOON if event.starts_at - now <= _SOON else Nearness.LATER


def _rings(boundary: Any) -> Iterator[Ring]:
    """Yield the outer rings of a GeoJSON polygon or of several, whatever else was stored left out."""
    geometry = boundary if isinstance(boundary, dict) else {}
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        return
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(geometry.get("type")), [])
    for polygon in polygons:
        ring = [point for raw in (polygon[:1] or [[]])[0] if (point := _point(raw))]
        if len(ring) > 3:  # noqa: PLR2004 - three corners and the first again
            yield ring


def _point(raw: Any) -> Point | None:
    try:
        east, north = float(raw[0]), float(raw[1])
    except (TypeError, ValueError, IndexError, KeyError):
        return None
    on_earth = isfinite(east) and isfinite(north) and abs(east) <= 180 and abs(north) < 90  # noqa: PLR2004 - degrees
    return (east, north) if on_earth else None


class _Frame:
    """Degrees to the drawing's own units: true to shape at the latitude of its middle."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.height = 0
        if not points:
            return
        self._west, self._north = min(p[0] for p in points), max(p[1] for p in points)
        south = min(p[1] for p in points)
        self._narrowing = cos(radians((self._north + south) / 2))
        wide = (max(p[0] for p in points) - self._west) * self._narrowing or 1e-9
        high = self._north - south or 1e-9
        self._scale = min((WIDTH - 2 * _MARGIN) / wide, (_HIGHEST - 2 * _MARGIN) / high)
        self._left = (WIDTH - wide * self._scale) / 2
        self.height = round(high * self._scale) + 2 * _MARGIN

    def place(self, point: Point) -> Point:
        east = (point[0] - self._west) * self._narrowing * self._scale + self._left
        south = (self._north - point[1]) * self._scale + _MARGIN
        return round(east, 1), round(south, 1)


def _path(shape: Sequence[Ring]) -> str:
    return " ".join("M" + "L".join(f"{x:g},{y:g}" for x, y in ring) + "Z" for ring in shape)


def _middle(shape: Sequence[Ring]) -> Point:
    """Return the centre of gravity of the largest ring, where its number is written."""
    return max((_centroid(ring) for ring in shape), key=lambda found: found[0])[1]


def _centroid(ring: Ring) -> tuple[float, Point]:
    """Return the area of a closed ring and its centre of gravity."""
    double, x, y = 0.0, 0.0, 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = ax * by - bx * ay
        double, x, y = double + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    if not double:
        return 0.0, ring[0]
    return abs(double) / 2, (round(x / (3 * double), 1), round(y / (3 * double), 1))
