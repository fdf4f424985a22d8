"""Run Alembic with the application's own database and models."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Enum

from scheduler.database import UtcDateTime, db

options: dict[str, Any] = current_app.extensions["migrate"].configure_args


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as what the database sees, so that old migrations need no project code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def run() -> None:
    """Migrate over a connection of the application's engine."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=db.metadata, render_item=render_item, **options
        )
        with context.begin_transaction():
            context.run_migrations()


run()
