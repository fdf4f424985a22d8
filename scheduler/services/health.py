"""Whether the parts that every page needs do answer."""

from sqlalchemy import text

from scheduler.database import db


def ask_database() -> None:
    """Ask the database for nothing in particular; whatever it raises is the answer."""
    db.session.execute(text("SELECT 1"))
