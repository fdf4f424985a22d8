"""The ledger of hours, objections to it, and what service records and certificates hold besides."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import HoursKind, ServiceNoteKind
from scheduler.models.people import Person
from scheduler.models.shifts import Shift
from scheduler.models.units import Unit


class HoursEntry(Base):
    """One line of the ledger, never changed: the sum of all lines is what a person has served.

    A correction is a line of its own: it names the line it corrects and adds or takes the difference.
    ``began`` is when the service began; a line without a shift says in ``title`` what was done.
    """

    __tablename__ = "hours_entry"
    __table_args__ = (
        CheckConstraint("corrects_id IS NOT NULL OR minutes >= 0", name="minutes"),
        CheckConstraint("corrects_id IS NULL OR reason <> ''", name="reason"),
        Index(
            "uq_hours_entry_first",
            "shift_id",
            "person_id",
            unique=True,
            sqlite_where=text("corrects_id IS NULL"),
            postgresql_where=text("corrects_id IS NULL"),
        ),
        Index("ix_hours_entry_person", "person_id", "began"),
        Index("ix_hours_entry_unit", "unit_id", "began"),
        Index("ix_hours_entry_corrects", "corrects_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("hours_entry.id"))
    kind: Mapped[HoursKind] = mapped_column(enum_type(HoursKind))
    title: Mapped[str] = mapped_column(String(120))
    began: Mapped[datetime] = mapped_column(UtcDateTime)
    minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200), default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    unit: Mapped[Unit] = relationship()
    shift: Mapped[Shift | None] = relationship()
    made_by: Mapped[Person | None] = relationship(foreign_keys=[made_by_id])
    corrections: Mapped[list["HoursEntry"]] = relationship(
        order_by="HoursEntry.id", back_populates="corrects"
    )
    corrects: Mapped["HoursEntry | None"] = relationship(
        remote_side="HoursEntry.id", back_populates="corrections"
    )


class HoursObjection(Base):
    """What a person says against a line of her ledger, and what the unit answered."""

    __tablename__ = "hours_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("hours_entry.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(200), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    entry: Mapped[HoursEntry] = relationship()


class ServiceNote(Base):
    """A commendation or an evaluation in a person's service record; withdrawn ones stay, unseen."""

    __tablename__ = "service_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[ServiceNoteKind] = mapped_column(enum_type(ServiceNoteKind))
    given_on: Mapped[date]
    text: Mapped[str] = mapped_column(String(200))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    unit: Mapped[Unit] = relationship()


class Certificate(Base):
    """A service certificate as it was issued: its words are kept, whatever becomes of people and ledger.

    ``code`` opens the public page on which anyone can verify it.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="order"),
        Index("ix_certificate_person", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    service_minutes: Mapped[int]
    training_minutes: Mapped[int]
    #: ``{"name", "unit", "unit_en", "contact", "zone", "lines": [{"kind", "title", "times", "minutes"}]}``
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_reason: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    unit: Mapped[Unit] = relationship()
