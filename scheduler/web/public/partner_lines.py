"""The lines in which a partner's contact types names, and what a pasted list means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.services.partner_groups import MOST_LINES, GroupLine

FIRST_LINES, MORE_LINES = 8, 8
#: So many lines are shown at most; a longer list is sent in parts.
_MOST_SHOWN = MOST_LINES + MORE_LINES
_MOST_TYPED = 300
_SPLIT = re.compile(r"[\t,;，；、|]+")
_PHONE = re.compile(r"\+?[0-9０-９][0-9０-９ ()\-]{5,}[0-9０-９]")
_NOT_A_NAME = re.compile(r"^\s*\d{1,3}[.、)．]?\s+")


@dataclass(slots=True)
class TypedLine:
    """A line of the form as typed, and what is wrong with it, if anything."""

    line: GroupLine
    fault: str = ""
    at_name: bool = False


def typed_lines(names: Sequence[str], contacts: Sequence[str]) -> list[TypedLine]:
    """Return the lines of a form that was sent."""
    longest = max(len(names), len(contacts))
    padded = [list(texts[:_MOST_SHOWN]) + [""] * (longest - len(texts)) for texts in (names, contacts)]
    return [
        TypedLine(GroupLine(name[:_MOST_TYPED], contact[:_MOST_TYPED]))
        for name, contact in zip(*padded, strict=False)
    ]


def with_room(lines: Sequence[TypedLine], more: int) -> list[TypedLine]:
    """Return the lines with so many empty ones after them, as far as there may be."""
    wanted = min(max(len(lines) + more, FIRST_LINES), _MOST_SHOWN)
    return [*lines, *(TypedLine(GroupLine("", "")) for _ in range(wanted - len(lines)))]


def pasted_lines(text: str) -> list[TypedLine]:
    """Return what a list says that was copied from a table or a message: each line a name and a contact."""
    return [TypedLine(_understood(line)) for line in text.splitlines()[:_MOST_SHOWN] if line.strip()]


def add_lines(lines: Sequence[TypedLine], more: Sequence[TypedLine]) -> list[TypedLine]:
    """Return the filled lines followed by further ones."""
    return [*(line for line in lines if not line.line.empty), *more][:_MOST_SHOWN]


def _understood(line: str) -> GroupLine:
    text = _NOT_A_NAME.sub("", line.strip()[: 2 * _MOST_TYPED])
    contact = next((part for part in re.split(r"[\s,;，；、|]+", text) if "@" in part or "＠" in part), "")
    if not contact:
        found = _PHONE.search(text)
        contact = found[0].strip() if found else ""
    rest = text.replace(contact, " ", 1) if contact else text
    parts = [part.strip() for part in _SPLIT.split(rest) if part.strip()]
    if contact or not parts:
        return GroupLine(parts[0] if parts else "", contact)
    return GroupLine(parts[0], parts[1] if len(parts) > 1 else "")
