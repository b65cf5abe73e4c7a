"""The parts pages are put together from: header, named views, filter chips, three-way switch, list and detail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from gridadmin.i18n import _
from gridadmin.ui.layouts import button, column, label, panel, row, with_icon
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT

NARROW = 860  # units: narrower, cards stand below each other


class PageHeader(QFrame):
    """The title of a page, a line of facts under it, and the page's acts at the right, the main one last."""

    def __init__(self, title: str, *acts: QWidget) -> None:
        super().__init__()
        self._note = label("", "caption")
        self._note.setMinimumWidth(1)  # large text in a small window: the words give way, not the acts
        self._note.hide()
        words = column(label(title, "title"), self._note, spacing=2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setLayout(row(words, 1, *acts, spacing=SNUG, margins=(ROOMY, MEDIUM, ROOMY, SNUG)))

    def say(self, text: str) -> None:
        """Set the line of facts."""
        self._note.setText(text)
        self._note.setToolTip(text)
        self._note.setVisible(bool(text))


class Switch(QFrame):
    """A choice of a few that is always seen, with counts (在岗 | 离岗 | 全部).

    Signals:
        chosen: the key of the choice.
    """

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], first: str) -> None:
        super().__init__()
        self.setProperty("panel", "segments")
        self._texts = dict(choices)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for key, text in choices:
            made = button(text, look="segment")
            made.setCheckable(True)
            made.setChecked(key == first)
            made.clicked.connect(partial(self._on_clicked, key))
            self._group.addButton(made)
            self._buttons[key] = made
        self.setLayout(row(*self._buttons.values(), spacing=0, margins=(2, 2, 2, 2)))

    def value(self) -> str:
        """Return the key of the choice."""
        return next(key for key, made in self._buttons.items() if made.isChecked())

    def choose(self, key: str) -> None:
        """Choose as if it were clicked."""
        if key != self.value():
            self._buttons[key].setChecked(True)
            self.chosen.emit(key)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Write the counts behind the words."""
        for key, made in self._buttons.items():
            made.setText(f"{self._texts[key]} {counts[key]}" if key in counts else self._texts[key])

    def _on_clicked(self, key: str, _checked: bool = False) -> None:
        self.chosen.emit(key)


class ViewTabs(QTabBar):
    """Named views of a list as tabs.

    Signals:
        chosen: the key of the view.
    """

    chosen = Signal(str)

    def __init__(self, views: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._keys: list[str] = []
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        for key, title in views:
            self.add_view(key, title)
        self.currentChanged.connect(self._on_current_changed)

    def add_view(self, key: str, title: str) -> None:
        """Add a view at the right."""
        self._keys.append(key)
        self.addTab(title)

    def show_views(self, views: Sequence[tuple[str, str]]) -> None:
        """Replace the views; the first is open then."""
        while self.count() > len(views):
            self.removeTab(self.count() - 1)
        self._keys = [key for key, _title in views]
        for place, (_key, title) in enumerate(views):
            if place < self.count():
                self.setTabText(place, title)
            else:
                self.addTab(title)

    def value(self) -> str:
        """Return the key of the view that is open."""
        return self._keys[self.currentIndex()]

    def choose(self, key: str) -> None:
        """Open a view; an unknown key leaves the view as it is."""
        if key in self._keys:
            self.setCurrentIndex(self._keys.index(key))

    def show_count(self, key: str, title: str, count: int) -> None:
        """Write a count behind the title of a view."""
        self.setTabText(self._keys.index(key), f"{title} {count}")

    def _on_current_changed(self, place: int) -> None:
        if 0 <= place < len(self._keys):
            self.chosen.emit(self._keys[place])


class FilterChips(QWidget):
    """The filters that are in force, each with a cross; hidden while there are none.

    Signals:
        removed: the key of the filter to take away; an empty key means all of them.
    """

    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._line = row(spacing=TIGHT)
        self.setLayout(self._line)
        self.hide()

    def show_filters(self, filters: Mapping[str, str]) -> None:
        """Show a chip for each filter: key -> what it says."""
        while (item := self._line.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for key, text in filters.items():
            chip = with_icon(button(text, partial(self.removed.emit, key), "chip"), "x", "accent_text", 12)
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setToolTip(_("Take this filter away"))
            self._line.addWidget(chip)
        if len(filters) > 1:
            self._line.addWidget(button(_("Clear all"), partial(self.removed.emit, ""), "quiet"))
        self._line.addStretch(1)
        self.setVisible(bool(filters))


class ListDetail(QSplitter):
    """A list with the detail of its current row beside it; the sizes are remembered."""

    def __init__(self, listing: QWidget, detail: QWidget, name: str, preferences: PreferenceStore) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._name, self._preferences = f"split/{name}", preferences
        self.addWidget(listing)
        self.addWidget(detail)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        sizes = preferences.recall(self._name)
        self.setSizes(sizes if isinstance(sizes, list) and len(sizes) == 2 else [620, 420])
        self.splitterMoved.connect(lambda *_place: preferences.remember(self._name, self.sizes()))


class Facts(QWidget):
    """Label and value pairs of a detail pane; values can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = column(spacing=SNUG)
        self.setLayout(self._lines)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show pairs; a pair without a value shows a dash, because a gap is a fact too."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for title, value in facts:
            text = label(value or "—", wrap=True, tone="" if value else "faint")
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            line = QWidget()
            words = row(label(title, "caption"), text, spacing=MEDIUM)
            words.setStretch(0, 2)
            words.setStretch(1, 5)
            line.setLayout(words)
            self._lines.addWidget(line)


