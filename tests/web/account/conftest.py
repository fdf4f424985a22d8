"""Browsers for the tests of account pages."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.database import db
from scheduler.enums import UnitKind
from scheduler.models import Unit
from tests.factories import make_unit


class Browser(FlaskClient):
    """A browser whose every request stands alone, as on a server: no one is signed in from an earlier one."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request, then let the test see what it wrote."""
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.rollback()
        return answer

    def send(self, path: str, **fields: str) -> TestResponse:
        """Send a form with the token of the page that shows it, as people do."""
        page = self.get(path).text
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
        return self.post(path, data={"csrf_token": token[1] if token else "", **fields})


def without_token(page: str) -> str:
    """Return a page without what is random in it."""
    return re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", page)


@pytest.fixture
def open_browser(app: Flask) -> Callable[[], Browser]:
    """Return a function that opens a browser without cookies."""
    return lambda: Browser(app, app.response_class, use_cookies=True)


@pytest.fixture
def browser(open_browser: Callable[[], Browser]) -> Browser:
    """Return a browser without cookies."""
    return open_browser()


@pytest.fixture
def grid(app: Flask) -> Unit:
    """Return a grid of a community, both with English names."""
    community = make_unit(kind=UnitKind.COMMUNITY, code="guihua", name="桂花社区", name_en="Guihua")
    return make_unit(community, code="guihua-1", name="桂花一网格", name_en="Guihua 1")


@pytest.fixture
def _forgeries_refused(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def _attempts_counted(app: Flask) -> Iterator[None]:
    limits = app.extensions["limits"]
    limits.enabled = True
    limits.reset()
    yield
    limits.reset()
    limits.enabled = False
