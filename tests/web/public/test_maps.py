"""The map: shapes in the drawing's own units, and what was stored by mistake left out."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from scheduler.enums import ActivityKind
from scheduler.models import Unit
from scheduler.web.public.maps import Nearness, grid_map, nearness
from tests.factories import NOW, make_shift, make_unit

DAY = timedelta(days=1)


def _square(west: float, south: float, size: float = 1) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def test_shapes_fill_the_drawing_with_north_above(app: Flask) -> None:
    # on the equator a degree is as long eastwards as northwards
    grids = [
        make_unit(boundary={"type": "Polygon", "coordinates": [_square(10, -1)]}),
        make_unit(boundary={"type": "Polygon", "coordinates": [_square(11, 0)]}),
    ]
    drawn = grid_map(grids, {}, now=NOW)
    assert drawn.height == 1000
    south_west, north_east = drawn.areas
    assert [area.number for area in drawn.areas] == [1, 2]
    assert south_west.path == "M12,988L500,988L500,500L12,500L12,988Z"
    assert south_west.label == (256.0, 744.0)
    assert north_east.label == (744.0, 256.0)


def test_several_polygons_are_one_shape_labelled_in_the_largest(app: Flask) -> None:
    shape = {
        "type": "MultiPolygon",
        "coordinates": [[_square(0, 0, 0.1)], [_square(1, 0), _square(1.2, 0.2, 0.1)]],
    }
    [area] = grid_map([make_unit(boundary=shape)], {}, now=NOW).areas
    assert area.path.count("M") == 2
    assert area.label[0] > 500


NONSENSE: list[Any] = [
    None,
    {},
    [],
    "x",
    {"type": "Point", "coordinates": [1, 2]},
    {"type": "Polygon"},
    {"type": "Polygon", "coordinates": []},
    {"type": "Polygon", "coordinates": [[]]},
    {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
    {"type": "Polygon", "coordinates": [[["a", "b"], None, [1], [2, 3], {}]]},
    {"type": "Polygon", "coordinates": [[[1e9, 1], [float("nan"), 2], [3, 90], [1, 1]]]},
    {"type": "MultiPolygon", "coordinates": [[], [[]]]},
]


@pytest.mark.parametrize("boundary", NONSENSE)
def test_grid_without_a_boundary_is_in_the_table_only(boundary: Any) -> None:
    grid = Unit(id=1, path="/1/", boundary=boundary)
    drawn = grid_map([grid], {}, now=NOW)
    assert drawn.height == 0
    assert [(area.unit, area.path) for area in drawn.areas] == [(grid, "")]


def test_boundary_without_area_is_drawn_all_the_same(app: Flask) -> None:
    line = {"type": "Polygon", "coordinates": [[[1, 1], [1, 1], [1, 1], [1, 1]]]}
    [area] = grid_map([make_unit(boundary=line)], {}, now=NOW).areas
    assert area.path.startswith("M")


@pytest.mark.parametrize(
    ("days", "near"), [(7, Nearness.SOON), (7.1, Nearness.LATER), (30, Nearness.LATER), (30.1, Nearness.NONE)]
)
def test_colour_tells_how_soon_the_next_event_is(app: Flask, days: float, near: Nearness) -> None:
    event = make_shift(make_unit(), kind=ActivityKind.DRILL, starts_at=NOW + days * DAY)
    assert nearness(event, NOW) is near
    assert nearness(None, NOW) is Nearness.NONE
