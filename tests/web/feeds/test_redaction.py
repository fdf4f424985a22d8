"""The secret of a private calendar's address stands in no log."""

import logging

import pytest
from flask.testing import FlaskClient

from scheduler.services import feeds
from scheduler.web.feeds.redaction import redact
from tests.factories import make_person
from tests.web.feeds.scenes import fetch, private_path

SECRET = "wL3-x_Yz0123456789abcdefABCDEF"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            f'"GET /calendar/private/{SECRET}.ics HTTP/1.1" 200',
            '"GET /calendar/private/[redacted].ics HTTP/1.1" 200',
        ),
        (f"/calendar/private/{SECRET}", "/calendar/private/[redacted]"),
        (
            f"https://x/calendar/private/{SECRET}.ics?lang=en",
            "https://x/calendar/private/[redacted].ics?lang=en",
        ),
        (f"<Request 'http://x/calendar/private/{SECRET}.ics' [GET]>", None),
        (f"/calendar/private/{SECRET}.ics /calendar/private/{SECRET}.ics", None),
        ("/calendar/units/xf.ics", "/calendar/units/xf.ics"),
        ("/calendar/private/", "/calendar/private/"),
    ],
)
def test_redacted_text_keeps_all_but_the_secret(text: str, shown: str | None) -> None:
    assert redact(text) == (shown if shown is not None else text.replace(SECRET, "[redacted]"))


class _Atoms(dict[str, str]):
    """What a server hands to its access log: a mapping that also answers for unknown names."""

    def __getitem__(self, key: str) -> str:
        return super().get(key, "-")


@pytest.mark.usefixtures("app")
def test_access_log_of_a_server_shows_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    line = f"GET /calendar/private/{SECRET}.ics HTTP/1.1"
    with caplog.at_level(logging.INFO):
        logging.getLogger("gunicorn.access").info('%(h)s "%(r)s" %(s)s', _Atoms(r=line, s="200"))
        logging.getLogger("werkzeug").info('%s - "%s" %s', "127.0.0.1", line, "200")
    assert caplog.messages == [
        '- "GET /calendar/private/[redacted].ics HTTP/1.1" 200',
        '127.0.0.1 - "GET /calendar/private/[redacted].ics HTTP/1.1" 200',
    ]


@pytest.mark.usefixtures("app")
def test_traceback_shows_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    fault = ValueError(f"cannot serve /calendar/private/{SECRET}.ics")
    logging.getLogger("waitress").error("failed", exc_info=fault)
    assert "cannot serve /calendar/private/[redacted].ics" in caplog.text
    assert SECRET not in caplog.text


def test_fault_while_serving_logs_no_secret(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = private_path(make_person())

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError(f"while serving {path}")

    monkeypatch.setattr(feeds, "private_state", fail)
    fetch(client, path, 503)
    assert "while serving /calendar/private/[redacted].ics" in caplog.text
    assert path not in caplog.text
