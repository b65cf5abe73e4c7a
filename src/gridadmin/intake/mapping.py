"""Proposes which column feeds which field, and remembers how a sender lays out the sheet."""

from __future__ import annotations

import hashlib

from gridadmin.domain.imports import ColumnMapping, ImportKind, Layout
from gridadmin.intake.header_words import SERIAL, header_key, match_header, other_person, serial_label
from gridadmin.intake.tables import Table

_OF_A_PERSON = frozenset(
    ("name", "id_number", "sex", "birth_date", "ethnicity", "political_status", "education", "phones", "address")
)
Match = tuple[int, str, float]  # index of the column, field, how sure


def guess_kind(table: Table) -> ImportKind:
    """Tell whether a table lists grid workers, grids or certificates, by the fields that its headers name."""
    labels = [column.label for column in table.columns if column.label]
    workers = {match[0] for label in labels if (match := match_header(label, ImportKind.WORKERS)) and match[1] > 0.6}
    grids = {match[0] for label in labels if (match := match_header(label, ImportKind.GRIDS)) and match[1] > 0.6}
    personal = workers & {"id_number", "sex", "birth_date", "phones", "political_status"}
    papers = {
        match[0] for label in labels if (match := match_header(label, ImportKind.CERTIFICATES)) and match[1] > 0.6
    }
    if len(papers & {"type_name", "number", "issued_on", "expires_on", "validity", "issuer"}) > 1:
        return ImportKind.CERTIFICATES
    own = grids & {"code", "area", "households", "residents", "dedicated_kind", "setting"}
    return ImportKind.GRIDS if len(own) > len(personal) else ImportKind.WORKERS


def propose_mapping(table: Table, kind: ImportKind | None = None, layout: Layout | None = None) -> ColumnMapping:
    """Propose which column feeds which field; a remembered layout with the same header decides.

    Where two columns name one field the surer match has it; phones and grids may have several columns.
    """
    kind = kind or (layout.kind if layout else guess_kind(table))
    if layout and layout.signature == layout_signature(table):
        return _from_layout(table, layout)
    matches = [
        (column.index, *match)
        for column in table.columns
        if column.label and (match := match_header(column.label, kind))
    ]
    matches = _of_the_rows(matches, {column.index: other_person(column.label) for column in table.columns}, kind)
    ignored = tuple(index for index, field, _ in matches if field == SERIAL)
    taken: dict[str, int] = {}
    chosen = []
    for index, field, confidence in sorted(matches, key=lambda match: -match[2]):
        if field == SERIAL or (field in taken and field not in ("phones", "grids")):
            continue
        taken[field] = index
        chosen.append((index, field, confidence))
    chosen.sort()
    return ColumnMapping(
        kind, tuple((index, field) for index, field, _ in chosen), tuple(sure for *_, sure in chosen), ignored
    )


def _of_the_rows(matches: list[Match], others: dict[int, str], kind: ImportKind) -> list[Match]:
    """Leave out what a sheet says of somebody else: 网格长电话 beside 网格员姓名, 配偶电话 beside 姓名."""
    names = [(-sure, others[index]) for index, field, sure in matches if field == "name"]
    meant = min(names)[1] if names and kind is not ImportKind.GRIDS else ""
    return [match for match in matches if match[1] not in _OF_A_PERSON or others[match[0]] in ("", meant)]


def _from_layout(table: Table, layout: Layout) -> ColumnMapping:
    fields = []
    remaining = list(layout.columns)
    for column in table.columns:
        found = next((pair for pair in remaining if pair[0] == column.label), None)
        if found:
            remaining.remove(found)
            fields.append((column.index, found[1]))
    mapped = {index for index, _ in fields}
    serials = (column for column in table.columns if column.index not in mapped and serial_label(column.label))
    return ColumnMapping(layout.kind, tuple(fields), (1.0,) * len(fields), tuple(column.index for column in serials))


def layout_signature(table: Table) -> str:
    """Return the fingerprint of a table's header: the same headers in the same order give the same one."""
    labels = "\n".join(header_key(column.label) for column in table.columns if column.label)
    return hashlib.sha256(labels.encode()).hexdigest()[:32]


def layout_of(table: Table, mapping: ColumnMapping, sender: str = "") -> Layout:
    """Return what is to be remembered of a sender's sheet."""
    labels = {column.index: column.label for column in table.columns}
    columns = tuple((labels[index], field) for index, field in mapping.fields)
    return Layout(layout_signature(table), mapping.kind, columns, sender or table.sender)
