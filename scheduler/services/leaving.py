"""What happens to the places of somebody who leaves, for good or for a while; inside ``atomic``."""

from datetime import datetime

from scheduler.enums import NotificationKind
from scheduler.models import Person, Shift
from scheduler.services.enrolment_notices import shift_params
from scheduler.services.notifications import notify
from scheduler.services.people import coming_places, give_back_places
from scheduler.services.permissions import Right
from scheduler.services.right_holders import nearest_holders


def leave_places(person: Person, *, now: datetime) -> int:
    """Give back the person's places on shifts to come, tell who plans these, and return how many there were.

    The message names nobody. Waiting lists lose the person too; the worker offers what became free.
    """
    shifts = [place.shift for place in coming_places(person, now=now)]
    freed = give_back_places(person, now=now)
    for leader_id, theirs in _by_leader(shifts, person).items():
        params = {"shifts": [shift_params(shift) for shift in theirs]}
        notify(leader_id, NotificationKind.PLACES_FREED, params=params, now=now)
    return freed


def _by_leader(shifts: list[Shift], person: Person) -> dict[int, list[Shift]]:
    told: dict[int, list[Shift]] = {}
    for unit in dict.fromkeys(shift.unit for shift in shifts):
        for leader in nearest_holders(unit, Right.PLAN_SHIFTS, without=person):
            told.setdefault(leader.id, []).extend(shift for shift in shifts if shift.unit is unit)
    return told
