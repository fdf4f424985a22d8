"""What people would rather not do: a kind of activity, what a template makes, or a single shift."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import ActivityKind
from scheduler.models.people import Person
from scheduler.models.shifts import Shift, ShiftTemplate


class Dislike(Base):
    """Something that a person would rather not do; a roster takes others first."""

    __tablename__ = "dislike"
    __table_args__ = (
        UniqueConstraint("person_id", "kind"),
        UniqueConstraint("person_id", "template_id"),
        UniqueConstraint("person_id", "shift_id"),
        CheckConstraint(
            "CASE WHEN kind IS NULL THEN 0 ELSE 1 END + CASE WHEN template_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN shift_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ActivityKind | None] = mapped_column(enum_type(ActivityKind))
    template_id: Mapped[int | None] = mapped_column(ForeignKey("shift_template.id"))
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"))
    created: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()
    template: Mapped[ShiftTemplate | None] = relationship()
    shift: Mapped[Shift | None] = relationship()
