"""Skills, and the qualifications that prove a person has them."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime

if TYPE_CHECKING:
    from scheduler.models.people import Person


class Skill(Base):
    """What a shift asks for; a table, because a city adds its own."""

    __tablename__ = "skill"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60))
    description: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    max_level: Mapped[int] = mapped_column(default=3)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol


class Qualification(Base):
    """Evidence that a person has a skill at a level, both dates included; it counts once verified."""

    __tablename__ = "qualification"
    __table_args__ = (
        UniqueConstraint("person_id", "skill_id", "valid_from"),
        CheckConstraint("level >= 1", name="level"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="validity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    level: Mapped[int] = mapped_column(default=1)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped["Person"] = relationship(back_populates="qualifications", foreign_keys=[person_id])
    verified_by: Mapped["Person | None"] = relationship(foreign_keys=[verified_by_id])
    skill: Mapped[Skill] = relationship()
