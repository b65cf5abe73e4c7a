"""Certificates by month of expiry: standing bars, a month each; what has expired already stands before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gridadmin.i18n import _
from gridadmin.ui.theme import current

HEIGHT = 104  # units
CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True)
class MonthBar:
    """A month with how many certificates end in it; `tone` is a colour of the theme."""

    key: str
    count: int
    tone: str = "accent"


class MonthBars(QWidget):
    """Standing bars; arrows choose one, Enter or a click opens it.

    Signals:
        chosen: the month, 2026-09.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.bars: Sequence[MonthBar] = ()
        self._cursor, self._picked = -1, ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Certificates by month of expiry"))

    def show_months(self, bars: Sequence[MonthBar], picked: str = "") -> None:
        """Show months; the one that the list is narrowed to is marked."""
        self.bars, self._picked = bars, picked
        words = (f"{bar.key}: {bar.count}" for bar in bars if bar.count)
        self.setAccessibleDescription(", ".join(words))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size at the text size in use."""
        return QSize(current().px(320), current().px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every bar with its figure above and its month below; years stand where they begin."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, most = current(), max((bar.count for bar in self.bars), default=0) or 1
        painter.setFont(theme.font("caption"))
        line = painter.fontMetrics().height()
        top, foot = line + theme.px(2), self.height() - line - theme.px(2)
        painter.setPen(theme.colour("line"))
        painter.drawLine(0, foot, self.width(), foot)
        for place, bar in enumerate(self.bars):
            slot = self._slot(place)
            if place == self._cursor or bar.key == self._picked:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("hover"))
                painter.drawRoundedRect(slot, theme.px(4), theme.px(4))
            high = round((foot - top) * bar.count / most)
            width = min(slot.width() * 3 // 5, theme.px(30))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(bar.tone))
            if high:
                painter.drawRoundedRect(
                    slot.center().x() - width // 2, foot - high, width, high, theme.px(2), theme.px(2)
                )
            painter.setPen(theme.colour("text" if bar.count else "faint"))
            painter.drawText(QRect(slot.left(), foot - high - line, slot.width(), line), CENTRE, str(bar.count or ""))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRect(slot.left(), foot + theme.px(1), slot.width(), line), CENTRE, self._word(place))

    def _word(self, place: int) -> str:
        year, month = self.bars[place].key.split("-")
        starts = place == 0 or month == "01"
        return f"{year}-{month}" if starts else str(int(month))

    def _slot(self, place: int) -> QRect:
        count = max(len(self.bars), 1)
        left, right = self.width() * place // count, self.width() * (place + 1) // count
        return QRect(left, 0, right - left, self.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the month under the mouse and say it in full."""
        place = self._place_at(event.position().x())
        self._mark(place)
        if place >= 0:
            bar = self.bars[place]
            words = _("{month}: {count} certificates end").format(month=bar.key, count=bar.count)
            QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the month that was clicked."""
        self._open(self._place_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, Enter opens."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        key = Qt.Key(event.key())
        if key in steps and self.bars:
            self._mark(min(max(self._cursor + steps[key], 0), len(self.bars) - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self._cursor)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of the mark."""
        super().focusOutEvent(event)
        self._mark(-1)

    def _open(self, place: int) -> None:
        if place >= 0 and self.bars[place].count:
            self.chosen.emit(self.bars[place].key)

    def _mark(self, place: int) -> None:
        if place != self._cursor:
            self._cursor = place
            hand = place >= 0 and bool(self.bars[place].count)
            self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
            self.update()

    def _place_at(self, x: float) -> int:
        if not self.bars or not 0 <= x < self.width():
            return -1
        return min(int(x * len(self.bars) / self.width()), len(self.bars) - 1)
