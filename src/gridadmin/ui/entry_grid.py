"""A grid for entering, with the habits of a spreadsheet: for attendance and results, for scores, for sums.

Give it columns (`EntryColumn`: those with `frozen` stay at the left, those without `read` are shown only) and rows
(`EntryRow`: id, values, and name and ID number by which a pasted row can mean it)::

    grid = EntryGrid(columns)
    grid.model.set_rows(rows)                     # what is saved; edits before it are gone
    grid.model.edited.connect(recompute)          # a set of rows, once for each act of the clerk
    grid.model.set_column("total", totals)        # figures of the page's own: not edited, not undone
    grid.save_asked.connect(save)                 # Ctrl+S; then one act with `grid.model.changes()`, then `set_rows`

Arrows move, typing replaces, F2 edits, Enter and Tab go on, Delete empties, Ctrl+D fills down, Ctrl+C and Ctrl+X take
a block, Ctrl+V puts one in: by ID number or name where the block has such a column, by place otherwise. The space bar
goes through the values of a column with `cycle`. Ctrl+Z and Ctrl+Y take back what is not saved; where nothing is left
they are the window's. Before rows are read anew `model.unsaved()` gives what `model.restore()` puts back. What cannot
be read stays in its cell, red, with the reason (which quotes the text) as its tooltip; `model.faults()` lists it.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from gridadmin.domain.entry_blocks import Person, PlacedBlock, place_by_person, read_block, tile_block
from gridadmin.i18n import _
from gridadmin.ui.entry_model import EntryColumn, EntryModel, EntryRow, Unreadable
from gridadmin.ui.entry_view import EntryView
from gridadmin.ui.layouts import column, label, restyle, row
from gridadmin.ui.listing import joined
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG

__all__ = ["EntryColumn", "EntryGrid", "EntryModel", "EntryRow", "Unreadable"]

_NAMED = 5  # rows that went nowhere, told by name


class EntryGrid(QWidget):
    """The grid with its frozen columns and the line under it that says what a paste did.

    Signals:
        save_asked: Ctrl+S was pressed in the grid.
    """

    save_asked = Signal()

    def __init__(self, columns: Sequence[EntryColumn]) -> None:
        super().__init__()
        self.model = EntryModel(columns, self)
        self.names, self.cells = EntryView(self.model), EntryView(self.model)
        self.left: PlacedBlock | None = None  # the newest paste by person, with the rows that went nowhere
        self._note = label("", "caption", wrap=True)
        self._note.setContentsMargins(MEDIUM, SNUG, MEDIUM, SNUG)
        self._note.hide()
        self._join()
        self._under = QWidget()  # where the cells have a bar below, the names leave the same room
        self._under.hide()
        both = row(column(self.names, self._under, spacing=0), self.cells, spacing=0)
        both.setStretch(1, 1)
        whole = column(both, self._note, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.model.modelReset.connect(self._on_reset)
        current().changed.connect(self.fit)
        self.fit()

    def set_read_only(self, read_only: bool) -> None:
        """Lock the grid, for another day than today."""
        self.model.read_only = read_only
        self.cells.viewport().update()

    def say(self, text: str, tone: str = "") -> None:
        """Show a line under the grid."""
        self._note.setText(text)
        self._note.setVisible(bool(text))
        restyle(self._note, tone=tone)

    def said(self) -> str:
        """Return the line under the grid."""
        return self._note.text()

    def paste(self, text: str) -> int:
        """Put a block into the grid, by persons where it names them, by place otherwise; returns changed cells."""
        block = read_block(text)
        if self.model.read_only or not block or not self.model.rows:
            return 0
        people = [Person(entry.name, entry.id_number) for entry in self.model.rows]
        titles = {
            word: item.key for item in self.model.columns if item.read is not None for word in (item.title, *item.words)
        }
        placed = place_by_person(block, people, titles) if len(block[0]) > 1 and any(p.name for p in people) else None
        self.left = placed
        changed = self._put_placed(placed) if placed is not None else self._put_block(block)
        self._say_faults()
        return changed

    def fit(self) -> None:
        """Set widths and heights for the text size in use."""
        theme, digit = current(), self.fontMetrics().horizontalAdvance("0")
        lines = max((-(-_width(item.title) // max(item.width - 1, 4)) for item in self.model.columns), default=1)
        head = self.fontMetrics().lineSpacing() * min(lines, 4) + theme.px(14)
        for view, frozen in ((self.names, True), (self.cells, False)):
            view.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + theme.px(13))
            view.horizontalHeader().setFixedHeight(head)
            for place, item in enumerate(self.model.columns):
                view.setColumnHidden(place, item.frozen is not frozen)
                view.setColumnWidth(place, item.width * digit + theme.px(16))
        width = sum(item.width * digit + theme.px(16) for item in self.model.columns if item.frozen)
        self.names.setFixedWidth(width + 1)
        self.names.setVisible(width > 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The cells take the focus."""
        super().focusInEvent(event)
        self.cells.setFocus()

    def choose(self, place: int, key: str = "") -> None:
        """Put the cursor on a cell, by row and column; the first that can be typed into without a column."""
        columns = [n for n, item in enumerate(self.model.columns) if (item.key == key if key else item.read)]
        if columns and 0 <= place < len(self.model.rows):
            self.cells.go_to(place, columns[0])

    def _join(self) -> None:
        """Let both views share cursor, selection and the place that is seen."""
        self.names.setSelectionModel(self.cells.selectionModel())
        self.names.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.names.setSelectionBehavior(EntryView.SelectionBehavior.SelectRows)
        self.names.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cells.horizontalScrollBar().rangeChanged.connect(self._on_range)
        self.cells.verticalScrollBar().valueChanged.connect(self.names.verticalScrollBar().setValue)
        self.names.verticalScrollBar().valueChanged.connect(self.cells.verticalScrollBar().setValue)
        for view in (self.names, self.cells):
            view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.cells.paste_asked.connect(self.paste)
        self.cells.save_asked.connect(self.save_asked)

    def _put_placed(self, placed: PlacedBlock) -> int:
        start = self._target_columns()
        keys = [self.model.place_of(key) if key else start + place for place, key in enumerate(placed.columns)]
        fits = [(n, place) for n, place in enumerate(keys) if place < len(self.model.columns)]
        changed = self.model.set_texts(
            (target, place, texts[n])
            for target, texts in placed.rows
            for n, place in fits
            if self.model.can_edit(place)
        )
        text = _("{count} rows pasted by name or ID number").format(count=len(placed.rows))
        if placed.left:
            words = joined(f"{entry.text} ({entry.reason})" for entry in placed.left[:_NAMED])
            text += _("; {count} went nowhere: {rows}").format(count=len(placed.left), rows=words)
        self.say(text, "warning" if placed.left else "good")
        return changed

    def _put_block(self, block: list[list[str]]) -> int:
        """Put a block in by place: from the cursor on, or into the selected rows, repeated over a larger selection."""
        rows, start, width = self.cells.selected_area()
        block = tile_block(block, len(rows), width)
        rows = rows if len(rows) >= len(block) else list(range(rows[0], len(self.model.rows)))
        columns = [n for n in range(start, len(self.model.columns)) if not self.cells.isColumnHidden(n)]
        changed = self.model.set_texts(
            (target, place, text)
            for target, texts in zip(rows, block, strict=False)
            for place, text in zip(columns, texts, strict=False)
            if self.model.can_edit(place)
        )
        over = max(len(block) - len(rows), 0)
        if over:
            self.say(_("{count} rows of the block are below the end of the list").format(count=over), "warning")
        else:
            self.say("")
        self._select(rows[: len(block)], columns[: len(block[0])])
        return changed

    def _target_columns(self) -> int:
        """The column from which nameless values go on: the cursor's, or the first that can be typed into."""
        place = self.cells.currentIndex().column()
        if place >= 0 and self.model.can_edit(place):
            return place
        return next((n for n, item in enumerate(self.model.columns) if item.read is not None), 0)

    def _select(self, rows: list[int], columns: list[int]) -> None:
        if rows and columns and rows == list(range(rows[0], rows[-1] + 1)):
            self.cells.select_block(rows[0], rows[-1], columns[0], columns[-1])

    def _say_faults(self) -> None:
        faults = self.model.faults()
        if faults:
            reason = self.model.cell(*faults[0]).reason
            told = _("{count} cells cannot be read; the first: {reason}").format(count=len(faults), reason=reason)
            self.say(" · ".join(part for part in (self.said(), told) if part), "danger")

    def _on_range(self, _least: int, most: int) -> None:
        self._under.setFixedHeight(self.cells.horizontalScrollBar().sizeHint().height())
        self._under.setVisible(most > 0 and self.names.isVisibleTo(self))

    def _on_reset(self) -> None:
        self.say("")
        self.fit()
        if self.model.rows:
            self.choose(0)


def _width(text: str) -> int:
    """Return the width of a title in digits: a hanzi is two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
