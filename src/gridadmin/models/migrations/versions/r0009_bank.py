"""The tables of bank transfer (银行代发)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    op.create_table("bank_template",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_template")),
        sa.UniqueConstraint("name", name=op.f("uq_bank_template_name"))
    )
    op.create_table("bank_account",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("branch", sa.String(), nullable=True),
        sa.Column("cnaps", sa.String(), nullable=True),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("relation", sa.Enum("by_name", "own", "other", name="bankrelation", native_enum=False, length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_bank_account_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_account"))
    )
    op.create_index(op.f("ix_bank_account_number"), "bank_account", ["number"], unique=False)
    op.create_index(op.f("ix_bank_account_worker_id"), "bank_account", ["worker_id"], unique=False)
    op.create_table("bank_export",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("template_name", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=False),
        sa.Column("unverified", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_bank_export_run_id_pay_run"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_export"))
    )
    op.create_index(op.f("ix_bank_export_run_id"), "bank_export", ["run_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
