"""Indexes for what every pull asks of all that the city has: the sums of its hashes, and which records keep a base."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_city_record_scope_record_type"), "city_record")
    op.create_index(op.f("ix_city_record_scope_record_type_hash"), "city_record", ["scope", "record_type", "hash"])
    kept = sa.text("base IS NOT NULL")
    op.create_index("ix_city_record_base", "city_record", ["record_id"], sqlite_where=kept, postgresql_where=kept)


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
