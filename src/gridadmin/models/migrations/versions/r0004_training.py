"""The tables of training (培训)."""

from __future__ import annotations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
