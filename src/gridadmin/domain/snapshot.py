"""The office on an as-of date, frozen: what compliance and statistics read and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from gridadmin.domain.assessment_facts import NO_ASSESSMENT, AssessmentFacts, MonthResult
from gridadmin.domain.discipline_facts import NO_DISCIPLINE, DisciplineFacts
from gridadmin.domain.grids import GridProposalRow, GridRow
from gridadmin.domain.insurance_enrolments import NO_INSURANCE, InsuranceFacts
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.office import CommunityRow
from gridadmin.domain.parameters import ParameterTable
from gridadmin.domain.qualifications import CertificateRow, CertificateType
from gridadmin.domain.qualifications_cards import WorkCard
from gridadmin.domain.qualifications_list import CertificateLine, certificate_lines
from gridadmin.domain.training_hours import NO_TRAINING, TrainingFacts
from gridadmin.domain.workers import (
    AttestationRow,
    EmploymentKind,
    ExitReason,
    Sex,
    WorkerRow,
    WorkerSource,
    WorkerStatus,
)
from gridadmin.domain.workers_leaving_facts import NO_LEAVING, LeavingFacts
from gridadmin.i18n import N_, Message

ONE_DAY = timedelta(days=1)


class BoardStatus(LabelledEnum):
    """Art 15: whether what hangs on the wall is still true. Ordered from good to bad."""

    CURRENT = "current", N_("Board current")
    TO_REPRINT = "to_reprint", N_("To reprint")
    MISSING = "missing", N_("No board")


_BAD_LAST = tuple(BoardStatus)


@dataclass(frozen=True)
class BoardState:
    """A board at one posting place, as it was last printed, held against the facts of the as-of date.

    Attributes:
        grid_id: the grid it announces; None for the board of the community itself.
        printed_on, version: of the last print; None where there never was one.
        differences: what is no longer as printed.
        outdated_since: first day on which the print was no longer true; None where it is, or where it is not known.
    """

    grid_id: UUID | None
    community_id: UUID
    place: str
    printed_on: date | None
    version: int | None
    status: BoardStatus
    differences: tuple[Message, ...] = ()
    outdated_since: date | None = None


def worst_status(boards: tuple[BoardState, ...]) -> BoardStatus:
    """Return the worst state of several posting places; no board at all is a missing one."""
    return max((board.status for board in boards), key=_BAD_LAST.index, default=BoardStatus.MISSING)


@dataclass(frozen=True)
class OfficeSnapshot:
    """A township office on an as-of date.

    Attributes:
        grids: the grids that exist on the date.
        workers: everybody with a spell of employment begun on or before the date, in service or left.
        attestations: worker id -> what was attested on or before the date.
        boards: the state of every posting place, of grids and of communities.
        proposals: changes asked of the county and filed on or before the date.
        certificate_types: every kind with its rules. certificates, cards: worker id -> all that were ever made.
        discipline: cases, problems found in supervision and dismissals up to the date.
        training: hours of the year by person, the plan of the year, and how many sessions wait for their results.
        leaving: exits with their hand-over lists, and what of contracts lapses.
        assessment: schemes, periods and the reviews that are due.
        insurance: full-timers who lack a statutory scheme, part-timers without accident cover.
    """

    as_of: date
    township_code: str
    township: str
    county: str
    communities: tuple[CommunityRow, ...]
    grids: tuple[GridRow, ...]
    workers: tuple[WorkerRow, ...]
    parameters: ParameterTable
    attestations: Mapping[UUID, tuple[AttestationRow, ...]] = field(default_factory=dict)
    boards: tuple[BoardState, ...] = ()
    proposals: tuple[GridProposalRow, ...] = ()
    certificate_types: tuple[CertificateType, ...] = ()
    certificates: Mapping[UUID, Sequence[CertificateRow]] = field(default_factory=dict)
    cards: Mapping[UUID, Sequence[WorkCard]] = field(default_factory=dict)
    discipline: DisciplineFacts = NO_DISCIPLINE
    training: TrainingFacts = NO_TRAINING
    leaving: LeavingFacts = NO_LEAVING
    assessment: AssessmentFacts = NO_ASSESSMENT
    insurance: InsuranceFacts = NO_INSURANCE

    @cached_property
    def active_workers(self) -> tuple[WorkerRow, ...]:
        """Who is in service on the date."""
        return tuple(worker for worker in self.workers if worker.status is WorkerStatus.ACTIVE)

    @cached_property
    def workers_by_id(self) -> dict[UUID, WorkerRow]:
        """Every known worker by id."""
        return {worker.id: worker for worker in self.workers}

    @cached_property
    def communities_by_id(self) -> dict[UUID, CommunityRow]:
        """Every community by id."""
        return {community.id: community for community in self.communities}

    @cached_property
    def grid_boards(self) -> dict[UUID, tuple[BoardState, ...]]:
        """The boards of each grid; a grid without any is absent."""
        return _grouped((board.grid_id, board) for board in self.boards if board.grid_id)

    @cached_property
    def community_boards(self) -> dict[UUID, tuple[BoardState, ...]]:
        """The communities' own boards; a community without any is absent."""
        return _grouped((board.community_id, board) for board in self.boards if not board.grid_id)

    @cached_property
    def certificate_lines(self) -> dict[UUID, tuple[CertificateLine, ...]]:
        """What the certificates of each person in service are worth; somebody without any line is absent."""
        grouped: dict[UUID, list[CertificateLine]] = {}
        for line in certificate_lines(self.active_workers, self.certificate_types, self.certificates, self.as_of):
            grouped.setdefault(line.worker.id, []).append(line)
        return {worker_id: tuple(lines) for worker_id, lines in grouped.items()}

    @cached_property
    def code_counts(self) -> dict[str, int]:
        """How often each grid code occurs."""
        counts: dict[str, int] = {}
        for grid in self.grids:
            counts[grid.code] = counts.get(grid.code, 0) + 1
        return counts


def _grouped(pairs: Iterable[tuple[UUID, BoardState]]) -> dict[UUID, tuple[BoardState, ...]]:
    groups: dict[UUID, tuple[BoardState, ...]] = {}
    for key, board in pairs:
        groups[key] = (*groups.get(key, ()), board)
    return groups


@dataclass(frozen=True)
class SpellFact:
    """A spell of employment with the person's name and sex: first and last day of service, both included."""

    worker_id: UUID
    name: str
    sex: Sex
    kind: EmploymentKind
    source: WorkerSource
    started_on: date
    ended_on: date | None
    exit_reason: ExitReason | None

    def holds(self, day: date) -> bool:
        """Whether the person serves under this spell on the day."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)

    @property
    def gone_on(self) -> date | None:
        """The first day out of service; None while the spell is open."""
        return self.ended_on + ONE_DAY if self.ended_on else None


@dataclass(frozen=True)
class MonthFacts:
    """A calendar month: the office on its last day, and every spell of employment begun by then.

    Arrivals, leavers and the head count of the day before are read from the spells (`domain/movements.py`).
    `results` are those of the assessments published in the month.
    """

    first: date
    last: date
    snapshot: OfficeSnapshot
    spells: tuple[SpellFact, ...]
    results: tuple[MonthResult, ...] = ()
