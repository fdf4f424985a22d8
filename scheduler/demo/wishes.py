"""What the demo city's volunteers set as their limits, and what they would rather not do."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from scheduler.database import db
from scheduler.demo.attendance_story import story_roles
from scheduler.enums import ActivityKind, Wish
from scheduler.models import AvailabilityException, Dislike, Person, Shift, ShiftTemplate
from scheduler.timeutils import day_start, local_date

_ZONE = "Asia/Shanghai"
#: The shares of people who limit their months, dislike a kind, or dislike a regular shift of their grid.
_LIMITED, _KIND, _TEMPLATE = 0.2, 0.05, 0.08
_STORY = (12, 15, "回老家探望父母")


def add_wishes(people: list[Person], templates: list[ShiftTemplate], *, seed: int, now: datetime) -> None:
    """Let some people limit their months and dislike something; the demo's volunteer does it all."""
    rng = Random(seed + 30)
    own: dict[int, list[ShiftTemplate]] = {}
    for template in templates:
        own.setdefault(template.unit_id, []).append(template)
    for person in people:
        if rng.random() < _LIMITED:
            person.max_shifts_per_month = rng.choice((3, 4, 4, 6))
        if rng.random() < _KIND:
            kind = rng.choice((ActivityKind.DUTY, ActivityKind.DRILL))
            db.session.add(Dislike(person_id=person.id, kind=kind, created=now))
        if rng.random() < _TEMPLATE:
            disliked = rng.choice(own[person.home_unit_id])
            db.session.add(Dislike(person_id=person.id, template_id=disliked.id, created=now))
    _tell_story(own, now)
    db.session.flush()


def _tell_story(own: dict[int, list[ShiftTemplate]], now: datetime) -> None:
    """Let the demo's volunteer be away for some days, have a limit, and mark what she would rather not do."""
    volunteer = story_roles().volunteer
    volunteer.max_shifts_per_month = 6
    today = local_date(now, _ZONE)
    first, last, note = _STORY
    db.session.add(
        AvailabilityException(
            person_id=volunteer.id,
            starts_at=day_start(today + timedelta(days=first), _ZONE),
            ends_at=day_start(today + timedelta(days=last), _ZONE),
            wish=Wish.UNAVAILABLE,
            note=note,
        )
    )
    db.session.add(Dislike(person_id=volunteer.id, kind=ActivityKind.DUTY, created=now))
    grid = own.get(volunteer.home_unit_id, [])
    coming = select(Shift).where(Shift.template_id.in_([template.id for template in grid]))
    shift = db.session.scalars(coming.where(Shift.starts_at > now).order_by(Shift.starts_at)).first()
    if shift is not None:
        db.session.add(Dislike(person_id=volunteer.id, shift_id=shift.id, created=now))
