"""Evidence of qualifications, and who was warned of their end.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WAITING = sa.text("verified_at IS NULL AND refused_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("qualification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("refused_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("refusal", sa.String(length=200), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(sa.Column("warned_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("warned_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")))
        batch_op.create_foreign_key(
            batch_op.f("fk_qualification_refused_by_id_person"), "person", ["refused_by_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_qualification_decision"), "verified_at IS NULL OR refused_at IS NULL"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_qualification_refusal"), "refused_at IS NULL OR refusal <> ''"
        )
    # What a new row holds is said by the application alone.
    with op.batch_alter_table("qualification", schema=None) as batch_op:
        batch_op.alter_column("refusal", server_default=None)
        batch_op.alter_column("version", server_default=None)
        batch_op.create_index(
            "ix_qualification_waiting",
            ["submitted_at", "id"],
            unique=False,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        )
        batch_op.create_index(batch_op.f("ix_qualification_valid_until"), ["valid_until"], unique=False)

    op.create_table(
        "qualification_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(length=40), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("original_name", sa.String(length=120), nullable=False),
        sa.Column("uploaded", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name=op.f("fk_qualification_evidence_qualification_id_qualification"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification_evidence")),
        sa.UniqueConstraint(
            "qualification_id", "sha256", name=op.f("uq_qualification_evidence_qualification_id_sha256")
        ),
        sa.UniqueConstraint("stored_name", name=op.f("uq_qualification_evidence_stored_name")),
    )


def downgrade() -> None:
    op.drop_table("qualification_evidence")
    # A refusal cannot be told from a claim without its columns; what was refused never counted.
    op.execute("DELETE FROM qualification WHERE refused_at IS NOT NULL")
    with op.batch_alter_table("qualification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qualification_valid_until"))
        batch_op.drop_index("ix_qualification_waiting")
        batch_op.drop_constraint(batch_op.f("ck_qualification_refusal"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_qualification_decision"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_qualification_refused_by_id_person"), type_="foreignkey")
        for name in (
            "version",
            "warned_until",
            "warned_days",
            "refusal",
            "refused_at",
            "refused_by_id",
            "submitted_at",
        ):
            batch_op.drop_column(name)
