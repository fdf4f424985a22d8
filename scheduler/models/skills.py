"""Skills, and the qualifications that prove a person has them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    not_,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime
from scheduler.enums import QualificationStanding

if TYPE_CHECKING:
    from scheduler.models.people import Person
    from scheduler.models.qualification_evidence import QualificationEvidence


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


_WAITING = text("verified_at IS NULL AND refused_at IS NULL")


class Qualification(Base):
    """Evidence that a person has a skill at a level, both dates included; it counts once verified.

    Whether it counts is asked in one way only: ``verified`` whatever the day, ``counts_on`` on a day. A
    qualification that is neither verified nor refused waits for a verifier since ``submitted_at``.
    ``warned_days`` is how many days before the end ``warned_until`` its owner was last warned.
    """

    __tablename__ = "qualification"
    __table_args__ = (
        UniqueConstraint("person_id", "skill_id", "valid_from"),
        CheckConstraint("level >= 1", name="level"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="validity"),
        CheckConstraint("verified_at IS NULL OR refused_at IS NULL", name="decision"),
        CheckConstraint("refused_at IS NULL OR refusal <> ''", name="refusal"),
        Index(
            "ix_qualification_waiting",
            "submitted_at",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    level: Mapped[int] = mapped_column(default=1)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None] = mapped_column(index=True)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(200), default="")
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refusal: Mapped[str] = mapped_column(String(200), default="")
    warned_days: Mapped[int | None]
    warned_until: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped["Person"] = relationship(back_populates="qualifications", foreign_keys=[person_id])
    verified_by: Mapped["Person | None"] = relationship(foreign_keys=[verified_by_id])
    refused_by: Mapped["Person | None"] = relationship(foreign_keys=[refused_by_id])
    skill: Mapped[Skill] = relationship()
    evidence: Mapped[list["QualificationEvidence"]] = relationship(
        back_populates="qualification",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="QualificationEvidence.id",
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol

    @classmethod
    def deciding(cls) -> tuple[InstrumentedAttribute[Any], ...]:
        """Return the columns that ``counts_on`` and comparisons with demands need: lists read thousands."""
        return (
            *(cls.person_id, cls.skill_id, cls.level, cls.valid_from, cls.valid_until),
            *(cls.verified_at, cls.refused_at),
        )

    @hybrid_property
    def verified(self) -> bool:
        """Tell whether somebody has seen the proof: without that, it counts on no day at all."""
        return self.verified_at is not None

    @verified.inplace.expression
    @classmethod
    def _verified(cls) -> ColumnElement[bool]:
        return cls.verified_at.is_not(None)

    @hybrid_property
    def waits(self) -> bool:
        """Tell whether a verifier has still to look at it."""
        return self.verified_at is None and self.refused_at is None

    @waits.inplace.expression
    @classmethod
    def _waits(cls) -> ColumnElement[bool]:
        return and_(cls.verified_at.is_(None), cls.refused_at.is_(None))

    def sign(self, verifier_id: int, now: datetime) -> None:
        """Note who has seen the proof."""
        self.verified_by_id, self.verified_at = verifier_id, now
        self.refused_by_id, self.refused_at, self.refusal = None, None, ""

    def submit(self, now: datetime) -> None:
        """Let it wait for a verifier, behind all others."""
        self.submitted_at = now
        self.verified_by_id = self.verified_at = None
        self.refused_by_id, self.refused_at, self.refusal = None, None, ""

    def refuse(self, verifier_id: int, now: datetime, reason: str) -> None:
        """Note who did not accept the proof, and why."""
        self.verified_by_id = self.verified_at = None
        self.refused_by_id, self.refused_at, self.refusal = verifier_id, now, reason

    def standing(self, day: date) -> QualificationStanding:
        """Return what the qualification is worth on a local date."""
        if self.refused_at is not None:
            return QualificationStanding.REFUSED
        if self.valid_until is not None and self.valid_until < day:
            return QualificationStanding.EXPIRED
        if not self.verified:
            return QualificationStanding.SUBMITTED
        return QualificationStanding.COMING if self.valid_from > day else QualificationStanding.COUNTS

    def counts_on(self, day: date) -> bool:
        """Tell whether the qualification counts on a local date, for whatever purpose."""
        return self.standing(day) is QualificationStanding.COUNTS

    @classmethod
    def counting_on(cls, day: date) -> ColumnElement[bool]:
        """Return the condition that is true of what ``counts_on`` a local date."""
        ended = and_(cls.valid_until.is_not(None), cls.valid_until < day)
        return and_(cls.verified_at.is_not(None), cls.valid_from <= day, not_(ended))
