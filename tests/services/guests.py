"""Bookings for tests: parties by number, and what stands in the rows afterwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from scheduler.database import db
from scheduler.enums import ActivityKind, GuestMessageKind, GuestStatus, Language
from scheduler.models import GuestBooking, GuestCode, GuestMessage, GuestPlace, Shift
from scheduler.services.guest_bookings import book, confirm_by_code
from scheduler.services.guest_codes import digits_of, find_code, token_of
from scheduler.services.guest_inputs import Party
from tests.factories import NOW, make_shift, make_unit

SECRET = "for-tests-only"


def make_training(places: int = 10, **values: Any) -> Shift:
    """Return a training with so many places for guests, three days after NOW."""
    values = {"kind": ActivityKind.TRAINING, "title": "心肺复苏", "guest_places": places, **values}
    return make_shift(values.pop("unit", None) or make_unit(), **values)


def phone(number: int) -> str:
    return f"+86138000{number:05d}"


def ask(shift_id: int, number: int, party: int | Party = 1, *, now: datetime = NOW, **values: Any) -> str:
    """Book places for guest ``number``; return the address of the code's page."""
    values = {
        "party": Party(f"王居民{number}", party) if isinstance(party, int) else party,
        "contact": phone(number),
        "language": Language.CHINESE,
        "wait": True,
        "consent": True,
        "privacy_version": "2026-11",
        "secret": SECRET,
        **values,
    }
    return book(shift_id, **values, now=now)


def digits(ref: str) -> str:
    return digits_of(find_code(ref), secret=SECRET)


def confirm(ref: str, *, now: datetime = NOW) -> GuestBooking:
    return confirm_by_code(ref, digits(ref), secret=SECRET, now=now)


def arrive(shift_id: int, number: int, party: int = 1, *, now: datetime = NOW) -> GuestBooking:
    """Book and confirm."""
    return confirm(ask(shift_id, number, party, now=now), now=now)


def token(booking: GuestBooking) -> str:
    return token_of(booking, secret=SECRET)


def numbers(shift_id: int) -> list[int]:
    query = select(GuestPlace.number).where(GuestPlace.shift_id == shift_id).order_by(GuestPlace.number)
    return list(db.session.scalars(query))


def states(shift_id: int) -> list[tuple[str, GuestStatus]]:
    """Return contact (its last two digits) and status of the bookings that have not ended, in turn."""
    query = select(GuestBooking.contact, GuestBooking.status).where(
        GuestBooking.shift_id == shift_id, GuestBooking.turn.is_not(None)
    )
    rows = db.session.execute(query.order_by(GuestBooking.turn)).all()
    return [((contact or "")[-2:], status) for contact, status in rows]


def told(booking: GuestBooking) -> Sequence[GuestMessageKind]:
    query = select(GuestMessage.kind).where(GuestMessage.booking_id == booking.id)
    return db.session.scalars(query.order_by(GuestMessage.id)).all()


def codes_of(booking: GuestBooking) -> Sequence[GuestCode]:
    return db.session.scalars(select(GuestCode).where(GuestCode.booking_id == booking.id)).all()
