"""The form in which somebody sends in a qualification, with photos or scans."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from scheduler.models import Qualification, Skill
from scheduler.services.evidence_checks import ACCEPTED, Upload
from scheduler.services.qualification_claims import Claim
from scheduler.services.qualifications import NOTE_LENGTH
from scheduler.services.skills import find_skill
from scheduler.web.fields import Choice, Day, WholeNumber, sure
from scheduler.web.forms import Form, strip
from scheduler.web.labels import name_of

_REQUIRED = lazy_gettext("Please fill in this field.")


class ClaimForm(Form):
    """What the certificate says, and its picture; the files come last, behind what is typed."""

    version = HiddenField(default="1")
    skill = Choice(lazy_gettext("Skill"))
    level = WholeNumber(
        lazy_gettext("Level"),
        [InputRequired(_REQUIRED), NumberRange(1, None, lazy_gettext("At least %(min)s, please."))],
        description=lazy_gettext("1 where the certificate names none."),
    )
    valid_from = Day(lazy_gettext("Valid from"), [InputRequired(_REQUIRED)])
    valid_until = Day(
        lazy_gettext("Valid until"), description=lazy_gettext("This day included; empty means for good.")
    )
    note = StringField(
        lazy_gettext("Number and issuer"),
        [Length(max=NOTE_LENGTH, message=lazy_gettext("At most %(max)d characters, please."))],
        filters=[strip],
        description=lazy_gettext("As far as the certificate has them."),
    )
    photo = FileField(
        lazy_gettext("Take a photo now"),
        render_kw={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"},
    )
    file = FileField(lazy_gettext("Choose a photo or PDF"), render_kw={"accept": ACCEPTED})

    def offer(self, skills: Sequence[Skill]) -> None:
        """Let the reader choose among the skills."""
        self.skill.choices = [(skill.code, name_of(skill)) for skill in skills]

    def suggest(self, today: date, renewed: Qualification | None, skill: str | None) -> None:
        """Fill the empty form, with the skill and level of what is renewed."""
        self.skill.data = renewed.skill.code if renewed else skill
        self.level.data = renewed.level if renewed else 1
        self.valid_from.data = today

    def show(self, held: Qualification) -> None:
        """Fill the form with what was sent in before."""
        self.version.data = str(held.version)
        self.skill.data, self.level.data, self.note.data = held.skill.code, held.level, held.note
        self.valid_from.data, self.valid_until.data = held.valid_from, held.valid_until

    def claim(self) -> Claim:
        """Return what was typed, once it is valid."""
        return Claim(
            skill=find_skill(str(self.skill.data)),
            level=sure(self.level.data),
            valid_from=sure(self.valid_from.data),
            valid_until=self.valid_until.data,
            note=self.note.data or "",
        )

    def uploads(self) -> list[Upload]:
        """Return the files that were sent."""
        return list(self._read())

    def _read(self) -> Iterator[Upload]:
        for field in (self.photo, self.file):
            if field.data:
                with closing(field.data) as file:
                    yield Upload(file.filename or "", file.read())
