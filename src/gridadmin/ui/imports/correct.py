"""Below the list: what a row changes, field by field, and a box for each bad cell with the reason under it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridadmin.domain.imports import ColumnMapping, ImportKind, Outcome, Problem, Severity
from gridadmin.i18n import N_, Message, _
from gridadmin.intake.tables import Table, TableRow, shown
from gridadmin.ui.fields import TextField
from gridadmin.ui.imports.preview import PreviewRow
from gridadmin.ui.imports.words import field_word, value_words
from gridadmin.ui.layouts import badge, button, column, label, restyle, row
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG

Tables = tuple[tuple[Table, ColumnMapping], ...]


class RowPane(ScrollPane):
    """The row under the cursor.

    Signals:
        corrected: the Tables with the corrected cells; skipped: the Tables without the row.
    """

    corrected = Signal(object)
    skipped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._tables: Tables = ()
        self._kind = ImportKind.WORKERS
        self._row: PreviewRow | None = None
        self.editors: dict[int, TextField] = {}
        self.recheck = button("", self._apply)

    def use(self, kind: ImportKind, tables: Tables) -> None:
        """Correct cells of these tables from now on."""
        self._kind, self._tables = kind, tables

    def show_row(self, item: PreviewRow | None) -> None:
        """Show a row; bad cells can be written anew."""
        self._row, self.editors = item, {}
        if item is None:
            self.fill()
            return
        parts: list[QWidget | None] = [self._heading(item)]
        if item.outcome.outcome is Outcome.UPDATED:
            parts += [self._change(change.field, change.was, change.now) for change in item.outcome.changes]
        parts += [self._note(problem) for problem in item.problems if problem.severity is Severity.NOTE]
        if item.serious:
            parts += [*self._cells(item), self._buttons()]
        self.fill(*parts)

    def focus_first(self) -> None:
        """Put the cursor into the first bad cell."""
        for editor in self.editors.values():
            editor.setFocus()
            editor.selectAll()
            return

    def _heading(self, item: PreviewRow) -> QWidget:
        place = _("Sheet {sheet}, row {row}").format(sheet=item.outcome.sheet, row=item.outcome.row)
        return _line(label(item.name or _("(no name)"), "strong"), label(place, "caption"))

    def _change(self, field: str, was: object, now: object) -> QWidget:
        name = label(field_word(self._kind, field), "muted")
        name.setMinimumWidth(current().px(120))
        before = label(value_words(field, was), "muted", wrap=True)
        return _line(name, before, label("→", tone="faint"), label(value_words(field, now), "strong", wrap=True))

    def _note(self, problem: Problem) -> QWidget:
        return _line(badge(_("Note")), label(str(problem.reason), "muted", wrap=True), stretch=1)

    def _cells(self, item: PreviewRow) -> Iterable[QWidget]:
        found = self._found(item)
        if found is None:
            return
        table, mapping, line = found
        letters = {part.letter: part.index for part in table.columns}
        serious = [problem for problem in item.problems if problem.severity is not Severity.NOTE]
        by_column: dict[int, list[Problem]] = {}
        for problem in serious:
            if problem.column in letters:
                by_column.setdefault(letters[problem.column], []).append(problem)
            else:
                yield _reason(problem)
        names = dict(mapping.fields)
        # Where the whole row is meant, any of its cells may be the one to correct.
        for index in by_column or {place: [] for place, _field in mapping.fields[:8]}:
            title = f"{table.columns[index].letter} · {field_word(self._kind, names.get(index, ''))}".rstrip(" ·")
            yield self._cell(index, title, shown(line.cell(index)), by_column.get(index, []))

    def _cell(self, index: int, title: str, text: str, problems: list[Problem]) -> QWidget:
        editor = TextField()
        editor.set_value(text)
        editor.setAccessibleName(title)
        editor.submitted.connect(self._apply)
        worst = "error" if any(found.severity is Severity.ERROR for found in problems) else "warning"
        if problems:
            restyle(editor, fault=worst)
        self.editors[index] = editor
        name = label(title, "strong")
        name.setFixedWidth(current().px(150))
        reasons = [_reason(problem) for problem in problems]
        holder = QWidget()
        box = column(editor, *reasons, spacing=2)
        line = row(column(name, 1), box, 1, spacing=MEDIUM)
        line.setStretch(1, 2)
        holder.setLayout(line)
        return holder

    def _buttons(self) -> QWidget:
        self.recheck = button(_("Check again"), self._apply, "primary", "check")
        self.recheck.setToolTip(_("Enter"))
        skip = button(_("Leave this row out"), self._skip, "", "x")
        return _line(self.recheck, skip, margin=True)

    def _found(self, item: PreviewRow) -> tuple[Table, ColumnMapping, TableRow] | None:
        for table, mapping in self._tables:
            if table.sheet == item.outcome.sheet:
                for line in table.rows:
                    if line.number == item.outcome.row:
                        return table, mapping, line
        return None

    def _apply(self) -> None:
        found = self._found(self._row) if self._row is not None else None
        if found is None:
            return
        table, _mapping, line = found
        changed = table
        for index, editor in self.editors.items():
            text = editor.value()
            if (text or "") != shown(line.cell(index)):
                changed = changed.with_value(line.number, index, text)
        self.corrected.emit(self._with(table, changed))

    def _skip(self) -> None:
        found = self._found(self._row) if self._row is not None else None
        if found is not None:
            table, _mapping, line = found
            self.skipped.emit(self._with(table, table.without_row(line.number, Message(N_("left out by the clerk")))))

    def _with(self, old: Table, new: Table) -> Tables:
        return tuple((new if table is old else table, mapping) for table, mapping in self._tables)


def _reason(problem: Problem) -> QWidget:
    tone = "danger" if problem.severity is Severity.ERROR else "warning"
    return label(str(problem.reason), "caption", tone, wrap=True)


def _line(*widgets: QWidget, stretch: int = -1, margin: bool = False) -> QWidget:
    holder = QWidget()
    line = row(*widgets, spacing=MEDIUM, margins=(0, SNUG if margin else 0, 0, 0))
    if stretch >= 0:
        line.setStretch(stretch, 1)
    else:
        line.addStretch(1)
    holder.setLayout(line)
    return holder
