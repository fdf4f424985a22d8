"""Qualifications: what a person can do, from when until when, and who looked at the proof."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.database import atomic, db
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound
from scheduler.models import Person, Qualification, Skill
from scheduler.services import audit
from scheduler.services.permissions import Right, require
from scheduler.services.qualification_notices import tell_accepted
from scheduler.services.rows import flush_or, get_row
from scheduler.services.shift_inputs import clean_line

NOTE_LENGTH = 200
FIRST_YEAR, LAST_YEAR = 1950, 2200


def list_qualifications(person: Person) -> Sequence[Qualification]:
    """Return a person's qualifications by skill, the latest first."""
    query = (
        select(Qualification)
        .join(Qualification.skill)
        .where(Qualification.person_id == person.id)
        .options(
            joinedload(Qualification.skill),
            joinedload(Qualification.verified_by),
            joinedload(Qualification.refused_by),
            selectinload(Qualification.evidence),
        )
    )
    return db.session.scalars(query.order_by(Skill.position, Qualification.valid_from.desc())).all()


def add_qualification(
    person_id: int,
    *,
    skill: Skill,
    level: int,
    valid_from: date,
    valid_until: date | None = None,
    note: str = "",
    verified: bool = False,
    actor: Person,
    now: datetime,
) -> Qualification:
    """Add a qualification, valid on both dates; ``verified`` records that ``actor`` saw the proof.

    Raises ``NotAllowed`` for verifying one's own, ``InvalidInput``, and ``Conflict`` where the person has
    one of this skill from the same day on.
    """
    with atomic():
        person = _holder(person_id, actor)
        check_level(level, skill)
        check_validity(valid_from, valid_until)
        held = Qualification(skill_id=skill.id, level=level, valid_from=valid_from, valid_until=valid_until)
        held.note = clean_line("note", note, most=NOTE_LENGTH)
        held.person_id = person.id
        twin = Conflict("qualification.twin", skill=skill.name)
        if any(
            other.skill_id == skill.id and other.valid_from == valid_from for other in person.qualifications
        ):
            raise twin
        if verified:
            sign(held, actor, now)
        else:
            held.submit(now)
        db.session.add(held)
        flush_or(twin)
        record("qualification.added", held, actor, now, verified=verified)
    return held


def verify_qualification(
    person_id: int, qualification_id: int, *, actor: Person, now: datetime
) -> Qualification:
    """Record that ``actor`` saw the proof; raise ``NotAllowed`` for one's own, ``Conflict`` if it is done."""
    with atomic():
        held = _held(person_id, qualification_id, actor)
        if held.verified:
            raise Conflict("qualification.verified_already")
        sign(held, actor, now)
        record("qualification.verified", held, actor, now)
        tell_accepted(held, corrected=False, now=now)
    return held


def withdraw_verification(
    person_id: int, qualification_id: int, *, actor: Person, now: datetime
) -> Qualification:
    """Take the verification back: the qualification no longer counts until somebody verifies it anew."""
    with atomic():
        held = _held(person_id, qualification_id, actor)
        if not held.verified:
            raise Conflict("qualification.not_verified")
        held.submit(now)
        record("qualification.verification_withdrawn", held, actor, now)
    return held


def end_qualification(
    person_id: int, qualification_id: int, *, last_day: date, actor: Person, now: datetime
) -> Qualification:
    """Let a qualification end on ``last_day``, which must lie within its validity."""
    with atomic():
        held = _held(person_id, qualification_id, actor)
        if last_day < held.valid_from:
            raise InvalidInput("last_day", "qualification.ends_before_start")
        if held.valid_until is not None and last_day > held.valid_until:
            raise InvalidInput("last_day", "qualification.ends_later")
        held.valid_until = last_day
        record("qualification.ended", held, actor, now, last_day=last_day.isoformat())
    return held


def check_level(level: int, skill: Skill) -> None:
    """Raise ``InvalidInput`` unless the skill has such a level."""
    if not 1 <= level <= skill.max_level:
        raise InvalidInput("level", "qualification.level", most=skill.max_level)


def check_validity(valid_from: date, valid_until: date | None) -> None:
    """Raise ``InvalidInput`` unless both dates are plausible and in order."""
    for field, day in (("valid_from", valid_from), ("valid_until", valid_until)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise InvalidInput(field, "qualification.year")
    if valid_until is not None and valid_until < valid_from:
        raise InvalidInput("valid_until", "qualification.ends_before_start")


def sign(held: Qualification, actor: Person, now: datetime) -> None:
    """Note ``actor`` as the verifier; nobody verifies their own."""
    if held.person_id == actor.id:
        raise NotAllowed("qualification.own")
    held.sign(actor.id, now)


def _holder(person_id: int, actor: Person) -> Person:
    person = get_row(Person, person_id, lock=True)
    require(actor, Right.VERIFY_QUALIFICATIONS, person.home_unit)
    return person


def _held(person_id: int, qualification_id: int, actor: Person) -> Qualification:
    person = _holder(person_id, actor)
    held = get_row(Qualification, qualification_id, lock=True)
    if held.person_id != person.id:
        raise NotFound("not_found")
    return held


def record(action: str, held: Qualification, actor: Person, now: datetime, **details: object) -> None:
    """Write what was done to a qualification into the audit trail."""
    db.session.flush()
    audit.record(
        action,
        held,
        actor=actor,
        now=now,
        unit_id=held.person.home_unit_id,
        name=held.person.name,
        skill=held.skill.name,
        **details,
    )
