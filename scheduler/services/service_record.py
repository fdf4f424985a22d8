"""A person's service record as order no. 67 of the Ministry of Civil Affairs (2020) asks for it.

Personal data, service, training, commendations, and evaluation. What the order asks for beyond the
account (sex, birthday, document) is not stored here: the printed record leaves room for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scheduler.database import atomic, db
from scheduler.enums import HoursKind, ServiceNoteKind
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import Person, Qualification, ServiceNote, Unit
from scheduler.services import audit
from scheduler.services.hours_lists import LedgerLine, Totals, all_lines, totals_of
from scheduler.services.people import Contact, contact_of, find_person
from scheduler.services.permissions import Right, require
from scheduler.services.rows import get_row
from scheduler.services.shift_inputs import clean_line
from scheduler.timeutils import local_date

NOTE_LENGTH = 200
_OLDEST_NOTE = timedelta(days=366 * 20)


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """Everything that a service record holds of one person; lines of no minutes are left out."""

    person: Person
    contact: Contact
    totals: Totals
    service: Sequence[LedgerLine]
    training: Sequence[LedgerLine]
    qualifications: Sequence[Qualification]
    commendations: Sequence[ServiceNote]
    evaluations: Sequence[ServiceNote]


def own_record(person: Person) -> ServiceRecord:
    """Return the person's own service record."""
    return _record(person, contact_of(person, actor=person))


def record_of(person_id: int, *, actor: Person) -> ServiceRecord:
    """Return the record of somebody whose hours ``actor`` sees, else raise as ``find_person`` does."""
    person = find_person(person_id, actor=actor, right=Right.VIEW_ATTENDANCE)
    return _record(person, contact_of(person, actor=actor))


def _record(person: Person, contact: Contact) -> ServiceRecord:
    lines = [line for line in all_lines(person) if line.minutes > 0]
    notes = notes_of(person)
    held = [item for item in _qualifications(person) if item.verified]
    return ServiceRecord(
        person=person,
        contact=contact,
        totals=totals_of(person),
        service=[line for line in lines if line.entry.kind is HoursKind.SERVICE],
        training=[line for line in lines if line.entry.kind is HoursKind.TRAINING],
        qualifications=held,
        commendations=[note for note in notes if note.kind is ServiceNoteKind.COMMENDATION],
        evaluations=[note for note in notes if note.kind is ServiceNoteKind.EVALUATION],
    )


def _qualifications(person: Person) -> Sequence[Qualification]:
    query = select(Qualification).where(Qualification.person_id == person.id)
    query = query.options(joinedload(Qualification.skill))
    return db.session.scalars(query.order_by(Qualification.valid_from, Qualification.id)).all()


def notes_of(person: Person) -> Sequence[ServiceNote]:
    """Return the commendations and evaluations of a person by date, without those withdrawn."""
    query = select(ServiceNote).where(ServiceNote.person_id == person.id, ServiceNote.withdrawn_at.is_(None))
    query = query.options(joinedload(ServiceNote.unit))
    return db.session.scalars(query.order_by(ServiceNote.given_on, ServiceNote.id)).all()


def add_note(
    person_id: int,
    *,
    kind: ServiceNoteKind,
    given_on: date,
    text: str,
    unit: Unit,
    actor: Person,
    now: datetime,
) -> ServiceNote:
    """Write a commendation or an evaluation by ``unit`` into a service record.

    ``actor`` keeps the hours of ``unit`` and sees the person's. Raises ``NotFound``, ``NotAllowed`` (nobody
    praises herself), ``InvalidInput``, ``Conflict`` where it is there already.
    """
    with atomic():
        person = get_row(Person, person_id, lock=True)
        require(actor, Right.KEEP_HOURS, unit)
        require(actor, Right.VIEW_ATTENDANCE, person.home_unit)
        if person.id == actor.id:
            raise NotAllowed("hours.own")
        today = local_date(now, unit.zone)
        if not today - _OLDEST_NOTE <= given_on <= today:
            raise InvalidInput("given_on", "hours.note_day")
        words = clean_line("text", text, most=NOTE_LENGTH, required=True)
        if any((note.kind, note.given_on, note.text) == (kind, given_on, words) for note in notes_of(person)):
            raise Conflict("hours.note_twin")
        note = ServiceNote(
            person_id=person.id,
            unit_id=unit.id,
            kind=kind,
            given_on=given_on,
            text=words,
            made_by_id=actor.id,
            created=now,
        )
        db.session.add(note)
        audit.record(f"service_note.{kind}", note, actor=actor, now=now, unit_id=unit.id, name=person.name)
    return note


def withdraw_note(note_id: int, *, actor: Person, now: datetime) -> ServiceNote:
    """Take a commendation or an evaluation back; ``actor`` keeps the hours of the unit that gave it.

    Raises ``NotFound`` where it is withdrawn already, ``NotAllowed``.
    """
    with atomic():
        note = get_row(ServiceNote, note_id, lock=True)
        require(actor, Right.KEEP_HOURS, note.unit)
        if note.withdrawn_at is not None:
            raise NotFound("not_found")
        if note.person_id == actor.id:
            raise NotAllowed("hours.own")
        note.withdrawn_at = now
        audit.record(
            "service_note.withdrawn",
            note,
            actor=actor,
            now=now,
            unit_id=note.unit_id,
            name=note.person.name,
            reason=note.text,
        )
    return note
