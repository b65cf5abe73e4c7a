"""The head of a paper table on the screen: headings over headings, as they are merged on paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from gridadmin.domain.tables import Heading
from gridadmin.ui.theme import current

WRAPPED = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)


class PaperHeadings(QHeaderView):
    """Paints the tree of headings over the columns; a heading without children reaches down to the rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._headings: Sequence[Heading] = ()
        self._depth = 1
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setSectionsMovable(False)
        self.sectionResized.connect(lambda *_sizes: self.viewport().update())

    def show_headings(self, headings: Sequence[Heading]) -> None:
        """Show another tree."""
        self._headings = headings
        self._depth = max((heading.depth for heading in headings), default=1)
        self.updateGeometry()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Return room for every level; the lowest may need two lines."""
        return QSize(super().sizeHint().width(), self._level() * self._depth + self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every heading in the box that it has on paper."""
        theme = current()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.colour("surface"))
        painter.setFont(theme.font("caption", bold=True))
        column = 0
        for heading in self._headings:
            column += self._paint(painter, heading, column, 0)
        painter.setPen(theme.colour("line_strong"))
        bottom = self.viewport().height() - 1
        painter.drawLine(0, bottom, self.viewport().width(), bottom)

    def _paint(self, painter: QPainter, heading: Heading, column: int, level: int) -> int:
        """Paint a heading and those below it; return how many columns they take."""
        count = len(heading.columns)
        left = self.sectionViewportPosition(column)
        right = self.sectionViewportPosition(column + count - 1) + self.sectionSize(column + count - 1)
        top = level * self._level()
        bottom = self.viewport().height() if not heading.children else top + self._level()
        self._box(painter, QRect(left, top, right - left, bottom - top), str(heading.title))
        place = column
        for child in heading.children:
            place += self._paint(painter, child, place, level + 1)
        return count

    def _box(self, painter: QPainter, box: QRect, words: str) -> None:
        theme = current()
        painter.setPen(theme.colour("line"))
        painter.drawRect(box.adjusted(-1, -1, -1, -1))
        painter.setPen(theme.colour("muted"))
        inside = box.adjusted(theme.px(4), theme.px(2), -theme.px(4), -theme.px(2))
        painter.drawText(inside, WRAPPED, words)

    def _level(self) -> int:
        return self.fontMetrics().height() + current().px(9)
