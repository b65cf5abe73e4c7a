"""The layouts of senders' sheets, remembered so that the next one needs no mapping."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.imports import ImportKind, Layout
from gridadmin.models.ids import new_id
from gridadmin.models.office import ImportLayout
from gridadmin.services.assignment import assign


def list_layouts(session: Session, kind: ImportKind) -> list[Layout]:
    """Return the remembered layouts of one kind."""
    rows = session.scalars(select(ImportLayout).where(ImportLayout.kind == kind.value).order_by(ImportLayout.id))
    return [
        Layout(row.signature, kind, tuple((label, field) for label, field in row.columns), row.sender or "")
        for row in rows
    ]


def remember_layouts(session: Session, layouts: Iterable[Layout]) -> None:
    """Remember layouts; a header that was known gets the mapping it was imported with this time."""
    known = {(row.kind, row.signature): row for row in session.scalars(select(ImportLayout))}
    for layout in layouts:
        columns = [list(column) for column in layout.columns]
        row = known.get((layout.kind.value, layout.signature))
        if row is not None:
            assign(row, columns=columns, sender=layout.sender or row.sender)
            continue
        row = ImportLayout(
            id=new_id(),
            kind=layout.kind.value,
            signature=layout.signature,
            sender=layout.sender or None,
            columns=columns,
        )
        session.add(row)
        known[(layout.kind.value, layout.signature)] = row
