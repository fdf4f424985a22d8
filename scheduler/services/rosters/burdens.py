"""What shifts ask of people beyond their hours, and who is still new to them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from scheduler.database import db
from scheduler.models import Person, RosterPeriod, Unit
from scheduler.services.rosters.scope import bounds
from scheduler.timeutils import to_local

#: Fairness looks back so far; an account that is younger may be a newcomer's.
LEDGER = timedelta(days=90)
#: A shift that begins from then on, or before then, is one by night.
_EVENING, _MORNING = 22, 6
_SATURDAY = 5
#: Points for a night and for a day of the weekend; the night of one has both.
_NIGHT_POINTS, _WEEKEND_POINTS = 2, 1


def unpopular_points(start: datetime, zone: str) -> int:
    """Return how unpopular a shift is by its start on the clock of ``zone``: from 0 to 3 points."""
    local = to_local(start, zone)
    night = local.hour >= _EVENING or local.hour < _MORNING
    return _NIGHT_POINTS * night + _WEEKEND_POINTS * (local.weekday() >= _SATURDAY)


def newcomers(period: RosterPeriod, people: Collection[Person], served: Mapping[int, bool]) -> set[int]:
    """Return the ids of those with a young account who have not ``served`` yet.

    Where every account of the period's units is as young, the units are new here, and that says nothing.
    """
    since = bounds(period)[0] - LEDGER
    young = {person.id for person in people if person.created >= since and not served[person.id]}
    if not young:
        return young
    old = select(Person.id).join(Person.home_unit)
    old = old.where(Unit.path.startswith(period.unit.path), Person.created < since).limit(1)
    return young if db.session.scalar(old) is not None else set()
