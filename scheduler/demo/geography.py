"""A small fictional town: twelve irregular grids that share their borders exactly."""

from random import Random
from typing import Any

from shapely import unary_union
from shapely.geometry import Polygon, mapping

_COLUMNS, _ROWS = 6, 2
_WEST, _SOUTH = 118.300, 31.250
_WIDE, _HIGH = 0.0062, 0.0068
_JITTER = 0.0013

Point = tuple[float, float]


def _corners(rng: Random) -> dict[tuple[int, int], Point]:
    """Return the corners of a bent lattice with a further bend in the middle of each side."""
    points = {}
    for column in range(2 * _COLUMNS + 1):
        for row in range(2 * _ROWS + 1):
            east = _WEST + column * _WIDE / 2 + rng.uniform(-_JITTER, _JITTER)
            north = _SOUTH + row * _HIGH / 2 + rng.uniform(-_JITTER, _JITTER)
            points[column, row] = (round(east, 6), round(north, 6))
    return points


def grid_polygons(seed: int) -> list[list[Polygon]]:
    """Return for each community the polygons of its four grids, as (east, north) degrees."""
    points = _corners(Random(seed))
    communities: list[list[Polygon]] = [[], [], []]
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            west, south = 2 * column, 2 * row
            ring = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)]
            polygon = Polygon([points[west + x, south + y] for x, y in ring])
            communities[column // 2].append(polygon)
    return communities


def outline(polygons: list[Polygon]) -> Polygon:
    """Return the common outline of neighbouring polygons."""
    merged = unary_union(polygons)
    if not isinstance(merged, Polygon):
        message = "the polygons do not touch"
        raise TypeError(message)
    return Polygon(merged.exterior)


def geojson(polygon: Polygon) -> dict[str, Any]:
    """Return a polygon as a GeoJSON geometry."""
    shape = mapping(polygon)
    return {
        "type": shape["type"],
        "coordinates": [[list(point) for point in ring] for ring in shape["coordinates"]],
    }
