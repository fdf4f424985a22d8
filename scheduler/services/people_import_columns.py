"""The columns of a list of people: their headings in both languages, and where a file has them."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scheduler.enums import Language
from scheduler.errors import InvalidInput
from scheduler.services.people_import_reading import FIELD, SheetRow


class Column(StrEnum):
    """What a column says about a person."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    UNIT = "unit"
    SKILLS = "skills"
    LANGUAGE = "language"
    HOURS = "hours"


#: The template's headings, by language, in the template's order.
HEADINGS: dict[Language, dict[Column, str]] = {
    Language.CHINESE: {
        Column.NAME: "姓名",
        Column.PHONE: "手机",
        Column.EMAIL: "邮箱",
        Column.UNIT: "单位代码",
        Column.SKILLS: "技能",
        Column.LANGUAGE: "语言",
        Column.HOURS: "每周承诺小时",
    },
    Language.ENGLISH: {
        Column.NAME: "Name",
        Column.PHONE: "Phone",
        Column.EMAIL: "E-mail",
        Column.UNIT: "Unit code",
        Column.SKILLS: "Skills",
        Column.LANGUAGE: "Language",
        Column.HOURS: "Pledged hours per week",
    },
}
#: Headings that lists from elsewhere use.
_ALSO: dict[Column, tuple[str, ...]] = {
    Column.NAME: ("full name", "名字", "志愿者姓名"),
    Column.PHONE: ("mobile", "phone number", "手机号", "手机号码", "电话", "电话号码", "联系电话"),
    Column.EMAIL: ("email", "mail", "e-mail address", "电子邮箱", "电子邮件", "邮件"),
    Column.UNIT: (
        "unit",
        "home unit",
        "home unit code",
        "grid",
        "单位",
        "所属单位",
        "网格",
        "网格代码",
        "所属网格",
    ),
    Column.SKILLS: ("skill", "qualifications", "资质"),
    Column.LANGUAGE: ("语种",),
    Column.HOURS: ("pledged hours", "hours", "承诺小时", "每周承诺时长", "承诺时长"),
}


def _plain(heading: str) -> str:
    """Return a heading without case, width, space and marks, in which lists differ."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


_BY_HEADING: dict[str, Column] = {
    _plain(text): column
    for column in Column
    for text in (*(names[column] for names in HEADINGS.values()), *_ALSO[column])
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a file has its columns, counted from 0, their headings as written, and what is not understood."""

    places: Mapping[Column, int]
    headings: tuple[str, ...]
    ignored: tuple[str, ...]

    def cell(self, row: SheetRow, column: Column) -> str:
        """Return the text of a row in ``column``, empty where the row or the file ends before."""
        place = self.places.get(column)
        return row.cells[place] if place is not None and place < len(row.cells) else ""


def find_columns(row: SheetRow, *, language: Language) -> Layout:
    """Return the layout that a row of headings describes.

    Raises ``InvalidInput`` where a column is missing (named in ``language``) or occurs twice. One of phone
    and e-mail is enough.
    """
    places: dict[Column, int] = {}
    ignored: list[str] = []
    for place, heading in enumerate(row.cells):
        column = _BY_HEADING.get(_plain(heading))
        if column is None:
            ignored.extend([heading] if heading else [])
        elif column in places:
            raise InvalidInput(FIELD, "import.duplicate_column", column=HEADINGS[language][column])
        else:
            places[column] = place
    missing = [HEADINGS[language][column] for column in _missing(places)]
    if missing:
        listed = ("、" if language is Language.CHINESE else ", ").join(missing)
        raise InvalidInput(FIELD, "import.missing_columns", columns=listed)
    return Layout(places, row.cells, tuple(heading[:40] for heading in ignored[:20]))


def _missing(places: Mapping[Column, int]) -> Sequence[Column]:
    needed = [column for column in (Column.NAME, Column.UNIT) if column not in places]
    return needed if {Column.PHONE, Column.EMAIL} & places.keys() else [*needed, Column.PHONE]


def letter(place: int) -> str:
    """Return the letters by which spreadsheet programs name a column counted from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
