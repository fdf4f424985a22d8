"""Teams: standing groups of a unit, what they should be able to do, their people, and partners' links."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.database import Base, UtcDateTime, enum_type
from scheduler.enums import MembershipStatus, TeamKind
from scheduler.models.people import Person
from scheduler.models.skills import Skill
from scheduler.models.units import Partner, Unit


class Team(Base):
    """A professional team or volunteer corps; ``join_code`` ends the short address at which people apply."""

    __tablename__ = "team"
    __table_args__ = (
        UniqueConstraint("unit_id", "name"),
        CheckConstraint("people_wanted >= 0", name="people_wanted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[TeamKind] = mapped_column(enum_type(TeamKind))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    #: The skill that the team is there for; a corps needs none.
    skill_id: Mapped[int | None] = mapped_column(ForeignKey("skill.id"))
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    people_wanted: Mapped[int] = mapped_column(default=0)
    join_code: Mapped[str] = mapped_column(String(12), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship()
    skill: Mapped[Skill | None] = relationship()
    leader: Mapped[Person | None] = relationship()
    targets: Mapped[list["TeamTarget"]] = relationship(
        back_populates="team", cascade="all, delete-orphan", order_by="TeamTarget.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own protocol


class TeamTarget(Base):
    """How many people of a team should have a skill at a level."""

    __tablename__ = "team_target"
    __table_args__ = (
        UniqueConstraint("team_id", "skill_id"),
        CheckConstraint("level >= 1", name="level"),
        CheckConstraint("wanted >= 1", name="wanted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), index=True)
    level: Mapped[int] = mapped_column(default=1)
    wanted: Mapped[int]

    team: Mapped[Team] = relationship(back_populates="targets")
    skill: Mapped[Skill] = relationship()


class TeamMember(Base):
    """What became of one person in one team; a row for good, so that nobody is in a team twice.

    ``partner_id`` is set where a partner put the person down. ``reason``: why an application was refused or a
    membership ended by the leader.
    """

    __tablename__ = "team_member"
    __table_args__ = (
        UniqueConstraint("team_id", "person_id"),
        Index("ix_team_member_person", "person_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    status: Mapped[MembershipStatus] = mapped_column(enum_type(MembershipStatus))
    message: Mapped[str] = mapped_column(String(500), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id", ondelete="SET NULL"), index=True)
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    team: Mapped[Team] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    partner: Mapped[Partner | None] = relationship()
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])


class PartnerLink(Base):
    """A secret address at which a partner puts its people down for a team, until it expires or is revoked.

    The secret is derived from ``key`` and the server's own secret, and stored nowhere.
    """

    __tablename__ = "partner_link"
    __table_args__ = (CheckConstraint("expires_at > created", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: So many people were put down through it.
    people: Mapped[int] = mapped_column(default=0)

    team: Mapped[Team] = relationship()
    partner: Mapped[Partner] = relationship()
