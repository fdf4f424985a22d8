"""Accounts made for others: by whoever runs the server, and for people whom a partner puts down."""

from datetime import datetime

from scheduler.database import atomic, db
from scheduler.enums import Language, Role
from scheduler.models import Person, RoleGrant, Unit
from scheduler.services import audit
from scheduler.services.accounts import new_session_key
from scheduler.services.passwords import check_password, hash_password
from scheduler.services.people import NAME_LENGTH, set_contact
from scheduler.services.shift_inputs import clean_line


def create_person(
    *,
    name: str,
    phone: str,
    email: str,
    unit: Unit,
    role: Role,
    language: Language,
    password: str,
    now: datetime,
) -> Person:
    """Make an account at home in ``unit`` with ``role`` there; for the command line, which needs no right.

    Raises ``InvalidInput``, a phone or e-mail that another account has among it.
    """
    with atomic():
        person = Person(language=language, session_key=new_session_key(), created=now, updated=now)
        person.name = clean_line("name", name, most=NAME_LENGTH, required=True)
        set_contact(person, phone=phone, email=email)
        check_password("password", password, known=(person.name, person.phone, person.email))
        person.password_hash = hash_password(password)
        person.home_unit_id = unit.id
        roles = sorted({role, Role.VOLUNTEER})
        person.grants = [RoleGrant(unit_id=unit.id, role=each, created=now) for each in roles]
        db.session.add(person)
        audit.record(
            "person.created", person, actor=None, now=now, unit_id=unit.id, name=person.name, role=role.value
        )
    return person


def add_without_password(
    *, name: str, phone: str | None, email: str | None, unit: Unit, now: datetime
) -> Person:
    """Add the account of a volunteer at home in ``unit``, whose owner has yet to agree and set a password.

    Inside ``atomic``; name and contact are clean, and the contact is nobody else's.
    """
    person = Person(name=name, phone=phone, email=email, session_key=new_session_key())
    person.language, person.home_unit_id = Language.CHINESE, unit.id
    person.created = person.updated = now
    person.grants = [RoleGrant(unit_id=unit.id, role=Role.VOLUNTEER, created=now)]
    person.active = True
    db.session.add(person)
    audit.record("person.put_down", person, actor=None, now=now, unit_id=unit.id, name=name)
    return person