class SideBySide(QWidget):
    """Cards beside each other with their shares of the width; below each other where that is too narrow."""

    def __init__(self, *cards: tuple[QWidget, int], spacing: int = MEDIUM) -> None:
        super().__init__()
        self._line = row(*(card for card, _share in cards), spacing=spacing)
        for place, (_card, share) in enumerate(cards):
            self._line.setStretch(place, share)
        self.setLayout(self._line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the line for the new width."""
        super().resizeEvent(event)
        wide = self.width() >= current().px(NARROW)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._line.direction() != direction:
            self._line.setDirection(direction)

    def minimumSizeHint(self) -> QSize:
        """Return no least width: the cards go below each other instead."""
        return QSize(0, self._line.totalMinimumSize().height())


class Folding(QWidget):
    """Parts beside each other; below each other, at the left, where their words do not fit beside each other."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self._parts = parts
        self._line = row(*parts, 1, spacing=SNUG)
        for part in parts:
            self._line.setAlignment(part, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(self._line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the line for the new width."""
        super().resizeEvent(event)
        needed = sum(part.sizeHint().width() + self._line.spacing() for part in self._parts)
        wide = needed <= self.width()
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the widest part: the others go below it."""
        widest = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(widest, self._line.totalMinimumSize().height())


class NameLine(QWidget):
    """A name with its badges behind it; below it where the name would have to wrap for them."""

    def __init__(self, name: QLabel, *badges: QLabel) -> None:
        super().__init__()
        self._name = name
        self._name.setMinimumWidth(1)
        self._badges = QWidget()
        self._badges.setLayout(row(*badges, 1, spacing=SNUG))
        self._line = row(name, self._badges, spacing=SNUG)
        self._line.setStretch(0, 1)
        self.setLayout(self._line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the line for the new width."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Turn the line for a new name or badge."""
        self._name.ensurePolished()
        room = self.width() - self._badges.sizeHint().width() - self._line.spacing()
        wide = self._name.fontMetrics().horizontalAdvance(self._name.text()) <= room
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)


def card(title: str, *items: QWidget | QVBoxLayout | int, act: QWidget | None = None) -> QFrame:
    """Return a white surface with a heading."""
    head = row(label(title, "strong"), 1, act)
    return panel("card", column(head, *items, spacing=MEDIUM, margins=(ROOMY,) * 4))


def action_button(
    text: str, icon: str, on_click: Callable[[], object], key: str = "", main: bool = False
) -> QPushButton:
    """Return an act of a page header; the key is shown in its tooltip."""
    made = button(text, on_click, "primary" if main else "", icon)
    made.setToolTip(key)
    return made
