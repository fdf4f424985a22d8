"""What the tests about rosters share: drafts, seats in them, and what people said about their time."""

from datetime import datetime, time

from scheduler.database import atomic, db
from scheduler.enums import AssignmentOrigin, Wish
from scheduler.models import (
    Assignment,
    AvailabilityException,
    Person,
    Roster,
    RosterPeriod,
    Shift,
    WeeklyAvailability,
)
from scheduler.services.rosters.drafts import open_draft, touch
from scheduler.timeutils import to_local
from tests.factories import NOW, save


def draft_for(period: RosterPeriod) -> Roster:
    """Return the period's draft, made where there is none."""
    with atomic():
        return open_draft(period, now=NOW)


def put_on(
    draft: Roster,
    person: Person,
    shift: Shift,
    *,
    pinned: bool = False,
    origin: AssignmentOrigin = AssignmentOrigin.SOLVER,
) -> None:
    """Put a person on a shift in a draft, whatever the rules say."""
    with atomic():
        draft.assignments.append(
            Assignment(shift_id=shift.id, person_id=person.id, pinned=pinned, origin=origin)
        )
        touch(draft)


def seats_of(draft: Roster) -> set[tuple[int, int, bool, AssignmentOrigin]]:
    """Return (shift, person, pinned, origin) of every assignment of a draft, read anew."""
    db.session.rollback()
    return {(item.shift_id, item.person_id, item.pinned, item.origin) for item in draft.assignments}


def pairs_of(draft: Roster) -> set[tuple[int, int]]:
    """Return (shift, person) of every assignment of a draft, read anew."""
    return {(shift, person) for shift, person, _, _ in seats_of(draft)}


def say(person: Person, start: datetime, end: datetime, wish: Wish = Wish.UNAVAILABLE) -> None:
    """Let a person say something about one interval."""
    save(AvailabilityException(person_id=person.id, starts_at=start, ends_at=end, wish=wish))


def say_weekly(person: Person, moment: datetime, hours: int, wish: Wish = Wish.UNAVAILABLE) -> None:
    """Let a person say something about the hours that begin at the weekday and time of ``moment``."""
    local = to_local(moment, person.home_unit.zone)
    minute = (
        datetime.combine(local.date(), local.time()) - datetime.combine(local.date(), time())
    ).seconds // 60
    save(
        WeeklyAvailability(
            person_id=person.id,
            weekday=local.weekday(),
            start_minute=minute,
            end_minute=minute + hours * 60,
            wish=wish,
        )
    )
