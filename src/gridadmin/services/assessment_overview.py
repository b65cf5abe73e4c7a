"""Assessment on a day for the checks of the statute and the home page."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.assessment_facts import AssessmentFacts, MonthResult
from gridadmin.models.workers import Worker
from gridadmin.services.assessment import current_results, list_periods
from gridadmin.services.assessment_facts import is_poor
from gridadmin.services.assessment_reviews import reviews_due
from gridadmin.services.assessment_schemes import list_schemes, list_versions


def month_results(session: Session, first: date, last: date) -> tuple[MonthResult, ...]:
    """Return the results of the periods published from a first to a last day, as they stand on the last."""
    published = {
        row.id: row
        for row in list_periods(session, last)
        if row.published_on is not None and first <= row.published_on <= last
    }
    if not published:
        return ()
    versions = {row.id: row for row in list_versions(session)}
    names = {row.id: row.name for row in session.execute(select(Worker.id, Worker.name))}
    found = [result for key in published for result in current_results(session, last, key).values()]
    return tuple(
        MonthResult(
            worker_id=result.worker_id,
            name=names[result.worker_id],
            scheme=published[result.period_id].scheme,
            period=published[result.period_id].words,
            score=result.score,
            grade=result.grade,
            poor=is_poor(versions[published[result.period_id].scheme_version_id], result.grade),
        )
        for result in found
    )


def office_assessment(session: Session, as_of: date) -> AssessmentFacts:
    """Return schemes, periods and reviews due, as of a day; an office without schemes costs one query."""
    schemes = list_schemes(session)
    if not schemes:
        return AssessmentFacts()
    return AssessmentFacts(tuple(schemes), tuple(list_periods(session, as_of)), len(reviews_due(session, as_of)))
