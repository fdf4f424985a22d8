"""Text as RFC 5545 wants it: free of what a calendar must not hold, escaped, folded into lines."""

import re

#: Octets of a content line without its line break (RFC 5545, section 3.1).
LINE_OCTETS = 75
_WIDEST = 4  # octets of a sign in UTF-8

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# C0 and C1 controls, bidi embeddings, overrides and isolates, byte order marks, non-characters
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_UNWANTED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_SPECIAL = re.compile(r"[\\;,\n]")


def clean(text: str) -> str:
    """Return ``text`` without controls and bidi overrides; every line break becomes a newline.

    Tabs become spaces and halves of surrogate pairs become U+FFFD, so that the result always
    encodes.
    """
    if not _UNWANTED.search(text):
        return text
    text = _BREAKS.sub("\n", text).replace("\t", " ")
    return _DROPPED.sub("", _SURROGATES.sub("\ufffd", text))


def escape(text: str) -> str:
    """Return clean text as a TEXT value (RFC 5545, section 3.3.11)."""
    if not _SPECIAL.search(text):
        return text
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """Return a content line, folded and ended by CRLF.

    No fold falls inside a UTF-8 sequence, nor between a backslash and what it escapes: the standard
    allows the latter, but some readers unescape each line alone.
    """
    if len(line) <= LINE_OCTETS // _WIDEST or (len(line) <= LINE_OCTETS and line.isascii()):
        return line + "\r\n"
    octets = line.encode()
    pieces = []
    start, room = 0, LINE_OCTETS
    while len(octets) - start > room:
        end = _cut(octets, start, start + room)
        pieces.append(octets[start:end])
        start, room = end, LINE_OCTETS - 1
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces).decode() + "\r\n"


def _cut(octets: bytes, start: int, end: int) -> int:
    """Return the last place in ``(start, end]`` where a fold harms nothing."""
    while octets[end] & 0xC0 == 0x80:  # noqa: PLR2004 - 10xxxxxx continues a UTF-8 sequence
        end -= 1
    piece = octets[start:end]
    backslashes = len(piece) - len(piece.rstrip(b"\\"))
    return end - backslashes % 2
