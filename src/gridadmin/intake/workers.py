"""Rows of a roster become `WorkerImport`: each goes in whole or not at all, with a problem for whatever is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from gridadmin.domain.dates import ColumnFormat, PartialDate, Precision, parse_date
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.grid_codes import parse_grid_code
from gridadmin.domain.id_numbers import IdNumber, parse_id_number
from gridadmin.domain.imports import ColumnMapping, ParsedRow, Severity
from gridadmin.domain.phones import parse_phones
from gridadmin.domain.synonyms import (
    EMPLOYMENT_KIND,
    ETHNICITY,
    EXIT_REASON,
    POLITICAL_STATUS,
    ROLE,
    SEXES,
    SOURCE,
    read_education,
    read_tick,
)
from gridadmin.domain.text import NameFault, clean_name, clean_text, narrow
from gridadmin.domain.workers import AppointmentRole, EmploymentKind, Sex, WorkerImport
from gridadmin.i18n import N_, Message
from gridadmin.intake.cells import IntakeContext, RowReading, column_format, columns_by_field
from gridadmin.intake.sheets import CellValue
from gridadmin.intake.tables import Table, shown

_GRID_SEPARATORS = re.compile(r"[、;；/\n]+|[,，](?![^,，]*(?:社区|街道|镇|村)(?:[,，]|$))")
_GRID_CODE = re.compile("[0-9]{15}")
_KIND_TICKS = {"full_time": EmploymentKind.FULL_TIME, "part_time": EmploymentKind.PART_TIME}
_SEX_TICKS = {"1": Sex.MALE, "2": Sex.FEMALE}
Ticked = TypeVar("Ticked")


def parse_workers(table: Table, mapping: ColumnMapping, context: IntakeContext) -> list[ParsedRow]:
    """Read every row of a table of grid workers.

    A person whose name is merged over several rows has several grids: the later rows are joined to the first.
    """
    columns = columns_by_field(mapping)
    readings = [RowReading(table, row, columns) for row in table.rows]
    numbers = [reading.read("id_number", partial(_id_number, context=context)) for reading in readings]
    births = [number.birth_date for number in numbers if number]
    formats = {
        "birth_date": column_format(table, columns, "birth_date", births),
        "started_on": column_format(table, columns, "started_on"),
        "ended_on": column_format(table, columns, "ended_on"),
    }
    name_column = mapping.column_of("name")
    parsed: list[ParsedRow] = []
    for reading, number in zip(readings, numbers, strict=True):
        if parsed and name_column in reading.row.filled and _same_person(parsed[-1], number):
            parsed[-1] = _joined(parsed[-1], reading)
            continue
        parsed.append(_WorkerReading(reading, number, formats, context).parsed())
    return parsed


def _id_number(raw: str | float, context: IntakeContext) -> IdNumber:
    return parse_id_number(raw, context.today, context.timeline)


def _same_person(before: ParsedRow, number: IdNumber | None) -> bool:
    return isinstance(before.record, WorkerImport) and (number is None or before.record.id_number == number.value)


def _joined(before: ParsedRow, reading: RowReading) -> ParsedRow:
    assert isinstance(before.record, WorkerImport)
    grids = dict.fromkeys((*before.record.grids, *_grids(reading)))
    phones = dict.fromkeys((*before.record.phones, *_phones(reading, "phones")))
    reading.add(
        "name",
        Message(N_("Read together with row {row}: one person, several grids."), {"row": before.row}),
        Severity.NOTE,
    )
    record = None if reading.rejected else replace(before.record, grids=tuple(grids), phones=tuple(phones))
    return replace(before, record=record, problems=(*before.problems, *reading.problems))


class _WorkerReading:
    """Reads one person; the ID number was read before, because dates lean on it."""

    def __init__(
        self, reading: RowReading, number: IdNumber | None, formats: dict[str, ColumnFormat], context: IntakeContext
    ) -> None:
        self._reading = reading
        self._number = number
        self._formats = formats
        self._context = context

    def parsed(self) -> ParsedRow:
        """Return the row as it was read."""
        record = self._record()
        reading = self._reading
        return ParsedRow(
            reading.table.sheet, reading.row.number, None if reading.rejected else record, tuple(reading.problems)
        )

    def _record(self) -> WorkerImport:
        reading = self._reading
        record = WorkerImport(
            name=self._name(),
            id_number=self._number.value if self._number else None,
            sex=self._sex(),
            birth_date=self._birth_date(),
            ethnicity=reading.read("ethnicity", ETHNICITY.read),
            political_status=reading.read("political_status", POLITICAL_STATUS.read)
            or self._ticked("political_status", {"01": "01"}),
            education=self._education(),
            phones=_phones(reading, "phones"),
            address=reading.text("address"),
            emergency_contact=reading.text("emergency_contact"),
            emergency_phone=next(iter(_phones(reading, "emergency_phone")), None),
            kind=reading.read("kind", EMPLOYMENT_KIND.read) or self._ticked("kind", _KIND_TICKS) or self._other_kind(),
            source=reading.read("source", SOURCE.read),
            started_on=reading.day("started_on", self._formats["started_on"]),
            ended_on=reading.day("ended_on", self._formats["ended_on"]),
            exit_reason=reading.read("exit_reason", EXIT_REASON.read),
            document=reading.text("document"),
            community=reading.text("community") or self._context.default_community,
            grids=_grids(reading),
            role=reading.read("role", ROLE.read) or self._ticked("role", {"leader": AppointmentRole.LEADER}),
            remarks=reading.text("remarks"),
        )
        return self._with_cleared(record)

    def _with_cleared(self, record: WorkerImport) -> WorkerImport:
        cleared = self._reading.cleared
        if "name" in cleared:
            self._reading.add("name", Message(N_("A name cannot be cleared.")))
        return replace(record, cleared=frozenset(cleared)) if cleared else record

    def _name(self) -> str:
        reading = self._reading
        name = clean_name(shown(reading.value("name")))
        for fault, reason in name.faults:
            if fault is NameFault.EMPTY and "name" in reading.cleared:
                continue
            settled = fault is NameFault.DIGIT_SUFFIX and self._number is not None
            fatal = fault in (NameFault.EMPTY, NameFault.JOINED, NameFault.DIGIT_SUFFIX) and not settled
            reading.add("name", reason, Severity.ERROR if fatal else Severity.WARNING)
        return name.value

    def _sex(self) -> Sex | None:
        written = self._reading.read("sex", SEXES.read) or self._ticked("sex", _SEX_TICKS)
        number = self._number
        if number is None:
            return written
        if written and written not in (number.sex, Sex.UNKNOWN):
            reason = N_("The sheet says {written}, the ID number says {by_number}. Compare both with the ID card.")
            self._reading.add("sex", Message(reason, {"written": written.message, "by_number": number.sex.message}))
        return number.sex

    def _birth_date(self) -> date | None:
        number = self._number
        written = self._partial("birth_date", number.birth_date if number else None)
        if number is None:
            return self._whole_birth_date(written) if written else None
        if written and not written.covers(number.birth_date):
            reason = N_("The sheet says born {written}, the ID number says {by_number}. Compare both with the ID card.")
            self._reading.add(
                "birth_date", Message(reason, {"written": str(written), "by_number": number.birth_date.isoformat()})
            )
        return number.birth_date

    def _whole_birth_date(self, written: PartialDate) -> date | None:
        if written.first_day > self._context.today:
            self._reading.add(
                "birth_date",
                Message(N_("{value} is in the future. Nobody is born after today."), {"value": str(written)}),
            )
            return None
        if written.precision is Precision.DAY:
            return written.first_day
        reason = N_("Only {value} is known of the birth date: it is not entered. Fill in the day, or the ID number.")
        self._reading.add("birth_date", Message(reason, {"value": str(written)}), Severity.WARNING)
        return None

    def _partial(self, name: str, known: date | None = None) -> PartialDate | None:
        for column, value in self._reading.values(name):
            try:
                return parse_date(value, self._formats[name], known)
            except InvalidError as error:
                self._reading.add(name, error.message, column=column)
        return None

    def _education(self) -> str | None:
        read = self._reading.read("education", read_education)
        if read is None:
            return None
        code, note = read
        if note:
            self._reading.add("education", note, Severity.NOTE)
        return code

    def _other_kind(self) -> EmploymentKind | None:
        """Read 否 under 是否专职 as part-time, and the reverse, where the sheet has no column for the other kind."""
        for ticked, other in (("full_time", "part_time"), ("part_time", "full_time")):
            said_no = self._reading.read(f"kind={ticked}", read_tick) is False
            if said_no and not self._reading.maps(f"kind={other}"):
                return EmploymentKind(other)
        return None

    def _ticked(self, name: str, meanings: Mapping[str, Ticked]) -> Ticked | None:
        reading = self._reading
        ticked = [meaning for value, meaning in meanings.items() if reading.read(f"{name}={value}", read_tick)]
        if len(ticked) > 1:
            reading.add(f"{name}={next(iter(meanings))}", Message(N_("Both columns are ticked. Tick one.")))
        return ticked[0] if ticked else None


def _phones(reading: RowReading, name: str) -> tuple[str, ...]:
    numbers: dict[str, None] = {}
    for column, value in reading.values(name):
        try:
            found = parse_phones(value if isinstance(value, str | int | float) else shown(value))
        except InvalidError as error:
            reading.add(name, error.message, column=column)
            continue
        for phone in found:
            numbers[phone.value] = None
            if phone.warning:
                reading.add(name, phone.warning, Severity.WARNING, column)
    return tuple(numbers)


def _grids(reading: RowReading) -> tuple[str, ...]:
    """Return the grids of a row. Names in a column beside that of the codes say the same; within a cell each is one."""
    cells = [_grids_of_cell(reading, column, value) for column, value in reading.values("grids")]
    coded = [cell for cell in cells if any(map(_GRID_CODE.fullmatch, cell))]
    return tuple(dict.fromkeys(grid for cell in coded or cells for grid in cell))


def _grids_of_cell(reading: RowReading, column: int, value: CellValue) -> list[str]:
    text = shown(value)
    if len(text) == 15 and text.isascii() and text.isdigit():
        return [_grid_code(reading, column, value if isinstance(value, int | float) else text)]
    grids = []
    for part in _GRID_SEPARATORS.split(text):
        written = clean_text(part)
        if re.fullmatch(r"[0-9\s.E+]{9,}", narrow(written).upper()):
            written = _grid_code(reading, column, value if isinstance(value, int | float) else written)
        if written:
            grids.append(written)
    return grids


def _grid_code(reading: RowReading, column: int, raw: str | float) -> str:
    try:
        return parse_grid_code(raw).value
    except InvalidError as error:
        reading.add("grids", error.message, column=column)
        return shown(raw)
