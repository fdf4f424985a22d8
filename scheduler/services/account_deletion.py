"""Deleting one's own account: what goes, what stays without a name, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from scheduler.database import atomic, db, on_commit
from scheduler.enums import Role
from scheduler.errors import Conflict, InvalidInput
from scheduler.models import Certificate, HoursEntry, Person, Shift
from scheduler.services import audit, evidence_store
from scheduler.services.account_erasing import erase_rows, erase_words, evidence_files, forget_person
from scheduler.services.leaving import leave_places
from scheduler.services.passwords import matches
from scheduler.services.people import coming_places
from scheduler.services.roles import keep_an_administrator
from scheduler.services.rows import get_row


@dataclass(frozen=True, slots=True)
class Farewell:
    """What the end of an account means: shifts whose places are given back, and figures of what stays.

    ``obstacle``: why it cannot be deleted.
    """

    shifts: list[Shift]
    minutes: int
    certificates: int
    obstacle: Conflict | None


def what_ends(person: Person, *, now: datetime) -> Farewell:
    """Return what becomes of a person's account if she deletes it now."""
    minutes = select(func.sum(HoursEntry.minutes)).where(HoursEntry.person_id == person.id)
    papers = select(func.count()).select_from(Certificate).where(Certificate.person_id == person.id)
    return Farewell(
        shifts=[place.shift for place in coming_places(person, now=now)],
        minutes=db.session.scalar(minutes) or 0,
        certificates=db.session.scalar(papers) or 0,
        obstacle=_obstacle(person),
    )


def delete_account(*, password: str, instance: Path, actor: Person, now: datetime) -> int:
    """Delete the actor's account and return how many places to come were given back.

    Rows that ``my_data_tables`` marks go; the ledger, certificates and what happened on shifts stay, for
    somebody without a name. Files of evidence in the folder ``instance`` go once that is committed. Who
    plans the shifts is told of the places. Raises ``InvalidInput`` where the password is wrong,
    ``Conflict`` for the last administrator.
    """
    if not password:
        raise InvalidInput("password", "account.password_to_delete")
    if not matches(password, actor.password_hash):
        raise InvalidInput("password", "account.wrong_password")
    with atomic():
        person = get_row(Person, actor.id, lock=True)
        if person.deleted_at is not None:
            raise Conflict("person.deleted")
        keep_an_administrator(person, [grant for grant in person.grants if grant.role is Role.ADMIN])
        freed = leave_places(person, now=now)
        db.session.flush()
        on_commit(partial(evidence_store.remove, instance, evidence_files(person)))
        erase_words(person)
        erase_rows(person)
        forget_person(person, now=now)
        audit.record(
            "account.deleted", person, actor=person, now=now, unit_id=person.home_unit_id, places=freed
        )
    return freed


def _obstacle(person: Person) -> Conflict | None:
    try:
        keep_an_administrator(person, [grant for grant in person.grants if grant.role is Role.ADMIN])
    except Conflict as refusal:
        return refusal
    return None
