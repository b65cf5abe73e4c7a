"""The tables of training (培训)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    op.create_table("training_course",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.Enum("entry", "service", "special", "meeting", name="coursekind", native_enum=False, length=32), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=True),
        sa.Column("full_mark", sa.Integer(), nullable=False),
        sa.Column("audience_view", sa.Text(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("starts_at", sa.String(), nullable=True),
        sa.Column("trainer", sa.String(), nullable=True),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("certificate_type_id", sa.Uuid(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["certificate_type_id"], ["certificate_type.id"], name=op.f("fk_training_course_certificate_type_id_certificate_type"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_course"))
    )
    op.create_table("training_session",
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.String(), nullable=True),
        sa.Column("ends_at", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("trainer", sa.String(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=True),
        sa.Column("full_mark", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("resit_of_id", sa.Uuid(), nullable=True),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["training_course.id"], name=op.f("fk_training_session_course_id_training_course"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["resit_of_id"], ["training_session.id"], name=op.f("fk_training_session_resit_of_id_training_session"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["series_id"], ["training_session.id"], name=op.f("fk_training_session_series_id_training_session"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session"))
    )
    op.create_index(op.f("ix_training_session_course_id"), "training_session", ["course_id"], unique=False)
    op.create_index(op.f("ix_training_session_held_on"), "training_session", ["held_on"], unique=False)
    op.create_index(op.f("ix_training_session_resit_of_id"), "training_session", ["resit_of_id"], unique=False)
    op.create_index(op.f("ix_training_session_series_id"), "training_session", ["series_id"], unique=False)
    op.create_table("training_plan_line",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(), nullable=True),
        sa.Column("person_in_charge", sa.String(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["training_course.id"], name=op.f("fk_training_plan_line_course_id_training_course"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_plan_line"))
    )
    op.create_index(op.f("ix_training_plan_line_course_id"), "training_plan_line", ["course_id"], unique=False)
    op.create_index(op.f("ix_training_plan_line_year"), "training_plan_line", ["year"], unique=False)
    op.create_table("training_attendee",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("attendance", sa.Enum("present", "late", "leave", "absent", name="attendance", native_enum=False, length=32), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_training_attendee_session_id_training_session"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_training_attendee_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_attendee"))
    )
    op.create_index(op.f("ix_training_attendee_session_id_worker_id"), "training_attendee", ["session_id", "worker_id"], unique=True)
    op.create_index(op.f("ix_training_attendee_worker_id"), "training_attendee", ["worker_id"], unique=False)
    op.create_table("training_scan",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_training_scan_session_id_training_session"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_scan"))
    )
    op.create_index(op.f("ix_training_scan_session_id"), "training_scan", ["session_id"], unique=False)


# fmt: on


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
