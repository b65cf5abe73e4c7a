"""Claims, scans and explanations of insurance, and what the tax office says of a premium (参保)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    op.add_column("accident_policy", sa.Column("premium_taxed", sa.Boolean(), nullable=True))
    op.add_column("accident_policy", sa.Column("premium_said_on", sa.Date(), nullable=True))
    op.add_column("accident_policy", sa.Column("premium_basis", sa.String(), nullable=True))
    op.add_column("insurance_enrolment", sa.Column("end_reason", sa.String(), nullable=True))
    op.create_table("accident_claim",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("circumstances", sa.String(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=True),
        sa.Column("claimed", sa.Integer(), nullable=True),
        sa.Column("paid", sa.Integer(), nullable=True),
        sa.Column("state", sa.Enum("reported", "accepted", "paid", "refused", name="claimstate", native_enum=False, length=32), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["accident_policy.id"], name=op.f("fk_accident_claim_policy_id_accident_policy"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_accident_claim_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_claim"))
    )
    op.create_index(op.f("ix_accident_claim_policy_id"), "accident_claim", ["policy_id"], unique=False)
    op.create_index(op.f("ix_accident_claim_worker_id"), "accident_claim", ["worker_id"], unique=False)
    op.create_table("accident_policy_scan",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["accident_policy.id"], name=op.f("fk_accident_policy_scan_policy_id_accident_policy"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_policy_scan"))
    )
    op.create_index(op.f("ix_accident_policy_scan_policy_id"), "accident_policy_scan", ["policy_id"], unique=False)
    op.create_table("accident_claim_scan",
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["accident_claim.id"], name=op.f("fk_accident_claim_scan_claim_id_accident_claim"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_claim_scan"))
    )
    op.create_index(op.f("ix_accident_claim_scan_claim_id"), "accident_claim_scan", ["claim_id"], unique=False)
    op.create_table("insurance_explanation",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("fault", sa.Enum("not_enrolled", "gone", "twice", "on_no_list", "listed_late", "lapsed", "listed_gone", name="fault", native_enum=False, length=32), nullable=False),
        sa.Column("scheme", sa.Enum("pension", "medical", "maternity", "unemployment", "injury", "housing_fund", name="scheme", native_enum=False, length=32), nullable=True),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("explained_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_insurance_explanation_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurance_explanation"))
    )
    op.create_index(op.f("ix_insurance_explanation_worker_id"), "insurance_explanation", ["worker_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
