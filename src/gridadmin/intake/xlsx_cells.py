"""Reads .xlsx and .xlsm through calamine, after one look at the XML for what calamine does not tell or cannot bear."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import UNCOMPUTED
from gridadmin.i18n import N_, Message
from gridadmin.intake.guards import damaged_error, password_error
from gridadmin.intake.sheets import CellValue, RawSheet, trimmed

MAX_CELLS = 5_000_000
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>/]*>')
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(.*?)</(?:\w+:)?c>', re.DOTALL
)
# A formula that a program wrote without computing it; an office program leaves a value, "" as t="str".
_UNCOMPUTED_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?![^>]*\bt="str")[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>/]*>\s*'
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*"
    rb"</(?:\w+:)?c>"
)
_WIDE_COLUMN = re.compile(rb'\br="([A-Z]{2,3})[0-9]')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="([0-9]{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="([0-9]{1,7})"')


@dataclass(frozen=True)
class _SheetFacts:
    hidden_rows: frozenset[int]
    errors: dict[tuple[int, int], str]


def read_xlsx(content: bytes, name: str) -> list[RawSheet]:
    """Read every worksheet of an .xlsx or .xlsm; macros are ignored and a note says so.

    Raises:
        InvalidError: damaged, locked, or with a stray cell so far out that the sheet does not fit into memory.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    facts, has_macros = _look_into(content, name)
    notes = (
        (Message(N_("The macros of {file} are ignored; only its values are read."), {"file": name}),)
        if has_macros
        else ()
    )
    sheets = []
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for index, meta in enumerate(workbook.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(index)
            rows: list[list[CellValue]] = list(map(list, sheet.to_python(skip_empty_area=False)))
            _put_errors(rows, facts.get(meta.name))
            sheets.append(
                RawSheet(
                    name=meta.name,
                    rows=trimmed(rows),
                    merges=tuple(
                        (top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
                    ),
                    hidden=meta.visible != SheetVisibleEnum.Visible,
                    hidden_rows=facts[meta.name].hidden_rows if meta.name in facts else frozenset(),
                    notes=notes,
                )
            )
    except PasswordError as error:
        raise password_error(name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged_error(name) from error
    except BaseException as error:
        # A panic of the Rust reader is a BaseException of its own, not importable by name.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged_error(name) from error
    return sheets


def _put_errors(rows: list[list[CellValue]], facts: _SheetFacts | None) -> None:
    for (row, column), text in facts.errors.items() if facts else ():
        while len(rows) <= row:
            rows.append([])
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = text


def _look_into(content: bytes, name: str) -> tuple[dict[str, _SheetFacts], bool]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            facts = {sheet: _facts(archive.read(part), sheet, name) for sheet, part in _sheet_parts(archive)}
            for part in archive.namelist():  # reading to the end checks the sums, which calamine does not
                if part.startswith("xl/") and part.endswith("Strings.xml"):
                    archive.read(part)
            return facts, any(part.lower().endswith("vbaproject.bin") for part in archive.namelist())
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        KeyError,
        ParseError,
        OSError,
        ValueError,
    ) as error:
        raise damaged_error(name) from error


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    from defusedxml.ElementTree import fromstring

    relations = {
        item.get("Id"): item.get("Target", "")
        for item in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        if item.get("Type", "").endswith("/worksheet")
    }
    parts = []
    for item in fromstring(archive.read("xl/workbook.xml")).iter():
        if item.tag.rpartition("}")[2] == "sheet":
            target = relations.get(item.get(_RELATION) or item.get(_STRICT_RELATION))
            if target:
                parts.append((item.get("name", ""), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")))
    return parts


def _facts(xml: bytes, sheet: str, name: str) -> _SheetFacts:
    rows, columns = _outer_bounds(xml)
    if rows * columns > MAX_CELLS:
        rows, columns = _exact_bounds(xml)
    if rows * columns > MAX_CELLS:
        raise InvalidError(
            N_(
                "{file}, sheet {sheet}: a stray cell far from the table makes the sheet too large (row {row}). "
                "Delete it and save."
            ),
            file=name, sheet=sheet, row=rows,
        )  # fmt: skip
    errors = {}
    if b't="e"' in xml:
        for match in _ERROR_CELL.finditer(xml):
            value = _VALUE.search(match[3])
            errors[int(match[2]) - 1, _column_number(match[1]) - 1] = value[1].decode() if value else "#N/A"
    if b"<f" in xml or b":f" in xml:
        for match in _UNCOMPUTED_CELL.finditer(xml):
            errors[int(match[2]) - 1, _column_number(match[1]) - 1] = UNCOMPUTED
    hidden = _HIDDEN_ROW.finditer(xml) if b"hidden=" in xml else ()
    return _SheetFacts(frozenset(int(match[1]) - 1 for match in hidden), errors)


def _outer_bounds(xml: bytes) -> tuple[int, int]:
    """Return bounds that are surely large enough, fast: the last row element, and every column beyond Z."""
    last_row = _ROW.search(xml, max(xml.rfind(b"row "), 5) - 5)
    wide = {match[1] for match in _WIDE_COLUMN.finditer(xml)}
    rows = int(last_row[1]) if last_row else xml.count(b"<row")
    return rows, max((_column_number(letters) for letters in wide), default=26)


def _exact_bounds(xml: bytes) -> tuple[int, int]:
    """Return the last row and column that hold a value; empty formatted cells do not count."""
    letters, last_row = {b"A"}, 0
    for match in _FILLED_CELL.finditer(xml):
        letters.add(match[1])
        last_row = max(last_row, int(match[2]))
    return last_row, max(map(_column_number, letters))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
