"""The filters above the list and the calendar of open shifts."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext, lazy_gettext

from scheduler.enums import ActivityKind
from scheduler.models import Skill, Unit
from scheduler.services.open_shifts import OfferFilter, Reach
from scheduler.web.fields import Choice, Day
from scheduler.web.forms import Form
from scheduler.web.labels import label, name_of
from scheduler.web.volunteer.offer_calendar import Days, Span, days_of

#: No unit has this code, since codes are made of letters, digits and dashes.
_EVERYWHERE = "*"
_INDENT = "\u3000"


class _FilterForm(Form):
    """Which shifts are shown; unusable values mean everything."""

    class Meta(Form.Meta):
        """A form that only reads needs no protection against forgery."""

        csrf = False

    unit = Choice(lazy_gettext("Where"))
    kind = Choice(lazy_gettext("Kind of activity"))
    skill = Choice(lazy_gettext("Skill wanted"))

    def offer(self, units: Sequence[Unit], skills: Sequence[Skill]) -> None:
        """Let the reader choose among units (in the order of the tree), kinds and skills, and check that."""
        everything = [("", gettext("All"))]
        self.kinds = [("", gettext("All kinds")), *((kind.value, label(kind)) for kind in ActivityKind)]
        self.unit.choices = [
            ("", gettext("Near me, and all trainings and drills")),
            (_EVERYWHERE, gettext("Everywhere")),
            *((unit.code, _INDENT * (len(unit.ancestor_ids) - 1) + name_of(unit)) for unit in units),
        ]
        self.kind.choices = everything + [(kind.value, label(kind)) for kind in ActivityKind]
        self.skill.choices = everything + [(skill.code, name_of(skill)) for skill in skills]
        self.validate()

    def wanted(self, units: Sequence[Unit], skills: Sequence[Skill]) -> OfferFilter:
        """Return the filter; a field with an error counts as empty."""
        chosen = {name: field.data for name, field in self._fields.items() if not field.errors}
        return OfferFilter(
            unit=next((unit for unit in units if unit.code == chosen.get("unit")), None),
            reach=Reach.EVERYWHERE if chosen.get("unit") == _EVERYWHERE else Reach.NEAR,
            kind=ActivityKind(chosen["kind"]) if chosen.get("kind") else None,
            skill=next((skill for skill in skills if skill.code == chosen.get("skill")), None),
            first=chosen.get("first"),
            last=chosen.get("last"),
        )

    def kept(self) -> dict[str, str]:
        """Return the filter as parameters of an address, without what cannot be used and without days."""
        fields = {name: self[name] for name in ("unit", "kind", "skill")}
        return {name: field.data for name, field in fields.items() if field.data and not field.errors}

    @property
    def filtered(self) -> bool:
        """Tell whether anything is filtered at all."""
        return any(field.data for field in (self.unit, self.kind, self.skill))

    @property
    def narrowed(self) -> bool:
        """Tell whether the filter holds more than a kind, which has links of its own."""
        return any(field.data for field in (self.unit, self.skill))


class OfferFilterForm(_FilterForm):
    """What the list of open shifts shows."""

    first = Day(lazy_gettext("From day"))
    last = Day(lazy_gettext("To day"))

    @property
    def filtered(self) -> bool:
        """Tell whether anything is filtered at all."""
        return super().filtered or self._has_days

    @property
    def narrowed(self) -> bool:
        """Tell whether the filter holds more than a kind, which has links of its own."""
        return super().narrowed or self._has_days

    @property
    def _has_days(self) -> bool:
        return bool(self.first.data or self.last.data)

    def kept_days(self) -> dict[str, str]:
        """Return the days as parameters of an address."""
        days = {"first": self.first.data, "last": self.last.data}
        return {name: day.isoformat() for name, day in days.items() if day}


class CalendarForm(_FilterForm):
    """What the calendar of open shifts shows: a week or a month around a day."""

    span = Choice()
    day = Day()

    def offer(self, units: Sequence[Unit], skills: Sequence[Skill]) -> None:
        """Let the reader choose, and check that; no span means a month."""
        self.span.choices = [("", ""), *((span.value, span.value) for span in Span)]
        super().offer(units, skills)

    def days(self, today: date) -> Days:
        """Return the days asked for: those of the span around the day, or around ``today``."""
        return days_of(Span.WEEK if self.span.data == Span.WEEK else Span.MONTH, self.day.data or today)
