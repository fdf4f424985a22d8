"""What the cells of a list of people mean; each function raises ``InvalidInput`` for its cell."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.enums import Language
from scheduler.errors import InvalidInput
from scheduler.models import Skill, Unit
from scheduler.services.contacts import clean_email, clean_phone
from scheduler.services.people import MOST_PLEDGED_HOURS, NAME_LENGTH

_CELL = "cell"
_ERROR_CELLS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"}
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YEARS = range(1950, 2201)
_LANGUAGES = {
    **dict.fromkeys(("中文", "简体中文", "汉语", "chinese", "zh", "zh-cn", "zh_hans_cn"), Language.CHINESE),
    **dict.fromkeys(("english", "英文", "英语", "en"), Language.ENGLISH),
}


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill that a cell names; without dates it counts from today, without an end for good."""

    skill: Skill
    level: int
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Known:
    """Units and skills by what cells may call them; a name of several units stands for ``None``."""

    units: Mapping[str, Unit | None]
    skills: Mapping[str, Skill]


def fold(text: str) -> str:
    """Return text without the differences of case and width."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def check_text(text: str) -> str:
    """Return the text of any cell; refuse what no value may hold."""
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\r\t" for sign in text):
        raise InvalidInput(_CELL, "import.control_characters")
    if text in _ERROR_CELLS:
        raise InvalidInput(_CELL, "import.error_cell")
    return text


def read_name(text: str) -> str:
    """Return a person's name on one line."""
    name = " ".join(text.split())
    if not name:
        raise InvalidInput(_CELL, "import.required")
    if len(name) > NAME_LENGTH:
        raise InvalidInput(_CELL, "import.too_long", most=NAME_LENGTH)
    return name


def read_phone(text: str) -> str | None:
    """Return a phone number as the database keeps it, ``None`` for an empty cell."""
    if not text:
        return None
    if _SCIENTIFIC.fullmatch(text):
        raise InvalidInput(_CELL, "import.scientific")
    try:
        return clean_phone(_CELL, text)
    except InvalidInput as error:
        raise InvalidInput(_CELL, "import.phone") from error


def read_email(text: str) -> str | None:
    """Return an e-mail address as the database keeps it, ``None`` for an empty cell."""
    if not text:
        return None
    try:
        return clean_email(_CELL, text)
    except InvalidInput as error:
        raise InvalidInput(_CELL, "import.email") from error


def read_unit(text: str, known: Known) -> Unit:
    """Return the unit that a cell names by its code, or by a name that no other unit has."""
    if not text:
        raise InvalidInput(_CELL, "import.required")
    if fold(text) not in known.units:
        raise InvalidInput(_CELL, "import.no_such_unit")
    unit = known.units[fold(text)]
    if unit is None:
        raise InvalidInput(_CELL, "import.ambiguous_unit")
    return unit


def read_language(text: str) -> Language | None:
    """Return a language, ``None`` for an empty cell."""
    if not text:
        return None
    language = _LANGUAGES.get(fold(text))
    if language is None:
        raise InvalidInput(_CELL, "import.language")
    return language


def read_hours(text: str) -> int | None:
    """Return the pledged hours a week, ``None`` for an empty cell."""
    if not text:
        return None
    plain = fold(text)
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 4 and int(plain) <= MOST_PLEDGED_HOURS):  # noqa: PLR2004 - a longer number is no number of hours
        raise InvalidInput(_CELL, "import.hours", most=MOST_PLEDGED_HOURS)
    return int(plain)


def read_skills(text: str, known: Known) -> tuple[SkillLine, ...]:
    """Return the skills of a cell: ``skill:level:from~until``, parted by semicolons or line breaks."""
    entries = [entry.strip() for entry in re.split(r"[;\n]", unicodedata.normalize("NFKC", text))]
    lines = tuple(_read_skill(entry, known) for entry in entries if entry)
    for number, line in enumerate(lines):
        if any(line.skill is other.skill for other in lines[:number]):
            raise InvalidInput(_CELL, "import.skill_twice", skill=line.skill.name)
    return lines


def _read_skill(entry: str, known: Known) -> SkillLine:
    name, level_text, validity, *more = [part.strip() for part in entry.split(":")] + ["", ""]
    if any(more):
        raise InvalidInput(_CELL, "import.skill_format")
    skill = known.skills.get(fold(name))
    if skill is None:
        raise InvalidInput(_CELL, "import.no_such_skill", skill=name[:40])
    if level_text and not (level_text.isascii() and level_text.isdecimal() and len(level_text) == 1):
        raise InvalidInput(_CELL, "import.skill_format")
    level = int(level_text or 1)
    if not 1 <= level <= skill.max_level:
        raise InvalidInput(_CELL, "import.skill_level", skill=skill.name, most=skill.max_level)
    valid_from, valid_until = _read_validity(validity)
    if valid_from and valid_until and valid_until < valid_from:
        raise InvalidInput(_CELL, "import.validity_order", skill=skill.name)
    return SkillLine(skill, level, valid_from, valid_until)


def _read_validity(text: str) -> tuple[date | None, date | None]:
    first, *rest = re.split(r"[~至]", text)
    if len(rest) > 1:
        raise InvalidInput(_CELL, "import.skill_format")
    return _read_date(first), _read_date(rest[0] if rest else "")


def _read_date(text: str) -> date | None:
    text = text.strip()
    if not text:
        return None
    found = _DATE.fullmatch(text)
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        raise InvalidInput(_CELL, "import.date", text=text[:20])
    return day
