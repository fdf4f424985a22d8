"""The boundary of a unit: one GeoJSON polygon in degrees (RFC 7946), checked before it is drawn on maps."""

import json
from typing import Any

from shapely import Polygon
from shapely.validation import explain_validity

from scheduler.errors import InvalidInput

FIELD = "boundary"
MOST_BYTES = 200_000
MOST_POINTS = 5_000
_SHORTEST_RING = 4
_FARTHEST = (180, 90)
Point = list[float]


def decode_boundary(data: bytes) -> str:
    """Return the text of an uploaded file; raise ``InvalidInput`` where it is too large or no UTF-8."""
    if len(data) > MOST_BYTES:
        raise InvalidInput(FIELD, "boundary.too_large", most=MOST_BYTES // 1000)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(FIELD, "boundary.not_json") from error


def parse_boundary(text: str) -> dict[str, Any] | None:
    """Return the polygon that ``text`` holds as a GeoJSON geometry, ``None`` for an empty text.

    A feature, or a collection of one, is taken for its geometry. Raises ``InvalidInput``.
    """
    if not text.strip():
        return None
    if len(text) > MOST_BYTES:
        raise InvalidInput(FIELD, "boundary.too_large", most=MOST_BYTES // 1000)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(FIELD, "boundary.not_json") from error
    geometry = _geometry(found)
    rings = _rings(geometry.get("coordinates"))
    _check_shape(rings)
    return {"type": "Polygon", "coordinates": rings}


def _geometry(found: object) -> dict[str, Any]:
    if isinstance(found, dict) and found.get("type") == "FeatureCollection":
        features = found.get("features")
        found = features[0] if isinstance(features, list) and len(features) == 1 else None
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    if not isinstance(found, dict) or found.get("type") != "Polygon":
        raise InvalidInput(FIELD, "boundary.not_polygon")
    return found


def _rings(coordinates: object) -> list[list[Point]]:
    if not isinstance(coordinates, list) or not coordinates:
        raise InvalidInput(FIELD, "boundary.no_points")
    rings = [_ring(ring) for ring in coordinates]
    if sum(len(ring) for ring in rings) > MOST_POINTS:
        raise InvalidInput(FIELD, "boundary.too_many_points", most=MOST_POINTS)
    return rings


def _ring(ring: object) -> list[Point]:
    if not isinstance(ring, list):
        raise InvalidInput(FIELD, "boundary.no_points")
    points = [_point(point) for point in ring]
    if len(points) < _SHORTEST_RING or points[0] != points[-1]:
        raise InvalidInput(FIELD, "boundary.open_ring")
    return points


def _point(point: object) -> Point:
    """Return longitude and latitude; a height is dropped."""
    if not isinstance(point, list) or len(point) < len(_FARTHEST):
        raise InvalidInput(FIELD, "boundary.no_points")
    for value, farthest in zip(point, _FARTHEST, strict=False):
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= farthest:
            raise InvalidInput(FIELD, "boundary.not_degrees")
    return [float(point[0]), float(point[1])]


def _check_shape(rings: list[list[Point]]) -> None:
    polygon = Polygon(rings[0], rings[1:])
    if polygon.is_empty or not polygon.is_valid or not polygon.area:
        raise InvalidInput(FIELD, "boundary.not_valid", reason=explain_validity(polygon))
