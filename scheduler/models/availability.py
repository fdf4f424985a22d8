"""When a person can serve: a weekly pattern, and dated exceptions that override it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import Wish
from scheduler.models.people import Person


class WeeklyAvailability(Base):
    """A wish for the same local minutes of every week; ``end_minute`` may pass midnight (up to 2,880)."""

    __tablename__ = "weekly_availability"
    __table_args__ = (
        UniqueConstraint("person_id", "weekday", "start_minute"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("start_minute >= 0 AND start_minute < 1440", name="start"),
        CheckConstraint("end_minute > start_minute AND end_minute <= 2880", name="end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    weekday: Mapped[int]
    start_minute: Mapped[int]
    end_minute: Mapped[int]
    wish: Mapped[Wish] = mapped_column(enum_type(Wish))

    person: Mapped[Person] = relationship()


class AvailabilityException(Base):
    """A wish for one dated interval; it counts more than the weekly pattern."""

    __tablename__ = "availability_exception"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    wish: Mapped[Wish] = mapped_column(enum_type(Wish))
    note: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship()
