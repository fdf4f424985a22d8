"""The grids that a person can be at home in."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased, contains_eager

from scheduler.database import db
from scheduler.enums import UnitKind
from scheduler.models import Unit


@dataclass(frozen=True, slots=True)
class GridGroup:
    """The grids of one unit, usually a community; ``parent`` is ``None`` for grids that stand alone."""

    parent: Unit | None
    grids: tuple[Unit, ...]


def list_home_grids() -> list[GridGroup]:
    """Return all grids by the unit above them, both in the order of their codes."""
    above = aliased(Unit)
    query = (
        select(Unit)
        .outerjoin(Unit.parent.of_type(above))
        .options(contains_eager(Unit.parent.of_type(above)))
        .where(Unit.kind == UnitKind.GRID)
        .order_by(above.code, Unit.code)
    )
    groups: dict[Unit | None, list[Unit]] = {}
    for grid in db.session.scalars(query):
        groups.setdefault(grid.parent, []).append(grid)
    return [GridGroup(parent, tuple(grids)) for parent, grids in groups.items()]


def grid_by_code(code: str) -> Unit | None:
    """Return the grid with ``code``, if there is one; any text may be asked for."""
    if not code.isprintable():  # some databases refuse the very question
        return None
    return db.session.scalar(select(Unit).where(Unit.code == code, Unit.kind == UnitKind.GRID))
