"""Plain tables: headings as a tree, rows of cells, a total row; what papers and windows show alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from gridadmin.i18n import Message


@dataclass(frozen=True)
class Share:
    """A part of a whole, shown as a percentage; both numbers stay known, so that a rate can be explained."""

    part: int
    whole: int

    @property
    def ratio(self) -> float | None:
        """The share as a number; may be above 1; None where the whole is 0."""
        return self.part / self.whole if self.whole else None


Cell = str | int | Decimal | date | Share | Message | None


class ColumnKind(StrEnum):
    """How the cells of a column are written and aligned; `MONEY` is yuan as Decimal, written 1,234.50."""

    TEXT = "text"
    NAME = "name"
    CODE = "code"
    NUMBER = "number"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"


@dataclass(frozen=True)
class Heading:
    """A heading over the headings below it; a heading without children is a column.

    Attributes:
        width: of a column, in half-width characters; None = as wide as its cells need.
    """

    title: Message | str
    children: tuple[Heading, ...] = ()
    kind: ColumnKind = ColumnKind.NUMBER
    width: float | None = None

    @property
    def depth(self) -> int:
        """How many rows the heading and those below it take."""
        return 1 + max((child.depth for child in self.children), default=0)

    @property
    def columns(self) -> tuple[Heading, ...]:
        """The columns under the heading, left to right."""
        if not self.children:
            return (self,)
        return tuple(column for child in self.children for column in child.columns)


@dataclass(frozen=True)
class Table:
    """A table as it goes on paper.

    Attributes:
        unit: what is counted, for the line under the title ("个、人").
        rows: every row as wide as the columns.
        total: the total row; None where the rows cannot be added up.
        notes: definitions and remarks under the table.
        merge_first: equal neighbours in the first column become one merged cell.
    """

    key: str
    title: Message
    unit: Message
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    notes: tuple[Message, ...] = ()
    merge_first: bool = False

    @property
    def columns(self) -> tuple[Heading, ...]:
        """The columns, left to right."""
        return tuple(column for heading in self.headings for column in heading.columns)

    @property
    def depth(self) -> int:
        """How many rows the headings take."""
        return max(heading.depth for heading in self.headings)

    def numbers(self, column: int) -> Iterator[int]:
        """Yield the whole numbers of a column, without the total row."""
        for row in self.rows:
            cell = row[column]
            if isinstance(cell, int):
                yield cell
