"""The forms of one's own availability: a week of blocks, dated exceptions, limits and dislikes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Field, StringField
from wtforms.validators import InputRequired, Length

from scheduler.enums import ActivityKind, Wish
from scheduler.models import ShiftTemplate
from scheduler.services.availability_exceptions import NOTE_LENGTH
from scheduler.services.availability_week import CELLS, Cell
from scheduler.services.dislikes import Dislikes
from scheduler.timeutils import to_utc
from scheduler.web.fields import Choice, Choices, Clock, Day, WholeNumber, sure
from scheduler.web.forms import Form, strip
from scheduler.web.labels import label
from scheduler.web.volunteer.availability_views import SHORT, template_words


class _CellField(Choice):
    """The wish for one cell; empty keeps what is stored."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered."""
        if self.data:
            super().pre_validate(form)


class WeekForm(Form):
    """Four blocks on each of seven days."""

    def offer(self, stored: Mapping[Cell, Wish | None]) -> None:
        """Let the reader choose a wish for each cell; one that differs within can stay as it is."""
        wishes = [(wish.value, f"{sign} {word}") for wish, (sign, word) in SHORT.items()]
        for cell in CELLS:
            mixed = [("", "… " + gettext("mixed"))] if stored[cell] is None else []
            self.cell(*cell).choices = mixed + wishes

    def cell(self, weekday: int, block: int) -> Choice:
        """Return the field of a cell."""
        field: Choice = self[_name((weekday, block))]
        return field

    def show(self, cells: Mapping[Cell, Wish | None]) -> None:
        """Fill the form."""
        for cell, wish in cells.items():
            self.cell(*cell).data = wish.value if wish else ""

    def chosen(self) -> dict[Cell, Wish]:
        """Return the wishes of a valid form; cells left as they are stay out."""
        data = {cell: self.cell(*cell).data for cell in CELLS}
        return {cell: Wish(value) for cell, value in data.items() if value}


def _name(cell: Cell) -> str:
    return f"cell_{cell[0]}_{cell[1]}"


for _cell in CELLS:
    setattr(WeekForm, _name(_cell), _CellField())


class ExceptionForm(Form):
    """A dated interval; whole days where no times are typed."""

    first = Day(lazy_gettext("From day"), [InputRequired(lazy_gettext("Please fill in this field."))])
    start = Clock(lazy_gettext("from (optional)"))
    last = Day(lazy_gettext("To day"), description=lazy_gettext("Empty means the same day."))
    end = Clock(lazy_gettext("until (optional)"))
    wish = Choice(lazy_gettext("At this time I am"))
    note = StringField(
        lazy_gettext("Note"),
        [Length(max=NOTE_LENGTH, message=lazy_gettext("At most %(max)d characters, please."))],
        filters=[strip],
        description=lazy_gettext("Only you can read it."),
    )

    def offer(self) -> None:
        """Let the reader choose what to be at this time."""
        order = (Wish.UNAVAILABLE, Wish.UNWANTED, Wish.AVAILABLE, Wish.PREFERRED)
        self.wish.choices = [(wish.value, label(wish)) for wish in order]

    @property
    def starts_at(self) -> Field:
        """Return the field at which a refused start is shown."""
        return self.first

    @property
    def ends_at(self) -> Field:
        """Return the field at which a refused end is shown."""
        return self.last if self.end.data is None else self.end

    def interval(self, zone: str) -> tuple[datetime, datetime]:
        """Return ``[start, end)`` in UTC; the form must be valid."""
        first = sure(self.first.data)
        last = self.last.data or first
        end = datetime.combine(last, self.end.data or time())
        if self.end.data is None:
            end += timedelta(days=1)
        return to_utc(datetime.combine(first, self.start.data or time()), zone), to_utc(end, zone)


class AwayForm(Form):
    """Whole days on which one is away."""

    first = Day(lazy_gettext("Away from"), [InputRequired(lazy_gettext("Please fill in this field."))])
    last = Day(lazy_gettext("to (that day too)"), description=lazy_gettext("Empty means one day."))
    note = StringField(
        lazy_gettext("Note"),
        [Length(max=NOTE_LENGTH, message=lazy_gettext("At most %(max)d characters, please."))],
        filters=[strip],
        description=lazy_gettext("Only you can read it."),
    )

    @property
    def starts_at(self) -> Field:
        """Return the field at which a refused start is shown."""
        return self.first

    @property
    def ends_at(self) -> Field:
        """Return the field at which a refused end is shown."""
        return self.last if self.last.data else self.first

    def days(self) -> tuple[date, date]:
        """Return the first and the last day; the form must be valid."""
        first: date = sure(self.first.data)
        return first, self.last.data or first


class LimitsForm(Form):
    """How many shifts one wants at most."""

    per_week = WholeNumber(lazy_gettext("Shifts a week at most"))
    per_month = WholeNumber(
        lazy_gettext("Shifts a month at most"), description=lazy_gettext("Empty means no limit a month.")
    )


class DislikesForm(Form):
    """What one would rather not do."""

    kinds = Choices(lazy_gettext("Kinds of activity"))
    templates = Choices(lazy_gettext("Regular shifts near me"))

    def offer(self, templates: Sequence[ShiftTemplate]) -> None:
        """Let the reader choose among the kinds that rosters plan, and regular shifts."""
        self.kinds.choices = [(kind.value, label(kind)) for kind in ActivityKind]
        self.templates.choices = [(str(template.id), template_words(template)) for template in templates]

    def show(self, dislikes: Dislikes) -> None:
        """Fill the form."""
        self.kinds.data = sorted(kind.value for kind in dislikes.kinds)
        self.templates.data = sorted(map(str, dislikes.templates))

    def chosen(self) -> tuple[list[ActivityKind], list[int]]:
        """Return kinds and ids of templates; the form must be valid."""
        return [ActivityKind(kind) for kind in self.kinds.data or ()], [
            int(number) for number in self.templates.data or ()
        ]
