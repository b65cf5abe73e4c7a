"""Entering scores: cells of the grid one by one or by the thousand, events by clause, people who are left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.assessment import Method
from gridadmin.domain.assessment_entries import (
    Entry,
    EntryColumn,
    Event,
    add_event,
    entries_from_json,
    entries_to_json,
    entry_columns,
    read_entry,
    with_entry,
)
from gridadmin.domain.assessment_rows import CellRefusal, ScoresReport
from gridadmin.domain.errors import InvalidError, NotPermittedError
from gridadmin.i18n import N_, Message
from gridadmin.models.workers import Worker
from gridadmin.services.assessment_people import assessed_people, service_spells
from gridadmin.services.assessment_records import definition_of, require_open, sheet_for, sheets_of
from gridadmin.services.assignment import assign, take_away
from gridadmin.services.worker_records import require_worker

Cell = tuple[UUID, str, str]
"""Worker, key of the column, what was written; empty = the cell was emptied."""


def enter_scores(session: Session, period_id: UUID, cells: Iterable[Cell]) -> ScoresReport:
    """Enter cells of a period and say what became of them; a cell that cannot be read is refused alone.

    Args:
        session: within an act.
        period_id: a period that is not published.
        cells: those that changed; a person's cells need not stand together.

    Raises:
        NotPermittedError: the period is published, or a composite that nobody enters anything in.
    """
    period = require_open(session, period_id)
    columns = {column.key: column for column in entry_columns(definition_of(session, period), period.round_key)}
    if not columns:
        raise NotPermittedError(N_("This period is computed from others; nothing is entered in it."))
    sheets = sheets_of(session, period_id)
    by_worker: dict[UUID, dict[str, str]] = defaultdict(dict)
    for worker_id, key, written in cells:
        by_worker[worker_id][key] = written
    changed, refused = 0, list[CellRefusal]()
    for worker_id, row in by_worker.items():
        known = sheets.get(worker_id)
        before = entries_from_json(known.entries) if known else {}
        entries, count, wrong = _row_entries(worker_id, row, columns, before)
        changed += count
        refused += wrong
        if entries != before:
            assign(sheet_for(session, sheets, period_id, worker_id), entries=entries_to_json(entries))
    return ScoresReport(sum(map(len, by_worker.values())), changed, tuple(refused))


def _row_entries(
    worker_id: UUID, row: Mapping[str, str], columns: Mapping[str, EntryColumn], before: dict[str, Entry]
) -> tuple[dict[str, Entry], int, list[CellRefusal]]:
    """One person's entries with some cells written over, how many changed, and the cells that were refused."""
    entries, changed, refused = before, 0, []
    for key, written in row.items():
        try:
            entry = read_entry(columns[key], written, entries.get(key))
        except InvalidError as error:
            refused.append(CellRefusal(worker_id, key, written, error.message))
            continue
        if entries.get(key) != entry:
            entries = with_entry(entries, key, entry)
            changed += 1
    return entries, changed, refused


def record_event(session: Session, period_id: UUID, worker_id: UUID, indicator: str, event: Event) -> str:
    """Record an event of somebody by its clause, with its day and what proves it; return the person's name.

    Raises:
        InvalidError: the indicator has no such clause, or it happened outside the period.
    """
    period = require_open(session, period_id)
    worker = require_worker(session, worker_id)
    columns = {column.key: column for column in entry_columns(definition_of(session, period), period.round_key)}
    column = columns.get(indicator)
    known = column.indicator.clauses if column and column.indicator.method is Method.EVENTS else ()
    if event.clause not in {clause.code for clause in known}:
        raise InvalidError(N_("There is no clause {clause} here."), clause=event.clause)
    if event.on is not None and not period.first_day <= event.on <= period.last_day:
        values = {"first": period.first_day.isoformat(), "last": period.last_day.isoformat()}
        reason = Message(N_("The period lasts from {first} to {last}."), values)
        raise InvalidError(N_("The event cannot be entered like this."), {"on": reason})
    sheet = sheet_for(session, sheets_of(session, period_id), period_id, worker_id)
    entries = entries_from_json(sheet.entries)
    changed = with_entry(entries, indicator, add_event(entries.get(indicator), event))
    assign(sheet, entries=entries_to_json(changed))
    return worker.name


def excuse_worker(session: Session, period_id: UUID, worker_id: UUID, reason: str | None) -> str:
    """Leave somebody out of a period with a reason, or (None) take that back; return the person's name."""
    require_open(session, period_id)
    worker = require_worker(session, worker_id)
    sheets = sheets_of(session, period_id)
    sheet = sheet_for(session, sheets, period_id, worker_id)
    assign(sheet, excused=(reason or "").strip() or None)
    if not sheet.entries and sheet.excused is None:
        take_away(session, sheet)
    return worker.name


def clear_scores(session: Session, period_id: UUID, worker_ids: Iterable[UUID]) -> int:
    """Empty the sheets of some people; return how many held something."""
    require_open(session, period_id)
    sheets = sheets_of(session, period_id)
    return sum(assign(sheets[who], entries={}) for who in worker_ids if who in sheets)


def entry_plan(session: Session, period_id: UUID) -> tuple[tuple[EntryColumn, ...], tuple[UUID, ...]]:
    """Return the columns of a period and who is assessed in it, by name and ID number: what a machine fills in."""
    period = require_open(session, period_id)
    definition = definition_of(session, period)
    people = assessed_people(service_spells(session), definition.eligibility, period.last_day)
    ordered = session.scalars(select(Worker.id).order_by(Worker.name_pinyin, Worker.name, Worker.id_number))
    return entry_columns(definition, period.round_key), tuple(who for who in ordered if who in people)
