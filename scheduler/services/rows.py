"""Rows by the numbers that addresses and forms carry, which may be anything."""

from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from scheduler.database import Base, db
from scheduler.errors import NotFound, SchedulerError

#: The databases' whole numbers end here; what lies beyond names no row.
LARGEST_ID = 2**31 - 1
Row = TypeVar("Row", bound=Base)


def get_row(model: type[Row], row_id: int, *, lock: bool = False) -> Row:
    """Return the row of ``model`` with this id, locked if asked for, else raise ``NotFound``."""
    if not 0 < row_id <= LARGEST_ID:
        raise NotFound("not_found")
    row = db.session.get(model, row_id, with_for_update=True if lock else None, populate_existing=lock)
    if row is None:
        raise NotFound("not_found")
    return row


def flush_or(refusal: SchedulerError) -> None:
    """Write what is pending; raise ``refusal`` where somebody else just took what must be unique.

    Inside ``atomic`` only, which undoes the rest.
    """
    try:
        db.session.flush()
    except IntegrityError as clash:
        raise refusal from clash
