"""Edits of a draft by hand: each is checked at once, and refused where it breaks a hard rule."""

from datetime import datetime

from scheduler.database import atomic, db
from scheduler.enums import AssignmentOrigin, ShiftStatus
from scheduler.errors import Conflict, NotFound
from scheduler.models import Assignment, Person, Roster, Shift
from scheduler.services import audit
from scheduler.services.permissions import Right
from scheduler.services.rosters.checks import Finding, check_change
from scheduler.services.rosters.drafts import editable_draft, take_in_sign_ups, touch
from scheduler.services.rosters.periods import get_period
from scheduler.services.rosters.runs import refuse_while_solving
from scheduler.services.rosters.scope import shift_of_period


def assign(
    period_id: int, *, shift_id: int, person_id: int, revision: int, actor: Person, now: datetime
) -> list[Finding]:
    """Put a person on a shift, pinned; return what soft rules say about it.

    Raises ``StaleVersion`` where the draft is no longer at ``revision``, ``RuleBroken`` where a hard
    rule forbids it, and ``Conflict``.
    """
    with atomic():
        draft = _draft(period_id, revision, actor, now)
        shift, person = _shift(draft, shift_id, now), _person(draft, person_id)
        if _find(draft, shift_id, person_id) is not None:
            raise Conflict("assignment.twice", person=person.name)
        findings = _checked(draft, now, add=[(shift, person)])
        _add(draft, shift, person)
        _record("roster.assign", draft, actor, now, shift=shift_id, person=person_id)
    return findings


def unassign(
    period_id: int, *, shift_id: int, person_id: int, revision: int, actor: Person, now: datetime
) -> None:
    """Take a person off a shift. Whoever signed up alone gives the place back alone."""
    with atomic():
        draft = _draft(period_id, revision, actor, now)
        _shift(draft, shift_id, now)
        draft.assignments.remove(_movable(draft, shift_id, person_id))
        _record("roster.unassign", draft, actor, now, shift=shift_id, person=person_id)


def move(
    period_id: int,
    *,
    shift_id: int,
    person_id: int,
    to_shift_id: int,
    revision: int,
    actor: Person,
    now: datetime,
) -> list[Finding]:
    """Move a person from one shift to another, pinned there; return what soft rules say about it."""
    with atomic():
        draft = _draft(period_id, revision, actor, now)
        source, target = _shift(draft, shift_id, now), _shift(draft, to_shift_id, now)
        assignment = _movable(draft, shift_id, person_id)
        person = assignment.person
        if _find(draft, to_shift_id, person_id) is not None:
            raise Conflict("assignment.twice", person=person.name)
        findings = _checked(draft, now, add=[(target, person)], remove=[(source, person)])
        draft.assignments.remove(assignment)
        _add(draft, target, person)
        _record("roster.move", draft, actor, now, shift=shift_id, to=to_shift_id, person=person_id)
    return findings


def pin(
    period_id: int,
    *,
    shift_id: int,
    person_id: int,
    pinned: bool,
    revision: int,
    actor: Person,
    now: datetime,
) -> None:
    """Let the solver keep a person on a shift, or let it decide again."""
    with atomic():
        draft = _draft(period_id, revision, actor, now)
        _shift(draft, shift_id, now)
        _movable(draft, shift_id, person_id).pinned = pinned
        action = "roster.pin" if pinned else "roster.unpin"
        _record(action, draft, actor, now, shift=shift_id, person=person_id)


def _draft(period_id: int, revision: int, actor: Person, now: datetime) -> Roster:
    period = get_period(period_id, actor=actor, right=Right.PLAN_ROSTERS, lock=True)
    refuse_while_solving(period)
    draft = editable_draft(period, revision=revision, now=now)
    take_in_sign_ups(draft, now=now)
    return draft


def _shift(draft: Roster, shift_id: int, now: datetime) -> Shift:
    shift = shift_of_period(draft.period, shift_id)
    if shift.status is ShiftStatus.CANCELLED:
        raise Conflict("assignment.cancelled")
    if shift.starts_at <= now:
        raise Conflict("assignment.begun")
    return shift


def _person(draft: Roster, person_id: int) -> Person:
    person = db.session.get(Person, person_id)
    if person is None or not person.active or not draft.period.unit.contains(person.home_unit):
        raise NotFound("not_found")
    return person


def _find(draft: Roster, shift_id: int, person_id: int) -> Assignment | None:
    matches = (item for item in draft.assignments if (item.shift_id, item.person_id) == (shift_id, person_id))
    return next(matches, None)


def _movable(draft: Roster, shift_id: int, person_id: int) -> Assignment:
    assignment = _find(draft, shift_id, person_id)
    if assignment is None:
        raise Conflict("assignment.gone")
    if assignment.origin is AssignmentOrigin.SIGN_UP:
        raise Conflict("assignment.sign_up", person=assignment.person.name)
    return assignment


def _checked(
    draft: Roster,
    now: datetime,
    *,
    add: list[tuple[Shift, Person]],
    remove: list[tuple[Shift, Person]] | None = None,
) -> list[Finding]:
    for shift, _ in add:
        crew = sum(item.shift_id == shift.id for item in draft.assignments)
        if crew >= shift.capacity:
            raise Conflict("assignment.full", capacity=shift.capacity)
    return check_change(draft, add=add, remove=remove or [], now=now)


def _add(draft: Roster, shift: Shift, person: Person) -> None:
    draft.assignments.append(
        Assignment(shift_id=shift.id, person_id=person.id, pinned=True, origin=AssignmentOrigin.HAND)
    )


def _record(action: str, draft: Roster, actor: Person, now: datetime, **details: int) -> None:
    touch(draft)
    audit.record(action, draft, actor=actor, now=now, unit_id=draft.period.unit_id, **details)
