"""Rows of the county's grid list become `GridImport`. Codes are read and checked, never made (Art 9)."""

from __future__ import annotations

import re
from functools import partial

from gridadmin.domain.dates import ColumnFormat
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.grid_codes import GridCode, parse_grid_code
from gridadmin.domain.grid_names import GridName, parse_grid_name
from gridadmin.domain.grids import GridImport, GridKind
from gridadmin.domain.id_numbers import number_as_shown
from gridadmin.domain.imports import ColumnMapping, ParsedRow, Severity
from gridadmin.domain.synonyms import DEDICATED_KIND, GRID_KIND, SETTING
from gridadmin.domain.text import clean_text, narrow, village_name
from gridadmin.i18n import N_, Message
from gridadmin.intake.cells import IntakeContext, RowReading, column_format, columns_by_field
from gridadmin.intake.tables import Table, shown

_COUNT = re.compile(r"([0-9]+)(?:\.0+)?(?:户|人|名|口|余户|余人)?")


def parse_grids(table: Table, mapping: ColumnMapping, context: IntakeContext) -> list[ParsedRow]:
    """Read every row of a table of grids."""
    columns = columns_by_field(mapping)
    formats = {name: column_format(table, columns, name) for name in ("valid_from", "valid_to")}
    return [_parsed(RowReading(table, row, columns), formats, context) for row in table.rows]


def _parsed(reading: RowReading, formats: dict[str, ColumnFormat], context: IntakeContext) -> ParsedRow:
    code = _code(reading, context)
    name = _name(reading)
    kind = _kind(reading, name)
    record = GridImport(
        code=code.value if code else "",
        name=name.value or None,
        kind=kind,
        dedicated_kind=reading.read("dedicated_kind", DEDICATED_KIND.read),
        community=_community(reading, name) or context.default_community,
        area=reading.text("area"),
        households=reading.read("households", read_count),
        residents=reading.read("residents", read_count),
        setting=reading.read("setting", SETTING.read),
        decision_document=reading.text("decision_document"),
        valid_from=reading.day("valid_from", formats["valid_from"]),
        valid_to=reading.day("valid_to", formats["valid_to"]),
        cleared=frozenset(reading.cleared),
    )
    if record.dedicated_kind and record.kind is GridKind.COMPREHENSIVE:
        reading.add(
            "dedicated_kind",
            Message(N_("A comprehensive grid has no dedicated kind. Empty the cell, or correct the kind of grid.")),
        )
    return ParsedRow(
        reading.table.sheet, reading.row.number, None if reading.rejected else record, tuple(reading.problems)
    )


def _code(reading: RowReading, context: IntakeContext) -> GridCode | None:
    code = reading.read("code", partial(parse_grid_code, known_communities=context.known_communities))
    if code is None and not reading.rejected:
        reading.add(
            "code",
            Message(N_("The grid code is missing. The city fixes it (Art 9); copy it from the county's decision.")),
        )
    for note in code.notes if code else ():
        reading.add("code", note, Severity.NOTE)
    return code


def _name(reading: RowReading) -> GridName:
    text = reading.text("name") or ""
    name = parse_grid_name(text)
    if name.code_prefix:
        values = {"value": text, "name": name.value}
        reading.add("name", Message(N_("“{value}” was read as “{name}”."), values), Severity.NOTE)
    return name


def _kind(reading: RowReading, name: GridName) -> GridKind | None:
    kind = reading.read("kind", GRID_KIND.read)
    if kind and name.kind and kind is not name.kind:
        reason = N_("The column says {kind}, the name says {by_name}. Correct one of them.")
        reading.add("kind", Message(reason, {"kind": kind.message, "by_name": name.kind.message}))
    return kind or name.kind


def _community(reading: RowReading, name: GridName) -> str | None:
    written = reading.text("community")
    if not written or not name.community:
        return written or name.community
    if not written.isdigit() and village_name(written).stem != village_name(name.community).stem:
        reason = N_("The column says {community}, the grid's name says {by_name}. Correct one of them.")
        reading.add("community", Message(reason, {"community": written, "by_name": name.community}))
    return written


def read_count(raw: str | float) -> int:
    """Read a number of households or people: 350, 1,024户, ３５０; nothing is rounded.

    Raises:
        InvalidError: where it is no whole number.
    """
    text = number_as_shown(raw) if isinstance(raw, int | float) else re.sub(r"[,，\s]", "", narrow(clean_text(raw)))
    matched = _COUNT.fullmatch(text)
    if not matched:
        raise InvalidError(
            N_("“{value}” is not a whole number. Write only the number, for example 350."), value=shown(raw)
        )
    return int(matched[1])
