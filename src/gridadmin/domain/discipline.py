"""Discipline (Art 14): a case walks from the facts to the review; its grounds, steps and outcomes as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_

NO_ID = UUID(int=0)


class Breach(LabelledEnum):
    """The five rules of Art 14 that a grid worker may have broken, in its order; the words stand in the statute."""

    LAWS = "laws", N_("Art 14 (1): laws, regulations and policies")
    RULES = "rules", N_("Art 14 (2): certificate, conduct, rules and discipline of work")
    RIGHTS = "rights", N_("Art 14 (3): rights and interests of others")
    SECRETS = "secrets", N_("Art 14 (4): secrets and privacy")
    MORALS = "morals", N_("Art 14 (5): professional and social morals")

    @property
    def place(self) -> int:
        """Where it stands among the items of the article, from 0."""
        return list(Breach).index(self)


class StepKind(LabelledEnum):
    """The steps of a case in their order: 事实 → 证据 → 告知 → 陈述申辩 → 决定 → 送达 → 整改 → 复查, 复核."""

    FACT = "fact", N_("Facts")
    EVIDENCE = "evidence", N_("Evidence")
    NOTICE = "notice", N_("Notice")
    STATEMENT = "statement", N_("Statement and defence")
    DECISION = "decision", N_("Decision of the case")
    DELIVERY = "delivery", N_("Delivery")
    RECTIFICATION = "rectification", N_("Rectification")
    CHECK = "check", N_("Check of the rectification")
    REEXAMINATION = "reexamination", N_("Re-examination")
    ENDED = "ended", N_("Ended without a decision")


class Outcome(LabelledEnum):
    """The three outcomes that Art 14 knows, from light to heavy."""

    EDUCATION = "education", N_("Criticism and education")
    CORRECTION = "correction", N_("Order to correct")
    DISMISSAL = "dismissal", N_("Dismissal")

    @property
    def weight(self) -> int:
        """How heavy it is, from 0."""
        return list(Outcome).index(self)


class Gravity(LabelledEnum):
    """What Art 14 asks for a dismissal."""

    CONSEQUENCES = "consequences", N_("Serious consequences")
    IMPACT = "impact", N_("Major impact")


class Answer(LabelledEnum):
    """What became of the right to state one's case."""

    STATED = "stated", N_("Stated and defended")
    WAIVED = "waived", N_("Waived in writing")
    SILENT = "silent", N_("Said nothing in time")


class DeliveryMethod(LabelledEnum):
    """How a paper came to the person (the manners of the Civil Procedure Law, which offices follow)."""

    DIRECT = "direct", N_("Handed over")
    LEFT = "left", N_("Left before witnesses")
    POST = "post", N_("By post")
    PUBLIC = "public", N_("By public notice")


class EvidenceKind(LabelledEnum):
    """What a piece of evidence is."""

    DOCUMENT = "document", N_("Document")
    OBJECT = "object", N_("Object")
    RECORDING = "recording", N_("Recording or picture")
    DATA = "data", N_("Electronic data")
    WITNESS = "witness", N_("Testimony")
    OWN_WORDS = "own_words", N_("The person's own words")
    ON_SITE = "on_site", N_("Record made on the spot")


class CaseState(LabelledEnum):
    """Where a case stands on a day, named by the next act."""

    TO_PROVE = "to_prove", N_("Evidence to collect")
    TO_NOTIFY = "to_notify", N_("To notify")
    TO_HEAR = "to_hear", N_("Statement awaited")
    TO_DECIDE = "to_decide", N_("Decision to take")
    TO_DELIVER = "to_deliver", N_("To deliver")
    TO_RECTIFY = "to_rectify", N_("Rectification awaited")
    TO_CHECK = "to_check", N_("Rectification to check")
    TO_END_SERVICE = "to_end_service", N_("Service to end")
    CLOSED = "closed", N_("Closed")


@dataclass(frozen=True)
class StepForm:
    """One step as it is recorded; what a kind does not need stays empty.

    Attributes:
        done_on: the day of the step; of a notice and of a delivery the day on which the person got the paper.
        words: what was found, said, decided. person: who did it, or who witnessed it.
        due_on: of a notice the last day for the statement; of an order to correct, and of a check that failed, the last
            day for the rectification. None = as the parameters compute it.
        outcome: of a notice what is intended, of a decision what is decided.
        rule: the paper by which a dismissal is decided (“按照规定”).
        upheld: of a check whether it is put right; of a re-examination whether the decision stands.
    """

    kind: StepKind
    done_on: date
    words: str = ""
    person: str | None = None
    document: str | None = None
    due_on: date | None = None
    evidence: EvidenceKind | None = None
    answer: Answer | None = None
    outcome: Outcome | None = None
    gravity: Gravity | None = None
    rule: str | None = None
    method: DeliveryMethod | None = None
    upheld: bool | None = None


@dataclass(frozen=True)
class StepRow(StepForm):
    """A recorded step."""

    id: UUID = NO_ID
    version: int = 1


@dataclass(frozen=True)
class CaseForm:
    """A case as it is opened; the first step, the facts, is recorded with it.

    Attributes:
        occurred_on: the day of the breach, where it is known. found_on: the day on which the facts were ascertained.
        problem_id: the problem found in supervision that the case comes from.
    """

    worker_id: UUID
    breach: Breach
    found_on: date
    words: str
    person: str | None = None
    occurred_on: date | None = None
    document: str | None = None
    problem_id: UUID | None = None


@dataclass(frozen=True)
class CaseRow:
    """A case on a day.

    Attributes:
        number: 2026-003, counted by the year of its opening.
        steps: those recorded up to the day, in their order.
        state, due_on: the next act and the last day for it; None where there is none.
        outcome: what was decided and still stands. closed_on: the day of the step that closed it.
        counts_until: the last day on which the decision counts against the person; None where nothing was decided, or
            where no parameter sets an end.
        in_service: whether the person is in service on the day.
    """

    id: UUID
    worker_id: UUID
    worker: str
    number: str
    breach: Breach
    occurred_on: date | None
    problem_id: UUID | None
    steps: tuple[StepRow, ...]
    state: CaseState
    due_on: date | None
    overdue: bool
    outcome: Outcome | None
    closed_on: date | None
    counts_until: date | None
    in_service: bool
    version: int = 1

    @property
    def opened_on(self) -> date:
        """The day of the facts."""
        return self.steps[0].done_on

    @property
    def facts(self) -> str:
        """The facts as they were ascertained."""
        return self.steps[0].words

    def last(self, *kinds: StepKind) -> StepRow | None:
        """Return the newest step of some kinds."""
        return last_step(self.steps, *kinds)


def last_step(steps: tuple[StepRow, ...], *kinds: StepKind) -> StepRow | None:
    """Return the newest step of some kinds; None where there is none."""
    return next((step for step in reversed(steps) if step.kind in kinds), None)
