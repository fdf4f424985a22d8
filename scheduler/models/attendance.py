"""Attendance: the taps that say who came and left, what they add up to, and the sheet once it is closed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import AttendanceState, TapAction, TapSource
from scheduler.models.people import Person
from scheduler.models.shifts import Shift


class Attendance(Base):
    """What became of one person on one shift: what the taps about the two add up to, by the time they tell.

    ``walk_in``: she has no place on the shift, but came; its leader wrote her down.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("shift_id", "person_id"),
        CheckConstraint("left_at IS NULL OR left_at >= arrived_at", name="order"),
        Index("ix_attendance_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[AttendanceState] = mapped_column(enum_type(AttendanceState))
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    walk_in: Mapped[bool] = mapped_column(default=False)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)

    shift: Mapped[Shift] = relationship()
    person: Mapped[Person] = relationship()


class AttendanceTap(Base):
    """One tap; never changed. ``at`` is when it was made, ``created`` when it reached the server.

    ``key`` is chosen where the tap is made: one that arrives twice counts once.
    """

    __tablename__ = "attendance_tap"
    __table_args__ = (
        UniqueConstraint("by_id", "key"),
        Index("ix_attendance_tap_of", "shift_id", "person_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(String(40))
    action: Mapped[TapAction] = mapped_column(enum_type(TapAction))
    source: Mapped[TapSource] = mapped_column(enum_type(TapSource))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: What a tap of the action ``times`` says.
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created: Mapped[datetime] = mapped_column(UtcDateTime)


class AttendanceClosing(Base):
    """A shift's attendance as its leader confirmed it; from then on only the ledger is corrected."""

    __tablename__ = "attendance_closing"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"), unique=True)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    shift: Mapped[Shift] = relationship()
    closed_by: Mapped[Person | None] = relationship()
