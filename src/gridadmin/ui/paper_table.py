"""A table as it goes on paper, on the screen: the same headings, rows and total row; its figures can be opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from gridadmin.domain.tables import Cell, ColumnKind, Share, Table
from gridadmin.ui.paper_headings import PaperHeadings
from gridadmin.ui.tables import CENTRE, LEFT, RIGHT, Index
from gridadmin.ui.theme import current

ALIGNED = {ColumnKind.NUMBER: RIGHT, ColumnKind.SHARE: RIGHT, ColumnKind.CODE: CENTRE, ColumnKind.DATE: CENTRE}
NARROWEST, WIDEST = 46, 420  # units
OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


def cell_text(cell: Cell) -> str:
    """Return a cell as it is read."""
    if isinstance(cell, Share):
        ratio = cell.ratio
        return f"{ratio:.1%}" if ratio is not None else "—"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


class PaperModel(QAbstractTableModel):
    """The rows of a paper table with the total row behind them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table: Table | None = None
        self._rows: tuple[tuple[Cell, ...], ...] = ()

    def show_table(self, table: Table) -> None:
        """Show another table."""
        self.beginResetModel()
        self.table = table
        self._rows = (*table.rows, table.total) if table.total is not None else table.rows
        self.endResetModel()

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell at a place."""
        return self._rows[row][column]

    def is_total(self, row: int) -> bool:
        """Whether a row is the total row."""
        return self.table is not None and self.table.total is not None and row == len(self.table.rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of rows, the total row included."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of columns."""
        return 0 if parent.isValid() or self.table is None else len(self.table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text of a cell, its alignment, or its text as a tip."""
        if not index.isValid() or self.table is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cell_text(self.cell(index.row(), index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return ALIGNED.get(self.table.columns[index.column()].kind, LEFT)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the lowest heading of a column, for screen readers; the tree is painted by the header itself."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal and self.table is not None:
            return str(self.table.columns[section].title)
        return None


class _PaperCells(QStyledItemDelegate):
    """Paints cells: the total row strong, figures that can be opened in the colour of links."""

    def __init__(self, view: PaperTable) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, view = current(), self._view
        rect = QRect(option.rect)  # type: ignore[attr-defined] # missing in the stubs
        total = view.paper.is_total(index.row())
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined] # as above
            painter.fillRect(rect, theme.colour("selection"))
        elif total:
            painter.fillRect(rect, theme.colour("sunken"))
        elif index.row() % 2:
            painter.fillRect(rect, theme.colour("stripe"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        font = theme.font("body", bold=total)
        painter.setFont(font)
        painter.setPen(theme.colour(view.colour_of(index.row(), index.column())))
        margin = theme.px(7)
        flags = int(index.data(Qt.ItemDataRole.TextAlignmentRole)) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(rect.adjusted(margin, 2, -margin, -2), flags, index.data())
        painter.restore()


class PaperTable(QTableView):
    """Shows a `Table`.

    Signals:
        figure_opened: row and column of a figure that was clicked, or on which Enter was pressed.
    """

    figure_opened = Signal(int, int)

    def __init__(self, opens: Callable[[int, int], bool] = lambda _row, _column: False) -> None:
        super().__init__()
        self.opens = opens
        self.paper = PaperModel(self)
        self.headings = PaperHeadings(self)
        self.setHorizontalHeader(self.headings)
        self.setModel(self.paper)
        self.setItemDelegate(_PaperCells(self))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda index: self._open(index.row(), index.column()))
        current().changed.connect(self.fit)

    def show_table(self, table: Table) -> None:
        """Show a table, its columns as wide as their words."""
        self.clearSpans()
        self.paper.show_table(table)
        self.headings.show_headings(table.headings)
        self.headings.setStretchLastSection(table.columns[-1].kind is ColumnKind.TEXT)
        self._merge(table)
        self.fit()

    def fit(self) -> None:
        """Set widths and heights for the text size in use."""
        if self.paper.table is None:
            return
        for place in range(self.paper.columnCount()):
            self.setColumnWidth(place, self._width(place))
        self.headings.updateGeometry()
        height = self.fontMetrics().height() + current().px(11)
        self.verticalHeader().setDefaultSectionSize(height)
        wrapped = [place for place, heading in enumerate(self.paper.table.columns) if (heading.width or 0) > 40]
        for row in range(self.paper.rowCount()):
            lines = max((self._lines(row, place) for place in wrapped), default=1)
            self.setRowHeight(row, height + (lines - 1) * self.fontMetrics().lineSpacing())

    def colour_of(self, row: int, column: int) -> str:
        """Return the colour of a cell's words by what it is."""
        cell = self.paper.cell(row, column)
        if isinstance(cell, int) and cell == 0:
            return "faint"
        return "accent_text" if self._is_link(row, column) else "text"

    def copy(self) -> None:
        """Put the selected cells on the clipboard, tab-separated, as spreadsheets paste them."""
        indexes = sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column()))
        lines: dict[int, list[str]] = {}
        for index in indexes:
            lines.setdefault(index.row(), []).append(" ".join(str(index.data()).split()))
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines.values()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a figure, Ctrl+C copies, the rest is Qt's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in OPENING_KEYS and self.currentIndex().isValid():
            self._open(self.currentIndex().row(), self.currentIndex().column())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the hand over figures that can be opened."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        link = index.isValid() and self._is_link(index.row(), index.column())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)

    def _is_link(self, row: int, column: int) -> bool:
        cell = self.paper.cell(row, column)
        counts = (isinstance(cell, int) and cell != 0) or (isinstance(cell, Share) and cell.part > 0)
        return (counts or isinstance(cell, str)) and self.opens(row, column)

    def _open(self, row: int, column: int) -> None:
        if self._is_link(row, column):
            self.figure_opened.emit(row, column)

    def _width(self, place: int) -> int:
        theme, metrics = current(), self.fontMetrics()
        assert self.paper.table is not None
        heading = self.paper.table.columns[place]
        texts = [cell_text(self.paper.cell(row, place)) for row in range(self.paper.rowCount())]
        widest = max(map(metrics.horizontalAdvance, texts), default=0)
        title = str(heading.title)
        # A heading may take two lines; half of it and a character more always fit.
        title_width = metrics.horizontalAdvance(title) * (0.62 if len(title) > 4 else 1.0)
        wanted = max(widest, title_width) + theme.px(18)
        most = min(theme.px(WIDEST), round((heading.width or 1000) * metrics.horizontalAdvance("0")) + theme.px(18))
        return round(max(min(wanted, most), theme.px(NARROWEST)))

    def _lines(self, row: int, place: int) -> int:
        room = self.columnWidth(place) - current().px(16)
        box = self.fontMetrics().boundingRect(
            QRect(0, 0, max(room, 20), 10_000), int(Qt.TextFlag.TextWordWrap), cell_text(self.paper.cell(row, place))
        )
        return max(1, round(box.height() / self.fontMetrics().lineSpacing()))

    def _merge(self, table: Table) -> None:
        """Merge equal neighbours in the first column, as on paper."""
        if not table.merge_first:
            return
        start = 0
        firsts = [cell_text(row[0]) for row in table.rows]
        for place in range(1, len(firsts) + 1):
            if place == len(firsts) or firsts[place] != firsts[start]:
                if place - start > 1:
                    self.setSpan(start, 0, place - start, 1)
                start = place
