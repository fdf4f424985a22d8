"""Swaps, covers and releases.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("swaps_need_leader", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.alter_column("swaps_need_leader", server_default=None)

    op.create_table(
        "swap_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("wanted_id", sa.Integer(), nullable=True),
        sa.Column("taker_id", sa.Integer(), nullable=True),
        sa.Column("everyone", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("message", sa.String(length=200), nullable=False),
        sa.Column("offered_sequence", sa.Integer(), nullable=False),
        sa.Column("offered_shift_sequence", sa.Integer(), nullable=False),
        sa.Column("wanted_sequence", sa.Integer(), nullable=True),
        sa.Column("wanted_shift_sequence", sa.Integer(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("failure", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind = 'swap' OR wanted_id IS NULL", name=op.f("ck_swap_request_wanted")),
        sa.CheckConstraint(
            "(status IN ('open', 'awaiting_leader')) = (ended_at IS NULL)", name=op.f("ck_swap_request_ended")
        ),
        sa.CheckConstraint(
            "status NOT IN ('awaiting_leader', 'done') OR taker_id IS NOT NULL",
            name=op.f("ck_swap_request_taker"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_swap_request_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_swap_request_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["taker_id"], ["person.id"], name=op.f("fk_swap_request_taker_id_person")),
        sa.ForeignKeyConstraint(
            ["wanted_id"], ["enrolment.id"], name=op.f("fk_swap_request_wanted_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_request")),
    )
    with op.batch_alter_table("swap_request", schema=None) as batch_op:
        batch_op.create_index("ix_swap_request_enrolment", ["enrolment_id"], unique=False)
        batch_op.create_index("ix_swap_request_status", ["status", "expires_at"], unique=False)
        batch_op.create_index("ix_swap_request_taker", ["taker_id"], unique=False)
        batch_op.create_index("ix_swap_request_wanted", ["wanted_id"], unique=False)
        batch_op.create_index(
            "uq_swap_request_open",
            ["enrolment_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "swap_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=24), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_swap_asked_answered")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_swap_asked_person_id_person")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["swap_request.id"], name=op.f("fk_swap_asked_request_id_swap_request")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_asked")),
        sa.UniqueConstraint("request_id", "person_id", name=op.f("uq_swap_asked_request_id_person_id")),
    )
    with op.batch_alter_table("swap_asked", schema=None) as batch_op:
        batch_op.create_index("ix_swap_asked_person", ["person_id", "asked_at"], unique=False)

    op.create_table(
        "release_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_release_request_reason")),
        sa.CheckConstraint("(status = 'open') = (ended_at IS NULL)", name=op.f("ck_release_request_ended")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_release_request_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_release_request_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_request")),
    )
    with op.batch_alter_table("release_request", schema=None) as batch_op:
        batch_op.create_index("ix_release_request_enrolment", ["enrolment_id"], unique=False)
        batch_op.create_index("ix_release_request_status", ["status"], unique=False)
        batch_op.create_index(
            "uq_release_request_open",
            ["enrolment_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("release_request", schema=None) as batch_op:
        batch_op.drop_index("uq_release_request_open")
        batch_op.drop_index("ix_release_request_status")
        batch_op.drop_index("ix_release_request_enrolment")

    op.drop_table("release_request")
    with op.batch_alter_table("swap_asked", schema=None) as batch_op:
        batch_op.drop_index("ix_swap_asked_person")

    op.drop_table("swap_asked")
    with op.batch_alter_table("swap_request", schema=None) as batch_op:
        batch_op.drop_index("uq_swap_request_open")
        batch_op.drop_index("ix_swap_request_wanted")
        batch_op.drop_index("ix_swap_request_taker")
        batch_op.drop_index("ix_swap_request_status")
        batch_op.drop_index("ix_swap_request_enrolment")

    op.drop_table("swap_request")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("swaps_need_leader")
