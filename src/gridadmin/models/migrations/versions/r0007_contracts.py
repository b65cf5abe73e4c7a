"""The tables of contracts, hand-overs and scans (合同、退出)."""

from __future__ import annotations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    pass


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
