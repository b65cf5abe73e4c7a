"""Who may change what of rewards, discipline and problems found in supervision (奖惩): the township's own records."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridadmin.domain.discipline import Answer, Breach, DeliveryMethod, EvidenceKind, Gravity, Outcome, StepKind
from gridadmin.domain.discipline_problems import ProblemSource, ProblemStepKind
from gridadmin.domain.discipline_rewards import RewardKind, RewardLevel
from gridadmin.wire.owner_fields import (
    DAY,
    NOTE,
    PERSONAL,
    SENSITIVE,
    TEXT,
    TRUTH,
    UNTIL,
    about,
    choice,
    optional,
    refers,
)
from gridadmin.wire.owner_terms import Owner, RecordOwners
from gridadmin.wire.owners_scans import scan_page

DISCIPLINE: Mapping[str, RecordOwners] = MappingProxyType(
    {
        "reward": RecordOwners(
            Owner.TOWNSHIP,
            {
                "worker_id": refers("worker"),
                "kind": about(PERSONAL, choice(RewardKind)),
                "level": about(PERSONAL, choice(RewardLevel)),
                "title": about(PERSONAL, TEXT),
                "awarded_by": about(PERSONAL, TEXT),
                "awarded_on": about(PERSONAL, DAY),
                "document": about(PERSONAL, NOTE),
                "reason": about(PERSONAL, NOTE),
                "prize": about(PERSONAL, NOTE),
            },
            since=2,
        ),
        "supervision_problem": RecordOwners(
            Owner.TOWNSHIP,
            {
                "worker_id": optional(refers("worker")),
                "grid_id": optional(refers("grid")),
                "found_on": about(PERSONAL, DAY),
                "source": about(PERSONAL, choice(ProblemSource)),
                "found_by": about(PERSONAL, NOTE),
                "words": about(PERSONAL, TEXT),
                "demand": about(PERSONAL, NOTE),
                "document": about(PERSONAL, NOTE),
                "due_on": about(PERSONAL, DAY),
            },
            since=2,
        ),
        "problem_step": RecordOwners(
            Owner.TOWNSHIP,
            {
                "problem_id": refers("supervision_problem"),
                "kind": about(PERSONAL, choice(ProblemStepKind)),
                "done_on": about(PERSONAL, DAY),
                "words": about(PERSONAL, TEXT),
                "person": about(PERSONAL, NOTE),
                "passed": about(PERSONAL, optional(TRUTH)),
                "due_on": about(PERSONAL, UNTIL),
            },
            together=(frozenset({"passed", "due_on"}),),
            since=2,
        ),
        "discipline_case": RecordOwners(
            Owner.TOWNSHIP,
            {
                "worker_id": refers("worker"),
                "number": about(SENSITIVE, TEXT),
                "breach": about(SENSITIVE, choice(Breach)),
                "occurred_on": about(SENSITIVE, UNTIL),
                "problem_id": optional(refers("supervision_problem")),
            },
            since=2,
        ),
        "discipline_step": RecordOwners(
            Owner.TOWNSHIP,
            {
                "case_id": refers("discipline_case"),
                "kind": about(SENSITIVE, choice(StepKind)),
                "done_on": about(SENSITIVE, DAY),
                "words": about(SENSITIVE, TEXT),
                "person": about(SENSITIVE, NOTE),
                "document": about(SENSITIVE, NOTE),
                "due_on": about(SENSITIVE, UNTIL),
                "evidence": about(SENSITIVE, optional(choice(EvidenceKind))),
                "answer": about(SENSITIVE, optional(choice(Answer))),
                "outcome": about(SENSITIVE, optional(choice(Outcome))),
                "gravity": about(SENSITIVE, optional(choice(Gravity))),
                "rule": about(SENSITIVE, NOTE),
                "method": about(SENSITIVE, optional(choice(DeliveryMethod))),
                "upheld": about(SENSITIVE, optional(TRUTH)),
            },
            together=(frozenset({"outcome", "gravity", "rule"}),),
            since=2,
        ),
        "reward_scan": scan_page("reward_id", "reward"),
        "problem_scan": scan_page("problem_id", "supervision_problem"),
        "discipline_scan": scan_page("case_id", "discipline_case"),
    }
)
