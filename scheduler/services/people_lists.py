"""The list of people: searched, filtered, page by page, within the reader's units."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from scheduler.enums import Role
from scheduler.models import Person, Qualification, RoleGrant, Skill, Unit
from scheduler.services.contacts import split_login
from scheduler.services.paging import Page, paginate
from scheduler.services.permissions import Right, within

_SEPARATORS = re.compile(r"[\s().-]+")
_PAGE = 50


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list shows; ``None`` and an empty text mean everything.

    With ``day``, a skill is held by those whose qualification counts on that day, else also by all others.
    """

    text: str = ""
    unit: Unit | None = None
    role: Role | None = None
    skill: Skill | None = None
    active: bool | None = None
    day: date | None = None


def list_people(actor: Person, wanted: PeopleFilter, *, number: int) -> Page[Person]:
    """Return page ``number`` of the people at home where ``actor`` sees people, by name.

    Parts of phone numbers and addresses are found where ``actor`` manages people; elsewhere only a whole
    one is, so that nobody guesses what is masked digit by digit.
    """
    query = select(Person).join(Person.home_unit).where(within(actor, Right.VIEW_PEOPLE))
    query = _filtered(query, wanted)
    text = _searchable(wanted.text)
    if text:
        query = query.where(_matches(text, within(actor, Right.MANAGE_PEOPLE)))
    query = query.options(
        contains_eager(Person.home_unit),
        selectinload(Person.grants).joinedload(RoleGrant.unit),
        selectinload(Person.qualifications).joinedload(Qualification.skill),
    )
    return paginate(query.order_by(Person.name, Person.id), number=number, size=_PAGE)


def _searchable(text: str) -> str:
    """Return ``text`` without characters that no stored value holds and that some databases refuse."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"Cc", "Cs"}).strip()[:200]


def _matches(text: str, managed: ColumnElement[bool]) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [Person.name.icontains(text, autoescape=True)]
    phone, email = split_login(text)
    if phone:
        conditions.append(Person.phone == phone)
    if email:
        conditions.append(Person.email == email)
    conditions.append(and_(managed, Person.email.icontains(text, autoescape=True)))
    digits = _SEPARATORS.sub("", text)
    if digits.removeprefix("+").isdecimal():
        conditions.append(and_(managed, Person.phone.contains(digits, autoescape=True)))
    return or_(*conditions)


def _filtered(query: Select[Person], wanted: PeopleFilter) -> Select[Person]:
    if wanted.unit:
        query = query.where(Unit.path.startswith(wanted.unit.path))
    if wanted.role:
        query = query.where(Person.grants.any(RoleGrant.role == wanted.role))
    if wanted.skill:
        held = Qualification.skill_id == wanted.skill.id
        if wanted.day:
            held = and_(held, Qualification.counting_on(wanted.day))
        query = query.where(Person.qualifications.any(held))
    if wanted.active is not None:
        query = query.where(Person.active == wanted.active)
    return query
