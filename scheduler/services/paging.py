"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from scheduler.database import db

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """``items`` of page ``number`` (from 1) of ``pages``; ``total`` rows in all."""

    items: Sequence[Row]
    number: int
    pages: int
    total: int


def paginate(query: Select[Row], *, number: int, size: int = 25) -> Page[Row]:
    """Return page ``number`` of a query for one kind of row; a number out of range means the nearest page."""
    counted: Select[Any] = select(func.count()).select_from(query.order_by(None).subquery())
    total = db.session.scalar(counted) or 0
    pages = max(1, -(-total // size))
    number = min(max(1, number), pages)
    rows = db.session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(rows, number, pages, total)
