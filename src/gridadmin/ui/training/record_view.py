"""A person's training record: hours of each year against what is asked, as a picture, and every session below."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridadmin.domain.training import Result, show_tenths
from gridadmin.domain.training_hours import HoursStanding, TrainingFact, TrainingRecord, YearHours
from gridadmin.i18n import N_, _
from gridadmin.ui.layouts import column, label
from gridadmin.ui.panes import card
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import RIGHT, Column, TableModel
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG
from gridadmin.ui.training.columns import STANDING_TONES
from gridadmin.ui.training.entry_columns import RESULT_TONES

LATEST = 6  # years in the picture


class HoursChart(QWidget):
    """A bar for each year: hours done, the mark of what the whole year asks, and of what is due by now."""

    def __init__(self) -> None:
        super().__init__()
        self._years: tuple[YearHours, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        current().changed.connect(self.updateGeometry)

    def show_years(self, years: tuple[YearHours, ...]) -> None:
        """Show the latest years, the newest on top."""
        self._years = tuple(reversed(years[-LATEST:]))
        self.setAccessibleDescription("; ".join(f"{year.year}: {year_words(year)}" for year in self._years))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its bars."""
        return QSize(current().px(280), len(self._years) * self._step() + current().px(4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint every year."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((max(year.done, year.required) for year in self._years), default=0)
        words = max((self.fontMetrics().horizontalAdvance(year_words(year)) for year in self._years), default=0)
        left = self.fontMetrics().horizontalAdvance("2026") + current().px(12)
        room = QRect(left, 0, max(self.width() - left - words - current().px(16), current().px(40)), self._step())
        for place, year in enumerate(self._years):
            self._paint_year(painter, year, room.translated(0, place * self._step()), most)

    def _paint_year(self, painter: QPainter, year: YearHours, room: QRect, most: int) -> None:
        theme = current()
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(theme.colour("text"))
        painter.drawText(QRect(0, room.top(), room.left(), room.height()), flags, str(year.year))
        height = room.height() * 5 // 9
        track = QRect(room.left(), room.center().y() - height // 2, room.width(), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("sunken"))
        painter.drawRoundedRect(track, theme.px(3), theme.px(3))
        tone = STANDING_TONES[year.standing]
        painter.setBrush(theme.colour("accent" if tone == "muted" else tone))
        done = track.adjusted(0, 0, 0, 0)
        done.setWidth(round(track.width() * year.done / most) if most else 0)
        if done.width():
            painter.drawRoundedRect(done, theme.px(3), theme.px(3))
        if year.required and most:
            painter.setBrush(theme.colour("text"))
            mark = track.left() + round(track.width() * year.required / most) - theme.px(1)
            painter.drawRect(mark, track.top() - theme.px(3), theme.px(2), track.height() + theme.px(6))
        painter.setPen(theme.colour("muted" if tone == "muted" else tone))
        beside = QRect(room.right() + theme.px(8), room.top(), self.width(), room.height())
        painter.drawText(beside, flags, year_words(year))

    def _step(self) -> int:
        return self.fontMetrics().height() + current().px(9)


def year_words(year: YearHours) -> str:
    """Return a year's hours in words: 20/24 学时."""
    done = show_tenths(year.done)
    if year.standing is HoursStanding.NOT_ASKED:
        return _("{hours} hours").format(hours=done)
    return _("{done} of {required} hours").format(done=done, required=show_tenths(year.required))


def fact_columns() -> tuple[Column[TrainingFact], ...]:
    """Return the columns of a person's sessions."""
    return (
        Column("held_on", N_("Day"), 11, lambda row: row.held_on.isoformat(), sort=lambda row: row.held_on),
        Column("title", N_("Training session"), 22, lambda row: row.title),
        Column("attendance", N_("Attendance"), 8, lambda row: row.attendance.label if row.attendance else ""),
        Column("hours", N_("Training hours"), 6, lambda row: show_tenths(row.hours), lambda row: row.hours, RIGHT),
        Column("score", N_("Score"), 6, lambda row: show_tenths(row.score), lambda row: row.score, RIGHT),
        Column(
            "result",
            N_("Result"),
            8,
            lambda row: "" if row.result is Result.OPEN else row.result.label,
            tone=lambda row: RESULT_TONES[row.result],
        ),
    )


class TrainingRecordView(QWidget):
    """Shows a `TrainingRecord`.

    Signals:
        session_opened: the id of a session of the list.
    """

    session_opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.chart = HoursChart()
        self.note = label("", "caption", wrap=True)
        self.model: TableModel[TrainingFact] = TableModel(fact_columns(), self)
        self.table = RecordTable(self.model)
        self.table.set_empty(_("No training on file."))
        self.table.row_opened.connect(lambda fact: self.session_opened.emit(fact.session_id))
        hours = card(_("Hours against what the year asks"), self.chart, self.note)
        lines = column(hours, self.table, spacing=MEDIUM, margins=(0, SNUG, SNUG, SNUG))
        lines.setStretch(1, 1)
        self.setLayout(lines)

    def show_record(self, record: TrainingRecord, day: date) -> None:
        """Show a person's record as of a day."""
        self.chart.show_years(record.years)
        self.note.setText(self._words(record, day))
        self.model.set_rows(record.facts)

    def _words(self, record: TrainingRecord, day: date) -> str:
        now = next((year for year in record.years if year.year == day.year), None)
        if now is None or now.standing is HoursStanding.NOT_ASKED:
            return _("For {year} no hours are asked; the numbers are set in the settings.").format(year=day.year)
        missing, due = show_tenths(now.missing), show_tenths(now.due)
        if not now.missing:
            return _("The hours of {year} are reached.").format(year=now.year)
        return _("{missing} hours are still missing in {year}; {due} were due by {day}.").format(
            missing=missing, year=now.year, due=due, day=day.isoformat()
        )
