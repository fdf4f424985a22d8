"""What a roster would make of somebody's wishes: of the shifts near her, which she could be put on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import ShiftStatus, Wish
from scheduler.models import Person, Shift
from scheduler.services.availability import CAREFUL_FIRST, intervals
from scheduler.services.dislikes import own_dislikes
from scheduler.timeutils import overlaps

WEEKS = 4
#: More shifts of one unit in four weeks than anybody counts.
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Effects:
    """Of ``shifts`` to come in the home unit: never planned, only if need be, gladly, and all others."""

    shifts: int
    never: int
    hardly: int
    gladly: int

    @property
    def possible(self) -> int:
        """Return on how many of them she can be planned at all."""
        return self.shifts - self.never


def effects_of(person: Person, *, now: datetime) -> Effects:
    """Return what the wishes of a person mean for the shifts of her unit in the next four weeks."""
    end = now + timedelta(weeks=WEEKS)
    query = select(Shift).where(
        Shift.unit_id == person.home_unit_id,
        Shift.status == ShiftStatus.ACTIVE,
        Shift.starts_at > now,
        Shift.starts_at < end,
        Shift.demands.any(),
    )
    shifts = db.session.scalars(query.order_by(Shift.starts_at).limit(_MOST)).all()
    dislikes = own_dislikes(person)
    said = intervals([person], start=now, end=end + timedelta(days=2))[person.id]
    counts = dict.fromkeys(Wish, 0)
    for shift in shifts:
        wishes = {one.wish for one in said if overlaps(one.start, one.end, shift.starts_at, shift.ends_at)}
        wishes |= {Wish.UNWANTED} if dislikes.cover(shift) else {Wish.AVAILABLE}
        counts[next(wish for wish in CAREFUL_FIRST if wish in wishes)] += 1
    return Effects(len(shifts), counts[Wish.UNAVAILABLE], counts[Wish.UNWANTED], counts[Wish.PREFERRED])
