"""Enrolments: who holds a place on a shift, is offered one, or waits for one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus
from scheduler.models.people import Person
from scheduler.models.shifts import Shift


class Enrolment(Base):
    """One person's place on one shift, or on its waiting list; kept when cancelled for the calendars.

    ``seat`` numbers the confirmed and the offered places of a shift from 1 to its capacity: two
    transactions that both believed to hold the last place collide on the unique constraint. ``turn`` is
    the order in which people came, in their present status, given under the lock of the shift.
    ``sequence`` is that of calendars, below 0 while the person never had a place. ``passed`` is the code
    for which the last free place passed by somebody who waits.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("shift_id", "person_id"),
        UniqueConstraint("shift_id", "seat"),
        UniqueConstraint("shift_id", "turn"),
        CheckConstraint("(status IN ('confirmed', 'offered')) = (seat IS NOT NULL)", name="seat"),
        CheckConstraint("status NOT IN ('waiting', 'offered') OR turn IS NOT NULL", name="turn"),
        CheckConstraint("(status = 'offered') = (offer_until IS NOT NULL)", name="offer"),
        Index("ix_enrolment_person", "person_id", "status"),
        Index("ix_enrolment_status", "status", "offer_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seat: Mapped[int | None]
    turn: Mapped[int | None]
    offer_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    passed: Mapped[str | None] = mapped_column(String(40))
    origin: Mapped[EnrolmentOrigin] = mapped_column(enum_type(EnrolmentOrigin))
    status: Mapped[EnrolmentStatus] = mapped_column(enum_type(EnrolmentStatus))
    sequence: Mapped[int] = mapped_column(default=0)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)

    shift: Mapped[Shift] = relationship()
    person: Mapped[Person] = relationship()
