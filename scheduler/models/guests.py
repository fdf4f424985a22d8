"""Guests: residents without an account who book places at a public training, and what they are sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import GuestMessageKind, GuestStatus, Language
from scheduler.models.shifts import Shift

_LIVE = text("status <> 'cancelled' AND contact IS NOT NULL")


class GuestBooking(Base):
    """Places for one household at one shift, or its wait for them.

    ``contact`` is a phone number or an e-mail address. ``until`` is when an unconfirmed booking, or an
    offer, runs out. ``turn`` is the order in which parties came, given under the lock of the shift. ``key``
    is what the booking's link is made from, with the server's secret; ``token_hash`` is how it is found by
    that link. ``came`` counts the heads at the door, 0 for a party that did not come. ``sequence`` is that
    of calendars, below 0 while there never were confirmed places. Name, contact and companions are gone
    once ``erased_at`` is set.
    """

    __tablename__ = "guest_booking"
    __table_args__ = (
        UniqueConstraint("shift_id", "turn"),
        UniqueConstraint("token_hash"),
        CheckConstraint("party >= 1 AND children BETWEEN 0 AND party", name="party"),
        CheckConstraint("(status IN ('unconfirmed', 'offered')) = (until IS NOT NULL)", name="until"),
        CheckConstraint("(status = 'cancelled') = (turn IS NULL)", name="turn"),
        CheckConstraint("came IS NULL OR came >= 0", name="came"),
        Index(
            "uq_guest_booking_contact",
            "shift_id",
            "contact",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_guest_booking_status", "status", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    name: Mapped[str] = mapped_column(String(80))
    contact: Mapped[str | None] = mapped_column(String(254))
    companions: Mapped[list[str]] = mapped_column(JSON, default=list)
    party: Mapped[int]
    children: Mapped[int] = mapped_column(default=0)
    language: Mapped[Language] = mapped_column(enum_type(Language))
    status: Mapped[GuestStatus] = mapped_column(enum_type(GuestStatus))
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    turn: Mapped[int | None]
    key: Mapped[str] = mapped_column(String(40))
    token_hash: Mapped[str] = mapped_column(String(64))
    consent_version: Mapped[str] = mapped_column(String(20))
    sequence: Mapped[int] = mapped_column(default=-1)
    came: Mapped[int | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)

    shift: Mapped[Shift] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol

    @property
    def by_mail(self) -> bool:
        """Tell whether the guest is reached by e-mail rather than by phone."""
        return "@" in (self.contact or "")


class GuestPlace(Base):
    """One place that a booking holds: two transactions that both saw the last one free collide here."""

    __tablename__ = "guest_place"
    __table_args__ = (
        UniqueConstraint("shift_id", "number"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("guest_booking.id"), index=True)
    number: Mapped[int]


class GuestCode(Base):
    """A right to type the code that one message carries: a few tries, for a while.

    ``ref`` names it in the address of the page that asks for the code. The code itself is made from it with
    the server's secret, and stands nowhere.
    """

    __tablename__ = "guest_code"
    __table_args__ = (UniqueConstraint("ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("guest_booking.id"), index=True)
    ref: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)

    booking: Mapped[GuestBooking] = relationship()


class GuestMessage(Base):
    """What a guest is told by e-mail or text message; sent by the worker like a notification."""

    __tablename__ = "guest_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("guest_booking.id"), index=True)
    code_id: Mapped[int | None] = mapped_column(ForeignKey("guest_code.id"))
    kind: Mapped[GuestMessageKind] = mapped_column(enum_type(GuestMessageKind))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    booking: Mapped[GuestBooking] = relationship()
    code: Mapped[GuestCode | None] = relationship()
