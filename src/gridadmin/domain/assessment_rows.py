"""Assessment as lists, forms and papers see it: frozen rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from gridadmin.domain.assessment import PeriodKind, Round, SchemeDefinition
from gridadmin.domain.assessment_composites import CompositeScore
from gridadmin.domain.assessment_entries import Entries
from gridadmin.domain.assessment_periods import PeriodState, period_words
from gridadmin.domain.assessment_ranking import Graded, QuotaUse, Standing
from gridadmin.domain.assessment_scoring import SheetScore
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message


@dataclass(frozen=True)
class SchemeVersionRow:
    """One version of a scheme, from its first to its last day (None = open), by which paper.

    Attributes:
        published: some period that was made with it is published, so it cannot be changed any more.
    """

    id: UUID
    scheme_id: UUID
    valid_from: date
    valid_to: date | None
    document: str | None
    definition: SchemeDefinition
    published: bool = False
    version: int = 1


@dataclass(frozen=True)
class SchemeRow:
    """A scheme with its versions, the first first."""

    id: UUID
    name: str
    versions: tuple[SchemeVersionRow, ...]

    def on(self, day: date) -> SchemeVersionRow | None:
        """Return the version that holds on a day; None where none does."""
        return version_of(self.versions, day)


def version_of(versions: tuple[SchemeVersionRow, ...], day: date) -> SchemeVersionRow | None:
    """Return the version that holds on a day; None before the first, after the last, and between two with a gap."""
    return next((each for each in versions if each.valid_from <= day and (each.valid_to or date.max) >= day), None)


@dataclass(frozen=True)
class SchemeForm:
    """A new version of a scheme, or a correction of one that nothing was published with."""

    definition: SchemeDefinition
    valid_from: date
    valid_to: date | None = None
    document: str | None = None
    version: int = 0


@dataclass(frozen=True)
class PeriodRow:
    """A period of assessment as it stands on a day.

    Attributes:
        assessed: people who are assessed in it. scored: of them, whose sheet is complete.
        ungraded: of the results, how many are in no grade.
        objections: filed, and of them undecided.
    """

    id: UUID
    scheme_id: UUID
    scheme_version_id: UUID
    scheme: str
    round_key: str
    round_name: str
    kind: PeriodKind
    year: int
    number: int
    first_day: date
    last_day: date
    published_on: date | None
    objections_until: date | None
    state: PeriodState
    assessed: int = 0
    scored: int = 0
    ungraded: int = 0
    objections: int = 0
    undecided: int = 0
    version: int = 1

    @property
    def words(self) -> Message:
        """How the period is called."""
        return period_words(self.kind, self.year, self.number)


@dataclass(frozen=True)
class ParticipantRow:
    """One person in a period: the line of the entry grid.

    Attributes:
        why_not: why the person is not assessed; None for who is.
        excused: the office's own reason for leaving the person out.
        entries: as they were entered, or as the result was computed from.
        sheet, composite: the score with its derivation; one of them.
        graded: rank and grade among all who have a score.
        announced_on: the day of the result that holds; None before the publication.
    """

    worker_id: UUID
    name: str
    community: str
    grids: tuple[str, ...]
    kind: EmploymentKind | None
    id_number: str | None
    why_not: Message | None = None
    excused: str | None = None
    sheet_id: UUID | None = None
    version: int = 0
    entries: Entries = field(default_factory=dict)
    sheet: SheetScore | None = None
    composite: CompositeScore | None = None
    graded: Graded | None = None
    announced_on: date | None = None

    @property
    def assessed(self) -> bool:
        """Whether the person is to have a score."""
        return self.why_not is None and not self.excused

    @property
    def score(self) -> Decimal | None:
        """The score; None while it is not complete, or not to be."""
        if not self.assessed:
            return None
        if self.composite is not None:
            return self.composite.score
        return self.sheet.score if self.sheet else None


@dataclass(frozen=True)
class PeriodSheet:
    """A whole period: the definition it is scored by, everybody in it, and how the quotas are used."""

    period: PeriodRow
    definition: SchemeDefinition
    participants: tuple[ParticipantRow, ...]
    quotas: tuple[QuotaUse, ...] = ()

    @property
    def round(self) -> Round:
        """The round of the period."""
        return self.definition.round(self.period.round_key)

    @property
    def assessed(self) -> tuple[ParticipantRow, ...]:
        """Who is to have a score, in the order of the list."""
        return tuple(row for row in self.participants if row.assessed)

    @property
    def ranked(self) -> tuple[ParticipantRow, ...]:
        """Who has a score, the best first."""
        scored = [row for row in self.participants if row.graded is not None]
        return tuple(sorted(scored, key=lambda row: row.graded.rank if row.graded else 0))

    def participant(self, worker_id: UUID) -> ParticipantRow | None:
        """Return somebody's line; None for who is not in the list."""
        return next((row for row in self.participants if row.worker_id == worker_id), None)


