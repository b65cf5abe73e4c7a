"""The tables of rewards, discipline and supervision (奖惩)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# fmt: off


def upgrade() -> None:
    op.create_table("reward",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum("praise", "reward", "title", name="rewardkind", native_enum=False, length=32), nullable=False),
        sa.Column("level", sa.Enum("nation", "province", "city", "county", "township", "village", name="rewardlevel", native_enum=False, length=32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("awarded_by", sa.String(), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("prize", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_reward_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward"))
    )
    op.create_index(op.f("ix_reward_worker_id"), "reward", ["worker_id"], unique=False)
    op.create_table("supervision_problem",
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Enum("patrol", "special", "residents", "superior", "data", "other", name="problemsource", native_enum=False, length=32), nullable=False),
        sa.Column("found_by", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("demand", sa.String(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_supervision_problem_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"], name=op.f("fk_supervision_problem_grid_id_grid"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_problem"))
    )
    op.create_index(op.f("ix_supervision_problem_grid_id"), "supervision_problem", ["grid_id"], unique=False)
    op.create_index(op.f("ix_supervision_problem_worker_id"), "supervision_problem", ["worker_id"], unique=False)
    op.create_table("problem_step",
        sa.Column("problem_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum("report", "check", name="problemstepkind", native_enum=False, length=32), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["problem_id"], ["supervision_problem.id"], name=op.f("fk_problem_step_problem_id_supervision_problem"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_step"))
    )
    op.create_index(op.f("ix_problem_step_problem_id"), "problem_step", ["problem_id"], unique=False)
    op.create_table("discipline_case",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("breach", sa.Enum("laws", "rules", "rights", "secrets", "morals", name="breach", native_enum=False, length=32), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("problem_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_discipline_case_worker_id_worker"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["problem_id"], ["supervision_problem.id"], name=op.f("fk_discipline_case_problem_id_supervision_problem"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_case"))
    )
    op.create_index(op.f("ix_discipline_case_worker_id"), "discipline_case", ["worker_id"], unique=False)
    op.create_table("discipline_step",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum("fact", "evidence", "notice", "statement", "decision", "delivery", "rectification", "check", "reexamination", "ended", name="stepkind", native_enum=False, length=32), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Enum("document", "object", "recording", "data", "witness", "own_words", "on_site", name="evidencekind", native_enum=False, length=32), nullable=True),
        sa.Column("answer", sa.Enum("stated", "waived", "silent", name="answer", native_enum=False, length=32), nullable=True),
        sa.Column("outcome", sa.Enum("education", "correction", "dismissal", name="outcome", native_enum=False, length=32), nullable=True),
        sa.Column("gravity", sa.Enum("consequences", "impact", name="gravity", native_enum=False, length=32), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("method", sa.Enum("direct", "left", "post", "public", name="deliverymethod", native_enum=False, length=32), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["discipline_case.id"], name=op.f("fk_discipline_step_case_id_discipline_case"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_step"))
    )
    op.create_index(op.f("ix_discipline_step_case_id"), "discipline_step", ["case_id"], unique=False)
    op.create_table("reward_scan",
        sa.Column("reward_id", sa.Uuid(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reward_id"], ["reward.id"], name=op.f("fk_reward_scan_reward_id_reward"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_scan"))
    )
    op.create_index(op.f("ix_reward_scan_reward_id"), "reward_scan", ["reward_id"], unique=False)
    op.create_table("problem_scan",
        sa.Column("problem_id", sa.Uuid(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["problem_id"], ["supervision_problem.id"], name=op.f("fk_problem_scan_problem_id_supervision_problem"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_scan"))
    )
    op.create_index(op.f("ix_problem_scan_problem_id"), "problem_scan", ["problem_id"], unique=False)
    op.create_table("discipline_scan",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["discipline_case.id"], name=op.f("fk_discipline_scan_case_id_discipline_case"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_scan"))
    )
    op.create_index(op.f("ix_discipline_scan_case_id"), "discipline_scan", ["case_id"], unique=False)


# fmt: on


def downgrade() -> None:
    raise NotImplementedError("an office goes back by restoring the backup that was made before the update")
