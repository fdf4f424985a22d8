"""People: accounts, and the roles granted to them on units."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import Language, Role
from scheduler.models.skills import Qualification
from scheduler.models.units import Unit


class Person(Base):
    """Somebody with an account; ``session_key`` changes with the password and ends every other session."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("phone IS NOT NULL OR email IS NOT NULL OR deleted_at IS NOT NULL", name="reachable"),
        CheckConstraint("NOT active OR (paused_at IS NULL AND deleted_at IS NULL)", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    phone: Mapped[str | None] = mapped_column(String(20), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_key: Mapped[str] = mapped_column(String(40))
    language: Mapped[Language] = mapped_column(enum_type(Language), default=Language.CHINESE)
    home_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    consent_version: Mapped[str] = mapped_column(String(20), default="")
    consent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    active: Mapped[bool] = mapped_column(default=True)
    #: Since when the account rests, because consent was withdrawn; only consent given again wakes it.
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Since when the account is deleted; what must be kept has a number in place of a name.
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pledged_hours_per_week: Mapped[int] = mapped_column(default=4)
    max_shifts_per_week: Mapped[int] = mapped_column(default=3)
    max_shifts_per_month: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)

    home_unit: Mapped[Unit] = relationship()
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="person", foreign_keys="RoleGrant.person_id", cascade="all, delete-orphan"
    )
    qualifications: Mapped[list[Qualification]] = relationship(
        back_populates="person",
        foreign_keys=[Qualification.person_id],
        order_by=Qualification.skill_id,
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol

    @property
    def may_sign_in(self) -> bool:
        """Tell whether the account opens: a resting one does, for its own data and for new consent."""
        return self.active or self.paused_at is not None


class RoleGrant(Base):
    """A role on a unit; it holds for the whole subtree of that unit."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "unit_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_type(Role))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])
    unit: Mapped[Unit] = relationship()
