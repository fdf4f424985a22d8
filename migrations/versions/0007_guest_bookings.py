"""Bookings of public trainings by residents without an account.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_LIVE = sa.text("status <> 'cancelled' AND contact IS NOT NULL")


def upgrade() -> None:
    for name in ("shift", "shift_template"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.add_column(sa.Column("guest_places", sa.Integer(), nullable=False, server_default="0"))
    for name in ("shift", "shift_template"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.alter_column("guest_places", server_default=None)
            batch_op.create_check_constraint(op.f(f"ck_{name}_guest_places"), "guest_places >= 0")

    op.create_table(
        "guest_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=True),
        sa.Column("companions", sa.JSON(), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "party >= 1 AND children BETWEEN 0 AND party", name=op.f("ck_guest_booking_party")
        ),
        sa.CheckConstraint(
            "(status IN ('unconfirmed', 'offered')) = (until IS NOT NULL)",
            name=op.f("ck_guest_booking_until"),
        ),
        sa.CheckConstraint("(status = 'cancelled') = (turn IS NULL)", name=op.f("ck_guest_booking_turn")),
        sa.CheckConstraint("came IS NULL OR came >= 0", name=op.f("ck_guest_booking_came")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_guest_booking_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_booking")),
        sa.UniqueConstraint("shift_id", "turn", name=op.f("uq_guest_booking_shift_id_turn")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_guest_booking_token_hash")),
    )
    with op.batch_alter_table("guest_booking", schema=None) as batch_op:
        batch_op.create_index("ix_guest_booking_status", ["status", "until"], unique=False)
        batch_op.create_index(
            "uq_guest_booking_contact",
            ["shift_id", "contact"],
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        )

    op.create_table(
        "guest_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_guest_place_number")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["guest_booking.id"], name=op.f("fk_guest_place_booking_id_guest_booking")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_guest_place_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_place")),
        sa.UniqueConstraint("shift_id", "number", name=op.f("uq_guest_place_shift_id_number")),
    )
    with op.batch_alter_table("guest_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_place_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "guest_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["guest_booking.id"], name=op.f("fk_guest_code_booking_id_guest_booking")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_code")),
        sa.UniqueConstraint("ref", name=op.f("uq_guest_code_ref")),
    )
    with op.batch_alter_table("guest_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_code_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "guest_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["guest_booking.id"], name=op.f("fk_guest_message_booking_id_guest_booking")
        ),
        sa.ForeignKeyConstraint(
            ["code_id"], ["guest_code.id"], name=op.f("fk_guest_message_code_id_guest_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_message")),
    )
    with op.batch_alter_table("guest_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_message_booking_id"), ["booking_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("guest_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guest_message_booking_id"))

    op.drop_table("guest_message")
    with op.batch_alter_table("guest_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guest_code_booking_id"))

    op.drop_table("guest_code")
    with op.batch_alter_table("guest_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guest_place_booking_id"))

    op.drop_table("guest_place")
    with op.batch_alter_table("guest_booking", schema=None) as batch_op:
        batch_op.drop_index("uq_guest_booking_contact")
        batch_op.drop_index("ix_guest_booking_status")

    op.drop_table("guest_booking")
    for name in ("shift_template", "shift"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{name}_guest_places"), type_="check")
            batch_op.drop_column("guest_places")
