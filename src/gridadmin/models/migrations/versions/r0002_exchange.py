"""The tables of the exchange with the city; published parameters stand beside the office's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    op.create_table("adopted_record",
        sa.Column("old_id", sa.Uuid(), nullable=False),
        sa.Column("new_id", sa.Uuid(), nullable=False),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("awaited", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("old_id", name=op.f("pk_adopted_record"))
    )
    op.create_index(op.f("ix_adopted_record_new_id"), "adopted_record", ["new_id"], unique=False)
    op.create_table("agreed_fact",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("agreed_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "field", name=op.f("pk_agreed_fact"))
    )
    op.create_table("attachment_state",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("outgoing", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_attachment_state"))
    )
    op.create_table("city_record",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("ver", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=True),
        sa.Column("stand_in", sa.Boolean(), nullable=False),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("unknown", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_city_record"))
    )
    op.create_index(op.f("ix_city_record_scope_record_type"), "city_record", ["scope", "record_type"], unique=False)
    op.create_table("exchange_issue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum("conflict", "refusal", "orphan", "mass_deletion", "expired", "divergence", name="issuekind", native_enum=False, length=32), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=False),
        sa.Column("mid", sa.Uuid(), nullable=True),
        sa.Column("record_type", sa.String(), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.String(length=32), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_issue"))
    )
    op.create_index(op.f("ix_exchange_issue_mid"), "exchange_issue", ["mid"], unique=False)
    op.create_index(op.f("ix_exchange_issue_record_id"), "exchange_issue", ["record_id"], unique=False)
    op.create_index(op.f("ix_exchange_issue_settled_at_kind"), "exchange_issue", ["settled_at", "kind"], unique=False)
    op.create_table("exchange_lease",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_exchange_lease"))
    )
    op.create_table("exchange_round",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("recovered", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_exchange_round"))
    )
    op.create_table("outbox",
        sa.Column("mid", sa.Uuid(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Enum("waiting", "sealed", "done", "refused", "held", name="groupstate", native_enum=False, length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("act_ids", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("part_of", sa.Uuid(), nullable=True),
        sa.Column("queued_at", sa.String(length=32), nullable=False),
        sa.Column("settled_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("mid", name=op.f("pk_outbox")),
        sa.UniqueConstraint("n", name=op.f("uq_outbox_n"))
    )
    op.create_index(op.f("ix_outbox_state_n"), "outbox", ["state", "n"], unique=False)
    op.create_table("outbox_record",
        sa.Column("mid", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("changes", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("mid", "record_id", name=op.f("pk_outbox_record"))
    )
    op.create_index(op.f("ix_outbox_record_record_id"), "outbox_record", ["record_id"], unique=False)
    op.create_table("package_line",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_package_line"))
    )
    op.create_table("replica",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("reads", sa.Text(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("secret_place", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("epoch", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("collected", sa.Integer(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("recovering", sa.Boolean(), nullable=False),
        sa.Column("expired", sa.Boolean(), nullable=False),
        sa.Column("fetch_first", sa.Boolean(), nullable=False),
        sa.Column("pulled_schema", sa.Integer(), nullable=False),
        sa.Column("stopped", sa.Text(), nullable=True),
        sa.Column("rechecked_at", sa.String(length=32), nullable=True),
        sa.Column("clock_offset", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replica"))
    )
    op.create_table("scope_point",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("cursor_seq", sa.BigInteger(), nullable=False),
        sa.Column("cursor_tag", sa.BigInteger(), nullable=False),
        sa.Column("seen_seq", sa.BigInteger(), nullable=False),
        sa.Column("seen_tag", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_scope_point"))
    )
    op.create_table("sealed_push",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sealed_push"))
    )
    op.create_table("sent_package",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_package"))
    )
    op.create_table("staged_page",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("survey", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_staged_page"))
    )
    op.create_table("submission_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("ours", sa.Text(), nullable=True),
        sa.Column("theirs", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.String(length=32), nullable=False),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.Column("closed_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_item"))
    )
    op.create_index(op.f("ix_submission_item_receipt"), "submission_item", ["receipt"], unique=False)
    op.create_index(op.f("ix_submission_item_record_id_field"), "submission_item", ["record_id", "field"], unique=False)
    op.add_column("parameter", sa.Column("publisher", sa.String(), server_default="town", nullable=False))
    op.drop_index(op.f("ix_parameter_key_valid_from"), table_name="parameter")
    op.create_index(op.f("ix_parameter_key_valid_from_publisher"), "parameter", ["key", "valid_from", "publisher"], unique=True)


# fmt: on


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
