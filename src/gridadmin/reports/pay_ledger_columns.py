"""How wide the columns of a wide table are, and how large its letters, so that it fills the width of the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from gridadmin.domain.tables import Cell, ColumnKind, Share, Table
from gridadmin.i18n import Message
from gridadmin.reports.fonts import Face, FontChain
from gridadmin.reports.lettering import measure_of
from gridadmin.reports.notices_sheet import POINTS_PER_MM

LARGEST, SMALLEST = 9.5, 5.6
_PADDING = 2.0  # mm, both sides
_WIDEST_TEXT = 34.0  # mm; longer words take two lines
_MM_A_CHARACTER = 1.7  # of a half-width character, for columns of words that say how wide they are
_HEADING_EM = 2.15  # a heading is at least as wide as two characters
_LONGEST_WORD = 5.0
_USUAL = 0.95  # columns of words are as wide as so many of their cells need


@dataclass(frozen=True)
class Columns:
    """Widths in mm from the left, the letters in points, what each column holds."""

    widths: tuple[float, ...]
    starts: tuple[float, ...]
    points: float
    kinds: tuple[ColumnKind, ...]

    @property
    def width(self) -> float:
        """The width of all."""
        return self.starts[-1] + self.widths[-1]

    def span(self, first: int, count: int = 1) -> tuple[float, float]:
        """Return where some neighbours begin, and how wide they are together."""
        last = first + count - 1
        return self.starts[first], self.starts[last] + self.widths[last] - self.starts[first]


def lay_columns(chain: FontChain, table: Table, room: float) -> Columns:
    """Return columns that fill the room, in letters as large as it allows."""
    kinds = tuple(column.kind for column in table.columns)
    ems = [_em(chain, table, at) for at in range(len(kinds))]
    points = LARGEST
    while points > SMALLEST and sum(_widths(ems, table, points)) > room:
        points = max(points - 0.1, SMALLEST)
    widths = _widths(ems, table, points)
    rest = room - sum(widths)
    grows = [at for at, kind in enumerate(kinds) if kind is not ColumnKind.CODE]
    if rest > 0 and grows:
        share = rest / sum(widths[at] for at in grows)
        widths = [width * (1 + share) if at in grows else width for at, width in enumerate(widths)]
    elif rest < 0:
        widths = [width * room / (room - rest) for width in widths]
    return Columns(tuple(widths), tuple(accumulate(widths[:-1], initial=0.0)), points, kinds)


def _em(chain: FontChain, table: Table, at: int) -> float:
    """Return how wide a column must be, in em of its letters."""
    column = table.columns[at]
    face = Face.BOLD if table.total and table.total[at] is not None else Face.REGULAR
    measure = measure_of(chain, face)
    cells = [row[at] for row in table.rows]
    if column.kind in (ColumnKind.MONEY, ColumnKind.NUMBER):
        cells += _sums(table, at)
    if column.kind in (ColumnKind.MONEY, ColumnKind.NUMBER):  # figures have one width: the longest is the widest
        cells = [max(map(shown_cell, cells), key=len, default="")]
    widths = sorted(sum(map(measure, shown_cell(cell))) for cell in cells if cell not in (None, ""))
    usual = widths[int((len(widths) - 1) * _USUAL)] if widths else 0.0
    longest = widths[-1] if widths else 0.0
    return max(usual if column.kind is ColumnKind.TEXT else longest, _heading_em(chain, column.title))


def _heading_em(chain: FontChain, title: Message | str) -> float:
    """Return the width of two characters, or of the longest Latin word, which does not break."""
    measure = measure_of(chain, Face.BOLD)
    words = (title.text() if isinstance(title, Message) else title).split()
    latin = [sum(map(measure, word)) for word in words if word.isascii()]
    return min(max(latin, default=0.0) + 0.2, _LONGEST_WORD) if latin else _HEADING_EM


def _sums(table: Table, at: int) -> list[Cell]:
    return [table.total[at]] if table.total else []


def _widths(ems: Sequence[float], table: Table, points: float) -> list[float]:
    found = []
    for em, column in zip(ems, table.columns, strict=True):
        width = em * points / POINTS_PER_MM + _PADDING
        if column.kind is ColumnKind.TEXT:
            width = max(min(width, _WIDEST_TEXT), (column.width or 0) * _MM_A_CHARACTER)
        found.append(width)
    return found


def shown_cell(cell: Cell) -> str:
    """Return a cell as it is written on paper."""
    if cell is None:
        return ""
    if isinstance(cell, Share):
        return "" if cell.ratio is None else f"{cell.ratio:.2%}"
    if isinstance(cell, Message):
        return cell.text()
    if isinstance(cell, Decimal):
        return f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
