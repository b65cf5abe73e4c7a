"""The one table that pages show: painted from the tokens, keys as in a spreadsheet, columns as the clerk left them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from gridadmin.i18n import _
from gridadmin.ui.cells import CellPainter
from gridadmin.ui.layouts import button, column, icon_label, label, row
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.tables import ROW_ROLE, ColumnModel
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, SNUG

_OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class RecordTable(QTableView):
    """Shows a `ColumnModel`.

    Signals:
        row_chosen: the row under the cursor, None when there is none; the detail pane follows it.
        row_opened: a row was double-clicked, or Enter or F2 was pressed on it.
        selection_changed: number of selected rows.
    """

    row_chosen = Signal(object)
    row_opened = Signal(object)
    selection_changed = Signal(int)

    def __init__(self, model: ColumnModel[Any], name: str = "", preferences: PreferenceStore | None = None) -> None:
        super().__init__()
        self._columns = model.columns
        self._name, self._preferences = name, preferences
        self._fitting = False
        self._empty = EmptyState(self.viewport())
        self._behave()
        self._painter = CellPainter(model, self)
        self.setModel(model)
        model.modelReset.connect(self._on_reset)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.doubleClicked.connect(lambda index: self.row_opened.emit(index.data(ROW_ROLE)))
        current().changed.connect(self.fit)
        self.fit()
        self._on_reset()

    def selected_rows(self) -> list[Any]:
        """Return the selected rows that have been read, from top to bottom."""
        indexes = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [found for index in indexes if (found := index.data(ROW_ROLE)) is not None]

    def current_row(self) -> Any:
        """Return the row under the cursor, or None."""
        return self.currentIndex().data(ROW_ROLE) if self.currentIndex().isValid() else None

    def choose(self, place: int) -> None:
        """Put the cursor on a row and scroll to it."""
        if 0 <= place < self.model().rowCount():
            first = self._shown_columns()[0] if self._shown_columns() else 0
            self.setCurrentIndex(self.model().index(place, first))

    def step(self, distance: int) -> None:
        """Move the cursor by rows (next and previous record)."""
        self.choose(self.currentIndex().row() + distance)

    def set_empty(self, text: str, act_text: str = "", act: Callable[[], object] | None = None) -> None:
        """Say what an empty list means, and offer what fills it."""
        self._empty.say(text, act_text, act)

    def copy(self) -> None:
        """Put the selected rows on the clipboard, tab-separated with a header line, as spreadsheets paste it."""
        shown = self._shown_columns()
        lines = ["\t".join(_(self._columns[number].title) for number in shown)]
        for record in self.selected_rows():
            texts = (self._columns[number].display(record) for number in shown)
            lines.append("\t".join(" ".join(text.split()) for text in texts))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def shown_keys(self) -> list[str]:
        """Return the keys of the columns that are seen, from left to right: what an export writes."""
        return [self._columns[number].key for number in self._shown_columns()]

    def fit(self) -> None:
        """Set row height and column widths for the text size in use."""
        theme = current()
        self._painter.read_theme()
        self._fitting = True
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + theme.px(13))
        kept = self._kept()
        for number, item in enumerate(self._columns):
            width, seen = kept.get(item.key, [item.width, item.chosen])
            self.setColumnWidth(number, round(width * self._digit()) + theme.px(16))
            self.setColumnHidden(number, not seen)
        self._fitting = False

    def choose_columns(self, point: QPoint) -> None:
        """Show the menu in which columns are switched on and off."""
        menu = QMenu(self)
        for number, item in enumerate(self._columns):
            action = QAction(_(item.title), menu, checkable=True, checked=not self.isColumnHidden(number))
            action.toggled.connect(lambda seen, which=number: self._switch_column(which, seen))
            menu.addAction(action)
        menu.exec(self.horizontalHeader().mapToGlobal(point))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 open, Ctrl+C copies, the rest is Qt's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in _OPENING_KEYS and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            if self.current_row() is not None:
                self.row_opened.emit(self.current_row())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are seen, without Qt's way through a delegate for every cell."""
        painter = QPainter(self.viewport())
        try:
            self._painter.paint(painter, event.rect())
        finally:
            painter.end()  # one that is still at work when the frame ends takes the process down

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words of an empty list in the middle."""
        super().resizeEvent(event)
        self._empty.setGeometry(QRect(QPoint(0, 0), self.viewport().size()))

    def changeEvent(self, event: QEvent) -> None:
        """A new font moves heights and widths."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.model() is not None:
            self.fit()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell how many rows are selected."""
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit(len(self.selectionModel().selectedRows()))

    def _behave(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setStretchLastSection(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(lambda section, order: self.model().sort(section, order))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self.choose_columns)
        header.sectionResized.connect(lambda *_sizes: self._keep())

    def _digit(self) -> int:
        return self.fontMetrics().horizontalAdvance("0")

    def _shown_columns(self) -> list[int]:
        header = self.horizontalHeader()
        order = (header.logicalIndex(place) for place in range(header.count()))
        return [number for number in order if not self.isColumnHidden(number)]

    def _switch_column(self, number: int, seen: bool) -> None:
        if seen or len(self._shown_columns()) > 1:
            self._fitting = True  # Qt stretches another column now; that width is not the clerk's
            self.setColumnHidden(number, not seen)
            self._fitting = False
            self._keep()

    def _kept(self) -> dict[str, list[Any]]:
        kept = self._preferences.recall(f"table/{self._name}", {}) if self._preferences and self._name else {}
        return kept if isinstance(kept, dict) else {}

    def _keep(self) -> None:
        if self._fitting or self._preferences is None or not self._name or not self.isVisible():
            return
        digit, margin = self._digit(), current().px(16)
        before, kept, shown = self._kept(), {}, self._shown_columns()
        for number, item in enumerate(self._columns):
            # A hidden column has no width, and the last one is stretched: neither was drawn by the clerk.
            is_drawn = number in shown[:-1]
            width = (self.columnWidth(number) - margin) / digit if is_drawn else before.get(item.key, [item.width])[0]
            kept[item.key] = [width, number in shown]
        self._preferences.remember(f"table/{self._name}", kept)

    def _on_reset(self) -> None:
        self._empty.setVisible(self.model().rowCount() == 0)
        self.selection_changed.emit(0)

    def _on_current_changed(self, now: QModelIndex) -> None:
        self.row_chosen.emit(now.data(ROW_ROLE) if now.isValid() else None)


class EmptyState(QWidget):
    """What stands where a list would be: a sentence and the act that fills the list."""

    def __init__(self, parent: QWidget | None = None, icon: str = "inbox") -> None:
        super().__init__(parent)
        self._text = label("", "muted", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = button("", look="primary")
        self._act: Callable[[], object] | None = None
        self._button.clicked.connect(lambda: self._act() if self._act else None)
        middle = column(
            row(1, icon_label(icon, "line_strong", ICON_LARGE), 1), self._text, row(1, self._button, 1), spacing=MEDIUM
        )
        self.setLayout(column(1, middle, 2, margins=(SNUG,) * 4))
        self.say(_("Nothing here."))

    def say(self, text: str, act_text: str = "", act: Callable[[], object] | None = None) -> None:
        """Set the sentence and the act."""
        self._text.setText(text)
        self._button.setText(act_text)
        self._button.setVisible(act is not None)
        self._act = act
