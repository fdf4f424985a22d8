"""Why a list of people, or a cell of it, is refused: sentences that pages translate and commands print."""


def N_(text: str) -> str:  # noqa: N802 - the name by which Babel finds sentences to translate
    """Mark a sentence for translation."""
    return text


FILE_REASONS: dict[str, str] = {
    "import.no_file": N_("Choose a file first."),
    "import.empty": N_("The file is empty."),
    "import.too_large": N_("The file is larger than %(most)s MB. Please split it into several files."),
    "import.old_excel": N_(
        "This is an old Excel file, or one with a password. Save it as .xlsx without a password, or as CSV."
    ),
    "import.not_a_sheet": N_("This is neither a CSV file nor an Excel workbook (.xlsx)."),
    "import.encoding": N_(
        "The text of this file is neither UTF-8 nor GB18030. Save it anew, in Excel as “CSV UTF-8”."
    ),
    "import.broken_csv": N_("The CSV file cannot be read around row %(row)s. Is a quotation mark unclosed?"),
    "import.broken_workbook": N_("The workbook is damaged. Open it in Excel or WPS and save it anew."),
    "import.huge_workbook": N_(
        "The workbook unpacks to more than the server accepts. Copy the people alone into a new workbook."
    ),
    "import.no_rows": N_("There are no people below the row of headings."),
    "import.too_many_rows": N_("More than %(most)s people at once. Please split the file into several."),
    "import.missing_columns": N_(
        "These columns are missing: %(columns)s. The first row must hold the headings of the template."
    ),
    "import.duplicate_column": N_("The column “%(column)s” occurs twice."),
    "import.faults": N_("Nothing was imported: %(number)s cells need to be put right first."),
    "import.collision": N_("Somebody changed the same people at this moment. Please try again."),
    "import.expired": N_("This preview is no longer here. Please choose the file again."),
}

CELL_REASONS: dict[str, str] = {
    "import.required": N_("Something must stand here."),
    "import.too_long": N_("More than %(most)s characters."),
    "import.control_characters": N_("Invisible control characters. Please type it anew."),
    "import.error_cell": N_("A formula that went wrong. Please put the value itself here."),
    "import.phone": N_("Not a phone number."),
    "import.scientific": N_(
        "The spreadsheet program has shortened this number. Format the column as text and type it anew."
    ),
    "import.email": N_("Not an e-mail address."),
    "import.unreachable": N_("A phone number or an e-mail address is needed."),
    "import.no_such_unit": N_("No unit has this code."),
    "import.ambiguous_unit": N_("Several units have this name. Please use the code."),
    "import.not_your_unit": N_("You may not manage the people of %(unit)s."),
    "import.skill_format": N_("Not understood. Write skill:level:from~until, several parted by semicolons."),
    "import.no_such_skill": N_("There is no skill “%(skill)s”."),
    "import.skill_level": N_("%(skill)s has the levels 1 to %(most)s."),
    "import.skill_twice": N_("%(skill)s stands here twice."),
    "import.date": N_("“%(text)s” is no date. Write it like 2026-01-31."),
    "import.validity_order": N_("The validity of %(skill)s ends before it begins."),
    "import.language": N_("Write 中文 or English."),
    "import.hours": N_("A whole number from 0 to %(most)s, please."),
    "import.duplicate_row": N_("The same person as in row %(row)s."),
    "import.two_people": N_("Phone and e-mail belong to two different accounts."),
    "import.elsewhere": N_("This account belongs to a unit whose people you may not manage."),
    "import.outranks": N_("This account holds a role that you may not grant; its data cannot be imported."),
    "import.inactive": N_("This account is deactivated. Activate it first."),
}

REASONS: dict[str, str] = {**FILE_REASONS, **CELL_REASONS}
