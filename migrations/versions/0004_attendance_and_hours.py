"""Attendance and hours: taps, the ledger, objections, service notes and certificates.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("service_minutes", sa.Integer(), nullable=False),
        sa.Column("training_minutes", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_certificate_order")),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["person.id"], name=op.f("fk_certificate_issued_by_id_person")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_certificate_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index("ix_certificate_person", ["person_id", "id"], unique=False)

    op.create_table(
        "service_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_service_note_made_by_id_person")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_service_note_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_service_note_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_note")),
    )
    with op.batch_alter_table("service_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_note_person_id"), ["person_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("walk_in", sa.Boolean(), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("left_at IS NULL OR left_at >= arrived_at", name=op.f("ck_attendance_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id_person")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_attendance_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("shift_id", "person_id", name=op.f("uq_attendance_shift_id_person_id")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_person", ["person_id"], unique=False)

    op.create_table(
        "attendance_closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["person.id"], name=op.f("fk_attendance_closing_closed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shift.id"], name=op.f("fk_attendance_closing_shift_id_shift")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_closing")),
        sa.UniqueConstraint("shift_id", name=op.f("uq_attendance_closing_shift_id")),
    )
    op.create_table(
        "attendance_tap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_attendance_tap_by_id_person")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attendance_tap_person_id_person")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_attendance_tap_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_tap")),
        sa.UniqueConstraint("by_id", "key", name=op.f("uq_attendance_tap_by_id_key")),
    )
    with op.batch_alter_table("attendance_tap", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_tap_of", ["shift_id", "person_id", "at"], unique=False)

    op.create_table(
        "hours_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("corrects_id IS NULL OR reason <> ''", name=op.f("ck_hours_entry_reason")),
        sa.CheckConstraint("corrects_id IS NOT NULL OR minutes >= 0", name=op.f("ck_hours_entry_minutes")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["hours_entry.id"], name=op.f("fk_hours_entry_corrects_id_hours_entry")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_hours_entry_made_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hours_entry_person_id_person")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_hours_entry_shift_id_shift")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hours_entry_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_entry")),
    )
    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.create_index("ix_hours_entry_corrects", ["corrects_id"], unique=False)
        batch_op.create_index("ix_hours_entry_person", ["person_id", "began"], unique=False)
        batch_op.create_index("ix_hours_entry_unit", ["unit_id", "began"], unique=False)
        batch_op.create_index(
            "uq_hours_entry_first",
            ["shift_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("corrects_id IS NULL"),
            postgresql_where=sa.text("corrects_id IS NULL"),
        )

    op.create_table(
        "hours_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_hours_objection_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["hours_entry.id"], name=op.f("fk_hours_objection_entry_id_hours_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_objection")),
    )
    with op.batch_alter_table("hours_objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hours_objection_entry_id"), ["entry_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("hours_objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hours_objection_entry_id"))

    op.drop_table("hours_objection")
    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.drop_index("uq_hours_entry_first")
        batch_op.drop_index("ix_hours_entry_unit")
        batch_op.drop_index("ix_hours_entry_person")
        batch_op.drop_index("ix_hours_entry_corrects")

    op.drop_table("hours_entry")
    with op.batch_alter_table("attendance_tap", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_tap_of")

    op.drop_table("attendance_tap")
    op.drop_table("attendance_closing")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_person")

    op.drop_table("attendance")
    with op.batch_alter_table("service_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_note_person_id"))

    op.drop_table("service_note")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index("ix_certificate_person")

    op.drop_table("certificate")
