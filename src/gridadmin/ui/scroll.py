"""A pane that scrolls up and down only, for the tabs of a detail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import perf_counter

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from gridadmin.ui.layouts import column
from gridadmin.ui.tokens import MEDIUM, SNUG

MOMENT_S = 0.02  # so long may the window stand still for widgets that nobody sees yet


class ScrollPane(QScrollArea):
    """Holds widgets from top to bottom; `fill` replaces them."""

    def __init__(self) -> None:
        super().__init__()
        self.body: QBoxLayout = column(spacing=MEDIUM, margins=(0, SNUG, SNUG, SNUG))
        holder = QWidget()
        holder.setLayout(column(self.body, 1))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(holder)
        self._rest: Iterator[QWidget] = iter(())

    def fill_by_and_by(self, items: Iterable[QWidget]) -> None:
        """Show widgets that are still to be made: some at once, the others in moments in which nothing else waits."""
        self.fill()
        self._rest = iter(items)
        if self.isVisible():
            self._add_some()
        else:
            QTimer.singleShot(0, self, self._add_some)

    def fill(self, *items: QWidget | None) -> None:
        """Show these widgets instead of what was there."""
        self._rest = iter(())
        while (item := self.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for widget in items:
            if widget is not None:
                self.body.addWidget(widget)

    def _add_some(self) -> None:
        until = perf_counter() + MOMENT_S
        for widget in self._rest:
            self.body.addWidget(widget)
            if perf_counter() > until:
                QTimer.singleShot(0, self, self._add_some)
                return
