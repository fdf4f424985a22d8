"""Residents who booked places at the demo city's trainings: some come with their children, one is full."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import count
from random import Random

from flask import current_app
from sqlalchemy import select

from scheduler.config import Settings
from scheduler.database import db
from scheduler.demo.names import made_up_name
from scheduler.enums import ActivityKind, GuestStatus, Language
from scheduler.models import GuestBooking, GuestPlace, Shift, Unit
from scheduler.services.guest_capacity import USUAL_PLACES
from scheduler.services.guest_codes import hash_token, token_from
from scheduler.services.guest_places import HOLD
from scheduler.timeutils import local_date, to_utc

_ZONE = "Asia/Shanghai"
_FULL = "心肺复苏与AED使用"
_DRILL_PLACES = 30
_OFFER = timedelta(hours=12)
#: At one of these hours there is a training that is about to begin, so that a visitor can count guests.
_HOURS = (8, 10, 14, 16, 19, 21)


def add_guests(events: list[Shift], grid: Unit, *, seed: int, now: datetime) -> None:
    """Open trainings and drills to residents, some of whom have booked; ``grid`` holds one more training."""
    soon = _training_soon(grid, now)
    write = _Writer(Random(seed + 40), now)
    for event in [*events, soon]:
        drill = event.kind is ActivityKind.DRILL
        event.guest_places = _DRILL_PLACES if drill else USUAL_PLACES
        most = event.guest_places if event.title == _FULL else event.guest_places // 2
        write.fill(event, most)
        if event.title == _FULL:
            write.let_wait(event)
    write.unconfirmed(soon)
    db.session.flush()


def _training_soon(grid: Unit, now: datetime) -> Shift:
    day = local_date(now, _ZONE)
    starts = (
        to_utc(datetime.combine(day + timedelta(days=days), time(hour)), _ZONE)
        for days in (0, 1)
        for hour in _HOURS
    )
    start = next(start for start in starts if start >= now + timedelta(hours=1))
    shift = Shift(
        unit_id=grid.id,
        kind=ActivityKind.TRAINING,
        title="家庭消防安全体验课",
        place=f"{grid.name}活动室",
        notes="欢迎带孩子一起来。请提前十分钟到场，出示预订页面上的二维码签到。",
        starts_at=start,
        ends_at=start + timedelta(minutes=90),
        capacity=6,
        created=now,
        updated=now,
    )
    db.session.add(shift)
    db.session.flush()
    return shift


class _Writer:
    """Writes bookings with made-up names and numbers that are plainly made up, equal for equal seeds."""

    def __init__(self, rng: Random, now: datetime) -> None:
        self._rng, self._now = rng, now
        self._numbers: Iterator[int] = count(1)
        settings: Settings = current_app.config["SETTINGS"]
        self._secret = settings.secret_key

    def fill(self, event: Shift, most: int) -> None:
        """Book up to ``most`` places of an event."""
        taken, turn = 0, 0
        while taken < most:
            party = min(self._rng.choice((1, 1, 2, 2, 3, 4)), most - taken)
            turn += 1
            self._hold(
                self._add(event, GuestStatus.CONFIRMED, party, turn), range(taken + 1, taken + party + 1)
            )
            taken += party

    def let_wait(self, event: Shift) -> None:
        """Let three parties wait for an event that is full; the first has just been offered places."""
        last = self._last(event)
        given_up = last.party
        self._free(last)
        offered = self._add(event, GuestStatus.OFFERED, given_up, 100)
        offered.until = self._now + _OFFER
        self._hold(offered, range(event.guest_places - given_up + 1, event.guest_places + 1))
        for turn, party in ((101, 2), (102, 3)):
            self._add(event, GuestStatus.WAITING, party, turn)

    def unconfirmed(self, event: Shift) -> None:
        """Let somebody have booked just now."""
        booking = self._add(event, GuestStatus.UNCONFIRMED, 2, 100)
        booking.confirmed_at, booking.sequence = None, -1
        booking.until = self._now + HOLD
        first = event.guest_places // 2 + 1
        self._hold(booking, range(first, first + booking.party))

    def _last(self, event: Shift) -> GuestBooking:
        query = select(GuestBooking).where(GuestBooking.shift_id == event.id)
        return db.session.scalars(query.order_by(GuestBooking.turn.desc()).limit(1)).one()

    def _free(self, booking: GuestBooking) -> None:
        places = select(GuestPlace).where(GuestPlace.booking_id == booking.id)
        for place in db.session.scalars(places).all():
            db.session.delete(place)
        booking.status, booking.turn, booking.sequence = GuestStatus.CANCELLED, None, 1
        db.session.flush()

    def _hold(self, booking: GuestBooking, numbers: range) -> None:
        db.session.flush()
        db.session.add_all(
            GuestPlace(shift_id=booking.shift_id, booking_id=booking.id, number=number) for number in numbers
        )
        db.session.flush()

    def _add(self, event: Shift, status: GuestStatus, party: int, turn: int) -> GuestBooking:
        number = next(self._numbers)
        key = f"demo-{number}"
        name = made_up_name(self._rng)
        children = self._rng.randrange(party) if party > 1 else 0
        by_mail = self._rng.randrange(4) == 0
        booking = GuestBooking(
            shift_id=event.id,
            name=name,
            contact=f"resident{number}@lianfang.example" if by_mail else f"+861380000{9000 + number}",
            companions=[f"{name[0]}小{self._rng.choice('明华军丽雨晨')}"] if children else [],
            party=party,
            children=children,
            language=Language.CHINESE,
            status=status,
            turn=turn,
            key=key,
            token_hash=hash_token(token_from(key, secret=self._secret)),
            consent_version="2026-11",
            sequence=0 if status is GuestStatus.CONFIRMED else -1,
            confirmed_at=self._now,
            created=self._now,
            updated=self._now,
        )
        db.session.add(booking)
        return booking
