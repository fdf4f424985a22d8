"""The forms in which shift templates are made and used."""

from collections.abc import Sequence
from datetime import date, time, timedelta

from babel.dates import get_day_names
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field
from wtforms.validators import InputRequired

from scheduler.enums import ActivityKind
from scheduler.models import ShiftTemplate, Unit
from scheduler.web.fields import Choice, Choices, Clock, Day, sure
from scheduler.web.forms import Form
from scheduler.web.leader.shift_forms import PlanForm
from scheduler.web.locale import current_language

_REQUIRED = lazy_gettext("Please fill in this field.")
_DAY_MINUTES = 1_440
#: How far ahead a leader plans unless told otherwise.
_PERIOD = timedelta(weeks=4)


def weekday_names() -> list[str]:
    """Return the short names of the days in the reader's language, Monday first."""
    names = get_day_names("abbreviated", locale=current_language().value)
    return [names[day] for day in range(7)]


def weekdays_text(days: Sequence[int]) -> str:
    """Return days of the week in short: every day, Monday to Friday, or their names in a row."""
    names = weekday_names()
    if len(days) == len(names):
        return str(gettext("Every day"))
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:  # noqa: PLR2004 - two are as short
        return str(gettext("%(first)s to %(last)s", first=names[days[0]], last=names[days[-1]]))
    return " ".join(names[day] for day in days)


class TemplateForm(PlanForm):
    """A weekly pattern; an end that is not after the start means the next day."""

    weekdays = Choices(lazy_gettext("Days of the week"))
    start = Clock(lazy_gettext("Start time"), [InputRequired(_REQUIRED)])
    end = Clock(
        lazy_gettext("End time"),
        [InputRequired(_REQUIRED)],
        description=lazy_gettext("Earlier than the start means the next day."),
    )
    end_day = Choice(lazy_gettext("Day of the end"), default="0")
    active = BooleanField(lazy_gettext("In use"), default=True)

    def offer(self, units: Sequence[Unit]) -> None:
        """Let the reader choose among units, kinds and days."""
        super().offer(units)
        self.weekdays.choices = [(str(day), name) for day, name in enumerate(weekday_names())]
        self.end_day.choices = [
            ("0", gettext("same day, or the night after")),
            ("1", gettext("next day")),
            ("2", gettext("two days later")),
        ]

    @property
    def duration_minutes(self) -> Field:
        """Return the field at which a refused length is shown."""
        return self.end

    @property
    def minutes(self) -> int:
        """Return how long a shift lasts; the form must be valid."""
        start, end = _minute_of(sure(self.start.data)), _minute_of(sure(self.end.data))
        length = end - start + _DAY_MINUTES * int(sure(self.end_day.data))
        return length if length > 0 else length + _DAY_MINUTES

    def show(self, template: ShiftTemplate) -> None:
        """Fill the form with a template."""
        self.version.data = str(template.version)
        if "unit" in self:
            self.unit.data = template.unit.code
        self.kind.data = template.kind.value
        self.title.data, self.place.data = template.title, template.place
        self.notes.data, self.capacity.data = template.notes, template.capacity
        self.guest_places.data = template.guest_places
        self.weekdays.data = [str(day) for day in template.weekdays]
        self.start.data, self.active.data = template.start_time, template.active
        days, end = divmod(_minute_of(template.start_time) + template.duration_minutes, _DAY_MINUTES)
        self.end.data = time(end // 60, end % 60)
        self.end_day.data = str(days)

    def suggest(self, unit: Unit) -> None:
        """Fill an empty form with weekday evening patrols of ``unit``."""
        self.unit.data, self.kind.data = unit.code, ActivityKind.PATROL.value
        self.title.data = gettext("Evening patrol")
        self.weekdays.data = ["0", "1", "2", "3", "4"]
        self.start.data, self.end.data = time(19, 30), time(21, 30)
        self.capacity.data = 4


def _minute_of(moment: time) -> int:
    return moment.hour * 60 + moment.minute


class PeriodForm(Form):
    """The days, both included, for which a template makes shifts."""

    class Meta(Form.Meta):
        """A form that only reads needs no protection against forgery."""

        csrf = False

    first = Day(lazy_gettext("From day"), [InputRequired(_REQUIRED)])
    last = Day(lazy_gettext("To day"), [InputRequired(_REQUIRED)])

    def suggest(self, today: date) -> None:
        """Fill an empty form with the four weeks from next Monday on."""
        self.first.data = today + timedelta(days=7 - today.weekday())
        self.last.data = self.first.data + _PERIOD - timedelta(days=1)
