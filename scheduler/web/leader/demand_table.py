"""The table of demands on a form: one row a skill, filled in where the skill is wanted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_babel import gettext

from scheduler.errors import InvalidInput
from scheduler.models import ShiftDemand, Skill
from scheduler.services.shift_inputs import DemandInput
from scheduler.web.fields import whole_number
from scheduler.web.labels import name_of
from scheduler.web.wording import words_for

_ANYBODY = "any"
_PREFIX = "need"
_PARTS = ("minimum", "target", "maximum")


@dataclass(slots=True)
class DemandRow:
    """What is typed for one skill (none: anybody), as text, and what is wrong with it."""

    skill: Skill | None
    level: str = "1"
    minimum: str = ""
    target: str = ""
    maximum: str = ""
    error: str = ""

    @property
    def key(self) -> str:
        """Return what the names of the row's inputs begin with."""
        return f"{_PREFIX}-{self.skill.code if self.skill else _ANYBODY}"

    @property
    def name(self) -> str:
        """Return the row's heading."""
        return name_of(self.skill) if self.skill else gettext("Anybody")

    @property
    def levels(self) -> list[str]:
        """Return the levels to choose from."""
        return [str(level) for level in range(1, (self.skill.max_level if self.skill else 1) + 1)]

    @property
    def filled(self) -> bool:
        """Tell whether anything is wanted."""
        return any(text not in {"", "0"} for text in (self.minimum, self.target, self.maximum))

    def parsed(self) -> DemandInput:
        """Return the demand; an empty minimum is 0, an empty target the minimum.

        Raises ``ValueError``, with words, for what is no number.
        """
        minimum = whole_number(self.minimum) or 0
        target = whole_number(self.target)
        return DemandInput(
            skill=self.skill,
            level=whole_number(self.level) or 1,
            minimum=minimum,
            target=minimum if target is None else target,
            maximum=whole_number(self.maximum),
        )


@dataclass(slots=True)
class DemandTable:
    """All rows of a form, in the order of the skills."""

    rows: list[DemandRow]
    _given: list[DemandRow] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Tell whether a row was refused."""
        return any(row.error for row in self.rows)

    def demands(self) -> list[DemandInput]:
        """Return what the filled rows say; mark a row without sense and raise ``InvalidInput``."""
        self._given = [row for row in self.rows if row.filled]
        return [_parsed(row) for row in self._given]

    def checked(self, action: Callable[[], Any]) -> Callable[[], Any]:
        """Return ``action``, which then marks the row that a service refuses."""

        def run() -> Any:
            try:
                return action()
            except InvalidInput as error:
                number = error.params.get("number")
                if error.field == "demands" and isinstance(number, int):
                    self._given[number - 1].error = words_for(error)
                raise

        return run


def _parsed(row: DemandRow) -> DemandInput:
    try:
        return row.parsed()
    except ValueError as error:
        row.error = str(error)
        raise InvalidInput("demands", "demand.not_a_number") from error


def stored_table(
    skills: Sequence[Skill], demands: Sequence[ShiftDemand] | Sequence[DemandInput]
) -> DemandTable:
    """Return the table of a shift or template as it is stored."""
    by_skill = {demand.skill.id if demand.skill else None: demand for demand in demands}
    rows = []
    for skill in (None, *skills):
        demand = by_skill.get(skill.id if skill else None)
        rows.append(_row(skill, demand) if demand else DemandRow(skill))
    return DemandTable(rows)


def _row(skill: Skill | None, demand: ShiftDemand | DemandInput) -> DemandRow:
    maximum = "" if demand.maximum is None else str(demand.maximum)
    return DemandRow(skill, str(demand.level), str(demand.minimum), str(demand.target), maximum)


def typed_table(skills: Sequence[Skill]) -> DemandTable:
    """Return the table as it was typed into the form that was just sent."""
    return DemandTable([_typed(skill, request.form) for skill in (None, *skills)])


def _typed(skill: Skill | None, form: Mapping[str, str]) -> DemandRow:
    row = DemandRow(skill)
    row.level = form.get(f"{row.key}-level", "1").strip()
    typed = (form.get(f"{row.key}-{part}", "").strip() for part in _PARTS)
    row.minimum, row.target, row.maximum = typed
    return row
