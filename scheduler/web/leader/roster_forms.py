"""The forms with which rosters are planned."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from scheduler.enums import ActivityKind
from scheduler.errors import InvalidInput
from scheduler.models import Unit
from scheduler.services.rosters.runs import TIME_LIMITS
from scheduler.web.fields import Choice, Day, unit_choices
from scheduler.web.forms import Form, strip
from scheduler.web.labels import label
from scheduler.web.leader.board_views import BoardFilter

_REQUIRED = lazy_gettext("Please fill in this field.")
_MOST_DIGITS = 9
_LONGEST_TITLE = 120


def number_in(text: object) -> int:
    """Return the whole number in a field; 0, which no row has as its id, for a forged one."""
    typed = str(text)
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= _MOST_DIGITS else 0


class PeriodForm(Form):
    """A new roster period."""

    unit = Choice(
        lazy_gettext("Unit"),
        description=lazy_gettext("The roster covers this unit and everything below it."),
    )
    title = StringField(
        lazy_gettext("Title"),
        [
            InputRequired(_REQUIRED),
            Length(max=_LONGEST_TITLE, message=lazy_gettext("At most %(max)d characters, please.")),
        ],
        filters=[strip],
    )
    starts_on = Day(lazy_gettext("First day"), [InputRequired(_REQUIRED)])
    ends_on = Day(lazy_gettext("Last day"), [InputRequired(_REQUIRED)])

    def offer(self, units: Sequence[Unit]) -> None:
        """Let the reader choose among ``units``."""
        self.unit.choices = unit_choices(units)

    def suggest(self, title: str, starts_on: date, ends_on: date) -> None:
        """Fill the empty form."""
        self.title.data, self.starts_on.data, self.ends_on.data = title, starts_on, ends_on

    def dates(self) -> tuple[date, date]:
        """Return the first and last day that were chosen."""
        if self.starts_on.data is None or self.ends_on.data is None:
            raise InvalidInput("starts_on", "required")
        return self.starts_on.data, self.ends_on.data


class RunForm(Form):
    """How long the solver may take, and whether it is to leave a published roster as it is where it can."""

    time_limit = Choice(
        lazy_gettext("Time limit"),
        default="30",
        choices=[
            (str(TIME_LIMITS[0]), lazy_gettext("10 seconds: a quick look")),
            (str(TIME_LIMITS[1]), lazy_gettext("30 seconds: good for most periods")),
            (str(TIME_LIMITS[2]), lazy_gettext("1 minute")),
            (str(TIME_LIMITS[3]), lazy_gettext("3 minutes: for a whole district")),
        ],
    )
    few_changes = BooleanField(lazy_gettext("Change the published roster only where people are missing"))


class EditForm(Form):
    """Any edit of a draft: ``revision`` says which state the reader looked at."""

    revision = HiddenField(default="0")
    person = HiddenField(default="0")
    shift = HiddenField(default="0")
    pinned = HiddenField(default="0")

    @property
    def seen_revision(self) -> int:
        """Return the revision that the reader looked at."""
        return number_in(self.revision.data)

    @property
    def person_id(self) -> int:
        """Return the id of the person chosen."""
        return number_in(self.person.data)

    @property
    def shift_id(self) -> int:
        """Return the id of the other shift chosen."""
        return number_in(self.shift.data)

    @property
    def wants_pin(self) -> bool:
        """Tell whether the reader wants the person to stay."""
        return bool(self.pinned.data == "1")


class BoardForm(Form):
    """What the board shows; unusable values mean everything."""

    class Meta(Form.Meta):
        """A form that only reads needs no protection against forgery."""

        csrf = False

    view = HiddenField()
    week = HiddenField()
    unit = Choice(lazy_gettext("Unit"))
    kind = Choice(lazy_gettext("Kind of activity"))
    lacking = BooleanField(lazy_gettext("Only shifts that lack people"))

    def offer(self, units: Sequence[Unit]) -> None:
        """Let the reader choose among units and kinds."""
        everything = [("", gettext("All"))]
        self.unit.choices = everything + unit_choices(units)
        self.kind.choices = everything + [(kind.value, label(kind)) for kind in ActivityKind]

    @property
    def by_person(self) -> bool:
        """Tell whether each row is a person rather than a unit."""
        return bool(self.view.data == "people")

    def wanted(self, units: Sequence[Unit]) -> BoardFilter:
        """Return the filter; a field with an error counts as empty."""
        unit = next((unit for unit in units if unit.code == self.unit.data), None)
        kind = ActivityKind(self.kind.data) if self.kind.data and not self.kind.errors else None
        return BoardFilter(unit, kind, bool(self.lacking.data))
