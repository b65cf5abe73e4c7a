"""The tables of assessment (考核)."""

from __future__ import annotations

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
