"""The papers of a case and of a problem: which there are, and what they are printed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gridadmin.domain.discipline import CaseRow, Outcome, StepKind
from gridadmin.domain.discipline_problems import ProblemRow, ProblemStepKind
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_

ITEMS = "一二三四五"
"""The numbers of the items of Art 14, as they stand in the regulation and on papers."""


class CasePaper(LabelledEnum):
    """The papers of a case, in the order of its steps."""

    FACTS = "facts", N_("Record of the facts")
    EVIDENCE = "evidence", N_("List of evidence")
    NOTICE = "notice", N_("Notice of the intended decision")
    NOTICE_RECEIPT = "notice_receipt", N_("Receipt of the notice")
    STATEMENT = "statement", N_("Record of the statement")
    DECISION = "decision", N_("The decision")
    DECISION_RECEIPT = "decision_receipt", N_("Receipt of the decision")
    RECTIFICATION = "rectification", N_("Order to rectify")
    REPORT = "report", N_("Report on the rectification")
    CHECK = "check", N_("Finding of the check")
    REEXAMINATION = "reexamination", N_("Decision on the re-examination")
    ENDED = "ended", N_("Notice that the case is ended")


class ProblemPaper(LabelledEnum):
    """The papers of a problem found in supervision."""

    ORDER = "order", N_("Order to put it right")
    CHECK = "check", N_("Record of the check")


@dataclass(frozen=True)
class CaseFacts:
    """A case with everything that its papers say.

    Attributes:
        id_number: masked unless it was asked for. grids: where the person serves, in words.
        rule, sanction: the exact words of Art 14: the item that was broken, and the second paragraph.
        reexamination_days: None where no parameter sets them.
        wording: the texts of `resources/defaults/discipline_papers.json`.
    """

    organisation: str
    practice: bool
    case: CaseRow
    sex: str
    id_number: str
    phone: str
    grids: str
    community: str
    rule: str
    sanction: str
    reexamination_days: int | None
    wording: Mapping[str, Any]
    printed_on: date


@dataclass(frozen=True)
class ProblemFacts:
    """A problem with everything that its papers say."""

    organisation: str
    practice: bool
    problem: ProblemRow
    wording: Mapping[str, Any]
    printed_on: date


_OF_STEPS = {
    StepKind.FACT: (CasePaper.FACTS,),
    StepKind.EVIDENCE: (CasePaper.EVIDENCE,),
    StepKind.NOTICE: (CasePaper.NOTICE, CasePaper.NOTICE_RECEIPT),
    StepKind.STATEMENT: (CasePaper.STATEMENT,),
    StepKind.DECISION: (CasePaper.DECISION, CasePaper.DECISION_RECEIPT),
    StepKind.DELIVERY: (CasePaper.DECISION_RECEIPT,),
    StepKind.RECTIFICATION: (CasePaper.REPORT,),
    StepKind.CHECK: (CasePaper.CHECK,),
    StepKind.REEXAMINATION: (CasePaper.REEXAMINATION,),
    StepKind.ENDED: (CasePaper.ENDED,),
}


def papers_of_step(case: CaseRow, kind: StepKind) -> tuple[CasePaper, ...]:
    """Return the papers that a step of a kind prints."""
    order = (CasePaper.RECTIFICATION,) if kind is StepKind.DECISION and case.outcome is Outcome.CORRECTION else ()
    return (*_OF_STEPS[kind], *order)


def papers_of(case: CaseRow) -> tuple[CasePaper, ...]:
    """Return every paper of a case as it stands, in the order of the steps."""
    there = {paper for step in case.steps for paper in papers_of_step(case, step.kind)}
    return tuple(paper for paper in CasePaper if paper in there)


def papers_of_problem(problem: ProblemRow) -> tuple[ProblemPaper, ...]:
    """Return the papers of a problem as it stands."""
    checked = any(step.kind is ProblemStepKind.CHECK for step in problem.steps)
    return (ProblemPaper.ORDER, ProblemPaper.CHECK) if checked else (ProblemPaper.ORDER,)
