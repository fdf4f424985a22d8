"""Jobs: work for the worker; the row with its lease is the truth, a queue message only a knock."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import JobKind, JobStatus


class Job(Base):
    """One piece of work about the row ``subject_id`` of the table that ``kind`` implies."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_status", "status", "lease_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind] = mapped_column(enum_type(JobKind))
    subject_id: Mapped[int] = mapped_column(index=True)
    status: Mapped[JobStatus] = mapped_column(enum_type(JobStatus), default=JobStatus.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    finished: Mapped[datetime | None] = mapped_column(UtcDateTime)
