"""Rewards, discipline cases with their steps, and problems found in supervision with theirs (Art 14, 24)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.domain.discipline import Answer, Breach, DeliveryMethod, EvidenceKind, Gravity, Outcome, StepKind
from gridadmin.domain.discipline_problems import ProblemSource, ProblemStepKind
from gridadmin.domain.discipline_rewards import RewardKind, RewardLevel
from gridadmin.models.base import Record, references
from gridadmin.models.scans import ScanPage


class Reward(Record):
    """What somebody was commended or rewarded for, by whom and by which paper."""

    __tablename__ = "reward"
    feature = "discipline"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    kind: Mapped[RewardKind]
    level: Mapped[RewardLevel]
    title: Mapped[str]
    awarded_by: Mapped[str]
    awarded_on: Mapped[date]
    document: Mapped[str | None]
    reason: Mapped[str | None]
    prize: Mapped[str | None]


class SupervisionProblem(Record):
    """A problem found in supervision, of a person or on a grid, and until when it is to be put right."""

    __tablename__ = "supervision_problem"
    feature = "discipline"

    worker_id: Mapped[UUID | None] = mapped_column(references("worker.id"), index=True)
    grid_id: Mapped[UUID | None] = mapped_column(references("grid.id"), index=True)
    found_on: Mapped[date]
    source: Mapped[ProblemSource]
    found_by: Mapped[str | None]
    words: Mapped[str]
    demand: Mapped[str | None]
    document: Mapped[str | None]
    due_on: Mapped[date]


class ProblemStep(Record):
    """A report that a problem was put right, or a check of it."""

    __tablename__ = "problem_step"
    feature = "discipline"

    problem_id: Mapped[UUID] = mapped_column(references("supervision_problem.id"), index=True)
    kind: Mapped[ProblemStepKind]
    done_on: Mapped[date]
    words: Mapped[str]
    person: Mapped[str | None]
    passed: Mapped[bool | None]
    due_on: Mapped[date | None]


class DisciplineCase(Record):
    """A case against a person and its ground in Art 14; everything else stands in its steps."""

    __tablename__ = "discipline_case"
    feature = "discipline"

    worker_id: Mapped[UUID] = mapped_column(references("worker.id"), index=True)
    number: Mapped[str]
    breach: Mapped[Breach]
    occurred_on: Mapped[date | None]
    problem_id: Mapped[UUID | None] = mapped_column(references("supervision_problem.id"))


class DisciplineStep(Record):
    """One step of a case; what a kind of step does not have is null."""

    __tablename__ = "discipline_step"
    feature = "discipline"

    case_id: Mapped[UUID] = mapped_column(references("discipline_case.id"), index=True)
    kind: Mapped[StepKind]
    done_on: Mapped[date]
    words: Mapped[str]
    person: Mapped[str | None]
    document: Mapped[str | None]
    due_on: Mapped[date | None]
    evidence: Mapped[EvidenceKind | None]
    answer: Mapped[Answer | None]
    outcome: Mapped[Outcome | None]
    gravity: Mapped[Gravity | None]
    rule: Mapped[str | None]
    method: Mapped[DeliveryMethod | None]
    upheld: Mapped[bool | None]


class RewardScan(ScanPage):
    """A page of the paper by which somebody was rewarded."""

    __tablename__ = "reward_scan"
    feature = "discipline"
    owner = "reward_id"

    reward_id: Mapped[UUID] = mapped_column(references("reward.id"), index=True)


class ProblemScan(ScanPage):
    """A page of what shows a problem, or that it was put right."""

    __tablename__ = "problem_scan"
    feature = "discipline"
    owner = "problem_id"

    problem_id: Mapped[UUID] = mapped_column(references("supervision_problem.id"), index=True)


class DisciplineScan(ScanPage):
    """A page of the papers of a case."""

    __tablename__ = "discipline_scan"
    feature = "discipline"
    owner = "case_id"

    case_id: Mapped[UUID] = mapped_column(references("discipline_case.id"), index=True)
