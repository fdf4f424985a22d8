"""Teams of units, their targets and members, and the links by which partners put people down.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=True),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("people_wanted", sa.Integer(), nullable=False),
        sa.Column("join_code", sa.String(length=12), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("people_wanted >= 0", name=op.f("ck_team_people_wanted")),
        sa.ForeignKeyConstraint(["leader_id"], ["person.id"], name=op.f("fk_team_leader_id_person")),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_team_skill_id_skill")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_team_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("join_code", name=op.f("uq_team_join_code")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_team_unit_id_name")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_leader_id"), ["leader_id"], unique=False)

    op.create_table(
        "team_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.CheckConstraint("level >= 1", name=op.f("ck_team_target_level")),
        sa.CheckConstraint("wanted >= 1", name=op.f("ck_team_target_wanted")),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_team_target_skill_id_skill")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_target_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_target")),
        sa.UniqueConstraint("team_id", "skill_id", name=op.f("uq_team_target_team_id_skill_id")),
    )
    with op.batch_alter_table("team_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_target_skill_id"), ["skill_id"], unique=False)

    op.create_table(
        "team_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_team_member_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
            name=op.f("fk_team_member_partner_id_partner"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_team_member_person_id_person")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sa.UniqueConstraint("team_id", "person_id", name=op.f("uq_team_member_team_id_person_id")),
    )
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_member_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index("ix_team_member_person", ["person_id", "status"], unique=False)

    op.create_table(
        "partner_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("expires_at > created", name=op.f("ck_partner_link_order")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_partner_link_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
            name=op.f("fk_partner_link_partner_id_partner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_partner_link_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_link")),
        sa.UniqueConstraint("key", name=op.f("uq_partner_link_key")),
    )
    with op.batch_alter_table("partner_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_link_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_partner_link_team_id"), ["team_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("partner_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_link_team_id"))
        batch_op.drop_index(batch_op.f("ix_partner_link_partner_id"))

    op.drop_table("partner_link")
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.drop_index("ix_team_member_person")
        batch_op.drop_index(batch_op.f("ix_team_member_partner_id"))

    op.drop_table("team_member")
    with op.batch_alter_table("team_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_target_skill_id"))

    op.drop_table("team_target")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_leader_id"))

    op.drop_table("team")
