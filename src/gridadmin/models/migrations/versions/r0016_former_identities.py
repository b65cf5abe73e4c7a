"""Which epochs of the city's history were left, so that an old package of one of them is known for what it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("replica", sa.Column("left_epochs", sa.Text(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
