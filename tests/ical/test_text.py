"""Text survives cleaning, escaping and folding, and nothing harmful does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.ical.text import clean, escape, fold
from tests.ical.parsing import unfold

ESCAPES = {"\\": "\\", ";": ";", ",": ",", "n": "\n", "N": "\n"}


def unescape(value: str) -> str:
    """Read a TEXT value by the letter of RFC 5545, section 3.3.11."""
    signs = iter(value)
    return "".join(ESCAPES[next(signs)] if sign == "\\" else sign for sign in signs)


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("plain 文字 👩‍🚒", "plain 文字 👩‍🚒"),
        ("a\r\nb\rc\nd\x0be\x0cf\x85g\u2028h\u2029i", "a\nb\nc\nd\ne\nf\ng\nh\ni"),
        ("tab\there", "tab here"),
        ("\x00\x07\x1b[0m\x7f\x9f", "[0m"),
        ("evil\u202egnp.exe\u202c \u2066isolate\u2069", "evilgnp.exe isolate"),
        ("\ufeffmark\ufffe", "mark"),
        ("half \ud83d", "half \ufffd"),
    ],
)
def test_clean_keeps_the_text_and_drops_the_harm(dirty: str, cleaned: str) -> None:
    assert clean(dirty) == cleaned


def test_escape_writes_each_special_sign() -> None:
    assert escape('a,b;c\\d\ne:"f"') == 'a\\,b\\;c\\\\d\\ne:"f"'


@given(st.text())
def test_text_reads_back_as_it_was_cleaned(text: str) -> None:
    [line] = unfold(fold(f"SUMMARY:{escape(clean(text))}").encode())
    assert unescape(line.removeprefix("SUMMARY:")) == clean(text)


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    clean(text).encode()


@given(
    st.integers(min_value=0, max_value=80),
    st.text(alphabet="a\\é联🧯,\u0301", min_size=20, max_size=300),
)
@settings(max_examples=300)
def test_fold_keeps_signs_and_escapes_whole(lead: int, text: str) -> None:
    line = f"{'x' * lead}:{escape(text)}"
    folded = fold(line).encode()
    assert folded.endswith(b"\r\n")
    pieces = folded.removesuffix(b"\r\n").split(b"\r\n ")
    assert b"".join(pieces).decode() == line
    for number, piece in enumerate(pieces):
        assert len(piece) + (number > 0) <= 75
        whole = piece.decode()
        assert (len(whole) - len(whole.rstrip("\\"))) % 2 == 0


@pytest.mark.parametrize(("octets", "lines"), [(75, 1), (76, 2), (149, 2), (150, 3)])
def test_fold_fills_lines_to_the_last_octet(octets: int, lines: int) -> None:
    assert fold("a" * octets).count("\r\n") == lines
