"""Qualifications that people claim themselves, with their evidence, until a verifier has decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import atomic, db, on_commit
from scheduler.errors import Conflict, InvalidInput, NotFound, StaleVersion
from scheduler.models import Person, Qualification, QualificationEvidence, Skill
from scheduler.services import evidence_store as store
from scheduler.services.evidence_checks import FIELD, CheckedFile, Upload, check_upload
from scheduler.services.qualifications import NOTE_LENGTH, check_level, check_validity, record
from scheduler.services.rows import flush_or, get_row
from scheduler.services.shift_inputs import clean_line
from scheduler.timeutils import local_date

MOST_FILES = 3
#: Nobody looks through more claims of one person at once.
MOST_WAITING = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says that she can do, and from when until when; both days are included."""

    skill: Skill
    level: int
    valid_from: date
    valid_until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where files are kept, and how large each may be."""

    instance: Path
    most_bytes: int


def find_own(qualification_id: int, *, actor: Person) -> Qualification:
    """Return a qualification of the actor's own; raise ``NotFound`` for anybody else's."""
    held = get_row(Qualification, qualification_id)
    if held.person_id != actor.id:
        raise NotFound("not_found")
    return held


def submit_claim(
    claim: Claim, uploads: Sequence[Upload], *, keeping: Keeping, actor: Person, now: datetime
) -> Qualification:
    """Add a qualification of the actor's own, with photos or scans, that waits for a verifier.

    A form that is sent twice adds one. Raises ``InvalidInput`` and ``Conflict``.
    """
    _check(claim, actor, now)
    if not uploads:
        raise InvalidInput(FIELD, "evidence.required")
    _refuse_many(actor)
    files = _check_files(uploads, keeping)
    with store.kept(keeping.instance, [file.data for file in files]) as names, atomic():
        person = get_row(Person, actor.id, lock=True)
        _refuse_many(person)
        held = _twin(person, claim)
        if held is None:
            held = Qualification(person_id=person.id)
            held.submit(now)
            db.session.add(held)
            _describe(held, claim)
            flush_or(_twin_refusal(claim))
            record("qualification.claimed", held, actor, now)
        elif not held.waits or not _says(held, claim):
            raise _twin_refusal(claim)
        _attach(held, files, names, keeping, now)
    return held


def change_claim(
    qualification_id: int,
    claim: Claim,
    uploads: Sequence[Upload],
    *,
    version: int,
    keeping: Keeping,
    actor: Person,
    now: datetime,
) -> Qualification:
    """Change what the actor claims, and add files; what was refused waits for a verifier again.

    Raises ``NotFound``, ``InvalidInput``, ``StaleVersion``, and ``Conflict`` once it is verified.
    """
    _check(claim, actor, now)
    find_own(qualification_id, actor=actor)
    files = _check_files(uploads, keeping)
    with store.kept(keeping.instance, [file.data for file in files]) as names, atomic():
        held = _own_open(qualification_id, actor)
        if held.version != version:
            raise StaleVersion("stale")
        twin = _twin(held.person, claim)
        if twin is not None and twin.id != held.id:
            raise _twin_refusal(claim)
        _describe(held, claim)
        if not held.waits:
            held.submit(now)
        _attach(held, files, names, keeping, now)
        flag_modified(held, "submitted_at")  # new files alone must make an open decision stale
        flush_or(_twin_refusal(claim))
        record("qualification.claim_changed", held, actor, now)
    return held


def withdraw_claim(qualification_id: int, *, keeping: Keeping, actor: Person, now: datetime) -> None:
    """Take back what is not verified: it goes, and its files with it."""
    with atomic():
        held = _own_open(qualification_id, actor)
        record("qualification.claim_withdrawn", held, actor, now)
        names = [file.stored_name for file in held.evidence]
        db.session.delete(held)
        on_commit(partial(store.remove, keeping.instance, names))


def remove_file(
    qualification_id: int, evidence_id: int, *, keeping: Keeping, actor: Person, now: datetime
) -> Qualification:
    """Remove one file of a claim that is not verified; the last one stays."""
    with atomic():
        held = _own_open(qualification_id, actor)
        file = next((one for one in held.evidence if one.id == evidence_id), None)
        if file is None:
            raise NotFound("not_found")
        if len(held.evidence) == 1:
            raise Conflict("evidence.last")
        held.evidence.remove(file)
        flag_modified(held, "submitted_at")
        on_commit(partial(store.remove, keeping.instance, [file.stored_name]))
        record("qualification.file_removed", held, actor, now)
    return held


def _check(claim: Claim, actor: Person, now: datetime) -> None:
    check_level(claim.level, claim.skill)
    check_validity(claim.valid_from, claim.valid_until)
    clean_line("note", claim.note, most=NOTE_LENGTH)
    today = local_date(now, actor.home_unit.zone)
    if claim.valid_until is not None and claim.valid_until < today:
        raise InvalidInput("valid_until", "qualification.over")


def _check_files(uploads: Sequence[Upload], keeping: Keeping) -> list[CheckedFile]:
    """Return the files fit to be kept, each once; this takes time, so no transaction is open meanwhile."""
    if len(uploads) > MOST_FILES:
        raise InvalidInput(FIELD, "evidence.most", most=MOST_FILES)
    files = [check_upload(upload, most_bytes=keeping.most_bytes) for upload in uploads]
    return list({file.sha256: file for file in files}.values())


def _refuse_many(person: Person) -> None:
    query = select(func.count(Qualification.id)).where(
        Qualification.person_id == person.id, Qualification.waits
    )
    if (db.session.scalar(query) or 0) >= MOST_WAITING:
        raise Conflict("qualification.too_many", most=MOST_WAITING)


def _own_open(qualification_id: int, actor: Person) -> Qualification:
    get_row(Person, actor.id, lock=True)
    held = get_row(Qualification, qualification_id, lock=True)
    if held.person_id != actor.id:
        raise NotFound("not_found")
    if held.verified:
        raise Conflict("qualification.verified_stays")
    return held


def _twin(person: Person, claim: Claim) -> Qualification | None:
    query = select(Qualification).where(
        Qualification.person_id == person.id,
        Qualification.skill_id == claim.skill.id,
        Qualification.valid_from == claim.valid_from,
    )
    return db.session.scalars(query).one_or_none()


def _twin_refusal(claim: Claim) -> Conflict:
    return Conflict("qualification.own_twin", skill=claim.skill)


def _says(held: Qualification, claim: Claim) -> bool:
    said = (held.level, held.valid_until, held.note)
    return said == (claim.level, claim.valid_until, claim.note.strip())


def _describe(held: Qualification, claim: Claim) -> None:
    held.skill_id, held.level = claim.skill.id, claim.level
    held.valid_from, held.valid_until = claim.valid_from, claim.valid_until
    held.note = clean_line("note", claim.note, most=NOTE_LENGTH)


def _attach(
    held: Qualification, files: Sequence[CheckedFile], names: Sequence[str], keeping: Keeping, now: datetime
) -> None:
    """Add files that are written already; one that the claim has already is not kept twice."""
    known = {file.sha256 for file in held.evidence}
    for file, name in zip(files, names, strict=True):
        if file.sha256 in known:
            on_commit(partial(store.remove, keeping.instance, [name]))
            continue
        row = QualificationEvidence(
            stored_name=name,
            media_type=file.media_type,
            size=len(file.data),
            sha256=file.sha256,
            original_name=file.name,
            uploaded=now,
        )
        held.evidence.append(row)
    if len(held.evidence) > MOST_FILES:
        raise InvalidInput(FIELD, "evidence.most", most=MOST_FILES)
    db.session.flush()
