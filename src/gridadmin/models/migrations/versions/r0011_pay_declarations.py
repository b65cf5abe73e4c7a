"""Whom or what a special additional deduction is for, so that two children can be told apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pay_declaration", sa.Column("subject", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("pay_declaration", "subject")
