"""The demo city as plain rows, to look at without a database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from scheduler.database import Base, db
from scheduler.demo.city import Stage, load_city

#: A Sunday evening in UTC, which is Monday morning in the city.
NOW = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
Rows = dict[str, list[dict[str, Any]]]


def load(folder: Path, stage: Stage = Stage.PLANNED, seed: int = 1) -> list[str]:
    """Load the city into an empty database and return what was reported meanwhile."""
    said: list[str] = []
    load_city(folder, stage=stage, seed=seed, now=NOW, report=said.append)
    return said


def snapshot() -> Rows:
    """Return the rows of all tables, by table."""
    return {
        table.name: [dict(row) for row in db.session.execute(select(table).order_by(table.c.id)).mappings()]
        for table in Base.metadata.sorted_tables
    }
