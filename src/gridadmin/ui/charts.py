"""Charts painted from the tokens: a ring and lying bars. Every part has its words and figures beside its colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from gridadmin.ui.layouts import button, column, label, row
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT

SERIES = {False: ("#2563C4", "#E08A1E", "#1F8A70", "#8B5CC7"), True: ("#6FA3F2", "#F0B05A", "#5CC9A7", "#B795EC")}
"""Colours of series on light and on dark, told apart by their lightness too."""


def series_colour(place: int) -> QColor:
    """Return the colour of a series of a chart."""
    colours = SERIES[current().colours.dark]
    return QColor(colours[place % len(colours)])


@dataclass(frozen=True)
class Slice:
    """A part of a ring. `tone`: a colour of the theme (`good`, `warning`, `danger`), or a number of a series."""

    key: str
    label: str
    value: int
    tone: str | int = 0

    @property
    def colour(self) -> QColor:
        """The colour in the theme in use."""
        return series_colour(self.tone) if isinstance(self.tone, int) else current().colour(self.tone)


class _Ring(QWidget):
    """The ring itself with a figure in its middle."""

    def __init__(self) -> None:
        super().__init__()
        self._slices: Sequence[Slice] = ()
        self._figure, self._caption = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_slices(self, slices: Sequence[Slice], figure: str, caption: str) -> None:
        self._slices, self._figure, self._caption = slices, figure, caption
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(current().px(132), current().px(132))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thickness = theme.px(17)
        side = min(self.width(), self.height()) - thickness
        ring = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        total = sum(part.value for part in self._slices)
        pen = QPen(theme.colour("sunken"), thickness)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawEllipse(ring)
        start, gap = 90 * 16, 24 if sum(part.value > 0 for part in self._slices) > 1 else 0
        for part in self._slices if total else ():
            angle = round(360 * 16 * part.value / total)
            pen.setColor(part.colour)
            painter.setPen(pen)
            if angle > 2 * gap:
                painter.drawArc(ring, start - gap, -(angle - 2 * gap))
            start -= angle
        self._paint_middle(painter)

    def _paint_middle(self, painter: QPainter) -> None:
        theme = current()
        middle = self.rect().center()
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("heading", bold=True))
        height = painter.fontMetrics().height()
        box = QRect(0, middle.y() - height * 3 // 4, self.width(), height)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._figure)
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font("caption"))
        below = QRect(0, box.bottom() - height // 8, self.width(), painter.fontMetrics().height())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), self._caption)


class _Dot(QWidget):
    """The colour of a part beside its words."""

    def __init__(self, part: Slice) -> None:
        super().__init__()
        self._part = part
        self.setFixedSize(current().px(12), current().px(12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._part.colour)
        painter.drawRoundedRect(self.rect(), current().px(3), current().px(3))


class RingChart(QWidget):
    """A ring with its words beside it; each part can be opened.

    Signals:
        chosen: the key of a part.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._ring = _Ring()
        self._words = column(spacing=TIGHT)
        line = row(self._ring, column(1, self._words, 1), spacing=MEDIUM)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.parts: list[QPushButton] = []

    def show_slices(self, slices: Sequence[Slice], figure: str, caption: str) -> None:
        """Show parts, the figure in the middle and the word under it."""
        self._ring.show_slices(slices, figure, caption)
        self.parts = []
        while (item := self._words.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        total = sum(part.value for part in slices)
        for part in slices:
            self._words.addWidget(self._line(part, total))

    def _line(self, part: Slice, total: int) -> QWidget:
        share = f"{part.value / total:.0%}" if total else "—"
        opened = button(part.label, partial(self.chosen.emit, part.key), "link")
        opened.setAccessibleName(f"{part.label} {part.value}")
        self.parts.append(opened)
        holder = QWidget()
        line = row(_Dot(part), opened, 1, label(str(part.value), "strong"), label(share, "caption"), spacing=SNUG)
        holder.setLayout(line)
        return holder


@dataclass(frozen=True)
class Bar:
    """A line of a bar chart: its words and one value for each series."""

    key: str
    label: str
    values: tuple[int, ...]


class BarChart(QWidget):
    """Lying bars, the values of the series one behind the other; arrows choose a bar, Enter or a click opens it.

    Signals:
        chosen: the key of a bar.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._bars: Sequence[Bar] = ()
        self._series: Sequence[str] = ()
        self._shown: Callable[[int], str] = str
        self._cursor = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[Bar], series: Sequence[str], shown: Callable[[int], str] = str) -> None:
        """Show bars; `series`: the words of their colours, none where there is only one; `shown` writes a value."""
        self._bars, self._series, self._cursor, self._shown = bars, series, -1, shown
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size that all bars need at the text size in use."""
        return QSize(current().px(280), self._head() + len(self._bars) * self._step() + current().px(4))

    def minimumSizeHint(self) -> QSize:
        """Return the height of all bars; the width may shrink."""
        return QSize(current().px(180), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the words of the series, then every bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_series(painter)
        words = max((self.fontMetrics().horizontalAdvance(bar.label) for bar in self._bars), default=0)
        words = min(words + current().px(16), self.width() * 2 // 5)
        longest = max((self._figures(bar) for bar in self._bars), key=len, default="")
        figures = self.fontMetrics().horizontalAdvance(max(longest, "00 + 000", key=len)) + current().px(8)
        room = QRect(words, self._head(), max(self.width() - words - figures, 10), 0)
        most = max((sum(bar.values) for bar in self._bars), default=0)
        for place, bar in enumerate(self._bars):
            self._paint_bar(painter, place, bar, room, most)

    def _paint_series(self, painter: QPainter) -> None:
        theme, x = current(), 0
        for place, words in enumerate(self._series):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(series_colour(place))
            painter.drawRoundedRect(x, theme.px(5), theme.px(12), theme.px(12), theme.px(3), theme.px(3))
            painter.setPen(theme.colour("muted"))
            box = QRect(x + theme.px(18), 0, self.width(), theme.px(22))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
            x += theme.px(36) + self.fontMetrics().horizontalAdvance(words)

    def _paint_bar(self, painter: QPainter, place: int, bar: Bar, room: QRect, most: int) -> None:
        theme, step = current(), self._step()
        line = QRect(0, room.top() + place * step, self.width(), step)
        if place == self._cursor:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(line, theme.px(4), theme.px(4))
        painter.setPen(theme.colour("text"))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        inside = line.adjusted(theme.px(4), 0, 0, 0)
        space = room.left() - theme.px(8)
        words = self.fontMetrics().elidedText(bar.label, Qt.TextElideMode.ElideRight, space)
        painter.drawText(inside, flags, words)
        left, height = room.left(), step * 5 // 9
        for number, value in enumerate(bar.values):
            width = round(room.width() * value / most) if most else 0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(series_colour(number))
            if width:
                painter.drawRoundedRect(left, line.center().y() - height // 2, width, height, theme.px(2), theme.px(2))
                left += width + theme.px(1)
        painter.setPen(theme.colour("muted"))
        painter.drawText(QRect(left + theme.px(6), line.top(), self.width(), step), flags, self._figures(bar))

    def _figures(self, bar: Bar) -> str:
        return " + ".join(map(self._shown, bar.values))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the bar under the mouse."""
        self._mark(self._place_at(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the bar that was clicked."""
        place = self._place_at(event.position().toPoint())
        if place >= 0:
            self.chosen.emit(self._bars[place].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, Enter opens."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps and self._bars:
            self._mark(min(max(self._cursor + steps[key], 0), len(self._bars) - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor >= 0:
            self.chosen.emit(self._bars[self._cursor].key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Mark the first bar, so that the keyboard has a place to start."""
        super().focusInEvent(event)
        self._mark(max(self._cursor, 0) if self._bars else -1)

    def _mark(self, place: int) -> None:
        if place != self._cursor:
            self._cursor = place
            self.setCursor(Qt.CursorShape.PointingHandCursor if place >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def _place_at(self, point: QPoint) -> int:
        place = (point.y() - self._head()) // self._step()
        return place if 0 <= place < len(self._bars) and point.y() >= self._head() else -1

    def _head(self) -> int:
        return current().px(28) if self._series else 0

    def _step(self) -> int:
        return self.fontMetrics().height() + current().px(9)
