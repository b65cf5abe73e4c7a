"""The tables of contracts with their scans, of hand-overs and change-overs (合同、退出、换人)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    op.create_table("contract",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum("labour", "hourly", "dispatch", "service", name="contractkind", native_enum=False, length=32), nullable=False),
        sa.Column("term", sa.Enum("fixed", "open", "task", name="contractterm", native_enum=False, length=32), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("probation_until", sa.Date(), nullable=True),
        sa.Column("weekly_hours", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Enum("expired", "agreed", "resigned", "dismissed", "retired", "died", "replaced", "other", name="contractend", native_enum=False, length=32), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_contract_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract"))
    )
    op.create_index(op.f("ix_contract_worker_id"), "contract", ["worker_id"], unique=False)
    op.create_table("contract_scan",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_scan_contract_id_contract"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_scan"))
    )
    op.create_index(op.f("ix_contract_scan_contract_id"), "contract_scan", ["contract_id"], unique=False)
    op.create_table("handover_item",
        sa.Column("employment_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=True),
        sa.Column("due_days", sa.Integer(), nullable=True),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_handover_item_employment_id_employment"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_item"))
    )
    op.create_index(op.f("ix_handover_item_employment_id"), "handover_item", ["employment_id"], unique=False)
    op.create_table("changeover",
        sa.Column("grid_id", sa.Uuid(), nullable=False),
        sa.Column("outgoing_id", sa.Uuid(), nullable=False),
        sa.Column("incoming_id", sa.Uuid(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Enum("resigned", "term_ended", "transferred", "retired", "dismissed", "died", "changed_kind", "other", name="exitreason", native_enum=False, length=32), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_changeover_grid_id_grid"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["incoming_id"], ["worker.id"], name=op.f("fk_changeover_incoming_id_worker"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["outgoing_id"], ["worker.id"], name=op.f("fk_changeover_outgoing_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changeover"))
    )
    op.create_index(op.f("ix_changeover_grid_id"), "changeover", ["grid_id"], unique=False)
    op.create_index(op.f("ix_changeover_incoming_id"), "changeover", ["incoming_id"], unique=False)
    op.create_index(op.f("ix_changeover_outgoing_id"), "changeover", ["outgoing_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
