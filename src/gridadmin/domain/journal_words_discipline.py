"""The journal's words for rewards, discipline and supervision: names of records and fields, labels of coded values."""

from __future__ import annotations

from gridadmin.domain.discipline import Answer, Breach, DeliveryMethod, EvidenceKind, Gravity, Outcome, StepKind
from gridadmin.domain.discipline_problems import ProblemSource, ProblemStepKind
from gridadmin.domain.discipline_rewards import RewardKind, RewardLevel
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_

RECORDS: dict[str, str] = {
    "reward": N_("Reward"),
    "supervision_problem": N_("Problem found in supervision"),
    "problem_step": N_("Step of a problem"),
    "discipline_case": N_("Discipline case"),
    "discipline_step": N_("Step of a case"),
    "reward_scan": N_("Scanned page of a reward"),
    "problem_scan": N_("Scanned page of a problem"),
    "discipline_scan": N_("Scanned page of a case"),
}

FIELDS: dict[str, str] = {
    "problem_id": N_("Problem found in supervision"),
    "case_id": N_("Discipline case"),
    "reward_id": N_("Reward"),
    "level": N_("Level"),
    "title": N_("Title"),
    "awarded_by": N_("Awarded by"),
    "awarded_on": N_("Awarded on"),
    "prize": N_("Prize"),
    "found_on": N_("Found on"),
    "found_by": N_("Found by"),
    "words": N_("In words"),
    "demand": N_("What is demanded"),
    "due_on": N_("Due on"),
    "person": N_("By or before"),
    "passed": N_("Found put right"),
    "breach": N_("Ground (Art 14)"),
    "occurred_on": N_("Happened on"),
    "evidence": N_("Kind of evidence"),
    "answer": N_("What was answered"),
    "outcome": N_("Outcome of the case"),
    "gravity": N_("Gravity"),
    "rule": N_("Rule applied"),
    "method": N_("Manner of delivery"),
    "upheld": N_("Upheld or passed"),
}

ENUMS: dict[tuple[str, str], type[LabelledEnum]] = {
    ("reward", "kind"): RewardKind,
    ("reward", "level"): RewardLevel,
    ("supervision_problem", "source"): ProblemSource,
    ("problem_step", "kind"): ProblemStepKind,
    ("discipline_case", "breach"): Breach,
    ("discipline_step", "kind"): StepKind,
    ("discipline_step", "evidence"): EvidenceKind,
    ("discipline_step", "answer"): Answer,
    ("discipline_step", "outcome"): Outcome,
    ("discipline_step", "gravity"): Gravity,
    ("discipline_step", "method"): DeliveryMethod,
}

UNTOLD = frozenset({"case_id", "problem_id", "reward_id"})
"""Owners whose history is read."""
