"""Cells: what each kind means, and why a bad one is refused."""

from collections.abc import Callable
from datetime import date

import pytest

from scheduler.enums import Language
from scheduler.errors import InvalidInput
from scheduler.models import Skill, Unit
from scheduler.services.people_import_cells import (
    Known,
    SkillLine,
    check_text,
    read_email,
    read_hours,
    read_language,
    read_name,
    read_phone,
    read_skills,
    read_unit,
)

MEDICAL = Skill(code="medical", name="医疗救护", name_en="First aid", max_level=3)
FIRE = Skill(code="fire", name="消防", name_en="Fire", max_level=1)
GRID = Unit(code="guihua-1", name="桂花苑")
KNOWN = Known(
    units={"guihua-1": GRID, "桂花苑": GRID, "同名": None},
    skills={"medical": MEDICAL, "医疗救护": MEDICAL, "first aid": MEDICAL, "fire": FIRE, "消防": FIRE},
)
NEW_YEAR, YEARS_END = date(2026, 1, 1), date(2027, 12, 31)


def _unit(text: str) -> Unit:
    return read_unit(text, KNOWN)


def _skills(text: str) -> tuple[SkillLine, ...]:
    return read_skills(text, KNOWN)


def test_cells_are_understood() -> None:
    assert read_name(" 王\n小明 ") == "王 小明"
    assert read_phone("139 1234 5678") == "+8613912345678"
    assert read_email("A@Lianfang.CN") == "a@lianfang.cn"
    assert _unit("ＧＵＩＨＵＡ-1") is _unit("桂花苑") is GRID
    assert (read_language("中文"), read_language("EN")) == (Language.CHINESE, Language.ENGLISH)
    assert (read_hours("0"), read_hours("６")) == (0, 6)


def test_empty_cells_leave_things_as_they_are() -> None:
    assert [read("") for read in (read_phone, read_email, read_language, read_hours)] == [None] * 4
    assert _skills(" ;；\n") == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("medical", SkillLine(MEDICAL, 1, None, None)),
        ("First Aid:3", SkillLine(MEDICAL, 3, None, None)),
        ("医疗救护：2：2026-01-01～2027-12-31", SkillLine(MEDICAL, 2, NEW_YEAR, YEARS_END)),
        ("medical:2:2026/1/1至2027年12月31日", SkillLine(MEDICAL, 2, NEW_YEAR, YEARS_END)),
        ("medical::~2027.12.31", SkillLine(MEDICAL, 1, None, YEARS_END)),
        ("medical::2026-01-01", SkillLine(MEDICAL, 1, NEW_YEAR, None)),
    ],
)
def test_skills_are_understood(text: str, line: SkillLine) -> None:
    assert _skills(text) == (line,)


def test_several_skills_are_parted_by_semicolons_or_lines() -> None:
    assert [line.skill for line in _skills("medical；fire:1\n")] == [MEDICAL, FIRE]


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (check_text, "a\x00", "import.control_characters"),
        (check_text, "a\ud800", "import.control_characters"),
        (check_text, "#REF!", "import.error_cell"),
        (read_name, " ", "import.required"),
        (read_name, "长" * 81, "import.too_long"),
        (read_phone, "12345", "import.phone"),
        (read_phone, "长" * 10_000, "import.phone"),
        (read_phone, "1.39E+10", "import.scientific"),
        (read_email, "a@", "import.email"),
        (_unit, "", "import.required"),
        (_unit, "nowhere", "import.no_such_unit"),
        (_unit, "同名", "import.ambiguous_unit"),
        (read_language, "français", "import.language"),
        (read_hours, "61", "import.hours"),
        (read_hours, "-1", "import.hours"),
        (read_hours, "2.5", "import.hours"),
        (read_hours, "9" * 5_000, "import.hours"),
        (_skills, "welding", "import.no_such_skill"),
        (_skills, "medical:4", "import.skill_level"),
        (_skills, "medical:0", "import.skill_level"),
        (_skills, "medical:high", "import.skill_format"),
        (_skills, "medical:1:2026-01-01:x", "import.skill_format"),
        (_skills, "medical:1:2026-01-01~2026-02-01~2026-03-01", "import.skill_format"),
        (_skills, "medical:1:2026-02-30", "import.date"),
        (_skills, "medical:1:tomorrow", "import.date"),
        (_skills, "medical:1:0001-01-01", "import.date"),
        (_skills, "medical:1:2027-01-01~2026-01-01", "import.validity_order"),
        (_skills, "medical;医疗救护:2", "import.skill_twice"),
    ],
)
def test_bad_cells_are_refused_with_a_reason(read: Callable[[str], object], text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(text)
    assert refused.value.code == code