def standing_of(definition: SchemeDefinition, row: ParticipantRow) -> Standing | None:
    """Return what a person is ranked by; None without a score."""
    if row.score is None:
        return None
    if row.sheet is None:
        return (row.score,)
    return (row.score, *(row.sheet.section_points(key) for key in definition.arithmetic.tie_breakers))


class ObjectionDecision(LabelledEnum):
    """What became of an objection."""

    UPHELD = "upheld", N_("Upheld: the result is corrected")
    REJECTED = "rejected", N_("Rejected: the result stands")


@dataclass(frozen=True)
class ObjectionRow:
    """An objection to a published result, and what was decided."""

    id: UUID
    period_id: UUID
    worker_id: UUID
    name: str
    filed_on: date
    grounds: str
    decision: ObjectionDecision | None
    decided_on: date | None
    decided_by: str | None
    reasons: str | None
    version: int = 1


@dataclass(frozen=True)
class ResultRow:
    """A result of a person as it was announced: the publication, or a correction after it.

    Attributes:
        reason: of a correction; None for the publication.
        was: score and grade of the result before; None for the publication.
        final: nobody can object any more, and nothing is undecided, on the day looked at.
    """

    worker_id: UUID
    period_id: UUID
    scheme: str
    round_name: str
    period: Message
    first_day: date
    last_day: date
    announced_on: date
    score: Decimal
    grade: str | None
    poor: bool
    rank: int | None = None
    people: int | None = None
    reason: str | None = None
    document: str | None = None
    was: tuple[Decimal, str | None] | None = None
    final: bool = True


@dataclass(frozen=True)
class AssessmentFact:
    """What another part of the program (pay, statistics) takes from an assessment: a plain fact."""

    worker_id: UUID
    scheme_id: UUID
    scheme: str
    round_key: str
    kind: PeriodKind
    year: int
    number: int
    first_day: date
    last_day: date
    score: Decimal
    grade: str | None
    poor: bool
    announced_on: date
    final: bool


@dataclass(frozen=True)
class CorrectionForm:
    """A correction of a published result: the entries that are right, why, by which paper."""

    entries: Entries
    reason: str
    document: str | None = None
    grade: str | None = None


@dataclass(frozen=True)
class ReviewRow:
    """A review of somebody's post after poor results: why, since when, and how it ended."""

    id: UUID
    worker_id: UUID
    name: str
    scheme: str
    opened_on: date
    ground: tuple[str, ...]
    closed_on: date | None
    outcome: str | None
    version: int = 1


@dataclass(frozen=True)
class ReviewDue:
    """Somebody whose results call for a review that nobody has opened."""

    worker_id: UUID
    name: str
    scheme_id: UUID
    scheme: str
    results: tuple[ResultRow, ...]


@dataclass(frozen=True)
class CellRefusal:
    """A cell of a pasted block that was not taken over, and why."""

    worker_id: UUID
    column: str
    value: str
    reason: Message


@dataclass(frozen=True)
class ScoresReport:
    """What entering a block did: cells that changed, and those that were refused."""

    cells: int
    changed: int
    refused: tuple[CellRefusal, ...] = ()
    people: Mapping[UUID, str] = field(default_factory=dict)
