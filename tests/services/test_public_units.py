"""The tree of units as everybody sees it, with the number of volunteers in each."""

import pytest
from flask import Flask

from scheduler.errors import NotFound
from scheduler.models import Partner
from scheduler.services.public_units import all_units, find_unit, top_unit, unit_tree
from tests.factories import make_person, make_unit, save


def test_units_come_in_the_order_of_the_tree(app: Flask) -> None:
    assert all_units() == []
    assert top_unit() is None
    second, first = make_unit(code="b"), make_unit(code="a")
    late, early = make_unit(second, code="b-2"), make_unit(second, code="b-1")
    below = make_unit(late, code="a-0")
    assert all_units() == [first, second, early, late, below]
    assert top_unit() == first


def test_tree_counts_the_active_volunteers_in_each_unit_and_below(app: Flask) -> None:
    top = make_unit(code="a")
    grid, empty = make_unit(top, code="a-1"), make_unit(top, code="a-2")
    make_person(top)
    for _ in range(2):
        make_person(grid)
    make_person(grid, active=False)
    [node] = unit_tree()
    assert (node.unit, node.volunteers) == (top, 3)
    assert [(child.unit, child.volunteers) for child in node.children] == [(grid, 2), (empty, 0)]


def test_unit_is_found_with_what_stands_beside_it(app: Flask) -> None:
    top = make_unit(code="a")
    grid = make_unit(top, code="a-1")
    partner = save(Partner(unit_id=grid.id, name="安康大药房"))
    assert find_unit("a-1").partners == [partner]
    assert find_unit("a-1").parent == top
    assert find_unit("a").children_units == [grid]


@pytest.mark.parametrize("code", ["nothing", "\0", "x" * 5000, ""])
def test_unknown_unit_is_not_found(app: Flask, code: str) -> None:
    with pytest.raises(NotFound):
        find_unit(code)
