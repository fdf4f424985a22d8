"""Drafts follow an exchange, so that neither the solver nor the next publication undoes it.

Versions stay what was published; the draft that goes on from them gets the new holder, pinned.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import or_, select

from scheduler.database import db
from scheduler.enums import AssignmentOrigin, EnrolmentOrigin
from scheduler.models import Assignment, Enrolment, Person, Roster, RosterPeriod, Shift
from scheduler.services.rosters.drafts import draft_of, touch
from scheduler.services.rosters.scope import bounds
from scheduler.timeutils import local_date

_DAY = timedelta(days=1)


def lock_periods(shifts: Iterable[Shift]) -> list[RosterPeriod]:
    """Return the roster periods of the shifts, locked by id; who locks shifts too begins here."""
    wanted = list(shifts)
    near = [
        RosterPeriod.unit_id.in_(shift.unit.ancestor_ids)
        & (RosterPeriod.starts_on <= local_date(shift.starts_at, shift.unit.zone) + _DAY)
        & (RosterPeriod.ends_on >= local_date(shift.starts_at, shift.unit.zone) - _DAY)
        for shift in wanted
    ]
    query = select(RosterPeriod).where(or_(*near)).order_by(RosterPeriod.id).with_for_update(of=RosterPeriod)
    periods = db.session.scalars(query).all()
    return [period for period in periods if any(plans(period, shift) for shift in wanted)]


def plans(period: RosterPeriod, shift: Shift) -> bool:
    """Tell whether a shift belongs to a period."""
    start, end = bounds(period)
    return period.unit.contains(shift.unit) and start <= shift.starts_at < end


def origin_for(place: Enrolment, taker: Person, periods: Sequence[RosterPeriod]) -> EnrolmentOrigin:
    """Return how the taker of a place is noted to have come to it.

    A place of the roster stays one, which only the leader ends, unless the roster does not plan the taker:
    then it is her own sign-up, which every roster counts.
    """
    planned = any(plans(period, place.shift) and period.unit.contains(taker.home_unit) for period in periods)
    return (
        EnrolmentOrigin.ROSTER if planned and place.origin is EnrolmentOrigin.ROSTER else EnrolmentOrigin.SELF
    )


def let_drafts_follow(
    periods: Iterable[RosterPeriod], shift: Shift, *, gone: Person, come: Person | None
) -> None:
    """Put ``come`` in the place of ``gone`` wherever a draft still has her on the shift; inside ``atomic``.

    The draft's revision rises: boards kept open show the old holder, a run under way would bring her back.
    """
    for period in periods:
        draft = draft_of(period, lock=True) if plans(period, shift) else None
        if draft is not None and _replace(draft, shift, gone, come):
            touch(draft)


def _replace(draft: Roster, shift: Shift, gone: Person, come: Person | None) -> bool:
    """Return whether the draft changed; own sign-ups are no rows of its own to change."""
    people = [gone.id, *([come.id] if come else [])]
    query = select(Assignment).where(
        Assignment.roster_id == draft.id, Assignment.shift_id == shift.id, Assignment.person_id.in_(people)
    )
    rows = {row.person_id: row for row in db.session.scalars(query)}
    row = rows.get(gone.id)
    if row is None or row.origin is AssignmentOrigin.SIGN_UP:
        return False
    if come is None or come.id in rows:
        db.session.delete(row)
    else:
        row.person_id, row.demand_id = come.id, None
        row.pinned, row.origin = True, AssignmentOrigin.HAND
    db.session.flush()
    return True
