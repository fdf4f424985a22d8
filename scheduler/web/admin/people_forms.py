"""The forms in which people are searched, changed, given roles and qualifications."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from scheduler.enums import Language, Role
from scheduler.models import Person, Skill, Unit
from scheduler.services.people import MOST_PLEDGED_HOURS, MOST_SHIFTS, NAME_LENGTH
from scheduler.services.people_lists import PeopleFilter
from scheduler.services.qualifications import NOTE_LENGTH
from scheduler.web.fields import Choice, Day, WholeNumber, unit_choices
from scheduler.web.forms import Form, strip
from scheduler.web.labels import label, name_of

REQUIRED = lazy_gettext("Please fill in this field.")
_CONTACT_LENGTH = 254


def at_most(length: int) -> Length:
    """Return a validator of length with its words."""
    return Length(max=length, message=lazy_gettext("At most %(max)d characters, please."))


def uploaded(field: FileField) -> bytes | None:
    """Return what the file in a field holds, ``None`` where no file was chosen."""
    if not field.data:
        return None
    with closing(field.data) as file:
        data: bytes = file.read()
        return data


class PeopleFilterForm(Form):
    """What the list of people shows; unusable values mean everything."""

    class Meta(Form.Meta):
        """A form that only reads needs no protection against forgery."""

        csrf = False

    text = StringField(lazy_gettext("Name, phone or e-mail"), filters=[strip])
    unit = Choice(lazy_gettext("Unit"))
    role = Choice(lazy_gettext("Role"))
    skill = Choice(lazy_gettext("Skill"))
    active = Choice(lazy_gettext("Account"))

    def offer(self, units: Sequence[Unit], skills: Sequence[Skill]) -> None:
        """Let the reader choose among units, roles, skills and states."""
        everything = [("", gettext("All"))]
        self.unit.choices = everything + unit_choices(units)
        self.role.choices = everything + [(role.value, label(role)) for role in Role]
        self.skill.choices = everything + [(skill.code, name_of(skill)) for skill in skills]
        self.active.choices = [*everything, ("yes", gettext("Active")), ("no", gettext("Deactivated"))]

    def wanted(self, units: Sequence[Unit], skills: Sequence[Skill], today: date) -> PeopleFilter:
        """Return the filter; a field with an error counts as empty, a skill is one that counts today."""
        chosen = {name: field.data for name, field in self._fields.items() if not field.errors}
        return PeopleFilter(
            text=chosen.get("text") or "",
            unit=next((unit for unit in units if unit.code == chosen.get("unit")), None),
            role=Role(chosen["role"]) if chosen.get("role") else None,
            skill=next((skill for skill in skills if skill.code == chosen.get("skill")), None),
            active={"yes": True, "no": False}.get(chosen.get("active") or ""),
            day=today,
        )


class PersonForm(Form):
    """A person's data."""

    version = HiddenField(default="1")
    name = StringField(lazy_gettext("Name"), [InputRequired(REQUIRED), at_most(NAME_LENGTH)], filters=[strip])
    phone = StringField(
        lazy_gettext("Phone"),
        [at_most(_CONTACT_LENGTH)],
        filters=[strip],
        description=lazy_gettext("Phone or e-mail is enough; the person signs in with either."),
    )
    email = StringField(lazy_gettext("E-mail"), [at_most(_CONTACT_LENGTH)], filters=[strip])
    home_unit = Choice(
        lazy_gettext("Home unit"),
        description=lazy_gettext("Roles on other units stay when somebody moves."),
    )
    language = Choice(lazy_gettext("Language"))
    pledged_hours = WholeNumber(
        lazy_gettext("Pledged hours per week"),
        [
            InputRequired(REQUIRED),
            NumberRange(0, MOST_PLEDGED_HOURS, lazy_gettext("Between 0 and %(max)s hours, please.")),
        ],
    )
    max_shifts = WholeNumber(
        lazy_gettext("Shifts per week at most"),
        [
            InputRequired(REQUIRED),
            NumberRange(0, MOST_SHIFTS, lazy_gettext("Between 0 and %(max)s shifts, please.")),
        ],
    )

    def offer(self, units: Sequence[Unit]) -> None:
        """Let the reader choose among home units and languages."""
        self.home_unit.choices = unit_choices(units)
        self.language.choices = [(language.value, label(language)) for language in Language]

    def show(self, person: Person) -> None:
        """Fill the form with a person."""
        self.version.data = str(person.version)
        self.name.data, self.home_unit.data = person.name, person.home_unit.code
        self.phone.data, self.email.data = person.phone or "", person.email or ""
        self.language.data = person.language.value
        self.pledged_hours.data = person.pledged_hours_per_week
        self.max_shifts.data = person.max_shifts_per_week


class VersionForm(Form):
    """A deed without further input; ``version`` says which state the reader looked at."""

    version = HiddenField(default="1")


class RoleForm(Form):
    """A role to grant."""

    role = Choice(lazy_gettext("Role"))
    unit = Choice(
        lazy_gettext("On unit"), description=lazy_gettext("The role holds for everything below the unit too.")
    )

    def offer(self, roles: Sequence[Role], units: Sequence[Unit]) -> None:
        """Let the reader choose among what she may grant."""
        self.role.choices = [(role.value, label(role)) for role in roles]
        self.unit.choices = unit_choices(units)


class QualificationForm(Form):
    """A qualification to add."""

    skill = Choice(lazy_gettext("Skill"))
    level = WholeNumber(
        lazy_gettext("Level"),
        [InputRequired(REQUIRED), NumberRange(1, None, lazy_gettext("At least %(min)s, please."))],
    )
    valid_from = Day(lazy_gettext("Valid from"), [InputRequired(REQUIRED)])
    valid_until = Day(
        lazy_gettext("Valid until"), description=lazy_gettext("This day included; empty means for good.")
    )
    note = StringField(
        lazy_gettext("Proof"),
        [at_most(NOTE_LENGTH)],
        filters=[strip],
        description=lazy_gettext("Such as the number of a certificate."),
    )
    verified = BooleanField(lazy_gettext("I have seen the proof"))

    def offer(self, skills: Sequence[Skill]) -> None:
        """Let the reader choose among the skills."""
        self.skill.choices = [(skill.code, name_of(skill)) for skill in skills]

    def suggest(self, today: date) -> None:
        """Fill the empty form."""
        self.level.data, self.valid_from.data = 1, today


class EndForm(Form):
    """The last day of a qualification."""

    last_day = Day(lazy_gettext("Last day"), [InputRequired(REQUIRED)])
