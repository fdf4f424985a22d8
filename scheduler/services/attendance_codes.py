"""Codes that prove somebody is at the place: they change every minute and hold for two at most.

A code is an HMAC (RFC 2104) of shift and minute under the server's secret, so that no table of codes is kept
and every process of the server knows them. What a code is for is part of what is hashed: none serves for
another.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

WINDOW = timedelta(seconds=60)
#: A code holds in its own window and the next: a photograph sent home is too old soon.
_WINDOWS = 2
_LINK_LETTERS = 10
_DIGITS = 6
_DISPLAY_LETTERS = 24


@dataclass(frozen=True, slots=True)
class Code:
    """What the screen at the place shows: the end of a link, digits to type, and when they change."""

    link: str
    digits: str
    changes_at: datetime


def code_at(shift_id: int, *, secret: str, now: datetime) -> Code:
    """Return the code of a shift in the minute of ``now``."""
    window = _window(now)
    changes = datetime.fromtimestamp((window + 1) * WINDOW.total_seconds(), tz=UTC)
    return Code(_link(shift_id, window, secret), _typed(shift_id, window, secret), changes)


def link_holds(shift_id: int, code: str, *, secret: str, now: datetime) -> bool:
    """Tell whether ``code`` ends a link that the shift's screen showed just now."""
    known = [_link(shift_id, window, secret) for window in _current(now)]
    return _is_among(code.strip().upper(), known)


def digits_hold(shift_id: int, typed: str, *, secret: str, now: datetime) -> bool:
    """Tell whether ``typed`` are digits that the shift's screen showed just now.

    There are a million only: whoever asks must count the attempts.
    """
    known = [_typed(shift_id, window, secret) for window in _current(now)]
    return _is_among("".join(typed.split()), known)


def _is_among(text: str, known: list[str]) -> bool:
    return any(hmac.compare_digest(one.encode(), text.encode("utf-8", "replace")) for one in known)


def _current(now: datetime) -> range:
    return range(_window(now) - _WINDOWS + 1, _window(now) + 1)


def display_token(shift_id: int, *, secret: str) -> str:
    """Return what opens the screen that shows a shift's codes; whoever has it can be anywhere."""
    return _letters(_digest("display", shift_id, 0, secret), _DISPLAY_LETTERS)


def opens_display(shift_id: int, token: str, *, secret: str) -> bool:
    """Tell whether ``token`` opens the screen of the shift."""
    known = display_token(shift_id, secret=secret)
    return hmac.compare_digest(known.encode(), token.encode("utf-8", "replace"))


def _window(now: datetime) -> int:
    return int(now.timestamp() // WINDOW.total_seconds())


def _link(shift_id: int, window: int, secret: str) -> str:
    return _letters(_digest("link", shift_id, window, secret), _LINK_LETTERS)


def _typed(shift_id: int, window: int, secret: str) -> str:
    number = int.from_bytes(_digest("typed", shift_id, window, secret)[:8], "big")
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"


def _digest(purpose: str, shift_id: int, window: int, secret: str) -> bytes:
    message = f"attendance:{purpose}:{shift_id}:{window}"
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).digest()


def _letters(digest: bytes, number: int) -> str:
    return base64.b32encode(digest).decode()[:number]
