"""The first tables: office, grids, workers, notices, accounts, and the append-only journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FROZEN = "seq, act_id, at, operation, record_type, record_id, digests, format, hash"


def upgrade() -> None:
    _create_office()
    _create_grids()
    _create_workers()
    _create_notices()
    _create_journal()
    _make_journal_append_only()


# fmt: off

def _create_office() -> None:
    op.create_table("office",
        sa.Column("township_code", sa.String(), nullable=False),
        sa.Column("township", sa.String(), nullable=False),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("county", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("supervision_phone", sa.String(), nullable=True),
        sa.Column("hotlines", sa.Text(), nullable=False),
        sa.Column("board_url", sa.String(), nullable=True),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office"))
    )
    op.create_table("community",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("urban", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sa.UniqueConstraint("code", name=op.f("uq_community_code"))
    )
    op.create_table("parameter",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("certainty", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parameter"))
    )
    op.create_index(op.f("ix_parameter_key_valid_from"), "parameter", ["key", "valid_from"], unique=True)
    op.create_table("account",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("disabled_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name"))
    )
    op.create_table("import_layout",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=True),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_layout"))
    )
    op.create_index(op.f("ix_import_layout_signature"), "import_layout", ["signature"], unique=False)


def _create_grids() -> None:
    op.create_table("grid",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("board_area", sa.String(), nullable=True),
        sa.Column("exception_reason", sa.String(), nullable=True),
        sa.Column("exception_review_on", sa.Date(), nullable=True),
        sa.Column("supervision_phone", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid")),
        sa.UniqueConstraint("code", name=op.f("uq_grid_code"))
    )
    op.create_table("grid_version",
        sa.Column("grid_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("kind", sa.Enum("comprehensive", "dedicated", name="gridkind", native_enum=False, length=32), nullable=False),
        sa.Column("dedicated_kind", sa.Enum("park", "market", "enterprise", "school", "hospital", "scenic_area", "office_building", name="dedicatedkind", native_enum=False, length=32), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("residents", sa.Integer(), nullable=True),
        sa.Column("setting", sa.Enum("urban", "rural", name="gridsetting", native_enum=False, length=32), nullable=False),
        sa.Column("decision_document", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_grid_version_community_id_community"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_grid_version_grid_id_grid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_version"))
    )
    op.create_index(op.f("ix_grid_version_community_id"), "grid_version", ["community_id"], unique=False)
    op.create_index(op.f("ix_grid_version_grid_id_valid_from"), "grid_version", ["grid_id", "valid_from"], unique=True)
    op.create_table("grid_proposal",
        sa.Column("grid_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("current", sa.String(), nullable=False),
        sa.Column("proposed", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Enum("filed", "accepted", "refused", "withdrawn", name="proposalstatus", native_enum=False, length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_grid_proposal_grid_id_grid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_proposal"))
    )
    op.create_index(op.f("ix_grid_proposal_grid_id"), "grid_proposal", ["grid_id"], unique=False)


def _create_workers() -> None:
    op.create_table("worker",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_pinyin", sa.String(), nullable=False),
        sa.Column("name_initials", sa.String(), nullable=False),
        sa.Column("id_number", sa.String(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.Enum("1", "2", "0", name="sex", native_enum=False, length=32), nullable=False),
        sa.Column("ethnicity", sa.String(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("emergency_contact", sa.String(), nullable=True),
        sa.Column("emergency_phone", sa.String(), nullable=True),
        sa.Column("photo", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_worker_community_id_community"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
        sa.UniqueConstraint("id_number", name=op.f("uq_worker_id_number"))
    )
    op.create_index(op.f("ix_worker_name"), "worker", ["name"], unique=False)
    op.create_index(op.f("ix_worker_name_pinyin_id"), "worker", ["name_pinyin", "id"], unique=False)
    op.create_table("worker_profile",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("political_status", sa.String(), nullable=True),
        sa.Column("education", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_worker_profile_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_profile"))
    )
    op.create_index(op.f("ix_worker_profile_worker_id_valid_from"), "worker_profile", ["worker_id", "valid_from"], unique=True)
    op.create_table("worker_phone",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("purpose", sa.Enum("mobile", "duty", "home", name="phonepurpose", native_enum=False, length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_worker_phone_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_phone"))
    )
    op.create_index(op.f("ix_worker_phone_number"), "worker_phone", ["number"], unique=False)
    op.create_index(op.f("ix_worker_phone_worker_id"), "worker_phone", ["worker_id"], unique=False)
    op.create_table("employment",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum("full_time", "part_time", name="employmentkind", native_enum=False, length=32), nullable=False),
        sa.Column("source", sa.Enum("city_plan", "committee_member", "mediator", "police_assistant", "villagers_delegate", "residents_delegate", "property_staff", "volunteer", "other", name="workersource", native_enum=False, length=32), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("exit_reason", sa.Enum("resigned", "term_ended", "transferred", "retired", "dismissed", "died", "changed_kind", "other", name="exitreason", native_enum=False, length=32), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_employment_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment"))
    )
    op.create_index(op.f("ix_employment_worker_id"), "employment", ["worker_id"], unique=False)
    op.create_table("appointment",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("grid_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Enum("leader", "worker", "assistant", name="appointmentrole", native_enum=False, length=32), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_appointment_grid_id_grid"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_appointment_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment"))
    )
    op.create_index(op.f("ix_appointment_grid_id"), "appointment", ["grid_id"], unique=False)
    op.create_index(op.f("ix_appointment_worker_id"), "appointment", ["worker_id"], unique=False)
    op.create_table("attestation",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("condition", sa.Enum("character", "nationality_and_age", "education", "health", "communication", "zeal", "other_law", name="condition", native_enum=False, length=32), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("attested_by", sa.String(), nullable=False),
        sa.Column("attested_on", sa.Date(), nullable=False),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_attestation_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation"))
    )
    op.create_index(op.f("ix_attestation_worker_id"), "attestation", ["worker_id"], unique=False)


def _create_notices() -> None:
    op.create_table("posting_place",
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_posting_place_community_id_community"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_posting_place_grid_id_grid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_place"))
    )
    op.create_index(op.f("ix_posting_place_community_id"), "posting_place", ["community_id"], unique=False)
    op.create_index(op.f("ix_posting_place_grid_id"), "posting_place", ["grid_id"], unique=False)
    op.create_table("board_print",
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_board_print_community_id_community"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_board_print_grid_id_grid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_print"))
    )
    op.create_index(op.f("ix_board_print_community_id"), "board_print", ["community_id"], unique=False)
    op.create_index(op.f("ix_board_print_grid_id"), "board_print", ["grid_id"], unique=False)


def _create_journal() -> None:
    op.create_table("journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal"))
    )
    op.create_index(op.f("ix_journal_act_id"), "journal", ["act_id"], unique=False)
    op.create_index(op.f("ix_journal_record_id_seq"), "journal", ["record_id", "seq"], unique=False)

# fmt: on


def _make_journal_append_only() -> None:
    """What was written stays: only the values behind the digests may be erased when their time is over."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
        )
        for event in ("DELETE", f"UPDATE OF {FROZEN}"):
            name = f"journal_no_{event[:6].lower()}"
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON journal FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()"
            )
        return
    for event in ("DELETE", f"UPDATE OF {FROZEN}"):
        name = f"journal_no_{event[:6].lower()}"
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON journal "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
