"""What the pages about people show, made ready for their templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template

from scheduler.enums import QualificationStanding, Role
from scheduler.models import Person, Qualification, RoleGrant
from scheduler.services.people import Contact, contact_of, may_change
from scheduler.services.permissions import Right, grantable_roles, may
from scheduler.services.qualifications import list_qualifications
from scheduler.services.roles import grantable_units
from scheduler.services.shift_lists import all_skills
from scheduler.timeutils import local_date, utcnow
from scheduler.web.admin.people_forms import EndForm, QualificationForm, RoleForm, VersionForm
from scheduler.web.labels import label, name_of
from scheduler.web.session import actor


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in the list; ``skills`` are those that count today."""

    person: Person
    contact: Contact
    roles: str
    skills: str


@dataclass(frozen=True, slots=True)
class QualificationLine:
    """One qualification, what it is worth today, and whether the reader may verify it."""

    held: Qualification
    standing: QualificationStanding
    may_verify: bool


def person_line(person: Person, contact: Contact, today: date) -> PersonLine:
    """Return a person as the list shows one."""
    roles = sorted(
        {grant.role for grant in person.grants if grant.role is not Role.VOLUNTEER}, key=list(Role).index
    )
    valid = [held for held in person.qualifications if held.counts_on(today)]
    valid.sort(key=lambda held: held.skill.position)
    skills = [f"{name_of(held.skill)} {held.level}" for held in valid]
    return PersonLine(person, contact, ", ".join(label(role) for role in roles), " · ".join(skills))


def person_page(
    person: Person,
    *,
    role_form: RoleForm | None = None,
    qualification_form: QualificationForm | None = None,
    end_form: EndForm | None = None,
    ended: int = 0,
) -> str:
    """Return the page of a person; a form that was refused keeps what was typed.

    ``ended`` is the id of the qualification that ``end_form`` was about.
    """
    reader = actor()
    today = local_date(utcnow(), person.home_unit.zone)
    may_verify = may(reader, Right.VERIFY_QUALIFICATIONS, person.home_unit)
    if may_verify and qualification_form is None:
        qualification_form = QualificationForm(formdata=None)
        qualification_form.suggest(today)
    if qualification_form is not None:
        qualification_form.offer(all_skills())
    return render_template(
        "admin/person.html",
        person=person,
        contact=contact_of(person, actor=reader),
        may_edit=may_change(person, actor=reader),
        is_self=person.id == reader.id,
        version_form=_version_form(person),
        grants=_grants(person),
        role_form=role_form or offered_roles(person),
        qualifications=_qualifications(person, today, may_verify=may_verify),
        qualification_form=qualification_form,
        end_form=end_form,
        ended=ended,
        today=today,
    )


def _version_form(person: Person) -> VersionForm:
    form = VersionForm(formdata=None)
    form.version.data = str(person.version)
    return form


def offered_roles(person: Person, *, typed: bool = False) -> RoleForm | None:
    """Return the form of roles that the reader may grant to ``person``, ``None`` where there is none."""
    reader = actor()
    units = grantable_units(reader)
    roles = {role for unit in units for role in grantable_roles(reader, unit)}
    if not roles or not (typed or person.active):
        return None
    form = RoleForm() if typed else RoleForm(formdata=None)
    form.offer([role for role in Role if role in roles], units)
    if not typed:
        codes = {unit.code for unit in units}
        form.unit.data = person.home_unit.code if person.home_unit.code in codes else units[0].code
    return form


def _grants(person: Person) -> list[tuple[RoleGrant, bool]]:
    """Return the person's grants, the highest role first, each with whether the reader may withdraw it."""
    order = list(Role)
    grants = sorted(person.grants, key=lambda grant: (-order.index(grant.role), grant.unit.path))
    return [(grant, grant.role in grantable_roles(actor(), grant.unit)) for grant in grants]


def _qualifications(person: Person, today: date, *, may_verify: bool) -> Sequence[QualificationLine]:
    return [QualificationLine(held, held.standing(today), may_verify) for held in list_qualifications(person)]
