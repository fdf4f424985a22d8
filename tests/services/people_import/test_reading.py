"""Files of any kind: which become rows, and in which words the others are refused."""

from datetime import date, datetime

import pytest

from scheduler.errors import InvalidInput
from scheduler.services.people_import_reading import MOST_BYTES, MOST_ROWS, SheetRow, read_rows
from tests.services.people_import.files import archive, with_part, workbook

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _refusal(data: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(InvalidInput) as refused:
        read_rows(data)
    assert refused.value.field == "file"
    return refused.value.code, refused.value.params


def _outcome(data: bytes) -> list[SheetRow] | str:
    """Return the rows of a file, or the code of its refusal."""
    try:
        return read_rows(data)
    except InvalidInput as refused:
        return refused.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_csv_is_read_in_its_dialects(encoding: str, separator: str, line_end: str) -> None:
    lines = (separator.join(("姓名", "手机")), separator.join((' "王;小,明" ', "139")))
    text = line_end.join([lines[0], "", lines[1].replace(' "', '"').replace('" ', '"'), ""])
    assert read_rows(text.encode(encoding)) == [
        SheetRow(1, ("姓名", "手机")),
        SheetRow(3, ("王;小,明", "139")),
    ]


def test_workbook_cells_become_the_text_that_they_show() -> None:
    values = ("王", 13912345678, 13912345678.0, 2.5, date(2026, 1, 2), datetime(2026, 1, 2), None, " x ")
    rows = read_rows(workbook(values, (), ("李",)))
    assert rows[1] == SheetRow(
        2, ("王", "13912345678", "13912345678", "2.5", "2026-01-02", "2026-01-02", "", "x")
    )
    assert (rows[2].number, rows[2].cells[0]) == (4, "李")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import.empty"),
        (b" \r\n\t ", "import.empty"),
        (b"x" * (MOST_BYTES + 1), "import.too_large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "import.old_excel"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "import.not_a_sheet"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\0", "import.not_a_sheet"),
        ("姓名,手机".encode("utf-16"), "import.encoding"),
        ("Name,Phone\né,1".encode("latin-1"), "import.encoding"),
        (b"a,b\n\xff\xff,1", "import.encoding"),
        (b'name,phone\n"unclosed,1\n', "import.broken_csv"),
        (b'name,phone\n"a"b,1\n', "import.broken_csv"),
        (b"name\n" + b"x" * 200_000, "import.broken_csv"),
        (b"PK\x03\x04 and then nothing", "import.broken_workbook"),
        (archive({"hello.txt": b"hello"}), "import.not_a_sheet"),
        (archive({f"{number}": b"" for number in range(501)}), "import.huge_workbook"),
        (archive({"xl/workbook.xml": b"<workbook"}), "import.broken_workbook"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_list_is_refused_in_plain_words(data: bytes, code: str) -> None:
    assert _refusal(data)[0] == code


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part(workbook(), SHEET, b"0" * 41_000_000)
    assert len(bomb) < MOST_BYTES
    assert _refusal(bomb)[0] == "import.huge_workbook"


def test_entities_are_refused_before_they_are_parsed() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
    assert _refusal(with_part(workbook(), SHEET, laughs))[0] == "import.broken_workbook"


@pytest.mark.parametrize(
    "sheet",
    [
        b"",
        b"<worksheet",
        b'<c r="A1" t="s"><v>99</v></c>',
        b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        b'<row r="1"><c r="A1" t="n"><v>1e999999</v></c></row><row r="x"/>',
    ],
)
def test_damaged_sheet_is_refused_or_empty(sheet: bytes) -> None:
    whole = f'<worksheet xmlns="{NAMESPACE}"><sheetData>'.encode() + sheet + b"</sheetData></worksheet>"
    for data in (sheet, whole):
        assert _outcome(with_part(workbook(), SHEET, data)) in ("import.broken_workbook", [])


def test_sheet_that_names_its_last_possible_row_ends_early() -> None:
    cells = (
        f'<worksheet xmlns="{NAMESPACE}"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>b</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    assert _refusal(with_part(workbook(), SHEET, cells.encode()))[0] == "import.too_many_rows"


def test_too_many_rows_are_refused() -> None:
    lines = b"name\n" + b"x\n" * MOST_ROWS
    assert len(read_rows(lines)) == MOST_ROWS + 1
    assert _refusal(lines + b"x\n") == ("import.too_many_rows", {"most": 20_000})
