"""The draft of a period: the one roster that may be edited, and what it owes to the sign-ups."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import db
from scheduler.enums import AssignmentOrigin, EnrolmentOrigin, EnrolmentStatus, RosterStatus
from scheduler.errors import StaleVersion
from scheduler.models import Assignment, Enrolment, Roster, RosterPeriod
from scheduler.services.rosters.scope import period_shifts


def draft_of(period: RosterPeriod, *, lock: bool = False) -> Roster | None:
    """Return the period's draft, if there is one."""
    query = select(Roster).where(Roster.period_id == period.id, Roster.status == RosterStatus.DRAFT)
    return db.session.scalar(query.with_for_update() if lock else query)


def published_of(period: RosterPeriod) -> Roster | None:
    """Return the version that is in force, if one was published."""
    query = select(Roster).where(Roster.period_id == period.id, Roster.status == RosterStatus.PUBLISHED)
    return db.session.scalar(query)


def open_draft(period: RosterPeriod, *, now: datetime, after: Roster | None = None) -> Roster:
    """Return the period's draft, locked, inside ``atomic``; or make one, as a copy of ``after``.

    Revisions rise through all versions of a period, so that a page kept open over a publication
    cannot pass for a look at the new draft.
    """
    existing = draft_of(period, lock=True) if after is None else None
    if existing is not None:
        return existing
    draft = Roster(period=period, status=RosterStatus.DRAFT, created=now)
    if after is not None:
        draft.assignments = [_copy(assignment) for assignment in after.assignments]
    db.session.add(draft)
    db.session.flush()
    if after is not None:
        db.session.execute(update(Roster).where(Roster.id == draft.id).values(revision=after.revision + 1))
        db.session.refresh(draft)
    return draft


def _copy(assignment: Assignment) -> Assignment:
    return Assignment(
        shift_id=assignment.shift_id,
        person_id=assignment.person_id,
        demand_id=assignment.demand_id,
        pinned=assignment.pinned,
        origin=assignment.origin,
    )


def editable_draft(period: RosterPeriod, *, revision: int, now: datetime) -> Roster:
    """Return the locked draft if it is still at ``revision``; else raise ``StaleVersion``."""
    draft = open_draft(period, now=now)
    if draft.revision != revision:
        raise StaleVersion("stale")
    return draft


def touch(draft: Roster) -> None:
    """Raise the draft's revision: its assignments changed."""
    flag_modified(draft, "status")
    db.session.flush()


def take_in_sign_ups(draft: Roster, *, now: datetime) -> None:
    """Make the draft's sign-ups those that people hold now, on shifts that have not begun.

    A sign-up is the person's own decision: the roster keeps it while it stands.
    """
    shifts = {shift.id for shift in period_shifts(draft.period, after=now)}
    query = select(Enrolment.shift_id, Enrolment.person_id).where(
        Enrolment.shift_id.in_(shifts),
        Enrolment.status == EnrolmentStatus.CONFIRMED,
        Enrolment.origin == EnrolmentOrigin.SELF,
    )
    held = {(shift_id, person_id) for shift_id, person_id in db.session.execute(query)}
    for assignment in list(draft.assignments):
        key = (assignment.shift_id, assignment.person_id)
        if (
            assignment.origin is AssignmentOrigin.SIGN_UP
            and assignment.shift_id in shifts
            and key not in held
        ):
            draft.assignments.remove(assignment)
        elif key in held:
            assignment.origin, assignment.pinned = AssignmentOrigin.SIGN_UP, True
            held.discard(key)
    for shift_id, person_id in sorted(held):
        draft.assignments.append(
            Assignment(shift_id=shift_id, person_id=person_id, pinned=True, origin=AssignmentOrigin.SIGN_UP)
        )
    db.session.flush()
