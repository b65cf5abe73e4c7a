"""Results: published, objected to, decided, final; after the publication only a correction changes one (Art 24)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.assessment_composites import compose
from gridadmin.domain.assessment_entries import entries_to_json
from gridadmin.domain.assessment_periods import PeriodState
from gridadmin.domain.assessment_ranking import grade
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.domain.assessment_rows import (
    CorrectionForm,
    ObjectionDecision,
    ObjectionRow,
    ParticipantRow,
    PeriodSheet,
    standing_of,
)
from gridadmin.domain.assessment_scoring import score_sheet
from gridadmin.domain.errors import InvalidError, NotFoundError, NotPermittedError
from gridadmin.i18n import N_, Message
from gridadmin.models.assessment import AssessmentObjection, AssessmentResult
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.services.assessment import get_period, list_periods, part_scores
from gridadmin.services.assessment_records import require_open, require_period
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.worker_records import require_worker


@dataclass(frozen=True)
class Published:
    """What a publication announced: how many results, of them in no grade, and until when somebody may object."""

    words: Message
    people: int
    ungraded: int
    objections_until: date


def publish_period(session: Session, period_id: UUID, today: date) -> Published:
    """Publish the results of a period: each is written down with what it was computed from.

    Raises:
        NotPermittedError: published already.
        InvalidError: the period has not ended, sheets are incomplete, or a composite's parts are not published.
    """
    period = require_open(session, period_id)
    whole = get_period(session, period_id, today)
    _refuse_unfinished(session, whole, today)
    until = today + timedelta(days=whole.definition.objection_days)
    assign(period, published_on=today, objections_until=until)
    for person in whole.ranked:
        session.add(_result(person, period_id, today))
    return Published(whole.period.words, len(whole.ranked), whole.period.ungraded, until)


def _refuse_unfinished(session: Session, whole: PeriodSheet, today: date) -> None:
    period = whole.period
    if today <= period.last_day:
        raise InvalidError(N_("The period lasts until {day}; publish it afterwards."), day=period.last_day.isoformat())
    unfinished = [row.name for row in whole.assessed if row.score is None]
    if unfinished:
        names = "、".join(unfinished[:8]) + ("…" if len(unfinished) > 8 else "")
        raise InvalidError(
            N_("{count} sheets are not complete: {names}. Enter what is missing, or leave them out with a reason."),
            count=len(unfinished),
            names=names,
        )
    if not whole.ranked:
        raise InvalidError(N_("Nobody is assessed in this period."))
    wanted = {part.round for part in whole.round.parts}
    for other in list_periods(session, today):
        same = other.scheme_id == period.scheme_id and other.year == period.year and other.round_key in wanted
        if same and other.state is PeriodState.ENTRY:
            raise InvalidError(N_("Publish {period} first: this one is made of it."), period=other.words)


def _result(person: ParticipantRow, period_id: UUID, day: date) -> AssessmentResult:
    assert person.score is not None
    assert person.graded is not None
    return AssessmentResult(
        id=new_id(),
        period_id=period_id,
        worker_id=person.worker_id,
        announced_on=day,
        score_milli=int(person.score * 1000),
        grade=person.graded.grade,
        entries=_computed_from(person),
        reason=None,
        document=None,
    )


def _computed_from(person: ParticipantRow) -> dict[str, Any]:
    if person.composite is not None:
        return {part.part.round: [plain_number(score) for score in part.scores] for part in person.composite.parts}
    return entries_to_json(person.entries)


def file_objection(session: Session, period_id: UUID, worker_id: UUID, filed_on: date, grounds: str) -> UUID:
    """File somebody's objection to a published result and return its id.

    Raises:
        InvalidError: no result was published to the person, the days for objections are over, or no grounds are given.
    """
    period = require_period(session, period_id)
    worker = require_worker(session, worker_id)
    fields: dict[str, Message] = {}
    if not grounds.strip():
        fields["grounds"] = Message(N_("Enter what the person objects to."))
    until = period.objections_until
    if period.published_on is None or until is None or not _has_result(session, period_id, worker_id):
        raise InvalidError(N_("No result was published to {name}."), name=worker.name)
    if not period.published_on <= filed_on <= until:
        values = {"first": period.published_on.isoformat(), "last": until.isoformat()}
        fields["filed_on"] = Message(N_("Objections are filed from {first} to {last}."), values)
    if fields:
        raise InvalidError(N_("The objection of {name} cannot be entered like this."), fields, name=worker.name)
    row = AssessmentObjection(
        id=new_id(), period_id=period_id, worker_id=worker_id, filed_on=filed_on, grounds=grounds.strip()
    )
    session.add(row)
    return row.id


def _has_result(session: Session, period_id: UUID, worker_id: UUID) -> bool:
    query = select(AssessmentResult.id).where(
        AssessmentResult.period_id == period_id, AssessmentResult.worker_id == worker_id
    )
    return session.scalar(query.limit(1)) is not None


@dataclass(frozen=True)
class DecisionForm:
    """What was decided about an objection: by whom, when, why; with the correction that follows where it was upheld."""

    decision: ObjectionDecision
    decided_on: date
    decided_by: str
    reasons: str
    version: int = 0
    correction: CorrectionForm | None = None


def decide_objection(session: Session, objection_id: UUID, form: DecisionForm) -> str:
    """Decide an objection; where it is upheld the result is corrected in the same act. Return the person's name.

    Raises:
        InvalidError: decided already, no name or reasons, or the day lies before the filing.
    """
    row = session.get(AssessmentObjection, objection_id)
    if row is None:
        raise NotFoundError(N_("The objection is no longer there."))
    name = require_worker(session, row.worker_id).name
    require_version(row, form.version or row.version, name)
    if row.decision is not None:
        raise InvalidError(N_("The objection of {name} is decided already."), name=name)
    fields: dict[str, Message] = {}
    if not form.decided_by.strip():
        fields["decided_by"] = Message(N_("Enter who decided."))
    if not form.reasons.strip():
        fields["reasons"] = Message(N_("Enter the reasons; the person is told them."))
    if form.decided_on < row.filed_on:
        fields["decided_on"] = Message(N_("It was filed on {day} only."), {"day": row.filed_on.isoformat()})
    if fields:
        raise InvalidError(N_("The decision cannot be entered like this."), fields)
    values = {"decided_on": form.decided_on, "decided_by": form.decided_by.strip(), "reasons": form.reasons.strip()}
    assign(row, decision=form.decision, **values)
    if form.decision is ObjectionDecision.UPHELD and form.correction is not None:
        correct_result(session, row.period_id, row.worker_id, form.correction, form.decided_on)
    return name


def correct_result(
    session: Session, period_id: UUID, worker_id: UUID, form: CorrectionForm, today: date
) -> tuple[str, Decimal, Decimal]:
    """Correct a published result: a further row beside the old one, which stays to be seen.

    The score follows from the entries by the version the period was made with, that of a composite from the results of
    its parts as they are now. The grade is the one that the whole list would have given with this score; nobody else
    loses a grade that was announced, though a quota may then be used once too often. The form may name another.

    Returns:
        The person's name, the score as it was, and as it is.

    Raises:
        NotPermittedError: not published, so simply enter the scores.
        InvalidError: no reason, no result of that person, or nothing changes.
    """
    period = require_period(session, period_id)
    name = require_worker(session, worker_id).name
    if period.published_on is None:
        raise NotPermittedError(N_("These results are not published yet; enter the scores in the grid."))
    if not form.reason.strip():
        fields = {"reason": Message(N_("Enter the reason; the old result stays to be seen."))}
        raise InvalidError(N_("The result of {name} cannot be corrected like this."), fields, name=name)
    whole = get_period(session, period_id, max(today, period.published_on))
    person = whole.participant(worker_id)
    if person is None or person.score is None or person.graded is None:
        raise InvalidError(N_("No result was published to {name}."), name=name)
    corrected = _corrected(session, whole, person, form, today)
    before = (person.score, person.graded.grade, _computed_from(person))
    if (corrected.score, corrected.grade, corrected.entries) == before:
        raise InvalidError(N_("This changes nothing in the result of {name}."), name=name)
    session.add(
        AssessmentResult(
            id=new_id(),
            period_id=period_id,
            worker_id=worker_id,
            announced_on=max(today, period.published_on),
            score_milli=int(corrected.score * 1000),
            grade=corrected.grade,
            entries=corrected.entries,
            reason=form.reason.strip(),
            document=form.document or None,
        )
    )
    return name, person.score, corrected.score


@dataclass(frozen=True)
class _Corrected:
    score: Decimal
    grade: str | None
    entries: Mapping[str, Any]


def _corrected(
    session: Session, whole: PeriodSheet, person: ParticipantRow, form: CorrectionForm, today: date
) -> _Corrected:
    score, breakers, computed_from = _recomputed(session, whole, person, form, today)
    standings = {row.worker_id: at for row in whole.ranked if (at := standing_of(whole.definition, row)) is not None}
    standings[person.worker_id] = (score, *breakers)
    given = form.grade or grade(whole.definition, standings)[person.worker_id].grade
    if given is not None and given not in {band.name for band in whole.definition.bands}:
        raise InvalidError(N_("This scheme has no grade {grade}."), grade=given)
    return _Corrected(score, given, computed_from)


def _recomputed(
    session: Session, whole: PeriodSheet, person: ParticipantRow, form: CorrectionForm, today: date
) -> tuple[Decimal, list[Decimal], dict[str, Any]]:
    """The score as it should be, the points that break ties, and what both were computed from."""
    definition = whole.definition
    if whole.round.is_composite:
        parts = part_scores(session, whole.period, definition, today).get(person.worker_id, {})
        names = {each.key: each.name for each in definition.rounds}
        composite = compose(whole.round, names, parts, definition.arithmetic)
        if composite.score is None:
            raise InvalidError(N_("No result in what it is made of"))
        return composite.score, [], {key: [plain_number(each) for each in scores] for key, scores in parts.items()}
    sheet = score_sheet(definition, whole.period.round_key, form.entries)
    if sheet.score is None:
        raise InvalidError(N_("The corrected sheet is not complete."))
    breakers = [sheet.section_points(key) for key in definition.arithmetic.tie_breakers]
    return sheet.score, breakers, entries_to_json(form.entries)


def list_objections(session: Session, as_of: date, period_id: UUID | None = None) -> list[ObjectionRow]:
    """Return the objections filed by a day, the latest first; a decision of a later day is not shown."""
    query = select(AssessmentObjection, Worker.name).join(Worker, Worker.id == AssessmentObjection.worker_id)
    query = query.where(AssessmentObjection.filed_on <= as_of)
    if period_id is not None:
        query = query.where(AssessmentObjection.period_id == period_id)
    return [
        _objection_row(row, name, as_of)
        for row, name in session.execute(query.order_by(AssessmentObjection.filed_on.desc(), Worker.name_pinyin))
    ]


def _objection_row(row: AssessmentObjection, name: str, as_of: date) -> ObjectionRow:
    decided = row.decided_on is not None and row.decided_on <= as_of
    return ObjectionRow(
        id=row.id,
        period_id=row.period_id,
        worker_id=row.worker_id,
        name=name,
        filed_on=row.filed_on,
        grounds=row.grounds,
        decision=row.decision if decided else None,
        decided_on=row.decided_on if decided else None,
        decided_by=row.decided_by if decided else None,
        reasons=row.reasons if decided else None,
        version=row.version,
    )
