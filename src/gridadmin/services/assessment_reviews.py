"""Reviews after poor results in a row (Art 24: exit mechanism): who is due for one, opening and closing them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.assessment_periods import PeriodState
from gridadmin.domain.assessment_reviews import ResultPoint, poor_run
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.domain.assessment_rows import PeriodRow, ResultRow, ReviewDue, ReviewRow, SchemeRow
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import N_, Message
from gridadmin.models.assessment import AssessmentResult, AssessmentReview, AssessmentScheme
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Employment, Worker
from gridadmin.services.assessment import list_periods
from gridadmin.services.assessment_facts import worker_results
from gridadmin.services.assessment_schemes import list_schemes, list_versions
from gridadmin.services.assignment import assign
from gridadmin.services.dated import holds_on


@dataclass(frozen=True)
class _Run:
    worker_id: UUID
    scheme_id: UUID
    periods: tuple[UUID, ...]


def reviews_due(session: Session, as_of: date) -> list[ReviewDue]:
    """Return who is in service and has as many poor final results in a row as the scheme allows, without a review.

    A review opened for the last of them settles the run; the next poor result makes another one due.
    """
    periods = {row.id: row for row in list_periods(session, as_of) if row.state is PeriodState.FINAL}
    names = _poor_people(session, as_of) if periods else {}
    if not names:
        return []
    results = [row for row in worker_results(session, names, as_of, ranked=False) if row.period_id in periods]
    opened = select(AssessmentReview.worker_id, AssessmentReview.period_id)
    settled = {tuple(row) for row in session.execute(opened.where(AssessmentReview.opened_on <= as_of))}
    held = {(row.worker_id, row.period_id): row for row in sorted(results, key=lambda row: row.announced_on)}
    schemes = {row.id: row for row in list_schemes(session)}
    due = []
    for run in _runs(session, held, periods, as_of):
        if (run.worker_id, run.periods[-1]) not in settled:
            found = tuple(held[(run.worker_id, period)] for period in run.periods)
            due.append(
                ReviewDue(run.worker_id, names[run.worker_id], run.scheme_id, schemes[run.scheme_id].name, found)
            )
    return sorted(due, key=lambda row: row.name)


def _poor_people(session: Session, as_of: date) -> dict[UUID, str]:
    """Who is in service on a day and has had a grade that counts towards a review: few, and only they are looked at."""
    poor = {band.name for row in list_versions(session) for band in row.definition.bands if band.poor}
    had = select(AssessmentResult.worker_id).where(AssessmentResult.grade.in_(sorted(poor))).distinct()
    serving = holds_on(Employment.started_on, Employment.ended_on, as_of)
    query = select(Worker.id, Worker.name).join(Employment, Employment.worker_id == Worker.id)
    return {row.id: row.name for row in session.execute(query.where(serving, Worker.id.in_(had)))}


def _runs(
    session: Session, held: dict[tuple[UUID, UUID], ResultRow], periods: dict[UUID, PeriodRow], as_of: date
) -> Iterable[_Run]:
    """The runs of poor results that are long enough, by person, scheme and round."""
    grouped: dict[tuple[UUID, UUID, str], list[ResultPoint]] = defaultdict(list)
    for (worker_id, period_id), result in held.items():
        period = periods[period_id]
        point = ResultPoint(period_id, period.last_day, result.grade, result.poor)
        grouped[(worker_id, period.scheme_id, period.round_key)].append(point)
    rules = {row.id: _rule(row, as_of) for row in list_schemes(session)}
    for (worker_id, scheme_id, _round), points in grouped.items():
        run = poor_run(points, rules[scheme_id])
        if run:
            yield _Run(worker_id, scheme_id, tuple(point.period_id for point in run))


def _rule(scheme: SchemeRow, as_of: date) -> int:
    held = scheme.on(as_of) or scheme.versions[-1]
    return held.definition.review.in_a_row


def open_reviews(session: Session, worker_ids: Iterable[UUID], today: date) -> int:
    """Open the reviews that are due of some people and return how many; the results they rest on are written down."""
    wanted = set(worker_ids)
    opened = 0
    for due in reviews_due(session, today):
        if due.worker_id in wanted:
            session.add(
                AssessmentReview(
                    id=new_id(),
                    worker_id=due.worker_id,
                    scheme_id=due.scheme_id,
                    period_id=due.results[-1].period_id,
                    opened_on=today,
                    ground=[_ground(result) for result in due.results],
                )
            )
            opened += 1
    return opened


def _ground(result: ResultRow) -> dict[str, str]:
    return {
        "first": result.first_day.isoformat(),
        "last": result.last_day.isoformat(),
        "score": plain_number(result.score),
        "grade": result.grade or "",
    }


def close_review(session: Session, review_id: UUID, closed_on: date, outcome: str) -> str:
    """Close a review with what came of it; return the person's name. InvalidError without an outcome."""
    row = session.get(AssessmentReview, review_id)
    if row is None:
        raise NotFoundError(N_("The review is no longer there."))
    worker = session.get_one(Worker, row.worker_id)
    fields: dict[str, Message] = {}
    if not outcome.strip():
        fields["outcome"] = Message(N_("Enter what came of it."))
    if closed_on < row.opened_on:
        fields["closed_on"] = Message(N_("It was opened on {day} only."), {"day": row.opened_on.isoformat()})
    if fields:
        raise InvalidError(N_("The review of {name} cannot be closed like this."), fields, name=worker.name)
    assign(row, closed_on=closed_on, outcome=outcome.strip())
    return worker.name


def list_reviews(session: Session, as_of: date) -> list[ReviewRow]:
    """Return the reviews opened by a day, open ones first, then the latest."""
    query = (
        select(AssessmentReview, Worker.name, AssessmentScheme.name.label("scheme"))
        .join(Worker, Worker.id == AssessmentReview.worker_id)
        .join(AssessmentScheme, AssessmentScheme.id == AssessmentReview.scheme_id)
        .where(AssessmentReview.opened_on <= as_of)
    )
    rows = [_review_row(row, name, scheme, as_of) for row, name, scheme in session.execute(query)]
    return sorted(rows, key=lambda row: (row.closed_on is not None, -row.opened_on.toordinal(), row.name))


def _review_row(row: AssessmentReview, name: str, scheme: str, as_of: date) -> ReviewRow:
    closed = row.closed_on is not None and row.closed_on <= as_of
    return ReviewRow(
        id=row.id,
        worker_id=row.worker_id,
        name=name,
        scheme=scheme,
        opened_on=row.opened_on,
        ground=tuple(f"{each['first']}～{each['last']} {each['score']} {each['grade']}".strip() for each in row.ground),
        closed_on=row.closed_on if closed else None,
        outcome=row.outcome if closed else None,
        version=row.version,
    )
