"""People imported from a spreadsheet: a preview that names every bad cell, then all of them or nobody."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from scheduler.database import atomic, db
from scheduler.enums import Language, Role
from scheduler.errors import Conflict, InvalidInput, NotAllowed
from scheduler.models import AuditEntry, Person, Qualification, RoleGrant
from scheduler.services import audit
from scheduler.services.accounts import new_session_key
from scheduler.services.people import move_home
from scheduler.services.people_import_columns import Column, find_columns
from scheduler.services.people_import_matching import Accounts, Gate, find_accounts, known_things
from scheduler.services.people_import_plan import (
    ImportPlan,
    ImportRow,
    PlannedRow,
    RowReader,
    SkillStep,
    plan_row,
)
from scheduler.services.people_import_reading import FIELD, SheetRow, read_rows
from scheduler.services.permissions import Right, may, may_anywhere


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many accounts an import made, changed and found to be so already."""

    created: int
    changed: int
    unchanged: int


def preview_import(
    data: bytes,
    *,
    actor: Person | None,
    now: datetime,
    language: Language = Language.CHINESE,
    lock: bool = False,
) -> ImportPlan:
    """Return what importing a file would do, and every cell that stands in the way; changes nothing.

    ``actor`` must manage the people of each row's unit; ``None`` stands for whoever runs the server.
    ``language`` names missing columns. Raises ``InvalidInput`` for what is no list of people.
    """
    if actor is not None and not may_anywhere(actor, Right.MANAGE_PEOPLE):
        raise NotAllowed("permission.manage_people.anywhere")
    rows = read_rows(data)
    plan = ImportPlan(find_columns(rows[0], language=language))
    if len(rows) == 1:
        raise InvalidInput(FIELD, "import.no_rows")
    reader = RowReader(plan.layout, known_things(), plan.faults)
    read = [(raw, row) for raw in rows[1:] if (row := reader.read(raw))]
    accounts, gate = find_accounts([row for _, row in read], lock=lock), Gate(actor)
    for raw, row in read:
        _place(plan, reader, raw, row, accounts, gate, now)
    plan.faults.sort(key=lambda fault: (fault.row, len(fault.cell), fault.cell))
    return plan


def _place(
    plan: ImportPlan,
    reader: RowReader,
    raw: SheetRow,
    row: ImportRow,
    accounts: Accounts,
    gate: Gate,
    now: datetime,
) -> None:
    """Add what a row would do to the plan, or what is wrong with it."""
    claimed = accounts.claim(row)
    refused = claimed if isinstance(claimed, tuple) else gate.refuse_unit(row.unit)
    person = claimed if isinstance(claimed, Person) else None
    if refused is None and person is not None:
        by_phone = row.phone is not None and person.phone == row.phone
        refused = gate.refuse_person(person, Column.PHONE if by_phone else Column.EMAIL)
    if refused is not None:
        reader.blame(raw, *refused)
        return
    plan.rows.append(plan_row(row, person, now=now))


def import_people(data: bytes, *, actor: Person | None, now: datetime) -> ImportResult:
    """Import every row of a file in one transaction; read and checked anew, whatever a preview said.

    A person is known by phone or e-mail: importing a list again changes what differs and doubles nobody.
    New accounts have no password until their owners set one. Qualifications count as verified by ``actor``,
    unless they are the actor's own. Raises ``InvalidInput`` where any cell is bad, and as ``preview_import``.
    """
    try:
        with atomic():
            plan = preview_import(data, actor=actor, now=now, lock=True)
            if plan.faults:
                raise InvalidInput(FIELD, "import.faults", number=len(plan.faults))
            written = [(_write(row, actor, now), row) for row in plan.rows if not row.idle]
            db.session.flush()
            db.session.add_all([_entry(person, planned, actor, now) for person, planned in written])
            return ImportResult(len(plan.created), len(plan.changed), plan.unchanged)
    except IntegrityError as clash:
        raise Conflict("import.collision") from clash


def _write(planned: PlannedRow, actor: Person | None, now: datetime) -> Person:
    """Return the account of a row, made or changed as planned."""
    person, row = planned.person or _new_person(now), planned.row
    person.name = row.name
    person.phone = row.phone or person.phone
    person.email = row.email or person.email
    person.language = row.language or person.language
    if row.hours is not None:
        person.pledged_hours_per_week = row.hours
    if planned.person is None:
        person.home_unit_id = row.unit.id
        person.grants = [RoleGrant(unit_id=row.unit.id, role=Role.VOLUNTEER, created=now)]
        db.session.add(person)
    elif person.home_unit_id != row.unit.id:
        move_home(person, row.unit, now=now)
    person.updated = now
    verifier = _verifier(actor, planned)
    for step in planned.steps:
        _qualify(person, step, verifier, now)
    return person


def _new_person(now: datetime) -> Person:
    return Person(session_key=new_session_key(), language=Language.CHINESE, created=now)


def _verifier(actor: Person | None, planned: PlannedRow) -> Person | None:
    """Return who answers for the qualifications of a row; nobody for their own."""
    if actor is None or actor is planned.person:
        return None
    return actor if may(actor, Right.VERIFY_QUALIFICATIONS, planned.row.unit) else None


def _qualify(person: Person, step: SkillStep, verifier: Person | None, now: datetime) -> None:
    held = step.held or Qualification(skill_id=step.line.skill.id, valid_from=step.valid_from)
    held.level = step.line.level
    held.valid_until = step.line.valid_until
    if verifier:
        held.sign(verifier.id, now)
    else:
        held.submit(now)
    if step.held is None:
        person.qualifications.append(held)


def _entry(person: Person, planned: PlannedRow, actor: Person | None, now: datetime) -> AuditEntry:
    return audit.entry_about(
        "person.imported" if planned.person is None else "person.changed_by_import",
        person,
        actor=actor,
        now=now,
        unit_id=person.home_unit_id,
        name=person.name,
        changed=list(planned.changes),
        skills=[step.line.skill.name for step in planned.steps],
    )
