"""Consent to the keeping of personal data: withdrawn, after which the account rests, and given again."""

from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import atomic
from scheduler.enums import Role
from scheduler.errors import Conflict
from scheduler.models import Person
from scheduler.services import audit
from scheduler.services.feed_tokens import end_tokens
from scheduler.services.leaving import leave_places
from scheduler.services.roles import keep_an_administrator
from scheduler.services.rows import get_row


def consent_due(person: Person, *, version: str) -> bool:
    """Tell whether the person has yet to agree to the notice in its present version."""
    return person.paused_at is not None or person.consent_version != version


def give_consent(*, version: str, actor: Person, now: datetime) -> bool:
    """Note that the actor agrees to ``version`` of the notice; return whether her account rested until now.

    A second tap changes nothing.
    """
    with atomic():
        person = get_row(Person, actor.id, lock=True)
        rested = person.paused_at is not None
        if not consent_due(person, version=version):
            return False
        if rested:
            person.paused_at, person.active = None, True
        person.consent_version, person.consent_at = version, now
        _touch(person, now)
        _note("consent.given", person, now, privacy_version=version)
    return rested


def withdraw_consent(*, actor: Person, now: datetime) -> int:
    """Let the actor's account rest from now on; return how many places to come were given back.

    Nothing is planned for her and no message goes out, but for a link to a new password that she asks for.
    Her calendar address ends; her roles keep, but open nothing. Raises ``Conflict`` where the account rests
    already, and for the last administrator.
    """
    with atomic():
        person = get_row(Person, actor.id, lock=True)
        if person.paused_at is not None:
            raise Conflict("consent.withdrawn_already")
        keep_an_administrator(person, [grant for grant in person.grants if grant.role is Role.ADMIN])
        freed = leave_places(person, now=now)
        end_tokens(person, now=now)
        earlier = person.consent_version
        person.active, person.paused_at = False, now
        person.consent_version, person.consent_at = "", None
        _touch(person, now)
        _note("consent.withdrawn", person, now, privacy_version=earlier, places=freed)
    return freed


def _touch(person: Person, now: datetime) -> None:
    person.updated = now
    flag_modified(person, "updated")


def _note(action: str, person: Person, now: datetime, **details: object) -> None:
    audit.record(action, person, actor=person, now=now, unit_id=person.home_unit_id, **details)
