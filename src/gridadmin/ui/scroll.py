"""A pane that scrolls up and down only, for the tabs of a detail."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from gridadmin.ui.layouts import column
from gridadmin.ui.tokens import MEDIUM, SNUG


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

    def fill(self, *items: QWidget | None) -> None:
        """Show these widgets instead of what was there."""
        while (item := self.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for widget in items:
            if widget is not None:
                self.body.addWidget(widget)
