"""The forms of one's own availability: a week of blocks, and dated exceptions."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Field, StringField
from wtforms.validators import InputRequired, Length

from scheduler.enums import Wish
from scheduler.services.availability_exceptions import NOTE_LENGTH
from scheduler.services.availability_week import CELLS, Cell
from scheduler.timeutils import to_utc
from scheduler.web.fields import Choice, Clock, Day, sure
from scheduler.web.forms import Form, strip
from scheduler.web.labels import label
from scheduler.web.volunteer.availability_views import SHORT


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
        description=lazy_gettext("Your leaders can read it."),
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
