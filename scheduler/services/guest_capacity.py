"""Places for guests raised or lowered, and shifts moved or called off: who makes room, and who is told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from scheduler.database import db
from scheduler.enums import PUBLIC_KINDS, ActivityKind, GuestMessageKind, GuestStatus
from scheduler.errors import InvalidInput
from scheduler.models import GuestBooking, GuestPlace, Shift
from scheduler.services.guest_messages import tell_guest
from scheduler.services.guest_places import (
    CONCERNED,
    HOLDING,
    bookings_on,
    end_booking,
    free_numbers,
    give_up_places,
    places_held,
    set_status,
    settle_guests,
)
from scheduler.services.shift_inputs import MOST_PLACES

#: So many places for residents a new training has unless its leader says otherwise.
USUAL_PLACES = 20


def check_guest_places(kind: ActivityKind, places: int) -> None:
    """Raise ``InvalidInput`` where so many places for guests make no sense for this kind of activity."""
    if not 0 <= places <= MOST_PLACES:
        raise InvalidInput("guest_places", "shift.guest_places_range", most=MOST_PLACES)
    if places and kind not in PUBLIC_KINDS:
        raise InvalidInput("guest_places", "shift.guests_private")


def usual_guest_places(kind: ActivityKind) -> int:
    """Return how many places for guests an activity has where nobody says."""
    return USUAL_PLACES if kind is ActivityKind.TRAINING else 0


def make_guest_room(shift: Shift, *, agreed: int, now: datetime) -> list[GuestBooking]:
    """Make the guests fit into the shift's places, offer what is free, and return who lost confirmed places.

    First offers are taken back, then places that nobody has confirmed, then the latest bookings: at most as
    many as the leader ``agreed`` to. Those wait again, first in turn, and are told; whoever has not confirmed
    yet learns of it then. Raises ``InvalidInput`` for ``guest_places``.
    """
    settle_guests(shift, now=now)
    losing = _losing(shift, agreed=agreed, now=now)
    _renumber(shift)
    settle_guests(shift, now=now)
    return losing


def tell_guests_moved(shift: Shift, *, now: datetime) -> None:
    """Tell every guest who counts on a shift that its time or place is another one."""
    for booking in bookings_on(shift, CONCERNED):
        tell_guest(booking, GuestMessageKind.SHIFT_CHANGED, shift, now=now)


def count_told(shift: Shift) -> int:
    """Return how many guests are told where a shift is moved or called off."""
    return len(bookings_on(shift, CONCERNED))


def call_guests_off(shift: Shift, *, reason: str, now: datetime) -> None:
    """Tell every guest that a shift is cancelled.

    Confirmed places stay as they are, so that calendars can show the shift as cancelled.
    """
    for booking in bookings_on(shift, CONCERNED):
        tell_guest(booking, GuestMessageKind.SHIFT_CANCELLED, shift, now=now, reason=reason)
    for booking in bookings_on(shift, set(GuestStatus) - {GuestStatus.CONFIRMED, GuestStatus.CANCELLED}):
        end_booking(booking, now=now)


def _losing(shift: Shift, *, agreed: int, now: datetime) -> list[GuestBooking]:
    held = places_held(shift)
    surplus = sum(map(len, held.values())) - shift.guest_places
    if surplus <= 0:
        return []
    order = (GuestStatus.OFFERED, GuestStatus.UNCONFIRMED, GuestStatus.CONFIRMED)
    holding = [booking for booking in bookings_on(shift, HOLDING) if booking.id in held]
    latest_first = sorted(holding, key=lambda booking: (order.index(booking.status), -(booking.turn or 0)))
    leaving = []
    for booking in latest_first:
        if surplus <= 0:
            break
        surplus -= len(held[booking.id])
        leaving.append(booking)
    losing = [booking for booking in leaving if booking.status is GuestStatus.CONFIRMED]
    _refuse_unagreed(shift, losing, agreed, now)
    _take_back(shift, leaving, now)
    return losing


def _refuse_unagreed(shift: Shift, losing: Sequence[GuestBooking], agreed: int, now: datetime) -> None:
    if losing and shift.starts_at <= now:
        raise InvalidInput("guest_places", "shift.guests_have_come")
    if len(losing) > agreed:
        names = tuple(booking.name for booking in losing)
        raise InvalidInput("guest_places", "shift.guests_lost", lost=len(losing), names=names)


def _take_back(shift: Shift, leaving: Sequence[GuestBooking], now: datetime) -> None:
    """Let the bookings wait, those who had confirmed places before all others and in their own order."""
    lowest = select(func.min(GuestBooking.turn)).where(GuestBooking.shift_id == shift.id)
    first = db.session.scalar(lowest) or 1
    for booking in leaving:  # the latest comes first here, and so stands last
        give_up_places(booking)
        if booking.status is GuestStatus.UNCONFIRMED:
            continue
        kind = GuestMessageKind.OFFER_WITHDRAWN
        if booking.status is GuestStatus.CONFIRMED:
            kind, first = GuestMessageKind.PLACES_LOST, first - 1
            booking.turn = first
        set_status(booking, GuestStatus.WAITING, now=now)
        tell_guest(booking, kind, shift, now=now)


def _renumber(shift: Shift) -> None:
    """Give places above the number of places a free number below it."""
    db.session.flush()
    free = iter(free_numbers(shift))
    above = select(GuestPlace).where(GuestPlace.shift_id == shift.id, GuestPlace.number > shift.guest_places)
    for place in db.session.scalars(above.execution_options(populate_existing=True)).all():
        place.number = next(free)
    db.session.flush()
