"""Claims of qualifications as verifiers see them: the oldest first, accepted or refused with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from scheduler.database import atomic, db
from scheduler.errors import Conflict, InvalidInput, NotAllowed, NotFound, StaleVersion
from scheduler.models import Person, Qualification, QualificationEvidence
from scheduler.services.paging import Page, paginate
from scheduler.services.permissions import Right, may, require, within
from scheduler.services.qualification_notices import tell_accepted, tell_refused
from scheduler.services.qualifications import check_level, check_validity, record, sign
from scheduler.services.rows import flush_or, get_row
from scheduler.services.shift_inputs import REASON_LENGTH, clean_line
from scheduler.timeutils import local_date

#: Neighbours are looked for among so many claims.
LONGEST_QUEUE = 1_000
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Findings:
    """What the evidence says, as the verifier reads it."""

    level: int
    valid_from: date
    valid_until: date | None


def list_claims(actor: Person, *, number: int) -> Page[Qualification]:
    """Return page ``number`` of what waits for the actor to verify it, the oldest first."""
    query = _waiting(select(Qualification), actor).options(
        contains_eager(Qualification.person).joinedload(Person.home_unit),
        joinedload(Qualification.skill),
        selectinload(Qualification.evidence),
    )
    return paginate(_oldest_first(query), number=number)


def count_claims(actor: Person) -> int:
    """Return how many claims wait for the actor."""
    return db.session.scalar(_waiting(select(func.count(Qualification.id)), actor)) or 0


def next_claim(actor: Person) -> int | None:
    """Return the id of the claim that waits for the actor longest."""
    return db.session.scalar(_oldest_first(_waiting(select(Qualification.id), actor)).limit(1))


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a claim stands among those that wait for a verifier: from 1, or nowhere once it is decided."""

    number: int | None
    total: int
    before: int | None
    after: int | None


def place_in_queue(held: Qualification, *, actor: Person) -> QueuePlace:
    """Return where a claim stands in the actor's queue, and the ids of its neighbours there."""
    query = _oldest_first(_waiting(select(Qualification.id), actor)).limit(LONGEST_QUEUE)
    ids = list(db.session.scalars(query))
    if held.id not in ids:
        return QueuePlace(None, len(ids), None, ids[0] if ids else None)
    index = ids.index(held.id)
    after = ids[index + 1] if index + 1 < len(ids) else None
    return QueuePlace(index + 1, len(ids), ids[index - 1] if index else None, after)


def others_of(held: Qualification) -> Sequence[Qualification]:
    """Return what else the person has in the same skill, the latest first."""
    query = select(Qualification).where(
        Qualification.person_id == held.person_id,
        Qualification.skill_id == held.skill_id,
        Qualification.id != held.id,
    )
    return db.session.scalars(query.order_by(Qualification.valid_from.desc())).all()


def find_claim(qualification_id: int, *, actor: Person) -> Qualification:
    """Return a qualification, decided or not, of a person whose qualifications ``actor`` verifies."""
    held = get_row(Qualification, qualification_id)
    require(actor, Right.VERIFY_QUALIFICATIONS, held.person.home_unit)
    return held


def find_file(evidence_id: int, *, actor: Person) -> QualificationEvidence:
    """Return a file that is the actor's own or that she may verify; for anybody else there is none."""
    file = get_row(QualificationEvidence, evidence_id)
    owner = file.qualification.person
    if owner.id != actor.id and not may(actor, Right.VERIFY_QUALIFICATIONS, owner.home_unit):
        raise NotFound("not_found")
    return file


def accept_claim(
    qualification_id: int, found: Findings, *, version: int, actor: Person, now: datetime
) -> Qualification:
    """Verify a claim, with level and dates as the evidence says; the owner is told.

    Raises ``NotFound``, ``NotAllowed`` for one's own and elsewhere, ``InvalidInput``, ``StaleVersion`` where
    the claim is no longer what the actor looked at, and ``Conflict``.
    """
    with atomic():
        held = _lock(qualification_id, version, actor)
        check_level(found.level, held.skill)
        check_validity(found.valid_from, found.valid_until)
        if found.valid_until is not None and found.valid_until < local_date(now, held.person.home_unit.zone):
            raise InvalidInput("valid_until", "qualification.over_for_verifier")
        before = Findings(held.level, held.valid_from, held.valid_until)
        held.level, held.valid_from, held.valid_until = found.level, found.valid_from, found.valid_until
        sign(held, actor, now)
        flush_or(Conflict("qualification.twin", skill=held.skill))
        record("qualification.verified", held, actor, now)
        tell_accepted(held, corrected=before != found, now=now)
    return held


def refuse_claim(
    qualification_id: int, *, reason: str, version: int, actor: Person, now: datetime
) -> Qualification:
    """Refuse a claim with a reason, which the owner is told; raise as ``accept_claim`` does."""
    with atomic():
        held = _lock(qualification_id, version, actor)
        why = clean_line("reason", reason, most=REASON_LENGTH, required=True)
        held.refuse(actor.id, now, why)
        record("qualification.refused", held, actor, now, reason=why)
        tell_refused(held, now=now)
    return held


def _lock(qualification_id: int, version: int, actor: Person) -> Qualification:
    person = get_row(Person, get_row(Qualification, qualification_id).person_id, lock=True)
    require(actor, Right.VERIFY_QUALIFICATIONS, person.home_unit)
    if person.id == actor.id:
        raise NotAllowed("qualification.own")
    held = get_row(Qualification, qualification_id, lock=True)
    if not held.waits:
        raise Conflict("qualification.decided_already")
    if held.version != version:
        raise StaleVersion("stale")
    return held


def _waiting(query: Select[Row], actor: Person) -> Select[Row]:
    return (
        query.join(Qualification.person)
        .join(Person.home_unit)
        .where(
            Qualification.waits,
            Qualification.person_id != actor.id,
            Person.active,
            within(actor, Right.VERIFY_QUALIFICATIONS),
        )
    )


def _oldest_first(query: Select[Row]) -> Select[Row]:
    return query.order_by(Qualification.submitted_at.asc().nulls_first(), Qualification.id)
