"""Units: the tree from the joint committee to the grid, and the partners that stand beside a grid."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import UnitKind


class Unit(Base):
    """A node of the tree; ``path`` lists the ids from the root (``/1/4/9/``), so a subtree is a prefix."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("households >= 0", name="households"),
        CheckConstraint("residents >= 0", name="residents"),
        CheckConstraint("offer_hours >= 1", name="offer_hours"),
        CheckConstraint("waiting_list_most >= 0", name="waiting_list_most"),
        Index("ix_unit_path", "path"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[UnitKind] = mapped_column(enum_type(UnitKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), default="")
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    zone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    boundary: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    households: Mapped[int] = mapped_column(default=0)
    residents: Mapped[int] = mapped_column(default=0)
    children: Mapped[int] = mapped_column(default=0)
    older_people: Mapped[int] = mapped_column(default=0)
    disabled_people: Mapped[int] = mapped_column(default=0)
    party_branch: Mapped[str] = mapped_column(String(120), default="")
    contact: Mapped[str] = mapped_column(String(120), default="")
    cancel_cutoff_hours: Mapped[int] = mapped_column(default=24)
    min_rest_hours: Mapped[int] = mapped_column(default=8)
    offer_hours: Mapped[int] = mapped_column(default=12)
    #: ``None``: as many as like.
    waiting_list_most: Mapped[int | None]
    swaps_need_leader: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id", back_populates="children_units")
    children_units: Mapped[list["Unit"]] = relationship(back_populates="parent", order_by="Unit.code")
    partners: Mapped[list["Partner"]] = relationship(back_populates="unit", order_by="Partner.name")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol

    @property
    def ancestor_ids(self) -> tuple[int, ...]:
        """Return the ids from the root down to this unit, this unit included."""
        return tuple(int(part) for part in self.path.split("/") if part)

    def contains(self, other: "Unit") -> bool:
        """Tell whether ``other`` is this unit or stands below it."""
        return other.path.startswith(self.path)


class Partner(Base):
    """One of the x social partners (共建单位) of a unit: company, property manager, association."""

    __tablename__ = "partner"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    sort: Mapped[str] = mapped_column(String(60), default="")
    contact: Mapped[str] = mapped_column(String(120), default="")
    notes: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[Unit] = relationship(back_populates="partners")
