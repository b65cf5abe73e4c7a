"""The cells of a grid for entering: keys as in a spreadsheet, an editor that goes on with Enter, Tab and arrows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QItemSelectionRange, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyledItemDelegate, QTableView, QWidget

from gridadmin.domain.entry_blocks import write_block
from gridadmin.ui.entry_model import EntryModel
from gridadmin.ui.entry_painter import EntryPainter
from gridadmin.ui.shortcuts import Key

_KEYS = Qt.Key
_Standard = QKeySequence.StandardKey
_GOING_ON = {
    _KEYS.Key_Return: (1, 0), _KEYS.Key_Enter: (1, 0), _KEYS.Key_Down: (1, 0), _KEYS.Key_Up: (-1, 0),
    _KEYS.Key_Tab: (0, 1), _KEYS.Key_Backtab: (0, -1),
}  # fmt: skip
_SIDEWAYS = {_KEYS.Key_Left: (0, -1), _KEYS.Key_Right: (0, 1)}


class EntryView(QTableView):
    """Shows an `EntryModel`, or some of its columns.

    Signals:
        paste_asked: the text on the clipboard (Ctrl+V).
        save_asked: Ctrl+S.
    """

    paste_asked = Signal(str)
    save_asked = Signal()

    def __init__(self, model: EntryModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self._painter = EntryPainter(model, self)
        self._delegate = _CellDelegate(self)
        self.setItemDelegate(self._delegate)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("look", "flat")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        self.selectionModel().selectionChanged.connect(self._on_selection)

    def selected_area(self) -> tuple[list[int], int, int]:
        """Return the selected rows from top to bottom, the leftmost selected column, and how many columns it is."""
        cursor = self.currentIndex()
        pieces = self._pieces() or [(max(cursor.row(), 0), max(cursor.row(), 0), cursor.column(), cursor.column())]
        rows = sorted({row for top, bottom, _left, _right in pieces for row in range(top, bottom + 1)})
        shown = [n for n in range(self._model.columnCount()) if not self.isColumnHidden(n)]
        columns = [n for n in shown if any(left <= n <= right for _top, _bottom, left, right in pieces)] or shown[:1]
        return rows, columns[0], columns[-1] - columns[0] + 1

    def select_block(self, top: int, bottom: int, left: int, right: int) -> None:
        """Select a block of cells."""
        block = QItemSelection(self._model.index(top, left), self._model.index(bottom, right))
        self.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def fill_down(self) -> None:
        """Ctrl+D: the topmost selected cell of each column into all below; of one row alone, what stands above it."""
        rows, left, width = self.selected_area()
        source = rows[0] if len(rows) > 1 else rows[0] - 1
        targets = rows[1:] if len(rows) > 1 else rows
        if source >= 0:
            columns = [n for n in range(left, left + width) if not self.isColumnHidden(n)]
            self._model.set_values((row, n, self._model.cell(source, n)) for row in targets for n in columns)

    def copy(self) -> None:
        """Ctrl+C: the selected block, as a spreadsheet takes it."""
        rows, left, width = self.selected_area()
        columns = [n for n in range(left, left + width) if not self.isColumnHidden(n)]
        QGuiApplication.clipboard().setText(write_block([[self._model.text(row, n) for n in columns] for row in rows]))

    def cut(self) -> None:
        """Ctrl+X: copy the selected block and empty it."""
        self.copy()
        self.clear_cells()

    def clear_cells(self) -> None:
        """Delete: empty the selected cells."""
        self._model.set_values((row, n, None) for row, n in self._selected_cells())

    def go_on(self, down: int, right: int) -> None:
        """Move the cursor by cells, over columns that are not shown; it stays where there is no other."""
        index = self.currentIndex()
        row, column = index.row() + down, index.column()
        while right:
            column += right
            if not 0 <= column < self._model.columnCount():
                return
            if not self.isColumnHidden(column):
                break
        if 0 <= row < self._model.rowCount():
            self.go_to(row, column)

    def go_to(self, row: int, column: int) -> None:
        """Put the cursor on a cell and select it alone, whatever modifier is held down."""
        chosen = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self._model.index(row, column), chosen)

    def event(self, event: QEvent) -> bool:
        """Claim the keys that the window would else take: undo while something is to be undone, fill, save."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a spreadsheet; the rest is Qt's."""
        if not self._standard_key(event) and not self._plain_key(event):
            self._delegate.typed = event.key() != _KEYS.Key_F2
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells that are seen."""
        painter = QPainter(self.viewport())
        try:
            self._painter.paint(painter, event.rect())
        finally:
            painter.end()  # one that is still at work when the frame ends takes the process down

    def _standard_key(self, event: QKeyEvent) -> bool:
        acts = {
            _Standard.Copy: self.copy,
            _Standard.Paste: lambda: self.paste_asked.emit(QGuiApplication.clipboard().text()),
            _Standard.Cut: self.cut,
            _Standard.Undo: self._model.undo,
            _Standard.Redo: self._model.redo,
        }
        for key, act in acts.items():
            if event.matches(key):
                act()
                return True
        pressed = QKeySequence(event.keyCombination())
        if pressed == Key.FILL_DOWN.keys:
            self.fill_down()
        elif pressed == Key.SAVE.keys:
            self.save_asked.emit()
        elif pressed == Key.REDO.keys:
            self._model.redo()
        else:
            return False
        return True

    def _plain_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        if event.key() in (_KEYS.Key_Return, _KEYS.Key_Enter):
            self.go_on(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1, 0)
        elif event.key() == _KEYS.Key_Delete or (event.key() == _KEYS.Key_Backspace):
            self.clear_cells()
        elif event.key() == _KEYS.Key_Space and self._cycle():
            pass
        else:
            return False
        return True

    def _cycle(self) -> bool:
        """Space: every selected cell of a column with choices takes the choice after that of the cursor's cell."""
        index = self.currentIndex()
        if not index.isValid() or not self._model.can_edit(index.column()):
            return False
        cycle = self._model.columns[index.column()].cycle
        if not cycle:
            return False
        now = self._model.cell(index.row(), index.column())
        following = cycle[(cycle.index(now) + 1) % len(cycle)] if now in cycle else cycle[0]
        cells = [(row, n) for row, n in self._selected_cells() if n == index.column()] or [
            (index.row(), index.column())
        ]
        self._model.set_values((row, n, following) for row, n in cells)
        return True

    def _selected_cells(self) -> Iterator[tuple[int, int]]:
        for top, bottom, left, right in self._pieces():
            columns = [n for n in range(left, right + 1) if not self.isColumnHidden(n)]
            yield from ((row, n) for row in range(top, bottom + 1) for n in columns)

    def _pieces(self) -> list[tuple[int, int, int, int]]:
        """Return top, bottom, left and right of each piece of the selection; its indexes one by one are slow."""
        pieces = cast(Iterable[QItemSelectionRange], self.selectionModel().selection())  # the stubs hide the list
        return [(piece.top(), piece.bottom(), piece.left(), piece.right()) for piece in pieces if piece.isValid()]

    def _is_own(self, event: QKeyEvent) -> bool:
        pressed = QKeySequence(event.keyCombination())
        if event.matches(_Standard.Undo):
            return self._model.can_undo()
        if event.matches(_Standard.Redo) or pressed == Key.REDO.keys:
            return self._model.can_redo()
        return pressed in (Key.FILL_DOWN.keys, Key.SAVE.keys)

    def _on_selection(self) -> None:
        self.viewport().update()


class _CellDelegate(QStyledItemDelegate):
    """Edits a cell in a line of text that goes on to the next cell as a spreadsheet does."""

    def __init__(self, view: EntryView) -> None:
        super().__init__(view)
        self._view = view
        self.typed = False

    def createEditor(self, parent: QWidget, _option: object, _index: object) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setProperty("look", "cell")
        return editor

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(editor, QLineEdit):
            moves = {**_GOING_ON, **_SIDEWAYS} if self.typed else _GOING_ON
            if event.key() in moves:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                self._view.go_on(*moves[Qt.Key(event.key())])
                return True
        return super().eventFilter(editor, event)
