"""The tables of fund sources and budgets of pay (资金来源)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    op.create_table("pay_budget",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_budget"))
    )
    op.create_index(op.f("ix_pay_budget_year_source"), "pay_budget", ["year", "source"], unique=True)
    op.create_table("pay_fund_share",
        sa.Column("cost_item", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_fund_share"))
    )
    op.create_index(op.f("ix_pay_fund_share_cost_item"), "pay_fund_share", ["cost_item"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
