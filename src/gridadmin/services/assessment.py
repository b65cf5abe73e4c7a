"""Periods of assessment (Art 24): opening them, the list of them, and one of them whole, as of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.assessment import SchemeDefinition
from gridadmin.domain.assessment_composites import compose
from gridadmin.domain.assessment_entries import entries_from_json, without_unknown
from gridadmin.domain.assessment_periods import span_of, state_of
from gridadmin.domain.assessment_ranking import Graded, grade, quota_use
from gridadmin.domain.assessment_rows import ParticipantRow, PeriodRow, PeriodSheet, SchemeVersionRow, standing_of
from gridadmin.domain.assessment_scoring import scorer_of
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.i18n import N_, Message
from gridadmin.models.assessment import AssessmentObjection, AssessmentPeriod, AssessmentResult, AssessmentSheet
from gridadmin.models.ids import new_id
from gridadmin.services.assessment_people import ServiceSpell, assessed_people, participants, service_spells
from gridadmin.services.assessment_schemes import get_scheme, list_versions
from gridadmin.services.dated import columns_of

MILLI = Decimal("0.001")
Spells = Mapping[UUID, Sequence[ServiceSpell]]


@dataclass(frozen=True)
class StoredResult:
    """A result as it is stored, read only."""

    id: UUID
    period_id: UUID
    worker_id: UUID
    announced_on: date
    score: Decimal
    grade: str | None
    entries: Mapping[str, Any]
    reason: str | None
    document: str | None


def open_period(session: Session, scheme_id: UUID, round_key: str, year: int, number: int) -> UUID:
    """Open a period and return its id. It is scored by the version that holds on its first day: no rule looks back.

    Raises:
        InvalidError: the scheme has no such period, no version holds then, or the period is open already.
    """
    scheme = get_scheme(session, scheme_id)
    latest = scheme.versions[-1].definition
    whole = next((v.definition.round(round_key) for v in scheme.versions if v.definition.has_round(round_key)), None)
    if whole is None:
        raise InvalidError(N_("{scheme} knows no {round}."), scheme=latest.name, round=round_key)
    try:
        span = span_of(whole.kind, year, number)
    except ValueError as error:
        raise InvalidError(N_("A year has no such period: {name}."), name=f"{whole.name} {number}") from error
    version = scheme.on(span.first)
    if version is None or not version.definition.has_round(round_key):
        raise InvalidError(N_("{scheme} is not in force on {day}."), scheme=latest.name, day=span.first.isoformat())
    numbers = version.definition.round(round_key).numbers
    if numbers and number not in numbers:
        raise InvalidError(N_("A year has no such period: {name}."), name=f"{whole.name} {number}")
    if any(_is_same(row, scheme_id, round_key, year, number) for row in list_periods(session, span.last)):
        raise InvalidError(
            N_("{round} {number} of {year} is open already."), round=whole.name, number=number, year=year
        )
    period = AssessmentPeriod(
        id=new_id(),
        scheme_version_id=version.id,
        round_key=round_key,
        year=year,
        number=number,
        first_day=span.first,
        last_day=span.last,
    )
    session.add(period)
    return period.id


def _is_same(row: PeriodRow, scheme_id: UUID, round_key: str, year: int, number: int) -> bool:
    return (row.scheme_id, row.round_key, row.year, row.number) == (scheme_id, round_key, year, number)


def list_periods(session: Session, as_of: date) -> list[PeriodRow]:
    """Return every period as it stands on a day, the latest first, without counts of people."""
    versions = {row.id: row for row in list_versions(session)}
    names = _latest_names(versions.values())
    filed, undecided = _objection_counts(session, as_of)
    rows = []
    for period in session.scalars(select(AssessmentPeriod)):
        version = versions[period.scheme_version_id]
        rows.append(_period_row(period, version, names, as_of, filed[period.id], undecided[period.id]))
    return sorted(rows, key=lambda row: (row.last_day, row.first_day, row.scheme), reverse=True)


def _latest_names(versions: Iterable[SchemeVersionRow]) -> dict[UUID, str]:
    return {row.scheme_id: row.definition.name for row in versions}


def _objection_counts(session: Session, as_of: date) -> tuple[dict[UUID, int], dict[UUID, int]]:
    filed: dict[UUID, int] = defaultdict(int)
    undecided: dict[UUID, int] = defaultdict(int)
    columns = (AssessmentObjection.period_id, AssessmentObjection.decided_on)
    for row in session.execute(select(*columns).where(AssessmentObjection.filed_on <= as_of)):
        filed[row.period_id] += 1
        undecided[row.period_id] += row.decided_on is None or row.decided_on > as_of
    return filed, undecided


def _period_row(
    period: AssessmentPeriod,
    version: SchemeVersionRow,
    names: Mapping[UUID, str],
    as_of: date,
    filed: int,
    undecided: int,
) -> PeriodRow:
    whole = version.definition.round(period.round_key)
    return PeriodRow(
        id=period.id,
        scheme_id=version.scheme_id,
        scheme_version_id=version.id,
        scheme=version.definition.name or names[version.scheme_id],
        round_key=period.round_key,
        round_name=whole.name,
        kind=whole.kind,
        year=period.year,
        number=period.number,
        first_day=period.first_day,
        last_day=period.last_day,
        published_on=period.published_on,
        objections_until=period.objections_until,
        state=state_of(period.published_on, period.objections_until, undecided, as_of),
        objections=filed,
        undecided=undecided,
        version=period.version,
    )


def count_periods(session: Session, as_of: date) -> list[PeriodRow]:
    """Return the periods with their counts: who is assessed, whose sheet is complete, results in no grade."""
    periods = list_periods(session, as_of)
    versions = {row.id: row for row in list_versions(session)}
    spells = service_spells(session)
    held = current_results(session, as_of)
    by_period: dict[UUID, list[StoredResult]] = defaultdict(list)
    for result in held.values():
        by_period[result.period_id].append(result)
    return [
        _counted(row, by_period[row.id])
        if row.published_on is not None and row.published_on <= as_of
        else _counted_live(session, row, versions[row.scheme_version_id].definition, spells)
        for row in periods
    ]


def _counted(row: PeriodRow, results: Sequence[StoredResult]) -> PeriodRow:
    ungraded = sum(result.grade is None for result in results)
    return replace(row, assessed=len(results), scored=len(results), ungraded=ungraded)


def _counted_live(session: Session, row: PeriodRow, definition: SchemeDefinition, spells: Spells) -> PeriodRow:
    people = assessed_people(spells, definition.eligibility, row.last_day)
    sheets = _sheets(session, row.id)
    excused = {who for who, sheet in sheets.items() if sheet.excused}
    scorer = scorer_of(definition, row.round_key)
    wanted = people - excused
    if definition.round(row.round_key).is_composite:
        return replace(row, assessed=len(wanted))
    scored = sum(not scorer.missing(entries_from_json(sheet.entries)) for who, sheet in sheets.items() if who in wanted)
    return replace(row, assessed=len(wanted), scored=scored)


def get_period(session: Session, period_id: UUID, as_of: date) -> PeriodSheet:
    """Return a period whole, as of a day: the list, what was entered, scores, ranks, grades, quotas.

    Before its publication it is computed from what is entered; after it from the results that were announced by the
    day, which keep the grade that was given.
    """
    row = next((each for each in list_periods(session, as_of) if each.id == period_id), None)
    if row is None:
        raise NotFoundError(N_("The period of assessment is no longer there."))
    definition = next(v.definition for v in list_versions(session) if v.id == row.scheme_version_id)
    sheets = _sheets(session, period_id)
    results = {r.worker_id: r for r in current_results(session, as_of, period_id).values()}
    also = [*results, *(who for who, sheet in sheets.items() if sheet.entries)]
    people = participants(session, definition.eligibility, row.first_day, row.last_day, also)
    published = row.published_on is not None and row.published_on <= as_of
    if published:
        people = [_with_result(person, definition, row, results.get(person.worker_id)) for person in people]
    elif definition.round(row.round_key).is_composite:
        parts = part_scores(session, row, definition, as_of)
        people = [_with_sheet(person, sheets.get(person.worker_id)) for person in people]
        people = [_with_parts(person, definition, row, parts.get(person.worker_id, {})) for person in people]
    else:
        scorer = scorer_of(definition, row.round_key)
        people = [_with_sheet(person, sheets.get(person.worker_id)) for person in people]
        people = [replace(each, sheet=scorer.score(without_unknown(each.entries, scorer.columns))) for each in people]
    return _graded(row, definition, people, results if published else {})


def _sheets(session: Session, period_id: UUID) -> dict[UUID, AssessmentSheet]:
    query = select(*columns_of(AssessmentSheet)).where(AssessmentSheet.period_id == period_id)
    return {row.worker_id: row for row in session.execute(query)}  # type: ignore[misc]


def _with_sheet(person: ParticipantRow, sheet: AssessmentSheet | None) -> ParticipantRow:
    if sheet is None:
        return person
    return replace(
        person,
        entries=entries_from_json(sheet.entries),
        excused=sheet.excused,
        sheet_id=sheet.id,
        version=sheet.version,
    )


def _with_parts(
    person: ParticipantRow, definition: SchemeDefinition, row: PeriodRow, parts: Mapping[str, Sequence[Decimal]]
) -> ParticipantRow:
    names = {each.key: each.name for each in definition.rounds}
    composite = compose(definition.round(row.round_key), names, parts, definition.arithmetic)
    why_not = person.why_not
    if composite.score is None and why_not is None:
        why_not = Message(N_("No result in what it is made of"))
    return replace(person, composite=composite, why_not=why_not)


def _with_result(
    person: ParticipantRow, definition: SchemeDefinition, row: PeriodRow, result: StoredResult | None
) -> ParticipantRow:
    """A person with what was announced; who has no result was not assessed, whatever the days say now."""
    if result is None:
        return replace(person, why_not=person.why_not or Message(N_("No result was published")))
    announced = replace(person, why_not=None, announced_on=result.announced_on)
    if definition.round(row.round_key).is_composite:
        parts = {key: [Decimal(score) for score in each] for key, each in result.entries.items()}
        return _with_parts(announced, definition, row, parts)
    entries = entries_from_json(result.entries)
    return replace(announced, entries=entries, sheet=scorer_of(definition, row.round_key).score(entries))


def _graded(
    row: PeriodRow, definition: SchemeDefinition, people: Sequence[ParticipantRow], results: Mapping[UUID, StoredResult]
) -> PeriodSheet:
    """Put everybody in order; a grade that was announced stands, whatever a correction made of others."""
    standings = {each.worker_id: at for each in people if (at := standing_of(definition, each)) is not None}
    assessed = sum(each.assessed for each in people)
    graded = grade(definition, standings, assessed)
    if results:
        graded = {who: _as_announced(each, results[who]) for who, each in graded.items()}
    lines = tuple(replace(person, graded=graded.get(person.worker_id)) for person in people)
    scored = len(standings)
    counted = replace(
        row,
        assessed=assessed,
        scored=scored,
        ungraded=sum(each.grade is None for each in graded.values()),
    )
    return PeriodSheet(counted, definition, lines, quota_use(definition, graded, assessed))


def _as_announced(each: Graded, result: StoredResult) -> Graded:
    own = each.band.name if each.band else None
    return replace(each, grade=result.grade, held_back=each.band is not None and own != result.grade)


def part_scores(
    session: Session, row: PeriodRow, definition: SchemeDefinition, as_of: date
) -> dict[UUID, dict[str, list[Decimal]]]:
    """Return what everybody's parts of a composite are: worker -> round -> scores in the order of time."""
    wanted = {part.round for part in definition.round(row.round_key).parts}
    periods = [
        each
        for each in list_periods(session, as_of)
        if each.scheme_id == row.scheme_id and each.year == row.year and each.round_key in wanted
    ]
    found: dict[UUID, dict[str, list[Decimal]]] = defaultdict(dict)
    results = current_results(session, as_of)
    by_period: dict[UUID, list[StoredResult]] = defaultdict(list)
    for result in results.values():
        by_period[result.period_id].append(result)
    for period in sorted(periods, key=lambda each: each.first_day):
        for result in by_period[period.id]:
            found[result.worker_id].setdefault(period.round_key, []).append(result.score)
    return found


