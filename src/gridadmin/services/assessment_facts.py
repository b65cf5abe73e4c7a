"""What an assessment means for one person and for the rest of the program: results by worker, facts for pay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.assessment_periods import PeriodState
from gridadmin.domain.assessment_ranking import ranks
from gridadmin.domain.assessment_rows import AssessmentFact, PeriodRow, ResultRow, SchemeVersionRow
from gridadmin.services.assessment import StoredResult, current_results, list_periods, stored_results
from gridadmin.services.assessment_schemes import list_versions


def assessment_facts(
    session: Session, as_of: date, first_day: date | None = None, last_day: date | None = None
) -> list[AssessmentFact]:
    """Return everybody's results as of a day, as plain facts: what pay and statistics read.

    Args:
        session: reads only.
        as_of: results and corrections announced by this day count; `final` says whether one can still change.
        first_day, last_day: only periods that end in this span; None = open.
    """
    periods = {row.id: row for row in list_periods(session, as_of) if _ends_within(row, first_day, last_day)}
    versions = {row.id: row for row in list_versions(session)}
    return [
        _fact(result, periods[result.period_id], versions[periods[result.period_id].scheme_version_id])
        for result in current_results(session, as_of).values()
        if result.period_id in periods
    ]


def _ends_within(row: PeriodRow, first_day: date | None, last_day: date | None) -> bool:
    return (first_day or date.min) <= row.last_day <= (last_day or date.max)


def _fact(result: StoredResult, period: PeriodRow, version: SchemeVersionRow) -> AssessmentFact:
    return AssessmentFact(
        worker_id=result.worker_id,
        scheme_id=period.scheme_id,
        scheme=period.scheme,
        round_key=period.round_key,
        kind=period.kind,
        year=period.year,
        number=period.number,
        first_day=period.first_day,
        last_day=period.last_day,
        score=result.score,
        grade=result.grade,
        poor=is_poor(version, result.grade),
        announced_on=result.announced_on,
        final=period.state is PeriodState.FINAL,
    )


def is_poor(version: SchemeVersionRow, grade: str | None) -> bool:
    """Return whether a grade counts towards a review by a version of a scheme."""
    return any(band.poor and band.name == grade for band in version.definition.bands)


def worker_results(
    session: Session, worker_ids: Iterable[UUID], as_of: date, *, ranked: bool = True
) -> list[ResultRow]:
    """Return everything that was announced to some people by a day, the latest period first, corrections after it.

    `ranked`: with their places among all, for which the results of everybody are read.
    """
    wanted = set(worker_ids)
    periods = {row.id: row for row in list_periods(session, as_of)}
    versions = {row.id: row for row in list_versions(session)}
    found = stored_results(session, as_of) if ranked else stored_results(session, as_of, workers=sorted(wanted))
    places = _ranks(found) if ranked else {}
    before: dict[tuple[UUID, UUID], StoredResult] = {}
    rows = []
    for result in found:
        if result.worker_id not in wanted:
            continue
        key = (result.period_id, result.worker_id)
        period = periods[result.period_id]
        version = versions[period.scheme_version_id]
        rows.append(_result_row(result, period, version, before.get(key), places))
        before[key] = result
    return sorted(rows, key=lambda row: (row.last_day, row.first_day, row.announced_on), reverse=True)


def _ranks(results: Sequence[StoredResult]) -> dict[UUID, tuple[int, int]]:
    """Return the rank by score and the number of people, by period and person, of the results that hold."""
    held = {(result.period_id, result.worker_id): result for result in results}
    by_period: dict[UUID, list[StoredResult]] = defaultdict(list)
    for result in held.values():
        by_period[result.period_id].append(result)
    found: dict[UUID, tuple[int, int]] = {}
    for each in by_period.values():
        placed = ranks({result.id: (result.score,) for result in each})
        found |= {result_id: (rank, len(each)) for result_id, rank in placed.items()}
    return found


def _result_row(
    result: StoredResult,
    period: PeriodRow,
    version: SchemeVersionRow,
    before: StoredResult | None,
    places: dict[UUID, tuple[int, int]],
) -> ResultRow:
    rank, people = places.get(result.id, (None, None))
    return ResultRow(
        worker_id=result.worker_id,
        period_id=period.id,
        scheme=period.scheme,
        round_name=period.round_name,
        period=period.words,
        first_day=period.first_day,
        last_day=period.last_day,
        announced_on=result.announced_on,
        score=result.score,
        grade=result.grade,
        poor=is_poor(version, result.grade),
        rank=rank,
        people=people,
        reason=result.reason,
        document=result.document,
        was=(before.score, before.grade) if before else None,
        final=period.state is PeriodState.FINAL,
    )
