"""A month as a calendar sheet: each day with how many things lapse on it; arrows go from day to day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridadmin.domain.lapses import Lapse
from gridadmin.domain.months import Month
from gridadmin.domain.queues import Tone
from gridadmin.i18n import _
from gridadmin.ui.lapses.columns import WEEKDAYS
from gridadmin.ui.theme import current

COLUMNS, WEEKS = 7, 6
_SOFT = {Tone.CALM: "sunken", Tone.GOOD: "good_soft", Tone.WARNING: "warning_soft", Tone.URGENT: "danger_soft"}
_INK = {Tone.CALM: "muted", Tone.GOOD: "good", Tone.WARNING: "warning", Tone.URGENT: "danger"}
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
_GRAVE = (Tone.GOOD, Tone.CALM, Tone.WARNING, Tone.URGENT)
SMALL = 0.75  # the count below the day, where large text leaves no room beside it


class MonthGrid(QWidget):
    """Shows one month.

    Signals:
        day_chosen: a day was clicked, or the arrows came to it.
    """

    day_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._month = Month(2026, 1)
        self._today = self._day = date(2026, 1, 1)
        self._counts: dict[date, tuple[int, Tone]] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        current().changed.connect(self.updateGeometry)

    def show_lapses(self, lapses: Iterable[Lapse], today: date) -> None:
        """Take over how many things lapse on each day."""
        self._today, counts = today, dict[date, tuple[int, Tone]]()
        for lapse in lapses:
            count, tone = counts.get(lapse.day, (0, Tone.GOOD))
            counts[lapse.day] = count + 1, max(tone, lapse.tone, key=_GRAVE.index)
        self._counts = counts
        self.update()

    def show_day(self, day: date) -> None:
        """Show the month of a day and mark the day."""
        self._day, self._month = day, Month.of(day)
        self.setAccessibleName(self.words())
        self.update()

    def words(self) -> str:
        """Return what the sheet shows of its day, for those who cannot see it."""
        count = self._counts.get(self._day, (0, Tone.CALM))[0]
        return _("{day}: {count} lapse").format(day=self._day.isoformat(), count=count)

    @property
    def day(self) -> date:
        """The day that is marked."""
        return self._day

    def sizeHint(self) -> QSize:
        """Return a sheet of six weeks."""
        return QSize(current().px(300), current().px(24 + 24 + WEEKS * 32))

    def minimumSizeHint(self) -> QSize:
        """Return the width in which the days of a week with their counts can still be told apart."""
        return QSize(current().px(7 * 36), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the next day, the day above or below; Page Up and Page Down to the month before or after."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self._go(self._day + timedelta(days=step))
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            month = self._month.plus(1 if event.key() == Qt.Key.Key_PageDown else -1)
            self._go(month.first_day.replace(day=min(self._day.day, month.days)))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses its day."""
        day = self._day_at(event.position())
        if day is not None:
            self._go(day)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the sheet."""
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:
            painter.end()  # one that is still at work when the frame ends takes the process down

    def _paint(self, painter: QPainter) -> None:
        theme = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(theme.colour("text"))
        head = QRectF(0, 0, self.width(), theme.px(24))
        title = _("{year}-{month}").format(year=self._month.year, month=self._month.number)
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, title)
        painter.setFont(self.font())
        painter.setPen(theme.colour("muted"))
        for place, weekday in enumerate(WEEKDAYS):
            rect = QRectF(place * self._width(), theme.px(24), self._width(), theme.px(24))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _(weekday))
        for place in range(COLUMNS * WEEKS):
            self._paint_day(painter, self._first() + timedelta(days=place), self._rect(place))

    def _paint_day(self, painter: QPainter, day: date, rect: QRectF) -> None:
        if Month.of(day) != self._month:
            return
        theme = current()
        count, tone = self._counts.get(day, (0, Tone.CALM))
        cell = rect.adjusted(2, 2, -2, -2)
        if count:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(_SOFT[tone]))
            painter.drawRoundedRect(cell, 5, 5)
        if day == self._day:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell, 5, 5)
        colour = (
            _INK[tone] if count else "accent_text" if day == self._today else "text" if day.weekday() < 5 else "muted"
        )
        painter.setPen(theme.colour(colour))
        text = f"{day.day}  ·{count}" if count > 1 else str(day.day)
        if painter.fontMetrics().horizontalAdvance(text) + theme.px(6) <= cell.width():
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
            return
        painter.drawText(cell, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, str(day.day))
        small = QFont(self.font())
        small.setPointSizeF(small.pointSizeF() * SMALL)
        painter.setFont(small)
        painter.drawText(cell, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, f"·{count}")
        painter.setFont(self.font())

    def _go(self, day: date) -> None:
        self.show_day(day)
        self.day_chosen.emit(day)

    def _first(self) -> date:
        first = self._month.first_day
        return first - timedelta(days=first.weekday())

    def _width(self) -> float:
        return self.width() / COLUMNS

    def _rect(self, place: int) -> QRectF:
        top, height = current().px(48), current().px(32)
        return QRectF(place % COLUMNS * self._width(), top + place // COLUMNS * height, self._width(), height)

    def _day_at(self, point: QPointF) -> date | None:
        for place in range(COLUMNS * WEEKS):
            if self._rect(place).contains(point):
                day = self._first() + timedelta(days=place)
                return day if Month.of(day) == self._month else None
        return None
