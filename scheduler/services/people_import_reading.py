"""A file of any kind becomes rows of text, or is refused in plain words: CSV in three dialects, XLSX."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import openpyxl

from scheduler.errors import InvalidInput

FIELD = "file"
MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
#: A workbook of so many people unpacks to about a third of this.
_MOST_UNPACKED = 40_000_000
_MOST_PARTS = 500
_MOST_COLUMNS = 60
#: Workbooks may name rows as far down as this without holding so many.
_LAST_ROW = 60_000
_MEGABYTE = 1_000_000
_ZIP = b"PK\x03\x04"
_DOCTYPE = b"<!DOCTYPE"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEPARATORS = ",;\t"
_ENCODINGS = ("utf-8-sig", "gb18030")
_OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that is not empty: its number as the spreadsheet program shows it, its cells as text."""

    number: int
    cells: tuple[str, ...]


def read_rows(data: bytes) -> list[SheetRow]:
    """Return the rows of a file that hold anything, the headings first; raise ``InvalidInput``.

    What the file is shows in its first bytes; its name does not matter.
    """
    if len(data) > MOST_BYTES:
        raise InvalidInput(FIELD, "import.too_large", most=MOST_BYTES // _MEGABYTE)
    if not data.strip():
        raise InvalidInput(FIELD, "import.empty")
    if data.startswith(_OLD_EXCEL):
        raise InvalidInput(FIELD, "import.old_excel")
    rows = _workbook_rows(data) if data.startswith(_ZIP) else _csv_rows(_decode(data))
    return _filled(rows)


def _filled(rows: Iterable[tuple[int, list[str]]]) -> list[SheetRow]:
    found: list[SheetRow] = []
    for number, cells in rows:
        text = [cell.strip() for cell in cells]
        while text and not text[-1]:
            text.pop()
        if text:
            found.append(SheetRow(number, tuple(text)))
        if len(found) > MOST_ROWS + 1 or number > _LAST_ROW:
            raise InvalidInput(FIELD, "import.too_many_rows", most=MOST_ROWS)
    return found


def _decode(data: bytes) -> str:
    if data.startswith(_OTHER_MARKS):
        raise InvalidInput(FIELD, "import.encoding")
    if b"\0" in data:
        raise InvalidInput(FIELD, "import.not_a_sheet")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput(FIELD, "import.encoding")


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first_line = next(line for line in text.splitlines() if line.strip())
    separator = max(_SEPARATORS, key=first_line.count)
    number = 0
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), start=1
        ):
            yield number, cells
    except csv.Error as error:
        raise InvalidInput(FIELD, "import.broken_csv", row=number + 1) from error


def _workbook_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    reason = _against_archive(data)
    if reason is not None:
        raise InvalidInput(FIELD, reason)
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        rows = workbook.worksheets[0].iter_rows(max_col=_MOST_COLUMNS, values_only=True)
        for number, values in enumerate(rows, start=1):
            filled = any(value is not None for value in values)
            yield number, [_text(value) for value in values] if filled else []
    except Exception as error:  # the library raises whatever a hostile file provokes
        raise InvalidInput(FIELD, "import.broken_workbook") from error


def _against_archive(data: bytes) -> str | None:
    """Return what speaks against opening a workbook: it unpacks to too much, or its XML defines entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                return "import.huge_workbook"
            if "xl/workbook.xml" not in archive.namelist():
                return "import.not_a_sheet"
            # Reading stops at the size that the archive declares, so the sum above holds.
            return "import.broken_workbook" if any(_DOCTYPE in archive.read(part) for part in parts) else None
    except Exception:  # noqa: BLE001 - a damaged archive fails in many ways, all of which mean the same
        return "import.broken_workbook"


def _text(value: Any) -> str:
    """Return what a cell of a workbook shows; numbers without the decimals that only storage added."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    return str(value)
