"""Limits and dislikes beside the weekly availability.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("max_shifts_per_month", sa.Integer(), nullable=True))

    op.create_table(
        "dislike",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=True),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "CASE WHEN kind IS NULL THEN 0 ELSE 1 END + CASE WHEN template_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN shift_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_dislike_one"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dislike_person_id_person")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_dislike_shift_id_shift")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["shift_template.id"], name=op.f("fk_dislike_template_id_shift_template")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dislike")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_dislike_person_id_kind")),
        sa.UniqueConstraint("person_id", "template_id", name=op.f("uq_dislike_person_id_template_id")),
        sa.UniqueConstraint("person_id", "shift_id", name=op.f("uq_dislike_person_id_shift_id")),
    )


def downgrade() -> None:
    op.drop_table("dislike")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("max_shifts_per_month")
