"""How a cell is painted: straight from the tokens, without the style sheet, because a table paints hundreds a frame."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from gridadmin.ui.tables import ColumnModel, Index
from gridadmin.ui.theme import current

_SOFT = {"danger": "danger_soft", "warning": "warning_soft", "good": "good_soft", "accent_text": "accent_soft"}
_SELECTED = QStyle.StateFlag.State_Selected.value


class CellPainter(QStyledItemDelegate):
    """Paints the cells of a `RecordTable`: stripes, selection, the cursor's row, text in its tone, badges."""

    def __init__(self, model: ColumnModel[Any], view: QTableView) -> None:
        super().__init__(view)
        self._model = model
        self._columns = model.columns
        self._flags = [int(column.align) | int(Qt.TextFlag.TextSingleLine) for column in model.columns]
        self._view = view
        current().changed.connect(self._read_theme)
        self._read_theme()

    def read_font(self) -> None:
        """Measure texts by the font that the view has now."""
        self._metrics = self._view.fontMetrics()
        self._height = self._metrics.height()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell; it asks the row itself: the detour through Qt's data() costs as much as the text."""
        rect: QRect = option.rect  # type: ignore[attr-defined] # missing in the stubs
        number, place = index.row(), index.column()
        if option.state.value & _SELECTED:  # type: ignore[attr-defined] # missing in the stubs
            painter.fillRect(rect, self._selection)
        elif number & 1:
            painter.fillRect(rect, self._stripe)
        if self._view.currentIndex().row() == number and place == self._first_column():
            painter.fillRect(rect.left(), rect.top(), self._mark, rect.height(), self._accent)
        record = self._model.row_at(number)
        if record is None:
            return
        column = self._columns[place]
        text = column.display(record)
        if text:
            tone = column.tone(record) if column.tone is not None else ""
            if column.badge and tone:
                self._paint_badge(painter, rect, text, tone)
            else:
                painter.setPen(self._pens[tone or "text"])
                self._paint_text(painter, rect, text, self._flags[place])

    def _paint_text(self, painter: QPainter, rect: QRect, text: str, flags: int) -> None:
        left, width = rect.left() + self._margin, rect.width() - 2 * self._margin
        # A CJK character is at most as wide as the font is high: most texts need not be measured at all.
        if len(text) * self._height > width and self._metrics.horizontalAdvance(text) > width:
            text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(left, rect.top(), width, rect.height(), flags, text)

    def _paint_badge(self, painter: QPainter, rect: QRect, text: str, tone: str) -> None:
        metrics = self._metrics
        width = min(metrics.horizontalAdvance(text) + 2 * self._margin, rect.width() - self._margin)
        height = min(self._height + self._mark, rect.height() - 2)
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
        self.read_font()
        self._selection, self._stripe = QBrush(theme.colour("selection")), QBrush(theme.colour("stripe"))
        self._accent = QBrush(theme.colour("accent_text"))
        names = ("text", "muted", "faint", "danger", "warning", "good", "accent_text", "past")
        self._pens = {name: QPen(QColor(theme.colour(name))) for name in names}
        self._brushes = {tone: QBrush(theme.colour(soft)) for tone, soft in _SOFT.items()}
        self._brushes["muted"] = self._brushes["faint"] = QBrush(theme.colour("sunken"))
        self._margin, self._mark = theme.px(8), theme.px(3)
