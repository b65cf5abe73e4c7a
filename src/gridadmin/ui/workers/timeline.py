"""Service and appointments of a person on one axis of time, painted from the tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridadmin.ui.theme import current

LANE, GAP, AXIS = 22, 6, 22
NARROWEST_YEAR = 44


@dataclass(frozen=True)
class Bar:
    """A span on the axis; `ended_on` None reaches to the edge. `tone` names a colour, its `_soft` is the background."""

    text: str
    started_on: date
    ended_on: date | None
    tone: str


class Timeline(QWidget):
    """Bars below each other in the order given, years along the top, and the day looked at as a line."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: tuple[Bar, ...] = ()
        self._day = date.min
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        current().changed.connect(self.updateGeometry)

    def show_bars(self, bars: Sequence[Bar], day: date) -> None:
        """Show bars as of a day."""
        self._bars, self._day = tuple(bars), day
        self.setAccessibleDescription("; ".join(bar.text for bar in bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its lanes."""
        theme = current()
        return QSize(theme.px(300), theme.px(AXIS) + len(self._bars) * theme.px(LANE + GAP))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint axis, bars and the line of the day."""
        if not self._bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = min(self._day, *(bar.started_on for bar in self._bars)).replace(month=1, day=1)
        last = max(self._day, *(bar.ended_on or bar.started_on for bar in self._bars))
        self._from, self._until = first.toordinal(), last.replace(month=12, day=31).toordinal() + 1
        self._paint_years(painter, first.year, last.year)
        for lane, bar in enumerate(self._bars):
            self._paint_bar(painter, lane, bar)
        painter.setPen(current().colour("accent_text"))
        place = self._x(self._day)
        painter.drawLine(place, current().px(AXIS) - 4, place, self.height())

    def _x(self, day: date) -> int:
        share = (day.toordinal() - self._from) / (self._until - self._from)
        return round(min(max(share, 0), 1) * (self.width() - 1))

    def _paint_years(self, painter: QPainter, first: int, last: int) -> None:
        theme = current()
        painter.setFont(theme.font("caption"))
        step = max(1, -(-(last - first + 1) * theme.px(NARROWEST_YEAR) // max(self.width(), 1)))
        for year in range(first, last + 1, step):
            place = self._x(date(year, 1, 1))
            painter.setPen(theme.colour("line"))
            painter.drawLine(place, 0, place, self.height())
            painter.setPen(theme.colour("muted"))
            box = QRect(place + theme.px(4), 0, theme.px(NARROWEST_YEAR), theme.px(AXIS) - 2)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), str(year))

    def _paint_bar(self, painter: QPainter, lane: int, bar: Bar) -> None:
        theme = current()
        top = theme.px(AXIS) + lane * theme.px(LANE + GAP)
        left = self._x(bar.started_on)
        right = self.width() if bar.ended_on is None else self._x(bar.ended_on)
        shape = QRectF(left, top, max(right - left, theme.px(6)), theme.px(LANE))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{bar.tone}_soft"))
        painter.drawRoundedRect(shape, theme.px(4), theme.px(4))
        painter.setBrush(theme.colour({"accent": "accent_text"}.get(bar.tone, bar.tone)))
        painter.drawRect(QRectF(left, top, theme.px(3), theme.px(LANE)))
        painter.setPen(theme.colour({"accent": "accent_text"}.get(bar.tone, bar.tone)))
        self._paint_text(painter, shape, bar.text)

    def _paint_text(self, painter: QPainter, shape: QRectF, text: str) -> None:
        """Write into the bar where it fits, else beside it where there is more room."""
        margin, metrics = current().px(8), painter.fontMetrics()
        wanted = metrics.horizontalAdvance(text) + 2 * margin
        box = shape.adjusted(margin, 0, -margin / 2, 0)
        if wanted > shape.width():
            right = QRectF(
                shape.right() + margin / 2, shape.top(), self.width() - shape.right() - margin, shape.height()
            )
            left = QRectF(0, shape.top(), shape.left() - margin / 2, shape.height())
            box = max(box, right, left, key=lambda found: found.width())
            align = Qt.AlignmentFlag.AlignRight if box == left else Qt.AlignmentFlag.AlignLeft
        else:
            align = Qt.AlignmentFlag.AlignLeft
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, int(align | Qt.AlignmentFlag.AlignVCenter), elided)
