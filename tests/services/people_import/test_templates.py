"""Templates: what they offer is what the import understands."""

import pytest

from scheduler.enums import Language
from scheduler.services.people_import_columns import Column, find_columns
from scheduler.services.people_import_reading import read_rows
from scheduler.services.people_import_templates import csv_template, xlsx_template


@pytest.mark.parametrize("language", list(Language))
def test_template_can_be_read_back(language: Language) -> None:
    book = xlsx_template(language, title="人员", guide_title="填写说明", guide=["第一行", "第二行"])
    for data in (csv_template(language), book):
        rows = read_rows(data)
        assert len(rows) == 1
        assert list(find_columns(rows[0], language=language).places) == list(Column)


def test_csv_template_opens_in_spreadsheet_programs_as_utf8() -> None:
    assert csv_template(Language.CHINESE).startswith(b"\xef\xbb\xbf\xe5\xa7\x93")
