"""Boundaries: which GeoJSON is a polygon that maps can draw."""

import json
from typing import Any

import pytest

from scheduler.errors import InvalidInput
from scheduler.services.unit_boundaries import decode_boundary, parse_boundary

SQUARE = [[118.3, 31.2], [118.4, 31.2], [118.4, 31.3], [118.3, 31.3], [118.3, 31.2]]
HOLE = [[118.33, 31.23], [118.36, 31.23], [118.36, 31.26], [118.33, 31.23]]


def _polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def _written_out(text: str) -> str:
    """Return GeoJSON for ``POLYGON coordinates``, any other text as it is."""
    short, found, coordinates = text.partition("POLYGON ")
    return f'{{"type": "Polygon", "coordinates": {coordinates}}}' if found else short


def test_polygon_with_a_hole_is_taken_without_heights() -> None:
    high = [[*point, 12.5] for point in SQUARE]
    assert parse_boundary(json.dumps(_polygon(high, HOLE))) == _polygon(SQUARE, HOLE)


def test_feature_and_collection_of_one_are_taken_for_their_geometry() -> None:
    feature = {"type": "Feature", "properties": {}, "geometry": _polygon(SQUARE)}
    collection = {"type": "FeatureCollection", "features": [feature]}
    assert parse_boundary(json.dumps(feature)) == _polygon(SQUARE)
    assert parse_boundary(json.dumps(collection)) == _polygon(SQUARE)


def test_empty_text_means_no_boundary() -> None:
    assert parse_boundary(" \n") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "boundary.not_json"),
        ("[" * 100_000, "boundary.not_json"),
        ("1" * 5_000, "boundary.not_json"),
        (" " * 100_000 + "x" * 100_001, "boundary.too_large"),
        ("[]", "boundary.not_polygon"),
        ('"Polygon"', "boundary.not_polygon"),
        ('{"type": "Point", "coordinates": [1, 2]}', "boundary.not_polygon"),
        ('{"type": "FeatureCollection", "features": []}', "boundary.not_polygon"),
        ('{"type": "Feature", "geometry": null}', "boundary.not_polygon"),
        ('{"type": "Polygon"}', "boundary.no_points"),
        ("POLYGON []", "boundary.no_points"),
        ("POLYGON [1]", "boundary.no_points"),
        ("POLYGON [[1, 2, 3, 4]]", "boundary.no_points"),
        ("POLYGON [[[1], [2], [3], [1]]]", "boundary.no_points"),
        ('POLYGON [[["1", 2], [2, 3], [3, 1], ["1", 2]]]', "boundary.not_degrees"),
        ("POLYGON [[[NaN, 2], [2, 3], [3, 1], [NaN, 2]]]", "boundary.not_degrees"),
        ("POLYGON [[[true, 2], [2, 3], [3, 1], [true, 2]]]", "boundary.not_degrees"),
        ("POLYGON [[[31.2, 118.3], [2, 3], [3, 1], [31.2, 118.3]]]", "boundary.not_degrees"),
        ("POLYGON [[[0, 0], [1, 0], [0, 0]]]", "boundary.open_ring"),
        ("POLYGON [[[0, 0], [1, 0], [1, 1], [0, 1]]]", "boundary.open_ring"),
        ("POLYGON [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]", "boundary.not_valid"),
        ("POLYGON [[[0, 0], [1, 0], [2, 0], [0, 0]]]", "boundary.not_valid"),
    ],
)
def test_what_is_no_polygon_is_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_boundary(_written_out(text))
    assert (refused.value.field, refused.value.code) == ("boundary", code)


def test_too_many_points_are_refused() -> None:
    ring = [[number / 100, 0] for number in range(5_001)]
    with pytest.raises(InvalidInput) as refused:
        parse_boundary(json.dumps(_polygon([*ring, [0, 1], [0, 0]])))
    assert refused.value.code == "boundary.too_many_points"


def test_uploaded_file_is_utf8_of_limited_size() -> None:
    assert decode_boundary(b"\xef\xbb\xbf{}") == "{}"
    with pytest.raises(InvalidInput) as refused:
        decode_boundary(b"\xff\xfe{}")
    assert refused.value.code == "boundary.not_json"
    with pytest.raises(InvalidInput) as refused:
        decode_boundary(b" " * 200_001)
    assert refused.value.code == "boundary.too_large"
