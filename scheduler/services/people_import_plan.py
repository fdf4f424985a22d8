"""What a list of people would do: every row understood, every bad cell named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from scheduler.enums import Language
from scheduler.errors import InvalidInput
from scheduler.models import Person, Qualification, Unit
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
from scheduler.services.people_import_columns import Column, Layout, letter
from scheduler.services.people_import_reading import SheetRow
from scheduler.timeutils import local_date

_SHOWN = 60
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be imported, named as spreadsheets do (C5), with heading, text and reason."""

    row: int
    cell: str
    heading: str
    text: str
    reason: InvalidInput


@dataclass(slots=True)
class ImportRow:
    """One row as understood; ``None`` and no skills leave an existing account's data as they are."""

    number: int
    name: str
    phone: str | None
    email: str | None
    unit: Unit
    skills: tuple[SkillLine, ...]
    language: Language | None
    hours: int | None


@dataclass(frozen=True, slots=True)
class SkillStep:
    """A qualification to add, or one to change."""

    line: SkillLine
    valid_from: date
    held: Qualification | None


@dataclass(slots=True)
class PlannedRow:
    """What becomes of a row: a new account where ``person`` is ``None``, else the ``changes`` by field."""

    row: ImportRow
    person: Person | None
    changes: tuple[str, ...]
    steps: tuple[SkillStep, ...]

    @property
    def idle(self) -> bool:
        """Tell whether everything in the row is so already."""
        return self.person is not None and not self.changes and not self.steps


@dataclass(slots=True)
class ImportPlan:
    """What an import would do, row by row; nothing may be done while there are faults."""

    layout: Layout
    rows: list[PlannedRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def created(self) -> list[PlannedRow]:
        """Return the rows that make an account."""
        return [row for row in self.rows if row.person is None]

    @property
    def changed(self) -> list[PlannedRow]:
        """Return the rows that change an account."""
        return [row for row in self.rows if row.person is not None and not row.idle]

    @property
    def unchanged(self) -> int:
        """Return how many rows hold nothing new."""
        return sum(row.idle for row in self.rows)


class RowReader:
    """Read rows cell by cell, noting each cell that makes no sense."""

    def __init__(self, layout: Layout, known: Known, faults: list[Fault]) -> None:
        self._layout = layout
        self._known = known
        self._faults = faults

    def blame(self, row: SheetRow, column: Column, reason: InvalidInput) -> None:
        """Note that a cell is to blame; a missing column is blamed on the name's."""
        places = self._layout.places
        place = places.get(column, places[Column.NAME])
        text = row.cells[place] if place < len(row.cells) else ""
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        cell = f"{letter(place)}{row.number}"
        self._faults.append(Fault(row.number, cell, self._layout.headings[place], shown, reason))

    def read(self, row: SheetRow) -> ImportRow | None:
        """Return what a row says, ``None`` where a cell of it is bad."""
        before = len(self._faults)
        name = self._cell(row, Column.NAME, read_name)
        phone = self._cell(row, Column.PHONE, read_phone)
        email = self._cell(row, Column.EMAIL, read_email)
        unit = self._cell(row, Column.UNIT, lambda text: read_unit(text, self._known))
        skills = self._cell(row, Column.SKILLS, lambda text: read_skills(text, self._known))
        language = self._cell(row, Column.LANGUAGE, read_language)
        hours = self._cell(row, Column.HOURS, read_hours)
        if len(self._faults) == before and phone is None and email is None:
            column = Column.PHONE if Column.PHONE in self._layout.places else Column.EMAIL
            self.blame(row, column, InvalidInput("cell", "import.unreachable"))
        if len(self._faults) > before or name is None or unit is None:
            return None
        return ImportRow(row.number, name, phone, email, unit, skills or (), language, hours)

    def _cell(self, row: SheetRow, column: Column, read: Callable[[str], Value]) -> Value | None:
        try:
            return read(check_text(self._layout.cell(row, column)))
        except InvalidInput as reason:
            self.blame(row, column, reason)
            return None


def plan_row(row: ImportRow, person: Person | None, *, now: datetime) -> PlannedRow:
    """Return what a row without faults changes about ``person``, who was found by phone or e-mail."""
    changes = _changes(row, person) if person else ()
    today = local_date(now, row.unit.zone)
    held = person.qualifications if person else ()
    steps = (_step(line, held, today) for line in row.skills)
    return PlannedRow(row, person, changes, tuple(step for step in steps if step))


def _changes(row: ImportRow, person: Person) -> tuple[str, ...]:
    wanted = {
        "name": row.name,
        "phone": row.phone,
        "email": row.email,
        "home_unit_id": row.unit.id,
        "language": row.language,
        "pledged_hours_per_week": row.hours,
    }
    return tuple(
        name for name, value in wanted.items() if value is not None and value != getattr(person, name)
    )


def _step(line: SkillLine, held: Sequence[Qualification], today: date) -> SkillStep | None:
    """Return what is to be done about a skill, ``None`` where it is held just so."""
    own = [other for other in held if other.skill_id == line.skill.id]
    if line.valid_from is None and any(_covers(other, line, today) for other in own):
        return None
    valid_from = line.valid_from or min(today, line.valid_until or today)
    same_day = next((other for other in own if other.valid_from == valid_from), None)
    if same_day and (same_day.level, same_day.valid_until) == (line.level, line.valid_until):
        return None
    return SkillStep(line, valid_from, same_day)


def _covers(held: Qualification, line: SkillLine, today: date) -> bool:
    """Tell whether ``held`` says what a line without a beginning says."""
    if held.level != line.level:
        return False
    if line.valid_until is not None:
        return held.valid_until == line.valid_until
    return held.valid_from <= today and (held.valid_until is None or held.valid_until >= today)
