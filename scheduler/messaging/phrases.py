"""Phrases that messages share, in both languages side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduler.enums import ActivityKind, Language
from scheduler.messaging.times import span

Params = Mapping[str, Any]

_KINDS: dict[ActivityKind, tuple[str, str]] = {
    ActivityKind.PATROL: ("巡逻", "Patrol"),
    ActivityKind.DRILL: ("演练", "Drill"),
    ActivityKind.TRAINING: ("培训", "Training"),
    ActivityKind.DUTY: ("值守", "Duty"),
}


@dataclass(frozen=True, slots=True)
class Say:
    """Picks, of two wordings, the one in the language of the message."""

    language: Language

    def __call__(self, chinese: str, english: str) -> str:
        """Return the wording in the language of the message."""
        return chinese if self.language is Language.CHINESE else english


def details(shift: Params, say: Say) -> list[str]:
    """Return what a shift is, when and where, one line each."""
    return [title(shift, say), when(shift, say), where(shift, say)]


def title(shift: Params, say: Say) -> str:
    """Return a shift's title with its kind."""
    word = say(*_KINDS[ActivityKind(shift["kind"])])
    return say(f"{shift['title']}（{word}）", f"{shift['title']} ({word})")


def when(shift: Params, say: Say) -> str:
    """Return when a shift takes place, on the clock of its unit."""
    start, end = (datetime.fromisoformat(shift[key]) for key in ("starts_at", "ends_at"))
    return span(start, end, shift["zone"], say.language)


def where(shift: Params, say: Say) -> str:
    """Return the place of a shift and its unit."""
    return say("，", ", ").join(part for part in (shift["place"], unit(shift, say)) if part)


def unit(params: Params, say: Say) -> str:
    """Return the name of a unit."""
    return say(params["unit"], params.get("unit_en") or params["unit"])
