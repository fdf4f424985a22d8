"""The forms in which leaders keep the ledger of hours, service notes and certificates."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext, lazy_gettext
from wtforms import Field, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from scheduler.enums import HoursKind, ServiceNoteKind
from scheduler.models import Unit
from scheduler.services.hours import NewHours
from scheduler.services.service_record import NOTE_LENGTH
from scheduler.services.shift_inputs import REASON_LENGTH, TITLE_LENGTH
from scheduler.timeutils import to_utc
from scheduler.web.fields import Choice, Clock, Day, WholeNumber, sure, unit_choices, whole_number
from scheduler.web.forms import Form, strip
from scheduler.web.labels import label

_REQUIRED = lazy_gettext("Please fill in this field.")


def _at_most(length: int) -> Length:
    return Length(max=length, message=lazy_gettext("At most %(max)d characters, please."))


class HoursFilterForm(Form):
    """Which hours the totals count; unusable values mean everything."""

    class Meta(Form.Meta):
        """A form that only reads needs no protection against forgery."""

        csrf = False

    unit = Choice(lazy_gettext("Unit"))
    first = Day(lazy_gettext("From day"))
    last = Day(lazy_gettext("To day"))

    def offer(self, units: Sequence[Unit]) -> None:
        """Let the reader choose among units."""
        self.unit.choices = [("", gettext("All")), *unit_choices(units)]

    def chosen_unit(self, units: Sequence[Unit]) -> Unit | None:
        """Return the unit chosen, if any."""
        return next((unit for unit in units if unit.code == self.unit.data and not self.unit.errors), None)

    def days(self, first: date, last: date) -> tuple[date, date]:
        """Return the days asked for, else ``first`` and ``last``; in their right order."""
        begin = self.first.data if self.first.data and not self.first.errors else first
        end = self.last.data if self.last.data and not self.last.errors else last
        return min(begin, end), max(begin, end)


class CorrectionForm(Form):
    """What a line of the ledger counts as from now on."""

    seen = HiddenField()
    minutes = WholeNumber(lazy_gettext("Minutes"), [InputRequired(_REQUIRED)])
    reason = StringField(
        lazy_gettext("Reason"),
        [InputRequired(_REQUIRED), _at_most(REASON_LENGTH)],
        filters=[strip],
        description=lazy_gettext("The volunteer reads it."),
    )

    @property
    def seen_minutes(self) -> int:
        """Return what the reader saw the line count as; a forged value is never current."""
        try:
            number = whole_number(str(self.seen.data))
        except ValueError:
            return -1
        return -1 if number is None else number


class AnswerForm(Form):
    """Why a line stays as it is."""

    reason = StringField(
        lazy_gettext("Reason"),
        [InputRequired(_REQUIRED), _at_most(REASON_LENGTH)],
        filters=[strip],
        id="answer-reason",
        description=lazy_gettext("The volunteer reads it."),
    )


class NewHoursForm(Form):
    """Service or training that no shift tells of."""

    unit = Choice(lazy_gettext("Unit"), id="hours-unit")
    kind = Choice(lazy_gettext("Counts as"), id="hours-kind")
    title = StringField(
        lazy_gettext("What was done"), [InputRequired(_REQUIRED), _at_most(TITLE_LENGTH)], filters=[strip]
    )
    day = Day(lazy_gettext("Date"), [InputRequired(_REQUIRED)])
    start = Clock(lazy_gettext("Start time"), [InputRequired(_REQUIRED)])
    minutes = WholeNumber(lazy_gettext("Minutes"), [InputRequired(_REQUIRED)])
    reason = StringField(
        lazy_gettext("Source"),
        [InputRequired(_REQUIRED), _at_most(REASON_LENGTH)],
        filters=[strip],
        description=lazy_gettext("How it is known: who was there, which list."),
    )

    @property
    def began(self) -> Field:
        """Return the field at which a refused time is shown."""
        return self.day

    def offer(self, units: Sequence[Unit]) -> None:
        """Let the reader choose among units and kinds."""
        self.unit.choices = unit_choices(units)
        self.kind.choices = [(kind.value, label(kind)) for kind in HoursKind]

    def hours(self, zone: str) -> NewHours:
        """Return what was typed; the form must be valid."""
        moment = datetime.combine(sure(self.day.data), sure(self.start.data))
        return NewHours(
            kind=HoursKind(str(self.kind.data)),
            title=str(self.title.data),
            began=to_utc(moment, zone),
            minutes=sure(self.minutes.data),
            reason=str(self.reason.data),
        )


class NoteForm(Form):
    """A commendation or an evaluation."""

    unit = Choice(lazy_gettext("Unit"), id="note-unit")
    kind = Choice(lazy_gettext("Kind"), id="note-kind")
    given_on = Day(lazy_gettext("Date"), [InputRequired(_REQUIRED)])
    text = StringField(
        lazy_gettext("Words"), [InputRequired(_REQUIRED), _at_most(NOTE_LENGTH)], filters=[strip]
    )

    def offer(self, units: Sequence[Unit]) -> None:
        """Let the reader choose among units and kinds."""
        self.unit.choices = unit_choices(units)
        self.kind.choices = [(kind.value, label(kind)) for kind in ServiceNoteKind]


class CertificateForm(Form):
    """The days of which a certificate tells."""

    first = Day(lazy_gettext("From day"), [InputRequired(_REQUIRED)])
    last = Day(lazy_gettext("To day"), [InputRequired(_REQUIRED)])


class RevokeForm(Form):
    """Why a certificate is void."""

    reason = StringField(
        lazy_gettext("Reason"), [InputRequired(_REQUIRED), _at_most(REASON_LENGTH)], filters=[strip]
    )
