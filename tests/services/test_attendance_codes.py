"""The codes of the screen at the place: they hold for two minutes at most, for one shift and one purpose."""

from datetime import timedelta

import pytest

from scheduler.services.attendance_codes import (
    code_at,
    digits_hold,
    display_token,
    link_holds,
    opens_display,
)
from tests.factories import NOW

SECOND = timedelta(seconds=1)
SECRET = "a secret"


def test_code_holds_in_its_minute_and_the_next_and_never_again() -> None:
    code = code_at(7, secret=SECRET, now=NOW + 10 * SECOND)
    assert code.changes_at == NOW + 60 * SECOND
    held = [
        seconds
        for seconds in range(-60, 300)
        if link_holds(7, code.link, secret=SECRET, now=NOW + seconds * SECOND)
    ]
    assert held == list(range(120))
    assert [
        seconds
        for seconds in range(-60, 300)
        if digits_hold(7, code.digits, secret=SECRET, now=NOW + seconds * SECOND)
    ] == held


def test_code_of_a_day_ago_holds_no_more() -> None:
    code = code_at(7, secret=SECRET, now=NOW)
    assert not link_holds(7, code.link, secret=SECRET, now=NOW + timedelta(days=1))


def test_code_is_for_one_shift_one_server_and_one_purpose() -> None:
    code = code_at(7, secret=SECRET, now=NOW)
    assert not link_holds(8, code.link, secret=SECRET, now=NOW)
    assert not link_holds(7, code.link, secret="another", now=NOW)
    assert not link_holds(7, code.digits, secret=SECRET, now=NOW)
    assert not digits_hold(7, code.link, secret=SECRET, now=NOW)
    assert not opens_display(7, code.link, secret=SECRET)


def test_codes_are_short_and_may_be_typed_loosely() -> None:
    code = code_at(7, secret=SECRET, now=NOW)
    assert (len(code.link), len(code.digits), code.digits.isdecimal()) == (10, 6, True)
    assert digits_hold(7, f" {code.digits[:3]} {code.digits[3:]} ", secret=SECRET, now=NOW)
    assert link_holds(7, code.link.lower(), secret=SECRET, now=NOW)


@pytest.mark.parametrize("text", ["", "x" * 4000, "\ud800", "密码", "\x00", "１２３４５６"])
def test_nonsense_is_no_code(text: str) -> None:
    assert not link_holds(7, text, secret=SECRET, now=NOW)
    assert not digits_hold(7, text, secret=SECRET, now=NOW)
    assert not opens_display(7, text, secret=SECRET)


def test_display_opens_with_its_own_token_only() -> None:
    assert opens_display(7, display_token(7, secret=SECRET), secret=SECRET)
    assert not opens_display(8, display_token(7, secret=SECRET), secret=SECRET)
