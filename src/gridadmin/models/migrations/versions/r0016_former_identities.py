"""Which epochs of the city's history were left, and for which former identity of the database credentials are kept.

By the first an old package is known for what it is; by the second the credentials are found again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("replica", sa.Column("left_epochs", sa.Text(), nullable=True))
    op.add_column("replica", sa.Column("kept_for", sa.Uuid(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
