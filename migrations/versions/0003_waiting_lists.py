"""Waiting lists: people may wait for a place on a shift, and a freed place is offered in turn.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offer_hours", sa.Integer(), nullable=False, server_default="12"))
        batch_op.add_column(sa.Column("waiting_list_most", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_unit_offer_hours"), "offer_hours >= 1")
        batch_op.create_check_constraint(op.f("ck_unit_waiting_list_most"), "waiting_list_most >= 0")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.alter_column("offer_hours", server_default=None)

    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("turn", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("offer_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("passed", sa.String(length=40), nullable=True))
        batch_op.drop_constraint(op.f("ck_enrolment_seat"), type_="check")
    # Rows were numbered as they came; nobody wrote down more about their order.
    op.execute("UPDATE enrolment SET turn = id WHERE status = 'confirmed'")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_unique_constraint(op.f("uq_enrolment_shift_id_turn"), ["shift_id", "turn"])
        batch_op.create_check_constraint(
            op.f("ck_enrolment_seat"), "(status IN ('confirmed', 'offered')) = (seat IS NOT NULL)"
        )
        batch_op.create_check_constraint(
            op.f("ck_enrolment_turn"), "status NOT IN ('waiting', 'offered') OR turn IS NOT NULL"
        )
        batch_op.create_check_constraint(
            op.f("ck_enrolment_offer"), "(status = 'offered') = (offer_until IS NOT NULL)"
        )
        batch_op.create_index("ix_enrolment_status", ["status", "offer_until"], unique=False)


def downgrade() -> None:
    # Who never had a place leaves no trace; who lost one stays as cancelled, for the calendars.
    op.execute("DELETE FROM enrolment WHERE sequence < 0")
    op.execute(
        "UPDATE enrolment SET status = 'cancelled', seat = NULL, offer_until = NULL"
        " WHERE status IN ('waiting', 'offered')"
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_status")
        batch_op.drop_constraint(op.f("uq_enrolment_shift_id_turn"), type_="unique")
        for name in ("seat", "turn", "offer"):
            batch_op.drop_constraint(op.f(f"ck_enrolment_{name}"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_enrolment_seat"), "(status = 'confirmed') = (seat IS NOT NULL)"
        )
        for name in ("turn", "offer_until", "passed"):
            batch_op.drop_column(name)

    with op.batch_alter_table("unit", schema=None) as batch_op:
        for name in ("offer_hours", "waiting_list_most"):
            batch_op.drop_constraint(op.f(f"ck_unit_{name}"), type_="check")
            batch_op.drop_column(name)
