"""Run Alembic with the application's own database and models."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Enum

from scheduler.database import UtcDateTime, db

options: dict[str, Any] = current_app.extensions["migrate"].configure_args


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as what the database sees, so that old migrations need no project code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


@contextmanager
def loose_references(connection: Connection) -> Iterator[None]:
    """Let SQLite put tables anew that others refer to; refuse what would then refer to nothing.

    SQLite changes a table by making a copy, dropping the table and giving the copy its name, which foreign
    keys would forbid: https://www.sqlite.org/lang_altertable.html#otheralter
    """
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")  # outside a transaction, within one it does nothing
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def check_references(connection: Connection) -> None:
    """Raise where a row refers to one that is not there, before anything is committed."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        message = f"rows refer to what is not there (table, row, other table, key): {broken[:10]}"
        raise RuntimeError(message)


def run() -> None:
    """Migrate over a connection of the application's engine."""
    with db.engine.connect() as connection, loose_references(connection):
        context.configure(
            connection=connection, target_metadata=db.metadata, render_item=render_item, **options
        )
        with context.begin_transaction():
            context.run_migrations()
            check_references(connection)


run()
