"""Pictures and scans that prove a qualification; their bytes lie in files beside the database."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime
from scheduler.models.skills import Qualification


class QualificationEvidence(Base):
    """One file: ``stored_name`` is random and names it in the store, ``original_name`` is for people."""

    __tablename__ = "qualification_evidence"
    __table_args__ = (UniqueConstraint("qualification_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    qualification_id: Mapped[int] = mapped_column(ForeignKey("qualification.id", ondelete="CASCADE"))
    stored_name: Mapped[str] = mapped_column(String(40), unique=True)
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    original_name: Mapped[str] = mapped_column(String(120))
    uploaded: Mapped[datetime] = mapped_column(UtcDateTime)

    qualification: Mapped[Qualification] = relationship(back_populates="evidence")

    @property
    def is_picture(self) -> bool:
        """Tell whether a page can show it."""
        return self.media_type == "image/jpeg"
