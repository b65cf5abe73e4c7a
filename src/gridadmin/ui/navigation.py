"""The navigation at the left: an entry for each page, Alt+1…9, and a narrow form with icons alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolButton, QWidget

from gridadmin.i18n import _
from gridadmin.ui.layouts import column, row, tool_button, with_icon
from gridadmin.ui.pages import PageSpec
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ICON, SNUG

_NUMBERED = 9


class Navigation(QFrame):
    """Entries of the pages.

    Signals:
        chosen: the feature word of the page to show.
        folded: whether only icons are shown now.
    """

    chosen = Signal(str)
    folded = Signal(bool)

    def __init__(self, specs: Sequence[PageSpec], is_open: bool = True) -> None:
        super().__init__()
        self.setProperty("panel", "side")
        self._entries: dict[str, QToolButton] = {}
        self._titles = {spec.feature: _(spec.title) for spec in specs}
        self._is_open, self._is_narrow = is_open, False
        above = [self._entry(spec) for spec in specs if not spec.apart]
        below = [self._entry(spec) for spec in specs if spec.apart]
        holder = QWidget()
        holder.setLayout(column(*above, 1, spacing=2))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        self._fold = tool_button("panel-left", _("Fold the navigation"), self.fold)
        self.setLayout(column(area, *below, row(self._fold, 1), spacing=2, margins=(SNUG, SNUG, SNUG, SNUG)))
        for number, feature in enumerate(list(self._entries)[:_NUMBERED], 1):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.activated.connect(partial(self.chosen.emit, feature))
        current().changed.connect(self._show_form)
        self._show_form()

    def mark(self, feature: str) -> None:
        """Show which page is open."""
        for word, entry in self._entries.items():
            entry.setChecked(word == feature)
            with_icon(entry, entry.property("icon_name"), "accent_text" if word == feature else "muted")

    def fold(self) -> None:
        """Change between icons with names and icons alone; what is chosen in a narrow window holds for now only."""
        self._is_open = not self._is_open
        self._show_form()
        if not self._is_narrow:
            self.folded.emit(not self._is_open)

    def make_narrow(self, narrow: bool, wanted_open: bool) -> None:
        """Fold by itself in a window that has become narrow for its text, and unfold as it was wanted."""
        if narrow != self._is_narrow:
            self._is_narrow, self._is_open = narrow, wanted_open and not narrow
            self._show_form()

    def _entry(self, spec: PageSpec) -> QToolButton:
        entry = with_icon(QToolButton(), spec.icon)
        entry.setProperty("look", "navigation")
        entry.setCheckable(True)
        entry.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        entry.clicked.connect(partial(self._on_clicked, spec.feature))
        self._entries[spec.feature] = entry
        return entry

    def _on_clicked(self, feature: str, _checked: bool = False) -> None:
        self.chosen.emit(feature)

    def _show_form(self) -> None:
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for number, (feature, entry) in enumerate(self._entries.items(), 1):
            title = self._titles[feature]
            entry.setText(" " + title)
            entry.setAccessibleName(title)
            entry.setToolTip(f"{title}  Alt+{number}" if number <= _NUMBERED else title)
            entry.setToolButtonStyle(beside if self._is_open else alone)
        widest = max(self.fontMetrics().horizontalAdvance(title) for title in self._titles.values())
        self.setFixedWidth(widest * 11 // 10 + current().px(76) if self._is_open else current().px(ICON + 42))
