"""Swaps and covers that volunteers ask each other for, and releases that they ask their leaders for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import ReleaseStatus, SwapAnswer, SwapKind, SwapStatus
from scheduler.models.enrolments import Enrolment
from scheduler.models.people import Person

#: An enrolment can be offered, or asked to be ended, by one open request at a time.
_OPEN = text("ended_at IS NULL")


class SwapRequest(Base):
    """A place on a shift that its holder offers: to be covered, or for another shift in exchange.

    ``wanted`` is the place that she would get; where ``everyone`` suitable is asked, it is empty until
    somebody accepts, who is the ``taker``. The sequences are those of the places and of their shifts as
    they were when the request was made: whatever moved since then ends it. ``failure`` is a code of why a
    request came to nothing, or ``rule:`` and the code of a rule of rostering.
    """

    __tablename__ = "swap_request"
    __table_args__ = (
        CheckConstraint("kind = 'swap' OR wanted_id IS NULL", name="wanted"),
        CheckConstraint("(status IN ('open', 'awaiting_leader')) = (ended_at IS NULL)", name="ended"),
        CheckConstraint("status NOT IN ('awaiting_leader', 'done') OR taker_id IS NOT NULL", name="taker"),
        Index(
            "uq_swap_request_open", "enrolment_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("ix_swap_request_enrolment", "enrolment_id"),
        Index("ix_swap_request_wanted", "wanted_id"),
        Index("ix_swap_request_taker", "taker_id"),
        Index("ix_swap_request_status", "status", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    kind: Mapped[SwapKind] = mapped_column(enum_type(SwapKind))
    wanted_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    taker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    everyone: Mapped[bool] = mapped_column(default=False)
    status: Mapped[SwapStatus] = mapped_column(enum_type(SwapStatus))
    message: Mapped[str] = mapped_column(String(200), default="")
    offered_sequence: Mapped[int]
    offered_shift_sequence: Mapped[int]
    wanted_sequence: Mapped[int | None]
    wanted_shift_sequence: Mapped[int | None]
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(String(200), default="")
    failure: Mapped[str] = mapped_column(String(60), default="")
    version: Mapped[int] = mapped_column(default=1)

    enrolment: Mapped[Enrolment] = relationship(foreign_keys=[enrolment_id])
    wanted: Mapped[Enrolment | None] = relationship(foreign_keys=[wanted_id])
    taker: Mapped[Person | None] = relationship(foreign_keys=[taker_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    asked: Mapped[list["SwapAsked"]] = relationship(back_populates="request", order_by="SwapAsked.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol


class SwapAsked(Base):
    """Somebody who was asked, and what she said; asking is counted, so that nobody is asked too often."""

    __tablename__ = "swap_asked"
    __table_args__ = (
        UniqueConstraint("request_id", "person_id"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index("ix_swap_asked_person", "person_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("swap_request.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[SwapAnswer | None] = mapped_column(enum_type(SwapAnswer))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    request: Mapped[SwapRequest] = relationship(back_populates="asked")
    person: Mapped[Person] = relationship()


class ReleaseRequest(Base):
    """Somebody asks her leader to be released from a shift that she can no longer give back herself."""

    __tablename__ = "release_request"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ended"),
        Index(
            "uq_release_request_open",
            "enrolment_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_release_request_enrolment", "enrolment_id"),
        Index("ix_release_request_status", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    status: Mapped[ReleaseStatus] = mapped_column(enum_type(ReleaseStatus))
    sequence: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(String(200), default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    enrolment: Mapped[Enrolment] = relationship()
    answered_by: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol
