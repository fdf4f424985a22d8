"""Enrolments: who holds a place on a shift, by own sign-up or by a published roster."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import EnrolmentOrigin, EnrolmentStatus
from scheduler.models.people import Person
from scheduler.models.shifts import Shift


class Enrolment(Base):
    """One person's place on one shift, kept when cancelled so that calendars can say so.

    ``seat`` numbers the confirmed places of a shift from 1 to its capacity and is null when cancelled: two
    transactions that both believed to hold the last place collide on the unique constraint.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("shift_id", "person_id"),
        UniqueConstraint("shift_id", "seat"),
        CheckConstraint("(status = 'confirmed') = (seat IS NOT NULL)", name="seat"),
        Index("ix_enrolment_person", "person_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seat: Mapped[int | None]
    origin: Mapped[EnrolmentOrigin] = mapped_column(enum_type(EnrolmentOrigin))
    status: Mapped[EnrolmentStatus] = mapped_column(enum_type(EnrolmentStatus))
    sequence: Mapped[int] = mapped_column(default=0)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)

    shift: Mapped[Shift] = relationship()
    person: Mapped[Person] = relationship()
