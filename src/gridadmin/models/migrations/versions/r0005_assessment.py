"""The tables of assessment (考核)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    op.create_table("assessment_scheme",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_scheme"))
    )
    op.create_table("assessment_scheme_version",
        sa.Column("scheme_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["assessment_scheme.id"], name=op.f("fk_assessment_scheme_version_scheme_id_assessment_scheme"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_scheme_version"))
    )
    op.create_index(op.f("ix_assessment_scheme_version_scheme_id_valid_from"), "assessment_scheme_version", ["scheme_id", "valid_from"], unique=True)
    op.create_table("assessment_period",
        sa.Column("scheme_version_id", sa.Uuid(), nullable=False),
        sa.Column("round_key", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("objections_until", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scheme_version_id"], ["assessment_scheme_version.id"], name=op.f("fk_assessment_period_scheme_version_id_assessment_scheme_version"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_period"))
    )
    op.create_index(op.f("ix_assessment_period_last_day"), "assessment_period", ["last_day"], unique=False)
    op.create_index(op.f("ix_assessment_period_scheme_version_id_round_key_year_number"), "assessment_period", ["scheme_version_id", "round_key", "year", "number"], unique=True)
    op.create_table("assessment_objection",
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column("decision", sa.Enum("upheld", "rejected", name="objectiondecision", native_enum=False, length=32), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("reasons", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["assessment_period.id"], name=op.f("fk_assessment_objection_period_id_assessment_period"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_assessment_objection_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_objection"))
    )
    op.create_index(op.f("ix_assessment_objection_period_id"), "assessment_objection", ["period_id"], unique=False)
    op.create_index(op.f("ix_assessment_objection_worker_id"), "assessment_objection", ["worker_id"], unique=False)
    op.create_table("assessment_result",
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("score_milli", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["assessment_period.id"], name=op.f("fk_assessment_result_period_id_assessment_period"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_assessment_result_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_result"))
    )
    op.create_index(op.f("ix_assessment_result_period_id"), "assessment_result", ["period_id"], unique=False)
    op.create_index(op.f("ix_assessment_result_worker_id"), "assessment_result", ["worker_id"], unique=False)
    op.create_table("assessment_review",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("scheme_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["assessment_period.id"], name=op.f("fk_assessment_review_period_id_assessment_period"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["scheme_id"], ["assessment_scheme.id"], name=op.f("fk_assessment_review_scheme_id_assessment_scheme"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_assessment_review_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_review"))
    )
    op.create_index(op.f("ix_assessment_review_worker_id"), "assessment_review", ["worker_id"], unique=False)
    op.create_table("assessment_sheet",
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("excused", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["assessment_period.id"], name=op.f("fk_assessment_sheet_period_id_assessment_period"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_assessment_sheet_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_sheet"))
    )
    op.create_index(op.f("ix_assessment_sheet_period_id_worker_id"), "assessment_sheet", ["period_id", "worker_id"], unique=True)
    op.create_index(op.f("ix_assessment_sheet_worker_id"), "assessment_sheet", ["worker_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
