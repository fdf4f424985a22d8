"""What the pages of the import show: the guide to the columns, and the plan of a file."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext

from scheduler.models import Person
from scheduler.services.people_import_columns import HEADINGS, Column
from scheduler.services.people_import_plan import Fault, ImportPlan, PlannedRow, SkillStep
from scheduler.web.formatting import short_date
from scheduler.web.labels import label, name_of
from scheduler.web.locale import current_language
from scheduler.web.wording import words_for

_MOST_FAULTS = 200
_MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A bad cell and why."""

    cell: str
    heading: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowLine:
    """What one row does: ``details`` are what is new about an account that exists."""

    number: int
    name: str
    contact: str
    unit: str
    person: Person | None
    details: list[str]


@dataclass(frozen=True, slots=True)
class PlanView:
    """The preview: numbers, bad cells, rows; as many lines as a page can hold."""

    created: int
    changed: int
    unchanged: int
    ignored: str
    faults: list[FaultLine]
    more_faults: int
    rows: list[RowLine]
    more_rows: int


def guide() -> list[tuple[str, str]]:
    """Return each column of the template with its explanation."""
    texts = {
        Column.NAME: gettext("Needed."),
        Column.PHONE: gettext("Phone or e-mail is needed; by it a person is known again."),
        Column.EMAIL: gettext("See phone. Both may be given."),
        Column.UNIT: gettext("Needed: the code of the home unit, or its name where only one has it."),
        Column.SKILLS: gettext(
            "skill:level:from~until, such as medical:2:2026-01-01~2027-12-31; several are parted by "
            "semicolons. Level and dates may be left out: level 1, from today on, for good."
        ),
        Column.LANGUAGE: gettext("中文 or English; 中文 where it is empty."),
        Column.HOURS: gettext("A whole number; 4 where it is empty."),
    }
    return [(heading, texts[column]) for column, heading in HEADINGS[current_language()].items()]


def guide_lines() -> list[str]:
    """Return the guide as lines of text."""
    return [f"{heading}: {text}" for heading, text in guide()]


def plan_view(plan: ImportPlan) -> PlanView:
    """Return a plan as the preview shows it."""
    rows = [row for row in plan.rows if not row.idle]
    return PlanView(
        created=len(plan.created),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        ignored=gettext(", ").join(plan.layout.ignored),
        faults=[_fault_line(fault) for fault in plan.faults[:_MOST_FAULTS]],
        more_faults=max(0, len(plan.faults) - _MOST_FAULTS),
        rows=[_row_line(row) for row in rows[:_MOST_ROWS]],
        more_rows=max(0, len(rows) - _MOST_ROWS),
    )


def _fault_line(fault: Fault) -> FaultLine:
    return FaultLine(fault.cell, fault.heading, fault.text, words_for(fault.reason))


def _row_line(planned: PlannedRow) -> RowLine:
    row = planned.row
    contact = " · ".join(text for text in (row.phone, row.email) if text)
    details = [_change(planned, change) for change in planned.changes]
    details += [_skill(step) for step in planned.steps]
    return RowLine(row.number, row.name, contact, name_of(row.unit), planned.person, details)


def _change(planned: PlannedRow, change: str) -> str:
    row, person = planned.row, planned.person
    if change == "home_unit_id" and person is not None:
        return f"{_heading(Column.UNIT)}: {name_of(person.home_unit)} → {name_of(row.unit)}"
    column, new = {
        "name": (Column.NAME, row.name),
        "phone": (Column.PHONE, row.phone),
        "email": (Column.EMAIL, row.email),
        "language": (Column.LANGUAGE, row.language),
        "pledged_hours_per_week": (Column.HOURS, row.hours),
    }[change]
    return f"{_heading(column)}: {_shown(getattr(person, change))} → {_shown(new)}"


def _heading(column: Column) -> str:
    return HEADINGS[current_language()][column]


def _shown(value: object) -> str:
    if isinstance(value, StrEnum):
        return label(value)
    return "–" if value is None else str(value)


def _skill(step: SkillStep) -> str:
    until = short_date(step.line.valid_until) if step.line.valid_until else ""
    dates = f"{short_date(step.valid_from)}–{until}"
    return f"{name_of(step.line.skill)} {step.line.level} ({dates})"
