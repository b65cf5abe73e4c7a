"""Tables as models fed from outside: columns are data, rows are frozen, `data()` only dispatches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gridadmin.i18n import _

Row = TypeVar("Row")
HEADING_ROOM = 2  # digits beside the title of a column
Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
SORT_ROLE = int(Qt.ItemDataRole.UserRole) + 2
TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 3

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of a table.

    Attributes:
        title: msgid of the header.
        width: in digits of the base font (a hanzi is two), until the clerk draws it wider.
        display: what is shown of a row.
        sort: what is compared, native values, None last; the shown text where it is left out.
        tone: name of the colour of a cell (`Colours`); empty for plain text.
        badge: the text is drawn as a rounded badge in its tone.
        chosen: shown until the column chooser says otherwise.
    """

    key: str
    title: str
    width: int
    display: Callable[[Row], str]
    sort: Callable[[Row], Any] | None = None
    align: Qt.AlignmentFlag = LEFT
    tone: Callable[[Row], str] | None = None
    badge: bool = False
    chosen: bool = True

    def order_of(self, row: Row) -> Any:
        """Return what the row is sorted by in this column."""
        return self.sort(row) if self.sort is not None else self.display(row)


def fitting(title: str, width: int) -> int:
    """Return the width of a column that shows its title whole; Chinese titles are short, others are not."""
    words = _(title)
    return max(width, len(words) + HEADING_ROOM) if words.isascii() else width


def fitted(columns: Iterable[Column[Row]]) -> tuple[Column[Row], ...]:
    """Return columns that show their titles whole."""
    return tuple(replace(each, width=fitting(each.title, each.width)) for each in columns)


class ColumnModel(QAbstractTableModel, Generic[Row]):
    """What tables in memory and paged tables have in common: columns, headers, and the dispatch of `data()`."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._answers: dict[int, Callable[[Row, Column[Row]], Any]] = {
            int(Qt.ItemDataRole.DisplayRole): lambda row, column: column.display(row),
            int(Qt.ItemDataRole.ToolTipRole): lambda row, column: column.display(row) or None,
            int(Qt.ItemDataRole.TextAlignmentRole): lambda _row, column: column.align,
            ROW_ROLE: lambda row, _column: row,
            SORT_ROLE: lambda row, column: column.order_of(row),
            TONE_ROLE: lambda row, column: column.tone(row) if column.tone is not None else "",
        }

    def row_at(self, place: int) -> Row | None:
        """Return the row at a place, None where it has not been read yet."""
        raise NotImplementedError

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Ask the column for what the role wants; a row that has not been read yet is empty."""
        answer = self._answers.get(role)
        if answer is None or not index.isValid():
            return None
        row = self.row_at(index.row())
        return None if row is None else answer(row, self.columns[index.column()])

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a column, in the language in use."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return _(self.columns[section].title)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self.columns[section].align
        return None


class TableModel(ColumnModel[Row]):
    """A table whose rows are all in memory, sorted here; for lists up to some thousand rows."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._rows: list[Row] = []
        self._sorted_by: tuple[int, bool] | None = None

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Replace all rows; the order that the clerk has chosen is kept."""
        self.beginResetModel()
        self._rows = self._in_order(list(rows))
        self.endResetModel()

    def rows(self) -> list[Row]:
        """Return the rows in the order shown."""
        return list(self._rows)

    def row_at(self, place: int) -> Row | None:
        """Return the row at a place."""
        return self._rows[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, None last in both directions; -1 leaves the rows as they are. The selection follows."""
        self._sorted_by = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._rows[index.row()] for index in before]
        self._rows = self._in_order(self._rows)
        places = {id(row): place for place, row in enumerate(self._rows)}
        after = [self.index(places[id(row)], index.column()) for row, index in zip(held, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _in_order(self, rows: list[Row]) -> list[Row]:
        if self._sorted_by is None:
            return rows
        column, backwards = self.columns[self._sorted_by[0]], self._sorted_by[1]
        keyed = [(column.order_of(row), row) for row in rows]
        known = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0], reverse=backwards)
        return [row for _value, row in known] + [row for value, row in keyed if value is None]
