"""The forms in which shifts are planned, and their way between wall-clock time and UTC."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from scheduler.enums import ActivityKind, ShiftStatus
from scheduler.errors import InvalidInput
from scheduler.models import Shift, Skill, Unit
from scheduler.services.guest_capacity import USUAL_PLACES, usual_guest_places
from scheduler.services.shift_inputs import (
    MOST_PLACES,
    NOTES_LENGTH,
    PLACE_LENGTH,
    REASON_LENGTH,
    TITLE_LENGTH,
)
from scheduler.services.shift_lists import ShiftFilter
from scheduler.timeutils import to_local, to_utc
from scheduler.web.fields import Choice, Clock, Day, WholeNumber, sure, unit_choices
from scheduler.web.forms import Form, strip
from scheduler.web.labels import label, name_of

_REQUIRED = lazy_gettext("Please fill in this field.")


def _at_most(length: int) -> Length:
    return Length(max=length, message=lazy_gettext("At most %(max)d characters, please."))


class PlanForm(Form):
    """What shifts and templates have in common."""

    version = HiddenField(default="1")
    unit = Choice(lazy_gettext("Unit"))
    kind = Choice(lazy_gettext("Kind of activity"))
    title = StringField(
        lazy_gettext("Title"), [InputRequired(_REQUIRED), _at_most(TITLE_LENGTH)], filters=[strip]
    )
    place = StringField(lazy_gettext("Place"), [_at_most(PLACE_LENGTH)], filters=[strip])
    capacity = WholeNumber(
        lazy_gettext("Places"),
        [
            InputRequired(_REQUIRED),
            NumberRange(1, MOST_PLACES, lazy_gettext("Between 1 and %(max)s places, please.")),
        ],
        description=lazy_gettext("So many people can take part at most."),
    )
    guest_places = WholeNumber(
        lazy_gettext("Places for residents"),
        [Optional(), NumberRange(0, MOST_PLACES, lazy_gettext("Between 0 and %(max)s places, please."))],
        description=lazy_gettext(
            "Besides the places above; residents book them without an account. Left empty: %(usual)s for "
            "trainings, none for everything else.",
            usual=USUAL_PLACES,
        ),
    )
    notes = TextAreaField(
        lazy_gettext("Notes for those who come"),
        [_at_most(NOTES_LENGTH)],
        filters=[strip],
        render_kw={"rows": 3},
    )

    def offer(self, units: Sequence[Unit]) -> None:
        """Let the reader choose among units and kinds."""
        self.unit.choices = unit_choices(units)
        self.kind.choices = [(kind.value, label(kind)) for kind in ActivityKind]

    @property
    def guests(self) -> int:
        """Return how many places residents can book; the form must be valid."""
        typed: int | None = self.guest_places.data
        return usual_guest_places(ActivityKind(self.kind.data)) if typed is None else typed


class ShiftForm(PlanForm):
    """A single shift; an end without a date is the first such time after the start."""

    day = Day(lazy_gettext("Date"), [InputRequired(_REQUIRED)])
    start = Clock(lazy_gettext("Start time"), [InputRequired(_REQUIRED)])
    end = Clock(
        lazy_gettext("End time"),
        [InputRequired(_REQUIRED)],
        description=lazy_gettext("Earlier than the start means the next day."),
    )
    last_day = Day(
        lazy_gettext("Last date"),
        description=lazy_gettext("Only where it is neither the first date nor the next day."),
    )
    open_for_sign_up = BooleanField(lazy_gettext("Volunteers may sign up themselves"), default=True)
    #: So many people the leader agreed to take their places from.
    losses = WholeNumber(default=0)
    #: So many would lose them; the template asks whether that is meant.
    would_lose = 0
    #: The same for bookings of residents.
    guest_losses = WholeNumber(default=0)
    guests_would_lose = 0

    def ask_for_losses(self, refusal: InvalidInput) -> None:
        """Let the template ask whether so many are to lose their places, and again what was agreed to."""
        lost = refusal.params.get("lost")
        number = lost if isinstance(lost, int) else 0
        of_guests = refusal.field == "guest_places"
        self.would_lose = (self.losses.data or 0) if of_guests else number
        self.guests_would_lose = number if of_guests else (self.guest_losses.data or 0)

    @property
    def starts_at(self) -> Field:
        """Return the field at which a refused start is shown."""
        return self.start

    @property
    def ends_at(self) -> Field:
        """Return the field at which a refused end is shown."""
        return self.end

    def interval(self, zone: str) -> tuple[datetime, datetime]:
        """Return ``[start, end)`` in UTC; the form must be valid."""
        day, start, end = sure(self.day.data), sure(self.start.data), sure(self.end.data)
        last = self.last_day.data or day + timedelta(days=end < start)
        return (
            to_utc(datetime.combine(day, start), zone),
            to_utc(datetime.combine(last, end), zone),
        )

    def show(self, shift: Shift, *, moved: timedelta = timedelta(0)) -> None:
        """Fill the form with a shift, on later dates if ``moved``."""
        self.version.data = str(shift.version)
        if "unit" in self:
            self.unit.data = shift.unit.code
        self.kind.data = shift.kind.value
        self.title.data, self.place.data, self.notes.data = shift.title, shift.place, shift.notes
        self.capacity.data, self.open_for_sign_up.data = shift.capacity, shift.open_for_sign_up
        self.guest_places.data = shift.guest_places
        start = to_local(shift.starts_at, shift.unit.zone) + moved
        end = to_local(shift.ends_at, shift.unit.zone) + moved
        self.day.data, self.start.data, self.end.data = start.date(), start.time(), end.time()
        implied = start.date() + timedelta(days=end.time() < start.time())
        self.last_day.data = None if end.date() == implied else end.date()

    def suggest(self, unit: Unit, tomorrow: date) -> None:
        """Fill an empty form with an evening patrol of ``unit``."""
        self.unit.data, self.kind.data = unit.code, ActivityKind.PATROL.value
        self.title.data = gettext("Evening patrol")
        self.day.data, self.start.data, self.end.data = tomorrow, time(19, 30), time(21, 30)
        self.capacity.data = 4

    def suggest_training(self, skill: Skill, day: date) -> None:
        """Make the suggestion a training in ``skill``, on ``day`` and open to many."""
        self.kind.data, self.day.data = ActivityKind.TRAINING.value, day
        self.title.data = gettext("Training: %(skill)s", skill=name_of(skill))
        self.start.data, self.end.data = time(14, 0), time(16, 0)
        self.capacity.data = 20
        self.guest_places.data = USUAL_PLACES


class CancelForm(Form):
    """Why a shift is called off."""

    version = HiddenField(default="1")
    reason = StringField(
        lazy_gettext("Reason"),
        [InputRequired(_REQUIRED), _at_most(REASON_LENGTH)],
        filters=[strip],
        description=lazy_gettext("It is part of the message."),
    )


class GivePlaceForm(Form):
    """Why somebody on a waiting list gets a place out of turn."""

    reason = StringField(
        lazy_gettext("Reason"), [InputRequired(_REQUIRED), _at_most(REASON_LENGTH)], filters=[strip]
    )


class ShiftFilterForm(Form):
    """What the list of shifts shows; unusable values mean everything."""

    class Meta(Form.Meta):
        """A form that only reads needs no protection against forgery."""

        csrf = False

    unit = Choice(lazy_gettext("Unit"))
    kind = Choice(lazy_gettext("Kind of activity"))
    status = Choice(lazy_gettext("Status"))
    first = Day(lazy_gettext("From day"))
    last = Day(lazy_gettext("To day"))

    def offer(self, units: Sequence[Unit]) -> None:
        """Let the reader choose among units, kinds and states."""
        everything = [("", gettext("All"))]
        self.unit.choices = everything + unit_choices(units)
        self.kind.choices = everything + [(kind.value, label(kind)) for kind in ActivityKind]
        self.status.choices = everything + [(status.value, label(status)) for status in ShiftStatus]

    def wanted(self, units: Sequence[Unit]) -> ShiftFilter:
        """Return the filter; a field with an error counts as empty."""
        chosen = {name: field.data for name, field in self._fields.items() if not field.errors}
        unit = next((unit for unit in units if unit.code == chosen.get("unit")), None)
        return ShiftFilter(
            unit=unit,
            kind=ActivityKind(chosen["kind"]) if chosen.get("kind") else None,
            status=ShiftStatus(chosen["status"]) if chosen.get("status") else None,
            first=chosen.get("first"),
            last=chosen.get("last"),
        )
