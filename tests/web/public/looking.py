"""Look at a page as its reader does: with a session and a language of its own."""

from flask.testing import FlaskClient
from sqlalchemy import event

from scheduler.database import db


def english(client: FlaskClient, path: str) -> str:
    """Return a page as a browser that asks for English gets it."""
    with client.application.app_context():
        return client.get(path, headers={"Accept-Language": "en-GB,en;q=0.9"}).text


def queries_of(client: FlaskClient, path: str) -> int:
    """Return how many statements ``path`` sends to the database."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with client.application.app_context():
            assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
