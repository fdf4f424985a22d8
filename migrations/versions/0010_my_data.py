"""My data: accounts that rest without consent, and accounts that are deleted.

Revision 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

REACHABLE = "phone IS NOT NULL OR email IS NOT NULL"


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("ck_person_reachable"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_person_reachable"), f"{REACHABLE} OR deleted_at IS NOT NULL"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_person_state"), "NOT active OR (paused_at IS NULL AND deleted_at IS NULL)"
        )


def downgrade() -> None:
    # A deleted account has neither phone nor address: earlier versions need one of them.
    op.execute(
        sa.text(
            "UPDATE person SET email = 'deleted-' || id || '@lianfang.invalid' WHERE deleted_at IS NOT NULL"
        )
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_person_state"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_person_reachable"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_person_reachable"), REACHABLE)
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("paused_at")
