"""Keep the secret addresses of calendars and bookings out of every log of the process, the server's too."""

import logging
import re
from collections.abc import Callable
from typing import Any

_SECRET = re.compile(r"(/calendar/private/|/bookings/)[^\s\"'<>?#/]+?(?=\.ics|[\s\"'<>?#/]|$)")
_SIGNS = ("/calendar/private/", "/bookings/")
_FORMATTER = logging.Formatter()

RecordFactory = Callable[..., logging.LogRecord]


def redact(text: str) -> str:
    """Return ``text`` with the secret of every private address in it struck out."""
    return _SECRET.sub(r"\1[redacted]", text)


def _has_secret(text: str) -> bool:
    return any(sign in text for sign in _SIGNS)


def redact_logs() -> None:
    """Let every log record of this process lose such secrets as it is made, whoever writes it."""
    made = logging.getLogRecordFactory()
    if not isinstance(made, _Redacting):
        logging.setLogRecordFactory(_Redacting(made))


class _Redacting:
    """A factory of log records: message and traceback are looked through before anybody sees them."""

    def __init__(self, make: RecordFactory) -> None:
        self._make = make

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self._make(*args, **kwargs)
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):  # the handler says what is wrong with the format
            return record
        if _has_secret(message):
            record.msg, record.args = redact(message), None
        if record.exc_info:
            trace = _FORMATTER.formatException(record.exc_info)
            if _has_secret(trace):
                record.exc_text = redact(trace)
        return record
