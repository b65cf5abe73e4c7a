"""Importing a sheet of scores: each row goes in whole or not at all, and the four numbers add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.assessment_entries import (
    Entry,
    EntryColumn,
    entries_from_json,
    entries_to_json,
    entry_columns,
    read_entry,
    shown_entry,
    with_entry,
)
from gridadmin.domain.assessment_rows import ParticipantRow
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import Effect, ImportChange, ImportReport, Outcome
from gridadmin.domain.masking import mask_id_number
from gridadmin.domain.text import name_key
from gridadmin.i18n import N_, Message
from gridadmin.services.assessment_people import participants
from gridadmin.services.assessment_records import definition_of, require_open, sheet_for, sheets_of
from gridadmin.services.assignment import assign
from gridadmin.services.import_people import Letters, Progress, Row, put_rows


@dataclass
class _Book:
    """The people of the period by ID number and by name, and who was met already."""

    people: Sequence[ParticipantRow]
    met: set[UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.by_number = {row.id_number: row for row in self.people if row.id_number}
        self.by_name: dict[str, list[ParticipantRow]] = defaultdict(list)
        for row in self.people:
            self.by_name[name_key(row.name)].append(row)

    def find(self, row: Row) -> ParticipantRow | Message:
        """Return whom a row means, or why nobody alone."""
        number = row.id_number.upper()
        found = self.by_number.get(number)
        if found is None:
            named = self.by_name.get(name_key(row.name), [])
            if number and named:  # whoever has another number is another person of that name
                named = [each for each in named if _may_have(number, each.id_number)]
                if not named:
                    return Message(N_("Nobody on file has this ID number."))
            if len(named) > 1:
                return Message(N_("Several persons of the list have this name; add the ID number."))
            if not named:
                return Message(N_("Nobody in the list is called this."))
            found = named[0]
        elif name_key(found.name) != name_key(row.name):
            return Message(N_("The ID number belongs to {name}."), {"name": found.name})
        if found.worker_id in self.met:
            return Message(N_("This person stands twice in the sheet."))
        self.met.add(found.worker_id)
        return found.why_not or found


def _may_have(number: str, own: str | None) -> bool:
    """Whether a person may be meant by a number that is not the person's own in full."""
    return number == mask_id_number(own) if "*" in number else not own


def import_scores(
    session: Session,
    period_id: UUID,
    rows: Sequence[Row],
    letter_of: Letters = lambda _sheet, _key: "",
    progress: Progress = lambda _done, _total: None,
) -> ImportReport:
    """Put the rows of a score sheet into a period and return the report; the caller decides whether to keep it.

    A cell that is empty in the sheet changes nothing. Errors as `enter_scores`.
    """
    period = require_open(session, period_id)
    definition = definition_of(session, period)
    columns = {column.key: column for column in entry_columns(definition, period.round_key)}
    book = _Book(participants(session, definition.eligibility, period.first_day, period.last_day))
    sheets = sheets_of(session, period_id)

    def put(person: ParticipantRow, row: Row) -> Effect:
        known = sheets.get(person.worker_id)
        before = entries_from_json(known.entries) if known else {}
        after = _entered(row, columns, before)
        if after == before:
            return Outcome.UNCHANGED, ()
        assign(sheet_for(session, sheets, period_id, person.worker_id), entries=entries_to_json(after))
        return (Outcome.UPDATED, _changes(columns, before, after)) if before else (Outcome.NEW, ())

    return put_rows(book.find, rows, put, letter_of, progress)


def _entered(row: Row, columns: Mapping[str, EntryColumn], before: dict[str, Entry]) -> dict[str, Entry]:
    """Return the entries with what a row fills; InvalidError names every cell that cannot be read."""
    entries, faults = before, dict[str, Message]()
    for key, written in row.cells.items():
        try:
            entries = with_entry(entries, key, read_entry(columns[key], written, entries.get(key)))
        except InvalidError as error:
            faults[key] = error.message
    if faults:
        raise InvalidError(N_("The row cannot be read."), faults)
    return entries


def _changes(
    columns: Mapping[str, EntryColumn], before: Mapping[str, Entry], after: Mapping[str, Entry]
) -> tuple[ImportChange, ...]:
    return tuple(
        ImportChange(column.title, shown_entry(before.get(key)), shown_entry(after.get(key)))
        for key, column in columns.items()
        if before.get(key) != after.get(key)
    )