def current_results(
    session: Session, as_of: date, period_id: UUID | None = None
) -> dict[tuple[UUID, UUID], StoredResult]:
    """Return the results that hold on a day: (period, worker) -> the last one announced by then."""
    held: dict[tuple[UUID, UUID], StoredResult] = {}
    for result in stored_results(session, as_of, period_id):
        held[(result.period_id, result.worker_id)] = result
    return held


def stored_results(
    session: Session, as_of: date, period_id: UUID | None = None, workers: Sequence[UUID] | None = None
) -> list[StoredResult]:
    """Return the results announced by a day, of one period or of some people only; corrections after what they mend."""
    query = select(*columns_of(AssessmentResult)).where(AssessmentResult.announced_on <= as_of)
    if period_id is not None:
        query = query.where(AssessmentResult.period_id == period_id)
    if workers is not None:
        query = query.where(AssessmentResult.worker_id.in_(workers))
    return [
        StoredResult(
            id=row.id,
            period_id=row.period_id,
            worker_id=row.worker_id,
            announced_on=row.announced_on,
            score=Decimal(row.score_milli) * MILLI,
            grade=row.grade,
            entries=row.entries,
            reason=row.reason,
            document=row.document,
        )
        for row in session.execute(query.order_by(AssessmentResult.announced_on, AssessmentResult.id))
    ]
