"""What it takes to forget a person: rows, words about her in other rows, and the row of herself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, or_, select
from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import Base, db
from scheduler.enums import JobKind
from scheduler.models import (
    Attendance,
    AuditEntry,
    Certificate,
    Enrolment,
    Job,
    Notification,
    Person,
    Qualification,
    QualificationEvidence,
)
from scheduler.services.accounts import new_session_key
from scheduler.services.my_data_tables import HOLDINGS, After
from scheduler.services.service_record_certificates import hide_name, number_of

#: The detail of an audit entry, or of a message, that names somebody; and the subjects where that is her.
_NAME = "name"
_HERS = frozenset({"person", "qualification", "certificate", "service_note", "hours_entry", "team_member"})
#: What people write in their own words, in messages to others.
_WORDS = frozenset({"text", "message", "reason"})


def erase_rows(person: Person) -> None:
    """Delete the rows that are to go, with whatever belongs to them, and clear the columns that are to."""
    _drop_message_jobs(person)
    for held in HOLDINGS:
        if held.after is After.ERASE:
            _erase(held.table, held.of(person.id))
        elif held.after is After.CLEAR:
            change = held.table.update().where(held.of(person.id)).values({held.its_column.name: None})
            db.session.execute(change)
    db.session.expire_all()


def _erase(table: Table, condition: ColumnElement[bool]) -> None:
    gone = select(table.c.id).where(condition)
    for other in Base.metadata.sorted_tables:
        for column in other.columns:
            if not any(key.column.table is table for key in column.foreign_keys):
                continue
            if column.nullable:
                db.session.execute(other.update().where(column.in_(gone)).values({column.name: None}))
            else:
                _erase(other, column.in_(gone))
    db.session.execute(delete(table).where(condition))


def _drop_message_jobs(person: Person) -> None:
    theirs = select(Notification.id).where(Notification.person_id == person.id)
    db.session.execute(delete(Job).where(Job.kind == JobKind.MESSAGE, Job.subject_id.in_(theirs)))


def evidence_files(person: Person) -> list[str]:
    """Return the names of the files that prove the person's qualifications."""
    query = select(QualificationEvidence.stored_name).join(QualificationEvidence.qualification)
    return list(db.session.scalars(query.where(Qualification.person_id == person.id)))


def erase_words(person: Person) -> None:
    """Take the person's name out of the audit trail, of others' messages, and of her certificates."""
    for entry in _entries_about(person):
        entry.details = _without_name(entry, person)
        flag_modified(entry, "details")
    for message in _messages_about(person):
        message.params = _silenced(message.params, person)
    for paper in db.session.scalars(select(Certificate).where(Certificate.person_id == person.id)):
        paper.content = {**paper.content, "name": hide_name(str(paper.content["name"])), "hidden": True}
    db.session.flush()


def _messages_about(person: Person) -> list[Notification]:
    """Return what others were told about her, or about shifts that she was on."""
    params = Notification.params
    shifts = select(Enrolment.shift_id).where(Enrolment.person_id == person.id)
    query = select(Notification).where(
        Notification.person_id != person.id,
        or_(
            params["person_id"].as_integer() == person.id,
            params["giver_id"].as_integer() == person.id,
            params["shift_id"].as_integer().in_(shifts),
        ),
    )
    return list(db.session.scalars(query))


def _silenced(params: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """Return what a message holds with a number for her name, and without the words that she wrote."""
    about_her = params.get("person_id") == person.id or params.get("name") == person.name
    gone = {key for key, value in params.items() if value == person.name}
    gone |= {"name"} & params.keys() if about_her else set()
    gone |= {"giver"} & params.keys() if params.get("giver_id") == person.id else set()
    words = _WORDS & params.keys() if about_her or "giver" in gone else set()
    return {
        **params,
        **dict.fromkeys(gone, number_of(person.id)),
        **dict.fromkeys(words, "–"),
    }


def _entries_about(person: Person) -> list[AuditEntry]:
    """Return audit entries that may hold the name: of her own rows, and of shifts that she was on."""
    own = [
        (AuditEntry.subject == held.table.name)
        & AuditEntry.subject_id.in_(select(held.table.c.id).where(held.of(person.id)))
        for held in HOLDINGS
        if held.key and held.table.name != AuditEntry.__tablename__
    ]
    shifts = (select(rows.shift_id).where(rows.person_id == person.id) for rows in (Attendance, Enrolment))
    seen = [(AuditEntry.subject == "shift") & AuditEntry.subject_id.in_(ids) for ids in shifts]
    return list(db.session.scalars(select(AuditEntry).where(or_(*own, *seen)).order_by(AuditEntry.id)))


def _without_name(entry: AuditEntry, person: Person) -> dict[str, Any]:
    """Return the details with a number for the name; entries about her alone may hold an earlier one."""
    number, details = number_of(person.id), entry.details
    if entry.subject in _HERS and _NAME in details:
        details = {**details, _NAME: number}
    return {key: _renamed(value, person.name, number) for key, value in details.items()}


def _renamed(value: Any, name: str, number: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _renamed(inner, name, number) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, name, number) for inner in value]
    return number if value == name else value


def forget_person(person: Person, *, now: datetime) -> None:
    """Leave of the person's own row a number, the home unit, and when the account began and ended."""
    person.name = number_of(person.id)
    person.phone = person.email = person.password_hash = None
    person.session_key = new_session_key()
    person.consent_version, person.consent_at = "", None
    person.active, person.paused_at, person.deleted_at = False, None, now
    person.pledged_hours_per_week = person.max_shifts_per_week = 0
    person.max_shifts_per_month = None
    person.updated = now
    db.session.flush()
