"""Multi-level headings: a tree of headings laid out as merged cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gridadmin.domain.tables import Heading


@dataclass(frozen=True)
class HeadingCell:
    """A heading with its place, counted from 0 at the top left of the header, and its spans in rows and columns."""

    heading: Heading
    row: int
    column: int
    rows: int
    columns: int


def lay_out(headings: tuple[Heading, ...]) -> tuple[HeadingCell, ...]:
    """Return every heading's cell; columns reach down to the last header row, so the header is a full rectangle."""
    depth = max((heading.depth for heading in headings), default=0)
    return tuple(_place(headings, 0, 0, depth))


def _place(headings: tuple[Heading, ...], row: int, column: int, depth: int) -> Iterator[HeadingCell]:
    for heading in headings:
        columns = len(heading.columns)
        rows = 1 if heading.children else depth - row
        yield HeadingCell(heading, row, column, rows, columns)
        yield from _place(heading.children, row + rows, column, depth)
        column += columns
