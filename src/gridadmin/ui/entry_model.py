"""What a grid for entering holds: rows of values, the text of what could not be read, and every edit to take back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import Message
from gridadmin.ui.tables import LEFT, Index

Read = Callable[[str], Any]


def shown_text(value: Any) -> str:
    """Return a value as its cell shows it where the column says nothing else."""
    return "" if value is None else str(value)


@dataclass(frozen=True)
class EntryColumn:
    """A column of an entry grid.

    Attributes:
        title: as it is shown (translated, or a name out of the office's data).
        width: in digits of the base font.
        read: turns what is typed into what is kept, None for an empty cell; raises InvalidError with the fix. A column
            without it cannot be typed into: a name, or a figure that the page computes (`EntryModel.set_column`).
        show: turns what is kept into text.
        frozen: stays at the left while the others scroll.
        cycle: values that the space bar goes through.
        tone: name of the colour of a value (`Colours`), "" for plain text.
        hint: tooltip of the title.
        words: other headings under which a pasted block may bring the column.
    """

    key: str
    title: str
    width: int
    read: Read | None = None
    show: Callable[[Any], str] = shown_text
    align: Qt.AlignmentFlag = LEFT
    frozen: bool = False
    cycle: tuple[Any, ...] = ()
    tone: Callable[[Any], str] | None = None
    hint: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntryRow:
    """A row to enter into: its id, its values by column, and by what a pasted row can mean it."""

    id: Any
    values: Mapping[str, Any]
    name: str = ""
    id_number: str = ""


@dataclass(frozen=True)
class Unreadable:
    """What stands in a cell that could not be read: the text as typed, and why."""

    text: str
    reason: Message


Place = tuple[int, int]
Edit = list[tuple[int, int, Any, Any]]  # row, column, before, after


@dataclass
class _Undo:
    done: list[Edit] = field(default_factory=list)
    undone: list[Edit] = field(default_factory=list)


class EntryModel(QAbstractTableModel):
    """Rows and columns of values.

    Signals:
        edited: the rows whose values changed (a set), once for each act of the clerk, however many cells it touched.
    """

    edited = Signal(object)

    def __init__(self, columns: Sequence[EntryColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[EntryRow, ...] = ()
        self.read_only = False
        self._cells: list[list[Any]] = []
        self._saved: list[list[Any]] = []
        self._undo = _Undo()

    def set_rows(self, rows: Sequence[EntryRow]) -> None:
        """Show rows as they are saved; edits that were not saved are gone, and so is their undo."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self._cells = [[row.values.get(column.key) for column in self.columns] for row in self.rows]
        self._saved = [list(cells) for cells in self._cells]
        self._undo = _Undo()
        self.endResetModel()

    def set_columns(self, columns: Sequence[EntryColumn], rows: Sequence[EntryRow]) -> None:
        """Show other columns, for a scheme with other indicators."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()
        self.set_rows(rows)

    def set_column(self, key: str, values: Sequence[Any]) -> None:
        """Show figures that the page computed (a total, a rank): no edit, nothing to save, nothing to undo."""
        place = self.place_of(key)
        for row, value in enumerate(values):
            self._cells[row][place] = self._saved[row][place] = value
        self._tell(0, len(self.rows) - 1, place, place)

    def set_values(self, changes: Iterable[tuple[int, int, Any]]) -> int:
        """Set cells (row, column, value) as one edit; returns how many differ from before."""
        edit: Edit = []
        for row, column, value in changes:
            before = self._cells[row][column]
            if before != value and self.can_edit(column):
                edit.append((row, column, before, value))
                self._cells[row][column] = value
        if edit:
            self._undo.done.append(edit)
            self._undo.undone.clear()
            self._told(edit)
        return len(edit)

    def set_texts(self, changes: Iterable[tuple[int, int, str]]) -> int:
        """Set cells from texts as one edit, reading each as its column does; returns how many differ."""
        return self.set_values((row, column, self.read(column, text)) for row, column, text in changes)

    def read(self, column: int, text: str) -> Any:
        """Return what a column makes of a text; what it cannot read is kept as `Unreadable`."""
        read, bare = self.columns[column].read, text.strip()
        if not bare or read is None:
            return None
        try:
            return read(bare)
        except InvalidError as error:
            return Unreadable(bare, error.message)

    def undo(self) -> bool:
        """Take the newest edit back; False where there is none."""
        return self._move(self._undo.done, self._undo.undone, back=True)

    def redo(self) -> bool:
        """Make the edit again that was taken back last; False where there is none."""
        return self._move(self._undo.undone, self._undo.done, back=False)

    def can_undo(self) -> bool:
        """Whether an edit can be taken back."""
        return bool(self._undo.done)

    def can_redo(self) -> bool:
        """Whether an edit that was taken back can be made again."""
        return bool(self._undo.undone)

    def can_edit(self, column: int) -> bool:
        """Whether a column can be typed into."""
        return not self.read_only and self.columns[column].read is not None

    def value(self, row: int, key: str) -> Any:
        """Return the value of a cell; None for one that could not be read."""
        found = self._cells[row][self.place_of(key)]
        return None if isinstance(found, Unreadable) else found

    def values(self, row: int) -> dict[str, Any]:
        """Return the values of a row by column; what could not be read is None."""
        cells = zip(self.columns, self._cells[row], strict=True)
        return {column.key: None if isinstance(cell, Unreadable) else cell for column, cell in cells}

    def cell(self, row: int, column: int) -> Any:
        """Return what stands in a cell: a value, or `Unreadable`."""
        return self._cells[row][column]

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell."""
        cell = self._cells[row][column]
        return cell.text if isinstance(cell, Unreadable) else self.columns[column].show(cell)

    def is_changed(self, row: int, column: int) -> bool:
        """Whether a cell differs from what is saved."""
        return bool(self._cells[row][column] != self._saved[row][column])

    def is_dirty(self) -> bool:
        """Whether anything differs from what is saved."""
        return self._cells != self._saved

    def changes(self) -> dict[Any, dict[str, Any]]:
        """Return what is to be saved: row id -> column -> value, without what could not be read."""
        found: dict[Any, dict[str, Any]] = {}
        for row, cells, saved in zip(self.rows, self._cells, self._saved, strict=True):
            if cells != saved:
                differing = {
                    column.key: now
                    for column, now, was in zip(self.columns, cells, saved, strict=True)
                    if now != was and not isinstance(now, Unreadable)
                }
                if differing:
                    found[row.id] = differing
        return found

    def accept(self) -> None:
        """Take what stands in the cells as saved; there is nothing to undo any more."""
        self._saved = [list(cells) for cells in self._cells]
        self._undo = _Undo()
        self._tell(0, len(self.rows) - 1, 0, len(self.columns) - 1)

    def unsaved(self) -> dict[Any, dict[str, Any]]:
        """Return what is not saved, with what could not be read, to be restored when the rows are shown again."""
        return {
            row.id: {column.key: now for column, now, was in zip(self.columns, cells, saved, strict=True) if now != was}
            for row, cells, saved in zip(self.rows, self._cells, self._saved, strict=True)
            if cells != saved
        }

    def restore(self, unsaved: Mapping[Any, Mapping[str, Any]]) -> int:
        """Put what was not saved into the rows again, as one edit; rows that are gone are left out."""
        places = {row.id: place for place, row in enumerate(self.rows)}
        keys = {column.key: place for place, column in enumerate(self.columns)}
        return self.set_values(
            (places[row], keys[key], value)
            for row, cells in unsaved.items()
            if row in places
            for key, value in cells.items()
            if key in keys
        )

    def faults(self) -> list[Place]:
        """Return the cells that could not be read, from top to bottom."""
        return [
            (row, column)
            for row, cells in enumerate(self._cells)
            for column, cell in enumerate(cells)
            if isinstance(cell, Unreadable)
        ]

    def place_of(self, key: str) -> int:
        """Return the place of a column."""
        return next(place for place, column in enumerate(self.columns) if column.key == key)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, alignment, or the reason why a cell cannot be read."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            cell = self._cells[index.row()][index.column()]
            return str(cell.reason) if isinstance(cell, Unreadable) else self.text(index.row(), index.column()) or None
        return self.columns[index.column()].align if role == Qt.ItemDataRole.TextAlignmentRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what an editor holds; True where it could be taken."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole or not self.can_edit(index.column()):
            return False
        self.set_texts([(index.row(), index.column(), str(value))])
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What can be typed into can be edited."""
        flags = super().flags(index)
        editable = index.isValid() and self.can_edit(index.column())
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a column, or its hint."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.ToolTipRole:
                return self.columns[section].hint or self.columns[section].title
        return None

    def _move(self, source: list[Edit], target: list[Edit], *, back: bool) -> bool:
        if not source or self.read_only:
            return False
        edit = source.pop()
        target.append(edit)
        for row, column, before, after in edit:
            self._cells[row][column] = before if back else after
        self._told(edit)
        return True

    def _told(self, edit: Edit) -> None:
        rows, columns = {entry[0] for entry in edit}, {entry[1] for entry in edit}
        self._tell(min(rows), max(rows), min(columns), max(columns))
        self.edited.emit(rows)

    def _tell(self, top: int, bottom: int, left: int, right: int) -> None:
        if bottom >= top:
            self.dataChanged.emit(self.index(top, left), self.index(bottom, right))
