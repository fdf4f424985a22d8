"""What every test may ask for: a database with an empty schema, an application, a client."""

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from scheduler.app import create_app
from scheduler.config import Settings, load_settings
from scheduler.database import Base, db
from scheduler.models import Person

#: Tests that keep more than one core busy, serve one demo city to many, or measure time.
BUSY = (
    "tests/browser/",
    "tests/cli/test_serve.py",
    "tests/jobs/",
    "tests/rostering/formats/test_solving.py",
    "tests/rostering/test_solving.py",
    "tests/services/test_enrolment_races.py",
    "tests/web/volunteer/test_sign_up_load.py",
)
#: Tests that know no database, or bring their own: SCHEDULER_TESTS=database leaves them out.
INDEPENDENT = (
    "tests/benchmark/",
    "tests/browser/",
    "tests/cli/test_benchmark.py",
    "tests/cli/test_roster.py",
    "tests/cli/test_roster_refusals.py",
    "tests/ical/",
    "tests/rostering/",
    "tests/test_architecture.py",
    "tests/test_packaging.py",
    "tests/web/test_translations.py",
)


def _own_database(folder: Path) -> str:
    """Return a fresh database for this test process, on the server that DATABASE_URL names, else a file."""
    wanted = os.environ.get("DATABASE_URL", "")
    if not wanted.startswith("postgres"):
        return f"sqlite:///{folder / 'test.sqlite3'}"
    url = make_url(load_settings({"DATABASE_URL": wanted, "SCHEDULER_INSTANCE": str(folder)}).database_url)
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    name = f"lianfang_test_{run}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        # No test ends the server, so none needs to wait for its disk.
        connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


def _drop_database(database_url: str) -> None:
    url = make_url(database_url)
    if url.get_backend_name() != "postgresql":
        return
    engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{url.database}" WITH (FORCE)'))
    engine.dispose()


class _Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Give the busy tests to one worker, one after the other, and share out all others singly."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(BUSY):
            return "busy"
        return "demo" if nodeid.startswith("tests/demo/") else nodeid  # its modules load the city once each


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Return how tests are shared out among the workers."""
    return _Scheduling(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what another database cannot change, where only that is asked (SCHEDULER_TESTS=database)."""
    if os.environ.get("SCHEDULER_TESTS") != "database":
        return
    left_out = [item for item in items if item.nodeid.startswith(INDEPENDENT)]
    items[:] = [item for item in items if not item.nodeid.startswith(INDEPENDENT)]
    config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where the machine is said to have everything (SCHEDULER_NO_SKIPS=1)."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("SCHEDULER_NO_SKIPS") == "1":
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of the application under test."""
    folder = tmp_path_factory.mktemp("instance")
    return load_settings(
        {
            "SCHEDULER_INSTANCE": str(folder),
            "DATABASE_URL": _own_database(folder),
            "SECRET_KEY": "for-tests-only",
            "CALENDAR_HOST": "calendar.test",
        }
    )


@pytest.fixture(scope="session")
def _application(settings: Settings) -> Iterator[Flask]:
    application = create_app(settings)
    application.config.update(TESTING=False, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    application.extensions["limits"].enabled = False
    with application.app_context():
        db.create_all()
    yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()
    _drop_database(settings.database_url)


@pytest.fixture
def app(_application: Flask) -> Iterator[Flask]:
    """Return the application, inside an application context, over an empty database."""
    with _application.app_context():
        yield _application
        _application.extensions["feed_cache"].clear()  # the next test's rows have the same ids
        db.session.remove()
        with db.engine.connect() as connection:
            _empty(connection.execution_options(writes=True))


def _empty(connection: Connection) -> None:
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    statements = [f'DELETE FROM "{name}"' for name in tables]  # noqa: S608 - names of our own tables
    if connection.dialect.name == "postgresql":  # truncating would make new files, a hundred times slower
        statements += [f"SELECT setval('{name}_id_seq', 1, false)" for name in tables]
        connection.exec_driver_sql("; ".join(statements))
    else:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for statement in statements:
            connection.exec_driver_sql(statement)
    connection.commit()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser that nobody is signed in to."""
    return app.test_client()


@pytest.fixture
def sign_in(client: FlaskClient) -> Callable[[Person], FlaskClient]:
    """Return a function that signs a person in to ``client`` and returns it."""

    def enter(person: Person) -> FlaskClient:
        g.pop("_login_user", None)  # requests share the test's application context, and what it remembers
        with client.session_transaction() as session:
            session["_user_id"] = f"{person.id}.{person.session_key}"
            session["_fresh"] = True
        return client

    return enter
