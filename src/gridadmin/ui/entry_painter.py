"""How a grid for entering paints: lines as in a spreadsheet, what is selected, new, or cannot be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QItemSelectionRange, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QTableView

from gridadmin.ui.entry_model import EntryModel, Unreadable
from gridadmin.ui.tables import LEFT
from gridadmin.ui.theme import current


@dataclass(frozen=True)
class _Strip:
    """A column or row as it stands in the viewport: its number, where it begins and how long it is, in pixels."""

    number: int
    start: int
    length: int


class EntryPainter:
    """Paints the cells of a view of an `EntryModel` that are seen."""

    def __init__(self, model: EntryModel, view: QTableView) -> None:
        self._model, self._view = model, view

    def paint(self, painter: QPainter, region: QRect) -> None:
        """Paint the cells that touch a region of the viewport."""
        rows, columns = self._rows(region), self._columns(region)
        if not rows or not columns:
            return
        selected = [
            (piece.top(), piece.bottom(), piece.left(), piece.right())
            for piece in cast(Iterable[QItemSelectionRange], self._view.selectionModel().selection())
        ]
        self._lines(painter, rows, columns)
        for line in rows:
            marks = [(left, right) for top, bottom, left, right in selected if top <= line.number <= bottom]
            for strip in columns:
                held = any(left <= strip.number <= right for left, right in marks)
                self._cell(painter, line, strip, held)
        self._cursor(painter)

    def _cell(self, painter: QPainter, line: _Strip, strip: _Strip, selected: bool) -> None:
        theme, model = current(), self._model
        row, column = line.number, strip.number
        cell, spec = model.cell(row, column), model.columns[column]
        faulty = isinstance(cell, Unreadable)
        rect = QRect(strip.start, line.start, strip.length - 1, line.length - 1)
        ground = self._ground(row, column, faulty, selected)
        if ground:
            painter.fillRect(rect, theme.colour(ground))
        text = model.text(row, column)
        if not text:
            return
        tone = "danger" if faulty else spec.tone(cell) if spec.tone is not None else ""
        painter.setPen(QPen(theme.colour(tone or "text")))
        self._text(painter, rect, text, spec.align)

    def _ground(self, row: int, column: int, faulty: bool, selected: bool) -> str:
        if faulty:
            return "danger_soft"
        if selected:
            return "selection"
        if self._model.columns[column].read is not None and self._model.is_changed(row, column):
            return "good_soft"
        return "" if self._model.can_edit(column) else "stripe"

    def _text(self, painter: QPainter, rect: QRect, text: str, align: Qt.AlignmentFlag) -> None:
        metrics, margin = self._view.fontMetrics(), current().px(6)
        width = rect.width() - 2 * margin
        if not text.isprintable():
            text = " ".join(text.split())
        if len(text) * metrics.height() > width and metrics.horizontalAdvance(text) > width:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        left = rect.left() + margin
        if align is not LEFT:
            room = width - metrics.horizontalAdvance(text)
            left += room if align & Qt.AlignmentFlag.AlignRight else room // 2
        painter.drawText(left, rect.top() + (rect.height() - metrics.height()) // 2 + metrics.ascent(), text)

    def _lines(self, painter: QPainter, rows: list[_Strip], columns: list[_Strip]) -> None:
        painter.setPen(QPen(QColor(current().colour("line"))))
        right = columns[-1].start + columns[-1].length
        bottom = rows[-1].start + rows[-1].length
        for line in rows:
            painter.drawLine(0, line.start + line.length - 1, right, line.start + line.length - 1)
        for strip in columns:
            painter.drawLine(strip.start + strip.length - 1, 0, strip.start + strip.length - 1, bottom)

    def _cursor(self, painter: QPainter) -> None:
        index = self._view.currentIndex()
        if index.isValid() and self._view.hasFocus():
            rect = self._view.visualRect(index)
            painter.setPen(QPen(current().colour("accent_text"), current().px(2)))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _rows(self, region: QRect) -> list[_Strip]:
        view = self._view
        first, last = view.rowAt(region.top()), view.rowAt(region.bottom())
        if first < 0:
            return []
        end = last if last >= 0 else self._model.rowCount() - 1
        return [_Strip(row, view.rowViewportPosition(row), view.rowHeight(row)) for row in range(first, end + 1)]

    def _columns(self, region: QRect) -> list[_Strip]:
        header = self._view.horizontalHeader()
        strips = [
            _Strip(place, header.sectionViewportPosition(place), header.sectionSize(place))
            for place in range(header.count())
            if not header.isSectionHidden(place)
        ]
        return [s for s in strips if s.start <= region.right() and s.start + s.length > region.left()]
