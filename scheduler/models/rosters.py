"""Roster periods, the versions of their roster, the assignments in a version, and the solver's runs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import AssignmentOrigin, RosterStatus, RunStatus
from scheduler.models.people import Person
from scheduler.models.shifts import Shift, ShiftDemand
from scheduler.models.units import Unit


class RosterPeriod(Base):
    """The dates (both included) planned together for a unit and its subtree."""

    __tablename__ = "roster_period"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="order"),
        Index("ix_roster_period_unit", "unit_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    unit: Mapped[Unit] = relationship()
    rosters: Mapped[list["Roster"]] = relationship(back_populates="period", order_by="Roster.id")


class Roster(Base):
    """One version of who does what; ``number`` is given when it is published and frozen.

    ``revision`` rises with every edit of a draft, so that two leaders never overwrite each other.
    """

    __tablename__ = "roster"
    __table_args__ = (UniqueConstraint("period_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("roster_period.id"), index=True)
    number: Mapped[int | None]
    status: Mapped[RosterStatus] = mapped_column(enum_type(RosterStatus))
    revision: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    period: Mapped[RosterPeriod] = relationship(back_populates="rosters")
    published_by: Mapped[Person | None] = relationship()
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="roster", cascade="all, delete-orphan", order_by="Assignment.id"
    )

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy's own protocol


class Assignment(Base):
    """A person on a shift in one roster; ``pinned`` means the solver keeps it."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("roster_id", "shift_id", "person_id"),
        Index("ix_assignment_shift", "shift_id"),
        Index("ix_assignment_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"))
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("shift_demand.id", ondelete="SET NULL"))
    pinned: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[AssignmentOrigin] = mapped_column(enum_type(AssignmentOrigin))

    roster: Mapped[Roster] = relationship(back_populates="assignments")
    shift: Mapped[Shift] = relationship()
    person: Mapped[Person] = relationship()
    demand: Mapped[ShiftDemand | None] = relationship()


class Run(Base):
    """One solver attempt: what went in, how far it is, what came out."""

    __tablename__ = "run"
    __table_args__ = (Index("ix_run_period", "period_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("roster_period.id"))
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"))
    status: Mapped[RunStatus] = mapped_column(enum_type(RunStatus))
    #: ``{"time_limit": 30.0, "seed": 1}``
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: The engine's problem and solution as its serialising module writes them.
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: ``[{"seconds": 1.5, "objective": 120, "bound": 80, "unfilled": 3}]``, oldest first.
    progress: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished: Mapped[datetime | None] = mapped_column(UtcDateTime)

    period: Mapped[RosterPeriod] = relationship()
    roster: Mapped[Roster] = relationship()


class RunPart(Base):
    """A part of a large run that is a job of its own; rounds count from 0, and the bound comes last."""

    __tablename__ = "run_part"
    __table_args__ = (UniqueConstraint("run_id", "round", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    round: Mapped[int]
    number: Mapped[int]
    #: The engine's names of the units whose people and shifts are this part's to plan.
    units: Mapped[list[str]] = mapped_column(JSON)
    #: The engine's task and outcome as ``rostering.parts.serialising`` writes them.
    task: Mapped[dict[str, Any]] = mapped_column(JSON)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    finished: Mapped[datetime | None] = mapped_column(UtcDateTime)

    run: Mapped[Run] = relationship()
