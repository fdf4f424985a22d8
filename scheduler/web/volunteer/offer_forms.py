"""The filter above the list of open shifts."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext

from scheduler.enums import ActivityKind
from scheduler.models import Skill, Unit
from scheduler.services.open_shifts import OfferFilter, Reach
from scheduler.web.fields import Choice, Day
from scheduler.web.forms import Form
from scheduler.web.labels import label, name_of

#: No unit has this code, since codes are made of letters, digits and dashes.
_EVERYWHERE = "*"
_INDENT = "\u3000"


class OfferFilterForm(Form):
    """What the list of open shifts shows; unusable values mean everything."""

    class Meta(Form.Meta):
        """A form that only reads needs no protection against forgery."""

        csrf = False

    unit = Choice(lazy_gettext("Where"))
    kind = Choice(lazy_gettext("Kind of activity"))
    skill = Choice(lazy_gettext("Skill wanted"))
    first = Day(lazy_gettext("From day"))
    last = Day(lazy_gettext("To day"))

    def offer(self, units: Sequence[Unit], skills: Sequence[Skill]) -> None:
        """Let the reader choose among units (in the order of the tree), kinds and skills."""
        everything = [("", gettext("All"))]
        self.unit.choices = [
            ("", gettext("Near me, and all trainings and drills")),
            (_EVERYWHERE, gettext("Everywhere")),
            *((unit.code, _INDENT * (len(unit.ancestor_ids) - 1) + name_of(unit)) for unit in units),
        ]
        self.kind.choices = everything + [(kind.value, label(kind)) for kind in ActivityKind]
        self.skill.choices = everything + [(skill.code, name_of(skill)) for skill in skills]

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
        """Return the filter as parameters of an address, without what cannot be used."""
        return {
            name: str(field.data) for name, field in self._fields.items() if field.data and not field.errors
        }
