"""How much people want to do at most: shifts a week and a month, limits that they set themselves."""

from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from scheduler.database import atomic, db
from scheduler.errors import InvalidInput
from scheduler.models import Person
from scheduler.services import audit
from scheduler.services.profiles import MOST_SHIFTS

#: A shift on every day.
MOST_A_MONTH = 31


def set_limits(*, per_week: int | None, per_month: int | None, actor: Person, now: datetime) -> Person:
    """Let the actor have at most so many shifts a week and a month; without a number a month has no limit.

    Rosters keep these limits; she herself may pass them where she signs up. Raises ``InvalidInput``.
    """
    if per_week is None or not 1 <= per_week <= MOST_SHIFTS:
        raise InvalidInput("per_week", "account.shifts", most=MOST_SHIFTS)
    if per_month is not None and not 1 <= per_month <= MOST_A_MONTH:
        raise InvalidInput("per_month", "availability.per_month", most=MOST_A_MONTH)
    with atomic():
        person = db.session.get_one(Person, actor.id, with_for_update=True)
        if (person.max_shifts_per_week, person.max_shifts_per_month) == (per_week, per_month):
            return person
        person.max_shifts_per_week, person.max_shifts_per_month = per_week, per_month
        person.updated = now
        flag_modified(person, "updated")
        audit.record(
            "availability.limits",
            person,
            actor=actor,
            now=now,
            unit_id=person.home_unit_id,
            per_week=per_week,
            per_month=per_month,
        )
    return person
