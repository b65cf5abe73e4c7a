"""The tables of qualifications (证件)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# fmt: off

CONDITIONS = ("character", "nationality_and_age", "education", "health", "communication", "zeal", "other_law")


def upgrade() -> None:
    op.create_table("certificate_type",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_type")),
        sa.UniqueConstraint("name", name=op.f("uq_certificate_type_name"))
    )
    op.create_table("certificate_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("validity_months", sa.Integer(), nullable=True),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("certainty", sa.Enum("regulation", "local_rule", "assumed", name="certainty", native_enum=False, length=32), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["type_id"], ["certificate_type.id"], name=op.f("fk_certificate_rule_type_id_certificate_type"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_rule"))
    )
    op.create_index(op.f("ix_certificate_rule_type_id_valid_from"), "certificate_rule", ["type_id", "valid_from"], unique=True)
    op.create_table("certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("type_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_reason", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_certificate_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["type_id"], ["certificate_type.id"], name=op.f("fk_certificate_type_id_certificate_type"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate"))
    )
    op.create_index(op.f("ix_certificate_worker_id"), "certificate", ["worker_id"], unique=False)
    op.create_index(op.f("ix_certificate_type_id"), "certificate", ["type_id"], unique=False)
    op.create_index(op.f("ix_certificate_number"), "certificate", ["number"], unique=False)
    op.create_table("work_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.Enum("returned", "lost", "replaced", name="cardend", native_enum=False, length=32), nullable=True),
        sa.Column("end_note", sa.String(), nullable=True),
        sa.Column("shown_name", sa.String(), nullable=True),
        sa.Column("shown_grids", sa.String(), nullable=True),
        sa.Column("shown_role", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_work_card_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_card"))
    )
    op.create_index(op.f("ix_work_card_worker_id"), "work_card", ["worker_id"], unique=False)
    op.create_index(op.f("ix_work_card_batch"), "work_card", ["batch"], unique=False)
    op.create_index(op.f("ix_work_card_number"), "work_card", ["number"], unique=False)
    op.create_table("eligibility_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("condition", sa.Enum(*CONDITIONS, name="condition", native_enum=False, length=32), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("seen_by", sa.String(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("remark", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_eligibility_evidence_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_evidence"))
    )
    op.create_index(op.f("ix_eligibility_evidence_worker_id"), "eligibility_evidence", ["worker_id"], unique=False)
    op.create_table("certificate_scan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_scan_certificate_id_certificate"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_scan"))
    )
    op.create_index(op.f("ix_certificate_scan_certificate_id"), "certificate_scan", ["certificate_id"], unique=False)
    op.create_table("evidence_scan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["eligibility_evidence.id"], name=op.f("fk_evidence_scan_evidence_id_eligibility_evidence"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_scan"))
    )
    op.create_index(op.f("ix_evidence_scan_evidence_id"), "evidence_scan", ["evidence_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
