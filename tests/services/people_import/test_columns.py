"""Headings: understood in both languages and many spellings, missing ones named."""

import pytest

from scheduler.enums import Language
from scheduler.errors import InvalidInput
from scheduler.services.people_import_columns import HEADINGS, Column, find_columns, letter
from scheduler.services.people_import_reading import SheetRow

CHINESE, ENGLISH = Language.CHINESE, Language.ENGLISH


@pytest.mark.parametrize("language", list(Language))
def test_headings_of_the_templates_are_understood(language: Language) -> None:
    row = SheetRow(1, tuple(HEADINGS[language].values()))
    assert list(find_columns(row, language=CHINESE).places) == list(Column)


def test_headings_are_understood_in_other_spellings_and_orders() -> None:
    row = SheetRow(1, ("E_MAIL", "Home unit code", "备注", "", "ＮＡＭＥ *", "每周承诺时长"))
    layout = find_columns(row, language=CHINESE)
    assert layout.places == {Column.EMAIL: 0, Column.UNIT: 1, Column.NAME: 4, Column.HOURS: 5}
    assert layout.ignored == ("备注",)
    assert layout.cell(SheetRow(2, ("a@b.cn", "x")), Column.NAME) == ""
    assert layout.cell(SheetRow(2, ("a@b.cn", "x")), Column.UNIT) == "x"
    assert layout.cell(SheetRow(2, ("a@b.cn", "x")), Column.SKILLS) == ""


@pytest.mark.parametrize(
    ("headings", "language", "columns"),
    [
        (("a", "b"), CHINESE, "姓名、单位代码、手机"),
        (("a", "b"), ENGLISH, "Name, Unit code, Phone"),
        (("姓名", "单位"), ENGLISH, "Phone"),
        (("邮箱", "单位"), CHINESE, "姓名"),
    ],
)
def test_missing_columns_are_named(headings: tuple[str, ...], language: Language, columns: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        find_columns(SheetRow(1, headings), language=language)
    assert (refused.value.code, refused.value.params) == ("import.missing_columns", {"columns": columns})


def test_column_that_occurs_twice_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        find_columns(SheetRow(1, ("姓名", "Name", "手机", "单位")), language=ENGLISH)
    assert (refused.value.code, refused.value.params) == ("import.duplicate_column", {"column": "Name"})


def test_columns_have_the_letters_of_spreadsheets() -> None:
    assert [letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
