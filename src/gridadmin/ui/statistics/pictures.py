"""The month in pictures: grids by community and kind, workers by kind, workers by age; every bar opens its rows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from gridadmin.domain.grids import GridKind
from gridadmin.domain.statistics_indicators import INDICATORS
from gridadmin.domain.statistics_reading import CommunityGrids, MonthReading
from gridadmin.domain.workers import EmploymentKind, WorkerRow
from gridadmin.i18n import _
from gridadmin.ui.charts import Bar, BarChart, RingChart, Slice
from gridadmin.ui.layouts import column, label, panel, row
from gridadmin.ui.tokens import MEDIUM, ROOMY

ALL_WORKERS = 2  # the column of all workers in the table of workers


def _row_of(key: str) -> int:
    return next(place for place, indicator in enumerate(INDICATORS) if indicator.key == key)


FULL_TIME_ROW = _row_of("full_time")


class MonthPictures(QScrollArea):
    """The charts of a month.

    Signals:
        figure_opened: key of the table, row and column of the figure that a part of a chart shows.
    """

    figure_opened = Signal(str, int, int)

    def __init__(self) -> None:
        super().__init__()
        self.grids, self.ages, self.education = BarChart(), BarChart(), BarChart()
        self.kinds = RingChart()
        self.grids.chosen.connect(lambda key: self.figure_opened.emit("grids", int(key), 1))
        self.kinds.chosen.connect(lambda key: self.figure_opened.emit("summary", int(key), 3))
        for chart in (self.ages, self.education):
            chart.chosen.connect(lambda key: self.figure_opened.emit("workers", int(key), ALL_WORKERS))
        people = column(
            _card(_("Full-timers and part-timers"), self.kinds),
            _card(_("Workers by age"), self.ages),
            _card(_("Workers by education"), self.education),
            1,
            spacing=MEDIUM,
        )
        body = row(column(_card(_("Grids by community and kind"), self.grids), 1), people, spacing=MEDIUM)
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        body.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(column(body, 1, margins=(ROOMY, MEDIUM, ROOMY, ROOMY)))
        self.setWidgetResizable(True)
        self.setWidget(holder)

    def show_month(self, month: MonthReading) -> None:
        """Show a month."""
        kinds = [kind.label for kind in GridKind]
        self.grids.show_bars([_community(place, home) for place, home in enumerate(month.communities)], kinds)
        self._show_kinds(month)
        places: dict[str, list[Bar]] = {}
        place = 0
        for grouping in month.groupings:
            for group in grouping.groups:
                if group.members:
                    bar = Bar(str(place), str(group.label), _by_kind(group.members))
                    places.setdefault(grouping.key, []).append(bar)
                place += 1
        words = [kind.label for kind in EmploymentKind]
        self.ages.show_bars(places.get("age", []), words)
        self.education.show_bars(places.get("education", []), words)

    def _show_kinds(self, month: MonthReading) -> None:
        rows = {EmploymentKind.FULL_TIME: FULL_TIME_ROW, EmploymentKind.PART_TIME: FULL_TIME_ROW + 1}
        slices = [
            Slice(str(rows[kind]), kind.label, len(month.of_kind(kind)), tone)
            for tone, kind in enumerate(EmploymentKind)
        ]
        self.kinds.show_slices(slices, str(len(month.workers)), _("workers"))


def _community(place: int, home: CommunityGrids) -> Bar:
    counts = tuple(sum(grid.kind is kind for grid in home.grids) for kind in GridKind)
    return Bar(str(place), home.name, counts)


def _by_kind(members: tuple[WorkerRow, ...]) -> tuple[int, ...]:
    return tuple(sum(worker.kind is kind for worker in members) for kind in EmploymentKind)


def _card(title: str, chart: QWidget) -> QFrame:
    return panel("card", column(label(title, "strong"), chart, spacing=MEDIUM, margins=(ROOMY,) * 4))
