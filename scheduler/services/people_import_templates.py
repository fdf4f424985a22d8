"""Empty lists of people to fill in, as CSV and as XLSX, with headings in either language."""

import codecs
import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from scheduler.enums import Language
from scheduler.services.people_import_columns import HEADINGS

_WIDTH = 24
_TEXT = "@"


def csv_template(language: Language) -> bytes:
    """Return the headings as a CSV file that spreadsheet programs take for UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(HEADINGS[language].values())
    return codecs.BOM_UTF8 + text.getvalue().encode()


def xlsx_template(language: Language, *, title: str, guide_title: str, guide: Sequence[str]) -> bytes:
    """Return a workbook: a sheet with the headings, and one that explains them line by line.

    Columns are formatted as text, or phone numbers would lose their leading zeros and plus signs.
    """
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    sheet.append(list(HEADINGS[language].values()))
    for place in range(1, len(HEADINGS[language]) + 1):
        sheet.cell(1, place).font = Font(bold=True)
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = _WIDTH
        dimension.number_format = _TEXT
    sheet.freeze_panes = "A2"
    explained = workbook.create_sheet(guide_title)
    explained.column_dimensions["A"].width = 4 * _WIDTH
    for line in guide:
        explained.append([line])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()
