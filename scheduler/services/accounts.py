"""Accounts: how one is made, and whether somebody who signs in is who she says."""

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError

from scheduler.database import atomic, db
from scheduler.enums import Language, Role
from scheduler.errors import InvalidInput
from scheduler.models import Person, RoleGrant, Unit
from scheduler.services import audit
from scheduler.services.contacts import clean_email, clean_phone, is_email, split_login
from scheduler.services.home_grids import grid_by_code
from scheduler.services.passwords import check_password, hash_password, matches
from scheduler.services.shift_inputs import clean_line

__all__ = [
    "authenticate",
    "choose_language",
    "clean_login",
    "hash_password",
    "login_key",
    "new_session_key",
    "person_by_login",
    "register",
]

NAME_LENGTH = 80


def register(
    *,
    name: str,
    login: str,
    grid: str,
    language: Language,
    password: str,
    consent: bool,
    privacy_version: str,
    now: datetime,
) -> Person | None:
    """Make the account of a volunteer at home in the grid with code ``grid``; everybody may.

    ``login`` is a phone number or an e-mail address. Where it belongs to an account already, nothing
    happens and ``None`` is returned, after the same work: the sender of the form must not learn who
    volunteers here, so callers answer both outcomes alike and let the person sign in next. (That a
    sign-in then fails with one's own new password cannot be hidden as long as nobody proves that a
    phone is hers; it costs an attempt that is counted.) Raises ``InvalidInput``.
    """
    name = clean_line("name", name, most=NAME_LENGTH, required=True)
    phone, email = clean_login("login", login)
    check_password("password", password, known=(name, phone, email))
    if not consent:
        raise InvalidInput("consent", "account.consent")
    secret = hash_password(password)
    try:
        with atomic():
            home = grid_by_code(grid)
            if home is None:
                raise InvalidInput("grid", "account.grid")
            if _find(phone, email) is not None:
                return None
            person = Person(name=name, phone=phone, email=email, password_hash=secret, language=language)
            person.consent_version, person.consent_at = privacy_version, now
            _add(person, home, now)
    except IntegrityError:  # the same form was sent twice at once
        return None
    return person


def authenticate(login: str, password: str) -> Person | None:
    """Return whose account ``login`` and ``password`` open, else ``None``.

    Unknown accounts, those without a password, closed ones and wrong passwords are answered alike,
    each after checking exactly one password hash.
    """
    person = person_by_login(login)
    stored = person.password_hash if person is not None and person.may_sign_in else None
    return person if matches(password, stored) else None


def person_by_login(login: str) -> Person | None:
    """Return the person with this phone number or e-mail address, active or not."""
    phone, email = split_login(login)
    return _find(phone, email) if phone or email else None


def clean_login(field: str, login: str) -> tuple[str | None, str | None]:
    """Return ``(phone, e-mail)`` of which one is what was typed; raise ``InvalidInput`` for ``field``."""
    if is_email(login):
        return None, clean_email(field, login)
    return clean_phone(field, login), None


def login_key(login: str) -> str:
    """Return one text for all spellings of a login, whether or not it belongs to anybody."""
    return next((part for part in split_login(login) if part), login.strip().casefold())


def choose_language(language: Language, *, actor: Person, now: datetime) -> None:
    """Keep the language in which the actor wants to read pages and messages."""
    with atomic():
        if actor.language is not language:
            actor.language = language
            actor.updated = now


def new_session_key() -> str:
    """Return a key that no earlier session of anybody has."""
    return secrets.token_urlsafe(24)


def _find(phone: str | None, email: str | None) -> Person | None:
    return db.session.scalar(select(Person).where(_reached_by(phone, email)))


def _reached_by(phone: str | None, email: str | None) -> ColumnElement[bool]:
    pairs = ((Person.phone, phone), (Person.email, email))
    return or_(*(column == value for column, value in pairs if value))


def _add(person: Person, home: Unit, now: datetime) -> None:
    person.session_key = new_session_key()
    person.home_unit_id = home.id
    person.created = person.updated = now
    person.grants = [RoleGrant(unit_id=home.id, role=Role.VOLUNTEER, created=now)]
    db.session.add(person)
    audit.record(
        "account.registered",
        person,
        actor=person,
        now=now,
        unit_id=home.id,
        privacy_version=person.consent_version,
    )
