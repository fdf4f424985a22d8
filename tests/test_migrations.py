"""The migrations build what the models describe, and can be taken back."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import column, inspect, table, text

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


_ROWS: tuple[tuple[str, dict[str, object]], ...] = (
    (
        "unit",
        {
            "id": 1,
            "code": "u",
            "kind": "grid",
            "path": "/1/",
            "name": "u",
            "zone": "Asia/Shanghai",
            **dict.fromkeys(("name_en", "party_branch", "contact"), ""),
            **dict.fromkeys(("households", "residents", "children", "older_people", "disabled_people"), 0),
            "cancel_cutoff_hours": 24,
            "min_rest_hours": 8,
            "version": 1,
            "updated": "2026-03-02 01:00:00",
        },
    ),
    (
        "person",
        {
            "id": 1,
            "name": "p",
            "phone": "1",
            "session_key": "k",
            "language": "en",
            "home_unit_id": 1,
            "consent_version": "",
            "active": True,
            "pledged_hours_per_week": 4,
            "max_shifts_per_week": 3,
            "version": 1,
            "created": "2026-03-02 01:00:00",
            "updated": "2026-03-02 01:00:00",
        },
    ),
    (
        "shift",
        {
            "id": 1,
            "unit_id": 1,
            "kind": "patrol",
            "title": "s",
            "place": "",
            "notes": "",
            "capacity": 1,
            "starts_at": "2026-03-05 01:00:00",
            "ends_at": "2026-03-05 03:00:00",
            "status": "active",
            "open_for_sign_up": True,
            "sequence": 0,
            "version": 1,
            "created": "2026-03-02 01:00:00",
            "updated": "2026-03-02 01:00:00",
        },
    ),
    (
        "enrolment",
        {
            "id": 7,
            "shift_id": 1,
            "person_id": 1,
            "seat": 1,
            "origin": "self",
            "status": "confirmed",
            "sequence": 0,
            "created": "2026-03-02 01:00:00",
            "updated": "2026-03-02 01:00:00",
        },
    ),
)


def test_places_survive_the_waiting_lists_and_their_end(bare: Flask) -> None:
    upgrade(revision="0002")
    with db.engine.connect() as connection:
        for name, values in _ROWS:
            row = table(name, *map(column, values))
            connection.execute(row.insert().values(values))
        connection.commit()
    upgrade(revision="0003")
    assert _execute("SELECT seat, turn, status FROM enrolment") == [(1, 7, "confirmed")]
    assert _execute("SELECT offer_hours, waiting_list_most FROM unit") == [(12, None)]
    _execute("UPDATE enrolment SET seat = NULL, status = 'waiting', sequence = 1")
    downgrade(revision="0002")
    assert _execute("SELECT seat, status FROM enrolment") == [(None, "cancelled")]


def _execute(statement: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        result = connection.execute(text(statement))
        rows = [tuple(row) for row in result] if result.returns_rows else []
        connection.commit()
    return rows
