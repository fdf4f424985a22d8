"""The migrations build what the models describe, and can be taken back."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from scheduler.database import Base, db


@pytest.fixture
def bare(app: Flask) -> Iterator[Flask]:
    """Return the application over a database without tables; the models' tables are put back at the end."""
    db.drop_all()
    yield app
    db.session.remove()
    with db.engine.connect() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        connection.commit()
    db.drop_all()
    db.create_all()


def _differences() -> list[object]:
    with db.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def test_migrations_up_down_up_match_the_models(bare: Flask) -> None:
    upgrade()
    assert _differences() == []
    downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    upgrade()
    assert _differences() == []
