"""Compliance: every duty of the regulation checked on an as-of date, and the readings of what is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

# Importing them enters their checks into the registry.
from gridadmin.domain import (  # noqa: F401
    compliance_assessment,
    compliance_boards,
    compliance_discipline,
    compliance_grids,
    compliance_insurance,
    compliance_leaving,
    compliance_qualifications,
    compliance_staffing,
    compliance_training,
    compliance_workers,
)
from gridadmin.domain.compliance_duties import (
    DUTIES,
    IN_FORCE_FROM,
    SEVERITY,
    Duty,
    Finding,
    Result,
    Subject,
    SubjectType,
    Verdict,
)
from gridadmin.domain.grids import GridRow
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.i18n import N_, Message

MATRIX_ARTICLES = ("7", "8", "9", "10", "11", "14", "15", "22", "23")

ARTICLE_TITLES = {
    "7": N_("Article 7"),
    "8": N_("Article 8"),
    "9": N_("Article 9"),
    "10": N_("Article 10"),
    "11": N_("Article 11"),
    "14": N_("Article 14"),
    "15": N_("Article 15"),
    "22": N_("Article 22"),
    "23": N_("Article 23"),
    "24": N_("Article 24"),
}


def duties() -> tuple[Duty, ...]:
    """Return every duty that is checked, in the order of the articles."""
    return tuple(sorted(DUTIES.values(), key=lambda duty: int(duty.article)))


def check_office(snapshot: OfficeSnapshot) -> tuple[Finding, ...]:
    """Return one finding for every duty and subject, in the order of the articles.

    Workers who have left are no subjects. Before the regulation was in force every finding is 不适用 (Art 25).
    """
    in_force = snapshot.as_of >= IN_FORCE_FROM
    return tuple(
        _finding(duty, subject, duty.check(snapshot, subject) if in_force else _not_in_force())
        for duty in duties()
        for subject in _subjects(snapshot, duty.subject_type)
    )


def _not_in_force() -> Verdict:
    fact = Message(N_("The regulation is in force from {day} (Article 25)."), {"day": IN_FORCE_FROM})
    return Verdict(Result.NOT_APPLICABLE, "not_in_force", (fact,))


def _subjects(snapshot: OfficeSnapshot, subject_type: SubjectType) -> tuple[Subject, ...]:
    match subject_type:
        case SubjectType.OFFICE:
            return (snapshot,)
        case SubjectType.COMMUNITY:
            return snapshot.communities
        case SubjectType.GRID:
            return snapshot.grids
        case SubjectType.WORKER:
            return snapshot.active_workers


def _finding(duty: Duty, subject: Subject, verdict: Verdict) -> Finding:
    return Finding(
        article=duty.article,
        duty=duty.key,
        subject_type=duty.subject_type,
        subject_id=None if isinstance(subject, OfficeSnapshot) else subject.id,
        subject=_label(subject),
        result=verdict.result,
        case=verdict.case,
        facts=verdict.facts,
        remedy=verdict.remedy,
        page=verdict.target,
    )


def _label(subject: Subject) -> str:
    if isinstance(subject, OfficeSnapshot):
        return subject.township
    return f"{subject.code} {subject.name}" if isinstance(subject, GridRow) else subject.name


def worst(results: Iterable[Result]) -> Result:
    """Return the result that a summary shows: 不符合 before 需人工认定 before 符合 before 不适用."""
    return max(results, key=SEVERITY.__getitem__, default=Result.NOT_APPLICABLE)


@dataclass(frozen=True)
class MatrixRow:
    """A grid with one result for each of `MATRIX_ARTICLES` and the findings behind each cell.

    Articles 11 and 14 sum up the workers who are appointed to the grid.
    """

    grid: GridRow
    results: Mapping[str, Result]
    findings: Mapping[str, tuple[Finding, ...]]


def compliance_matrix(findings: Iterable[Finding], snapshot: OfficeSnapshot) -> tuple[MatrixRow, ...]:
    """Return grids down, articles across, by grid code."""
    by_subject: dict[UUID, list[Finding]] = {}
    for finding in findings:
        if finding.subject_id is not None:
            by_subject.setdefault(finding.subject_id, []).append(finding)
    return tuple(_matrix_row(grid, by_subject) for grid in sorted(snapshot.grids, key=lambda grid: grid.code))


def _matrix_row(grid: GridRow, by_subject: Mapping[UUID, list[Finding]]) -> MatrixRow:
    cells: dict[str, list[Finding]] = {article: [] for article in MATRIX_ARTICLES}
    for subject_id in dict.fromkeys((grid.id, *(member.worker_id for member in grid.staff))):
        for finding in by_subject.get(subject_id, ()):
            cells[finding.article].append(finding)
    return MatrixRow(
        grid,
        {article: worst(finding.result for finding in found) for article, found in cells.items()},
        {article: tuple(found) for article, found in cells.items()},
    )
