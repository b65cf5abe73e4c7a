"""How a cell is painted: straight from the tokens, without the style sheet, because a table paints hundreds a frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from gridadmin.ui.tables import TONE_ROLE, Column, Index
from gridadmin.ui.theme import current

_SOFT = {"danger": "danger_soft", "warning": "warning_soft", "good": "good_soft", "accent_text": "accent_soft"}
_DISPLAY = Qt.ItemDataRole.DisplayRole
_SELECTED = QStyle.StateFlag.State_Selected


class CellPainter(QStyledItemDelegate):
    """Paints the cells of a `RecordTable`: stripes, selection, the cursor's row, text in its tone, badges."""

    def __init__(self, columns: Sequence[Column[Any]], view: QTableView) -> None:
        super().__init__(view)
        self._columns = columns
        self._view = view
        current().changed.connect(self._read_theme)
        self._read_theme()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        rect: QRect = option.rect  # type: ignore[attr-defined] # missing in the stubs
        selected = bool(option.state & _SELECTED)  # type: ignore[attr-defined] # missing in the stubs
        if selected:
            painter.fillRect(rect, self._selection)
        elif index.row() & 1:
            painter.fillRect(rect, self._stripe)
        column = self._columns[index.column()]
        if self._view.currentIndex().row() == index.row() and index.column() == self._first_column():
            painter.fillRect(QRect(rect.left(), rect.top(), self._mark, rect.height()), self._accent)
        text = index.data(_DISPLAY)
        if not text:
            return
        tone = index.data(TONE_ROLE) if column.tone is not None else ""
        if column.badge and tone:
            self._paint_badge(painter, rect, text, tone)
            return
        painter.setPen(self._pens[tone or "text"])
        self._paint_text(painter, rect.adjusted(self._margin, 0, -self._margin, 0), text, column.align)

    def _paint_text(self, painter: QPainter, rect: QRect, text: str, align: Qt.AlignmentFlag) -> None:
        metrics = painter.fontMetrics()
        # A CJK character is at most as wide as the font is high: most texts need not be measured at all.
        if len(text) * metrics.height() > rect.width() and metrics.horizontalAdvance(text) > rect.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(align) | int(Qt.TextFlag.TextSingleLine), text)

    def _paint_badge(self, painter: QPainter, rect: QRect, text: str, tone: str) -> None:
        metrics = painter.fontMetrics()
        width = min(metrics.horizontalAdvance(text) + 2 * self._margin, rect.width() - self._margin)
        height = min(metrics.height() + self._mark, rect.height() - 2)
        shape = QRect(rect.left() + self._margin // 2, rect.center().y() - height // 2 + 1, width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brushes.get(tone, self._stripe))
        painter.drawRoundedRect(shape, height / 2, height / 2)
        painter.setPen(self._pens[tone])
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - self._margin)
        painter.drawText(shape, int(Qt.AlignmentFlag.AlignCenter), elided)
        painter.restore()

    def _first_column(self) -> int:
        return self._view.horizontalHeader().logicalIndexAt(0)

    def _read_theme(self) -> None:
        theme = current()
        self._selection, self._stripe = QBrush(theme.colour("selection")), QBrush(theme.colour("stripe"))
        self._accent = QBrush(theme.colour("accent_text"))
        names = ("text", "muted", "faint", "danger", "warning", "good", "accent_text", "past")
        self._pens = {name: QPen(QColor(theme.colour(name))) for name in names}
        self._brushes = {tone: QBrush(theme.colour(soft)) for tone, soft in _SOFT.items()}
        self._brushes["muted"] = self._brushes["faint"] = QBrush(theme.colour("sunken"))
        self._margin, self._mark = theme.px(8), theme.px(3)
