"""Pages as they came, in a table of their own: what is kept of them stays where it is when they were applied."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    op.drop_table("staged_page")  # what was fetched and not applied is fetched again
    op.create_table("staged_page",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("survey", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_staged_page"))
    )
    op.create_table("pulled_page",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_pulled_page"))
    )
    op.add_column("outbox", sa.Column("page", sa.Integer(), nullable=True))
    kept = sa.text("page IS NOT NULL")
    op.create_index("ix_outbox_page", "outbox", ["page"], sqlite_where=kept, postgresql_where=kept)


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
