"""The tables of pay and insurance (薪酬、参保)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    op.create_table("accident_policy",
        sa.Column("insurer", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("sum_insured", sa.Integer(), nullable=False),
        sa.Column("premium", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_policy"))
    )
    op.create_table("pay_parameter",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("certainty", sa.Enum("official", "secondary", "memory", "entered", name="paycertainty", native_enum=False, length=32), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_parameter"))
    )
    op.create_index(op.f("ix_pay_parameter_key_effective_from_published_on"), "pay_parameter", ["key", "effective_from", "published_on"], unique=True)
    op.create_table("pay_run",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.Enum("regular", "adjustment", name="runkind", native_enum=False, length=32), nullable=False),
        sa.Column("state", sa.Enum("draft", "checked", "approved", "paid", "locked", name="runstate", native_enum=False, length=32), nullable=False),
        sa.Column("pay_date", sa.Date(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_run"))
    )
    op.create_index(op.f("ix_pay_run_month_kind_known_on"), "pay_run", ["month", "kind", "known_on"], unique=False)
    op.create_index(op.f("ix_pay_run_pay_date"), "pay_run", ["pay_date"], unique=False)
    op.create_table("pay_standard",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("nature", sa.Enum("taxed", "exempt", "kept", name="nature", native_enum=False, length=32), nullable=False),
        sa.Column("formula", sa.Enum("fixed", "seniority", "grade", "score", "event", "percent", name="formula", native_enum=False, length=32), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("kind", sa.Enum("full_time", "part_time", name="employmentkind", native_enum=False, length=32), nullable=True),
        sa.Column("role", sa.Enum("leader", "worker", "assistant", name="appointmentrole", native_enum=False, length=32), nullable=True),
        sa.Column("seniority_from", sa.Integer(), nullable=False),
        sa.Column("seniority_to", sa.Integer(), nullable=True),
        sa.Column("prorated", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_standard"))
    )
    op.create_index(op.f("ix_pay_standard_code"), "pay_standard", ["code"], unique=False)
    op.create_table("accident_cover",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["accident_policy.id"], name=op.f("fk_accident_cover_policy_id_accident_policy"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_accident_cover_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accident_cover"))
    )
    op.create_index(op.f("ix_accident_cover_policy_id"), "accident_cover", ["policy_id"], unique=False)
    op.create_index(op.f("ix_accident_cover_worker_id"), "accident_cover", ["worker_id"], unique=False)
    op.create_table("insurance_enrolment",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.Enum("pension", "medical", "maternity", "unemployment", "injury", "housing_fund", name="scheme", native_enum=False, length=32), nullable=False),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=True),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_insurance_enrolment_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurance_enrolment"))
    )
    op.create_index(op.f("ix_insurance_enrolment_worker_id"), "insurance_enrolment", ["worker_id"], unique=False)
    op.create_table("pay_category",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("category", sa.Enum("wages", "labour", "untaxed", name="incomecategory", native_enum=False, length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_pay_category_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_category"))
    )
    op.create_index(op.f("ix_pay_category_worker_id_valid_from"), "pay_category", ["worker_id", "valid_from"], unique=True)
    op.create_table("pay_declaration",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum("infant", "child", "elderly", "studies", "certificate", "loan", "rent", name="additionalkind", native_enum=False, length=32), nullable=False),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_pay_declaration_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_declaration"))
    )
    op.create_index(op.f("ix_pay_declaration_worker_id"), "pay_declaration", ["worker_id"], unique=False)
    op.create_table("pay_element",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("nature", sa.Enum("taxed", "exempt", "kept", name="nature", native_enum=False, length=32), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("prorated", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_pay_element_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_element"))
    )
    op.create_index(op.f("ix_pay_element_worker_id"), "pay_element", ["worker_id"], unique=False)
    op.create_table("pay_entry",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.Enum("events", "absence", "once", "bonus_separate", "bonus_merged", "grade", name="entrykind", native_enum=False, length=32), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("nature", sa.Enum("taxed", "exempt", "kept", name="nature", native_enum=False, length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_pay_entry_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_entry"))
    )
    op.create_index(op.f("ix_pay_entry_month_worker_id"), "pay_entry", ["month", "worker_id"], unique=False)
    op.create_index(op.f("ix_pay_entry_worker_id"), "pay_entry", ["worker_id"], unique=False)
    op.create_table("pay_line",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.Enum("wages", "labour", "untaxed", name="incomecategory", native_enum=False, length=32), nullable=False),
        sa.Column("gross", sa.Integer(), nullable=False),
        sa.Column("bonus", sa.Integer(), nullable=False),
        sa.Column("worker_share", sa.Integer(), nullable=False),
        sa.Column("unit_share", sa.Integer(), nullable=False),
        sa.Column("tax", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("owed_before", sa.Integer(), nullable=False),
        sa.Column("net", sa.Integer(), nullable=False),
        sa.Column("owed", sa.Integer(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["pay_run.id"], name=op.f("fk_pay_line_run_id_pay_run"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_pay_line_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_line"))
    )
    op.create_index(op.f("ix_pay_line_run_id_worker_id"), "pay_line", ["run_id", "worker_id"], unique=True)
    op.create_index(op.f("ix_pay_line_worker_id"), "pay_line", ["worker_id"], unique=False)
    op.create_table("pay_year",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("mode", sa.Enum("ordinary", "first_job", "sixty", name="basicmode", native_enum=False, length=32), nullable=False),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("income", sa.Integer(), nullable=False),
        sa.Column("exempt", sa.Integer(), nullable=False),
        sa.Column("special", sa.Integer(), nullable=False),
        sa.Column("additional", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("relief", sa.Integer(), nullable=False),
        sa.Column("withheld", sa.Integer(), nullable=False),
        sa.Column("basic_confirmed", sa.Integer(), nullable=True),
        sa.Column("confirmed_month", sa.Integer(), nullable=True),
        sa.Column("confirmed_reason", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_pay_year_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_year"))
    )
    op.create_index(op.f("ix_pay_year_worker_id_year"), "pay_year", ["worker_id", "year"], unique=True)


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
