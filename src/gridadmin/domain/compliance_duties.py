"""What a duty of the regulation is, what checking it finds, and the registry that every check signs into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from gridadmin.domain.grids import GridRow
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.office import CommunityRow
from gridadmin.domain.queues import Target
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.workers import WorkerRow
from gridadmin.i18n import N_, Message

IN_FORCE_FROM = date(2023, 11, 1)
"""Art 25: the regulation is in force from this day; an earlier day is 不适用, never 不符合."""


class Result(LabelledEnum):
    """The four answers, from good to bad: a cell that sums up several findings shows the last of them."""

    NOT_APPLICABLE = "not_applicable", N_("Not applicable")
    MET = "met", N_("Met")
    NEEDS_PERSON = "needs_person", N_("To be decided by a person")
    NOT_MET = "not_met", N_("Not met")


SEVERITY = {result: rank for rank, result in enumerate(Result)}


class SubjectType(LabelledEnum):
    """What a duty is checked on."""

    OFFICE = "office", N_("Office")
    COMMUNITY = "community", N_("Community or village")
    GRID = "grid", N_("Grid")
    WORKER = "worker", N_("Worker")


@dataclass(frozen=True)
class Verdict:
    """What one duty says of one subject.

    Attributes:
        case: a stable word for the reason, for queues, filters and tests; the facts say it in sentences.
        target: the page that mends it.
    """

    result: Result
    case: str
    facts: tuple[Message, ...] = ()
    remedy: Message | None = None
    target: Target | None = None


@dataclass(frozen=True)
class Finding:
    """A verdict with the duty it comes from and the subject it is about.

    Attributes:
        article: number of the article, as text ("10").
        duty: key of the duty in `DUTIES`, e.g. "art10.staffing".
        subject: the grid's code and name, or the name of the worker, community or township.
        page: where it is mended; None where there is nothing to mend.
    """

    article: str
    duty: str
    subject_type: SubjectType
    subject_id: UUID | None
    subject: str
    result: Result
    case: str
    facts: tuple[Message, ...]
    remedy: Message | None
    page: Target | None


Subject = OfficeSnapshot | CommunityRow | GridRow | WorkerRow
CheckFunction = Callable[[OfficeSnapshot, Any], Verdict]


@dataclass(frozen=True)
class Duty:
    """One duty: its article, its name, the words of the regulation, and the function that checks it.

    Attributes:
        quote: the words of the regulation, exactly; Chinese in every language.
    """

    key: str
    article: str
    subject_type: SubjectType
    title: Message
    quote: str
    check: CheckFunction


DUTIES: dict[str, Duty] = {}
"""Every duty that is checked, by key."""


def duty(key: str, subject_type: SubjectType, title: str, quote: str) -> Callable[[CheckFunction], CheckFunction]:
    """Enter the decorated check `(snapshot, subject) -> Verdict` into the registry.

    `key` is "art<article>.<word>"; `title` is a msgid.
    """

    def enter(check: CheckFunction) -> CheckFunction:
        article = key.split(".")[0].removeprefix("art")
        DUTIES[key] = Duty(key, article, subject_type, Message(title), quote, check)
        return check

    return enter


class Page(StrEnum):
    """Feature words of the pages that mend findings."""

    GRIDS = "grids"
    WORKERS = "workers"
    NOTICES = "notices"
    QUALIFICATIONS = "qualifications"
    DISCIPLINE = "discipline"
    TRAINING = "training"
    CONTRACTS = "contracts"
    ASSESSMENT = "assessment"
    INSURANCE = "insurance"


def page_of(page: Page, record_id: UUID | None = None, view: str = "") -> Target:
    """Return the target that opens a record on the page that mends it."""
    return Target(page.value, view, str(record_id) if record_id else "")
