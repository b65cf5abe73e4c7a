"""Comparing with the city's list by file, fact by fact, against what both last had alike.

The comparison is the import itself, watched and taken back: what it would change is where the lists differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import ConflictError, InvalidError
from gridadmin.domain.exchange_reconciliation import (
    Agreement,
    Comparison,
    Difference,
    DifferenceRow,
    Fact,
    difference_between,
    taken_with,
)
from gridadmin.domain.grids import GridImport
from gridadmin.domain.imports import ImportKind, ImportReport, Outcome, ParsedRow, Severity
from gridadmin.domain.workers import WorkerImport
from gridadmin.i18n import N_
from gridadmin.models.exchange import AgreedFact, SubmissionItem
from gridadmin.models.grids import Grid
from gridadmin.models.journal import plain
from gridadmin.models.workers import Employment, Worker
from gridadmin.services.grid_imports import import_grids
from gridadmin.services.import_tally import ImportOptions, RowRefusedError
from gridadmin.services.worker_book import WorkerBook
from gridadmin.services.worker_imports import import_workers

_IMPORTERS = {ImportKind.WORKERS: import_workers, ImportKind.GRIDS: import_grids}
Facts = Mapping[str, object]
MOST_REASONS = 5
_CHANGED_SINCE = N_("{subject} was changed here since the comparison. Nothing was taken over. Compare once more.")


def compare_with_city(
    session: Session, kind: ImportKind, rows: Sequence[ParsedRow], options: ImportOptions
) -> Comparison:
    """Return where the city's list and the office differ; to be rehearsed: it imports the whole list.

    Args:
        session: within an act that is taken back.
        kind: what the rows are.
        rows: the city's list, as read by the intake.
        options: the day on which the lists are compared.
    """
    if kind not in _IMPORTERS:
        raise InvalidError(N_("The city's list is one of grid workers or of grids; this one is neither."))
    seen: list[tuple[ParsedRow, UUID, Facts, Facts]] = []
    agreed = _agreed_facts(session)
    submitted = _submitted(session)
    here = dict(_records_on(session, kind, options.effective_on))
    report = _IMPORTERS[kind](session, rows, options, observer=lambda *each: seen.append(each))
    differences: list[DifferenceRow] = []
    agreements: list[Agreement] = []
    for row, record_id, before, after in seen:
        for name in _stated(row, before):
            ours, theirs = _json(before[name]), _json(after[name])
            known = agreed.get((record_id, name))
            between = difference_between(ours, theirs, *(() if known is None else (known.value,)))
            if between is None:
                agreements.append(Agreement(record_id, name, ours))
                continue
            fact = Fact(record_id, name, row.sheet, row.row)
            told = known.value if known else None
            receipt = submitted.get((record_id, name))
            differences.append(DifferenceRow(fact, _subject(row), between, ours, theirs, told, receipt))
    differences += _missing(report, here, {record_id for _row, record_id, _before, _after in seen})
    wrong = [(each.row, each.reason) for each in report.problems if each.severity is Severity.ERROR]
    reasons = tuple(wrong[:MOST_REASONS])
    return Comparison(kind, report.rows, report.rejected, tuple(differences), tuple(agreements), reasons=reasons)


def take_from_city(
    session: Session,
    kind: ImportKind,
    rows: Sequence[ParsedRow],
    chosen: Collection[DifferenceRow],
    options: ImportOptions,
) -> ImportReport:
    """Take chosen facts over from the city's list, and nothing else of it; whole rows for records missing here.

    Raises ConflictError where another value of ours stands there by now than the one over which was decided.
    """
    by_row: dict[tuple[str, int], set[str]] = {}
    for each in chosen:
        by_row.setdefault((each.fact.sheet, each.fact.row), set()).add(each.fact.field)
    picked = [row for row in rows if (row.sheet, row.row) in by_row]
    book = WorkerBook(session, picked) if kind is ImportKind.WORKERS else None
    wanted = [_narrowed(row, by_row[row.sheet, row.row], _known(book, row)) for row in picked]
    shown = {(each.fact.sheet, each.fact.row, each.fact.field): each for each in chosen}

    def watch(row: ParsedRow, _record_id: UUID, before: Facts, _after: Facts) -> None:
        for name in ("", *before):  # where a whole row was chosen, nobody was here yet
            seen = shown.get((row.sheet, row.row, name))
            if seen is not None and (not name or _json(before[name]) != seen.ours):
                raise ConflictError(_CHANGED_SINCE, subject=seen.subject)

    return _IMPORTERS[kind](session, wanted, options, observer=watch)


def _known(book: WorkerBook | None, row: ParsedRow) -> tuple[Worker, frozenset[str]] | None:
    """The person whom a row means, with the numbers under which she can be reached; None for a new one."""
    record = row.record
    if book is None or not isinstance(record, WorkerImport):
        return None
    try:
        worker = book.find(record)
    except RowRefusedError:  # the import says so, with its place
        return None
    return None if worker is None else (worker, frozenset(phone.number for phone in book.phones[worker.id]))


def note_agreements(session: Session, agreements: Iterable[Agreement], now: datetime) -> int:
    """Remember what both lists have alike, close what was submitted and is there now; return how many were closed."""
    held = _agreed_facts(session)
    alike = {(each.record_id, each.field): each.value for each in agreements}
    for (record_id, field), value in alike.items():
        known = held.get((record_id, field))
        if known is None:
            session.add(AgreedFact(record_id=record_id, field=field, value=value, agreed_at=now))
        elif known.value != value:
            known.value, known.agreed_at = value, now
    closed = 0
    for item in session.scalars(select(SubmissionItem).where(SubmissionItem.closed_at.is_(None))):
        if item.record_id is not None and (item.record_id, item.field) in alike:
            item.closed_at = now
            closed += 1
    return closed


def _agreed_facts(session: Session) -> dict[tuple[UUID, str], AgreedFact]:
    return {(fact.record_id, fact.field): fact for fact in session.scalars(select(AgreedFact))}


def _submitted(session: Session) -> dict[tuple[UUID | None, str], str]:
    query = select(SubmissionItem).where(SubmissionItem.closed_at.is_(None), SubmissionItem.receipt.is_not(None))
    return {(item.record_id, item.field): item.receipt or "" for item in session.scalars(query)}


def _records_on(session: Session, kind: ImportKind, day: date) -> Iterator[tuple[UUID, str]]:
    """The records that a list of that day should hold, each with what it is called."""
    if kind is ImportKind.GRIDS:
        held = select(Grid).where(Grid.valid_from <= day, or_(Grid.valid_to.is_(None), Grid.valid_to >= day))
        yield from ((grid.id, grid.code) for grid in session.scalars(held))
        return
    serving = select(Employment.worker_id).where(
        Employment.started_on <= day, or_(Employment.ended_on.is_(None), Employment.ended_on >= day)
    )
    yield from ((worker.id, worker.name) for worker in session.scalars(select(Worker).where(Worker.id.in_(serving))))


def _missing(report: ImportReport, here: Mapping[UUID, str], met: Collection[UUID]) -> Iterator[DifferenceRow]:
    for outcome in report.outcomes:
        if outcome.outcome is Outcome.NEW:
            fact = Fact(None, "", outcome.sheet, outcome.row)
            yield DifferenceRow(fact, outcome.subject, Difference.MISSING_HERE)
    for record_id, name in here.items():
        if record_id not in met:
            yield DifferenceRow(Fact(record_id, ""), name, Difference.MISSING_THERE)


def _stated(row: ParsedRow, facts: Facts) -> list[str]:
    """The facts that a row says something about; a person's phones are compared as the numbers that hold."""
    record = row.record
    assert isinstance(record, WorkerImport | GridImport)
    said = {each.name for each in fields(record) if getattr(record, each.name) not in (None, (), frozenset())}
    return [name for name in facts if name in said | record.cleared]


