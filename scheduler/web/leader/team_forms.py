"""The forms in which teams are described, decided about, and opened to partners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from scheduler.enums import TeamKind
from scheduler.errors import InvalidInput
from scheduler.models import Partner, Person, Skill, Team, Unit
from scheduler.services.partner_links import LIVES
from scheduler.services.shift_inputs import REASON_LENGTH
from scheduler.services.teams import (
    DESCRIPTION_LENGTH,
    MOST_WANTED,
    NAME_EN_LENGTH,
    NAME_LENGTH,
    TargetInput,
    TeamInput,
)
from scheduler.web.fields import Choice, WholeNumber, unit_choices, whole_number
from scheduler.web.forms import Form, strip
from scheduler.web.labels import label, name_of

_REQUIRED = lazy_gettext("Please fill in this field.")
_PREFIX = "target"


def _at_most(length: int) -> Length:
    return Length(max=length, message=lazy_gettext("At most %(max)d characters, please."))


class TeamForm(Form):
    """What a team is, who leads it, whom it wants."""

    version = HiddenField(default="1")
    name = StringField(
        lazy_gettext("Name"), [InputRequired(_REQUIRED), _at_most(NAME_LENGTH)], filters=[strip]
    )
    name_en = StringField(lazy_gettext("English name"), [_at_most(NAME_EN_LENGTH)], filters=[strip])
    kind = Choice(lazy_gettext("Kind of team"))
    skill = Choice(lazy_gettext("Leading skill"), description=lazy_gettext("A corps needs none."))
    leader = Choice(
        lazy_gettext("Leader"),
        description=lazy_gettext("Decides about applications. Without one the unit's leaders do."),
    )
    people_wanted = WholeNumber(
        lazy_gettext("People wanted in all"),
        [NumberRange(0, MOST_WANTED, lazy_gettext("Between 0 and %(max)s people, please."))],
        description=lazy_gettext("0 means as many as like."),
        default=0,
    )
    description = TextAreaField(
        lazy_gettext("What the team does"),
        [_at_most(DESCRIPTION_LENGTH)],
        filters=[strip],
        description=lazy_gettext("Everybody can read this."),
        render_kw={"rows": 3},
    )
    active = BooleanField(lazy_gettext("The team takes people"), default=True)

    def offer(self, skills: Sequence[Skill], people: Sequence[Person]) -> None:
        """Let the reader choose among kinds, skills and those who can lead."""
        self.kind.choices = [(kind.value, label(kind)) for kind in reversed(TeamKind)]
        self.skill.choices = [("", gettext("none")), *((skill.code, name_of(skill)) for skill in skills)]
        named = [(str(person.id), person.name) for person in people]
        self.leader.choices = [("", gettext("nobody yet")), *named]

    def show(self, team: Team) -> None:
        """Fill the form with a team."""
        for field in ("name", "name_en", "description", "people_wanted", "active"):
            self[field].data = getattr(team, field)
        self.version.data = str(team.version)
        self.kind.data = team.kind.value
        self.skill.data = team.skill.code if team.skill else ""
        self.leader.data = str(team.leader_id or "")

    def said(
        self, skills: Sequence[Skill], people: Sequence[Person], targets: Sequence[TargetInput]
    ) -> TeamInput:
        """Return what a valid form says."""
        return TeamInput(
            kind=TeamKind(self.kind.data),
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            description=self.description.data or "",
            skill=next((skill for skill in skills if skill.code == self.skill.data), None),
            leader=next((person for person in people if str(person.id) == self.leader.data), None),
            people_wanted=self.people_wanted.data or 0,
            active=self.active.data,
            targets=targets,
        )


@dataclass(slots=True)
class TargetRow:
    """What is typed for one skill, as text, and what is wrong with it."""

    skill: Skill
    level: str = "1"
    wanted: str = ""
    error: str = ""

    @property
    def key(self) -> str:
        """Return what the names of the row's inputs begin with."""
        return f"{_PREFIX}-{self.skill.code}"

    @property
    def levels(self) -> list[str]:
        """Return the levels to choose from."""
        return [str(level) for level in range(1, self.skill.max_level + 1)]


def stored_targets(skills: Sequence[Skill], team: Team | None) -> list[TargetRow]:
    """Return the rows of a team as they are stored."""
    held = {target.skill_id: target for target in team.targets} if team else {}
    return [
        TargetRow(skill, str(held[skill.id].level), str(held[skill.id].wanted))
        if skill.id in held
        else TargetRow(skill)
        for skill in skills
    ]


def typed_targets(skills: Sequence[Skill], typed: Mapping[str, str]) -> list[TargetRow]:
    """Return the rows as they were typed into the form that was just sent."""
    rows = [TargetRow(skill) for skill in skills]
    for row in rows:
        row.level = typed.get(f"{row.key}-level", "1").strip()[:9]
        row.wanted = typed.get(f"{row.key}-wanted", "").strip()[:9]
    return rows


def read_targets(rows: Sequence[TargetRow]) -> list[TargetInput]:
    """Return what the filled rows say; mark rows without sense and raise ``InvalidInput``."""
    targets = []
    for row in rows:
        row.error = ""
        try:
            wanted, level = whole_number(row.wanted) or 0, whole_number(row.level) or 1
        except ValueError as error:
            row.error = str(error)
            continue
        if wanted > MOST_WANTED or not 1 <= level <= row.skill.max_level:
            row.error = gettext("Between 0 and %(most)s people, please.", most=MOST_WANTED)
        elif wanted:
            targets.append(TargetInput(row.skill, level, wanted))
    if any(row.error for row in rows):
        raise InvalidInput("targets", "team.target_number")
    return targets


class ReasonForm(Form):
    """Why an application is refused or a membership ended."""

    reason = StringField(
        lazy_gettext("Reason"),
        [InputRequired(_REQUIRED), _at_most(REASON_LENGTH)],
        filters=[strip],
        description=lazy_gettext("It is part of the message."),
    )


class LinkForm(Form):
    """For which partner a link is made, and for how long."""

    partner = Choice(lazy_gettext("Partner"))
    days = Choice(lazy_gettext("Works for"), default="30")

    def offer(self, partners: Sequence[Partner]) -> None:
        """Let the reader choose among partners and lengths of time."""
        self.partner.choices = [(str(partner.id), partner.name) for partner in partners]
        self.days.choices = [(str(days), gettext("%(num)s days", num=days)) for days in LIVES]


class TeamFilterForm(Form):
    """Whose teams the list shows."""

    class Meta(Form.Meta):
        """A form that only reads needs no protection against forgery."""

        csrf = False

    unit = Choice(lazy_gettext("Unit"))

    def offer(self, units: Sequence[Unit]) -> None:
        """Let the reader choose among units."""
        self.unit.choices = [("", gettext("All units")), *unit_choices(units)]

    def chosen(self, units: Sequence[Unit]) -> Unit | None:
        """Return the unit that was chosen, if any."""
        return next((unit for unit in units if unit.code == self.unit.data), None)
