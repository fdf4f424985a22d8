"""The planned city, loaded once for all tests that only look at it (they share one worker)."""

from pathlib import Path

import pytest
from flask import Flask

from scheduler.demo.city import clear_city
from tests.demo.snapshots import Rows, load, snapshot


@pytest.fixture(scope="session")
def city(_application: Flask, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Return the rows of the city that the stage ``planned`` loads."""
    folder: Path = tmp_path_factory.mktemp("city")
    with _application.app_context():
        load(folder)
        rows = snapshot()
        clear_city(folder)
    return rows