def _narrowed(row: ParsedRow, wanted: set[str], known: tuple[Worker, frozenset[str]] | None) -> ParsedRow:
    """Return a row that says only what is to be taken over, and by what its record is recognised."""
    record = row.record
    if record is None or wanted == {""}:
        return row
    if isinstance(record, GridImport):
        taken: dict[str, Any] = {name: getattr(record, name) for name in wanted}
        return replace(row, record=GridImport(record.code, **taken, cleared=record.cleared & wanted))
    assert isinstance(record, WorkerImport)
    if known is None:
        return replace(row, record=WorkerImport(record.name))
    together = taken_with(frozenset(wanted))
    taken = _recognised_by(record, *known) | {name: getattr(record, name) for name in together}
    if "grids" in together:
        taken["community"] = record.community  # a grid's name means something in its village only
    return replace(row, record=WorkerImport(record.name, **taken, cleared=record.cleared & wanted))


def _recognised_by(record: WorkerImport, worker: Worker, numbers: frozenset[str]) -> dict[str, Any]:
    alike = {
        name: said for name in ("id_number", "birth_date") if (said := getattr(record, name)) == getattr(worker, name)
    }
    return alike | {"phones": tuple(number for number in record.phones if number in numbers)}


def _subject(row: ParsedRow) -> str:
    record = row.record
    if isinstance(record, GridImport):
        return record.code
    assert record is not None
    return record.name


def _json(value: object) -> Any:
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return plain(value)
