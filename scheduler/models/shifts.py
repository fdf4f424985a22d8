"""Shifts: a time and place where people are wanted, their demands, and the templates that make them."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import ActivityKind, ShiftStatus
from scheduler.models.skills import Skill
from scheduler.models.units import Unit


class ShiftTemplate(Base):
    """A weekly pattern: on ``weekdays`` (0 is Monday) at ``start_time`` local, for so many minutes."""

    __tablename__ = "shift_template"
    __table_args__ = (
        CheckConstraint("duration_minutes BETWEEN 15 AND 2880", name="duration"),
        CheckConstraint("guest_places >= 0", name="guest_places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[ActivityKind] = mapped_column(enum_type(ActivityKind))
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(200), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    weekdays: Mapped[list[int]] = mapped_column(JSON)
    start_time: Mapped[time]
    duration_minutes: Mapped[int]
    capacity: Mapped[int]
    guest_places: Mapped[int] = mapped_column(default=0)
    #: ``[{"skill": code | null, "level": 1, "minimum": 1, "target": 2, "maximum": null}]``
    demands: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol


class Shift(Base):
    """Where and when people are wanted; ``sequence`` rises when time, place or status changes.

    ``guest_places`` are for residents without an account, a pool of their own beside the ``capacity``.
    """

    __tablename__ = "shift"
    __table_args__ = (
        UniqueConstraint("template_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("capacity >= 1", name="capacity"),
        CheckConstraint("guest_places >= 0", name="guest_places"),
        Index("ix_shift_unit_start", "unit_id", "starts_at"),
        Index("ix_shift_start", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    template_id: Mapped[int | None] = mapped_column(ForeignKey("shift_template.id"))
    kind: Mapped[ActivityKind] = mapped_column(enum_type(ActivityKind))
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(200), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    capacity: Mapped[int]
    guest_places: Mapped[int] = mapped_column(default=0)
    open_for_sign_up: Mapped[bool] = mapped_column(default=True)
    status: Mapped[ShiftStatus] = mapped_column(enum_type(ShiftStatus), default=ShiftStatus.ACTIVE)
    sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship()
    template: Mapped[ShiftTemplate | None] = relationship()
    demands: Mapped[list["ShiftDemand"]] = relationship(
        back_populates="shift", cascade="all, delete-orphan", order_by="ShiftDemand.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol


class ShiftDemand(Base):
    """How many people with a skill (none: anybody) the shift must contain, should contain, may contain."""

    __tablename__ = "shift_demand"
    __table_args__ = (
        UniqueConstraint("shift_id", "skill_id"),
        CheckConstraint("minimum >= 0 AND target >= minimum", name="order"),
        CheckConstraint("maximum IS NULL OR maximum >= target", name="maximum"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    skill_id: Mapped[int | None] = mapped_column(ForeignKey("skill.id"), index=True)
    level: Mapped[int] = mapped_column(default=1)
    minimum: Mapped[int] = mapped_column(default=0)
    target: Mapped[int] = mapped_column(default=1)
    maximum: Mapped[int | None]

    shift: Mapped[Shift] = relationship(back_populates="demands")
    skill: Mapped[Skill | None] = relationship()
