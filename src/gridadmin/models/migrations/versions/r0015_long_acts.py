"""How far an act of thousands of entries is in the exchange's queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("replica", sa.Column("midway", sa.Text(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
