"""Service records: what one says in the reader's language, once for its page and its PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask_babel import gettext

from scheduler.enums import Language
from scheduler.models import ServiceNote
from scheduler.services.hours_lists import LedgerLine
from scheduler.services.service_record import ServiceRecord
from scheduler.services.service_record_certificates import volunteer_number
from scheduler.web.formatting import duration, local_datetime, short_date
from scheduler.web.labels import name_of
from scheduler.web.locale import current_language
from scheduler.web.papers.pdf import Sheet, Writer

#: The columns that a narrow screen leaves out, and the one whose values stand on the right.
WIDE, LENGTH = (2, 4), 3


@dataclass(frozen=True, slots=True)
class Lines:
    """A part of a record that is a table."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """The sentences of a service record; a value of None is left blank, to be written by hand."""

    title: str
    personal: str
    pairs: Sequence[tuple[str, str | None]]
    blank: str
    tables: Sequence[Lines]
    notes: Sequence[tuple[str, Sequence[str]]]
    nothing: str
    foot: str


def record_sheet(record: ServiceRecord, *, printed: datetime) -> RecordSheet:
    """Return what a service record says at the moment ``printed``."""
    when = local_datetime(printed, record.person.home_unit.zone)
    return RecordSheet(
        title=gettext("Volunteer service record"),
        personal=gettext("Personal data"),
        pairs=_pairs(record),
        blank=gettext(
            "What is left blank is not stored here; it is filled in by hand where a paper needs it."
        ),
        tables=[
            _lines(gettext("Service"), record.totals.service, gettext("Activity"), record.service),
            _lines(gettext("Training"), record.totals.training, gettext("Course"), record.training),
        ],
        notes=[
            (gettext("Commendations"), [_note(note) for note in record.commendations]),
            (gettext("Evaluation"), [_note(note) for note in record.evaluations]),
        ],
        nothing=gettext("Nothing is recorded yet."),
        foot=gettext(
            "As of %(when)s. Time is service actually rendered, without the way there and back.", when=when
        ),
    )


def record_page(record: ServiceRecord, *, back: str, pdf: str, printed: datetime) -> str:
    """Return a service record as a page; ``back`` and ``pdf`` are where its links lead."""
    return render_template(
        "volunteer/service_record.html",
        person=record.person,
        sheet=record_sheet(record, printed=printed),
        wide_columns=WIDE,
        length_column=LENGTH,
        back=back,
        pdf=pdf,
    )


def record_pdf(record: ServiceRecord, *, printed: datetime) -> bytes:
    """Return a service record as PDF."""
    sheet = record_sheet(record, printed=printed)
    chinese = current_language() is Language.CHINESE
    paper = Writer(Sheet(f"{sheet.title} {record.person.name}", chinese=chinese))
    paper.title(sheet.title)
    paper.heading(sheet.personal)
    paper.pairs(sheet.pairs)
    paper.line(sheet.blank, size=9, grey=True)
    for part in sheet.tables:
        paper.heading(part.heading)
        if part.rows:
            paper.table(part.columns, part.rows, widths=(5, 6, 6, 3, 3), right=(LENGTH,))
        else:
            paper.line(sheet.nothing, grey=True)
    for heading, notes in sheet.notes:
        paper.heading(heading)
        for line in notes or [sheet.nothing]:
            paper.line(line, grey=not notes)
    paper.line(sheet.foot, size=9, grey=True)
    return paper.finish()


def _pairs(record: ServiceRecord) -> list[tuple[str, str | None]]:
    person = record.person
    return [
        (gettext("Name"), person.name),
        (gettext("Volunteer number"), volunteer_number(person)),
        (gettext("Home unit"), name_of(person.home_unit)),
        (gettext("Volunteer since"), local_datetime(person.created, person.home_unit.zone)),
        (gettext("Phone"), record.contact.shown_phone or "–"),
        (gettext("E-mail"), record.contact.email or "–"),
        (gettext("Sex"), None),
        (gettext("Date of birth"), None),
        (gettext("Identity document"), None),
        (gettext("Skills"), _skills(record)),
    ]


def _skills(record: ServiceRecord) -> str:
    held = [
        f"{name_of(item.skill)} {item.level} ({short_date(item.valid_from)} – "
        f"{short_date(item.valid_until) if item.valid_until else gettext('for good')})"
        for item in record.qualifications
    ]
    return "; ".join(held) or "–"


def _lines(heading: str, minutes: int, words: str, lines: Sequence[LedgerLine]) -> Lines:
    columns = [gettext("Date"), words, gettext("Unit and place"), gettext("Length"), gettext("Recorded by")]
    return Lines(f"{heading}: {duration(minutes)}", columns, [_row(line) for line in lines])


def _row(line: LedgerLine) -> tuple[str, ...]:
    entry = line.entry
    place = entry.shift.place if entry.shift else ""
    return (
        local_datetime(entry.began, entry.unit.zone),
        entry.title,
        ", ".join(part for part in (name_of(entry.unit), place) if part),
        duration(line.minutes),
        entry.made_by.name if entry.made_by else "–",
    )


def _note(note: ServiceNote) -> str:
    return f"{short_date(note.given_on)} · {name_of(note.unit)}: {note.text}"
