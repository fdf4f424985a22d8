"""Lists of people for the tests, as CSV and as workbooks."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

HEADINGS = "姓名,手机,邮箱,单位代码,技能,语言,每周承诺小时"


def csv_file(*rows: str, headings: str = HEADINGS, encoding: str = "utf-8") -> bytes:
    """Return a CSV file of ``rows`` below the headings."""
    return "\n".join([headings, *rows]).encode(encoding)


def workbook(*rows: Sequence[object], headings: str = HEADINGS) -> bytes:
    """Return a workbook of ``rows`` below the headings."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (headings.split(","), *rows):
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of ``parts``."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return file.getvalue()


def with_part(book: bytes, name: str, data: bytes) -> bytes:
    """Return a workbook with one part replaced or added."""
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        parts = {part: packed.read(part) for part in packed.namelist()}
    return archive({**parts, name: data})
