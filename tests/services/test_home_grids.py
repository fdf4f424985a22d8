"""The grids one can be at home in."""

from flask import Flask

from scheduler.enums import UnitKind
from scheduler.services.home_grids import GridGroup, grid_by_code, list_home_grids
from tests.factories import make_unit


def test_home_grids_stand_by_community_in_the_order_of_codes(app: Flask) -> None:
    committee = make_unit(kind=UnitKind.COMMITTEE, code="city")
    second = make_unit(committee, UnitKind.COMMUNITY, code="b")
    first = make_unit(committee, UnitKind.COMMUNITY, code="a")
    make_unit(committee, UnitKind.COMMUNITY, code="c")
    b1, a2, a1 = (
        make_unit(parent, code=code) for parent, code in ((second, "b-1"), (first, "a-2"), (first, "a-1"))
    )
    assert list_home_grids() == [GridGroup(first, (a1, a2)), GridGroup(second, (b1,))]


def test_home_grid_without_a_community_stands_alone(app: Flask) -> None:
    alone = make_unit(code="alone")
    assert list_home_grids() == [GridGroup(None, (alone,))]


def test_home_grid_is_found_by_its_code_and_nothing_else_is(app: Flask) -> None:
    community = make_unit(kind=UnitKind.COMMUNITY, code="a")
    grid = make_unit(community, code="a-1")
    assert grid_by_code("a-1") is grid
    for code in ("a", "", "A-1", "a-1\x00", "\ud800", "x" * 10_000):
        assert grid_by_code(code) is None
