"""The tree of units as everybody may see it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.database import db
from scheduler.errors import NotFound
from scheduler.models import Person, Unit

_CODE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit in the tree, with the number of volunteers at home in it and below, and what stands below."""

    unit: Unit
    volunteers: int
    children: tuple["UnitNode", ...]


def all_units() -> list[Unit]:
    """Return every unit in the order of the tree: each before what stands below it, brothers by code."""
    return [unit for top in _tree(_by_code(), {}) for unit in _flat(top)]


def unit_tree() -> list[UnitNode]:
    """Return the topmost units with everything below them, brothers by code."""
    units = _by_code()
    return _tree(units, count_volunteers(units))


def top_unit() -> Unit | None:
    """Return the unit above all others; None where there is no unit yet."""
    query = select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.code).limit(1)
    return db.session.scalar(query)


def count_volunteers(units: Sequence[Unit]) -> dict[int, int]:
    """Return the number of active people at home in each unit or below it, by unit id."""
    query = select(Person.home_unit_id, func.count()).where(Person.active).group_by(Person.home_unit_id)
    paths = {unit.id: unit.ancestor_ids for unit in units}
    counts: dict[int, int] = defaultdict(int)
    for home, number in db.session.execute(query):
        for above in paths.get(home, ()):
            counts[above] += number
    return counts


def find_unit(code: str) -> Unit:
    """Return the unit with ``code``, its partners and what stands beside it; raise ``NotFound``."""
    # A code that no unit can have would be an error for some databases, not an empty answer.
    if len(code) > _CODE_LENGTH or not code.isprintable():
        raise NotFound("not_found")
    query = select(Unit).where(Unit.code == code)
    query = query.options(
        joinedload(Unit.parent), selectinload(Unit.partners), selectinload(Unit.children_units)
    )
    unit = db.session.scalar(query)
    if unit is None:
        raise NotFound("not_found")
    return unit


def _by_code() -> list[Unit]:
    return list(db.session.scalars(select(Unit).order_by(Unit.code)))


def _tree(units: Sequence[Unit], counts: Mapping[int, int]) -> list[UnitNode]:
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        below[unit.parent_id].append(unit)

    def node(unit: Unit) -> UnitNode:
        return UnitNode(unit, counts.get(unit.id, 0), tuple(node(child) for child in below[unit.id]))

    return [node(unit) for unit in below[None]]


def _flat(node: UnitNode) -> Iterator[Unit]:
    yield node.unit
    for child in node.children:
        yield from _flat(child)
