"""Editing a template with what it writes beside it: fields, and the values of each line in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QScrollArea, QSplitter, QWidget

from gridadmin.domain.bank_reading import check_template
from gridadmin.domain.bank_templates import Align, BankField, BankTemplate, Column, Line
from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.bank_templates import sample_file
from gridadmin.services.bank_templates import TemplateRow, add_template, change_template
from gridadmin.ui.act_dialogs import fit
from gridadmin.ui.dialogs import show_error
from gridadmin.ui.fields import ChoiceField, Option
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.layouts import button, column, label, resize_to, row, tool_button
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.bank_preview import PreviewText
from gridadmin.ui.pay.bank_template_form import (
    DELIMITERS,
    column_form,
    shown_column,
    shown_template,
    template_form,
    typed_column,
    typed_template,
)
from gridadmin.ui.shortcuts import Key, on_key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import RIGHT, TableModel
from gridadmin.ui.tables import Column as TableColumn
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT, WIDE


@dataclass(frozen=True)
class PlacedColumn:
    """A value with its place in the line."""

    place: int
    column: Column


class TemplateEditor(QDialog):
    """Edits a template of the office.

    Signals:
        kept: the name of the template that was saved.
    """

    kept = Signal(str)

    def __init__(self, parent: QWidget | None, desk: Desk, template: BankTemplate, known: TemplateRow | None) -> None:
        super().__init__(parent)
        self._desk, self._known = desk, known
        self.template = template
        self.line = len(template.headers)
        yes_no = [Option(True, _("yes")), Option(False, _("no"))]
        self.form = template_form([Option(sign, _(word)) for sign, word in DELIMITERS], yes_no)
        self._yes_no = yes_no
        self.lines = ChoiceField()
        self.model: TableModel[PlacedColumn] = TableModel(_columns(), self)
        self.table = RecordTable(self.model, "pay/bank-template", desk.preferences)
        self.preview, self._fault = PreviewText(), label("", tone="danger", wrap=True)
        self._build()
        self.form.set_values(shown_template(template))
        self._show_lines()
        self.form.changed.connect(self._on_typed)
        self.lines.changed.connect(self._on_line)
        self.table.row_opened.connect(lambda _row: self.edit_column())
        on_key(Key.SAVE, self, self.save)
        self._draw()

    def save(self) -> None:
        """Keep the template as one act."""
        if not self.form.check_all():
            return
        name = Message("{name}", {"name": self.template.name})
        known = self._known
        if known is None or known.id is None:
            sentence = Message(N_("Enter the bank template “{name}”"), {"name": name})
            args: tuple[Any, ...] = (sentence, add_template, self.template)
        else:
            sentence = Message(N_("Change the bank template “{name}”"), {"name": name})
            args = (sentence, change_template, known.id, self.template, known.version)
        self._desk.background.act(*args, done=self._on_saved, failed=self._refused, caller=self)

    def use(self, template: BankTemplate) -> None:
        """Go on with another definition."""
        self.template = template
        self._show_columns()
        self._draw()

    def add_column(self) -> None:
        """Enter a value after the one that is chosen."""
        place = self._place() + 1 if self.model.rows() else 0
        self._ask(Column(BankField.TEXT), partial(self._insert, place))

    def edit_column(self) -> None:
        """Edit the value that is chosen."""
        found = self.table.current_row()
        if found is not None:
            self._ask(found.column, partial(self._replace, found.place))

    def remove_column(self) -> None:
        """Take the value that is chosen out of the line."""
        found = self.table.current_row()
        if found is not None:
            self._set_columns([each for at, each in enumerate(self._values()) if at != found.place], found.place)

    def move_column(self, distance: int) -> None:
        """Move the value that is chosen up or down."""
        found, values = self.table.current_row(), self._values()
        if found is not None and 0 <= found.place + distance < len(values):
            values.insert(found.place + distance, values.pop(found.place))
            self._set_columns(values, found.place + distance)

    def add_line(self, *, before: bool) -> None:
        """Add a line before or after the payments."""
        new = (Line((Column(BankField.TOTAL),)),)
        template = self.template
        if before:
            self.template = replace(template, headers=(*template.headers, *new))
            self.line = len(template.headers)
        else:
            self.template = replace(template, trailers=(*template.trailers, *new))
            self.line = len(self.template.lines()) - 1
        self._show_lines()
        self._draw()

    def remove_line(self) -> None:
        """Take the line away that is shown; that of the payments stays."""
        first, at = len(self.template.headers), self.line
        if at < first:
            self.template = replace(self.template, headers=_without(self.template.headers, at))
        elif at > first:
            self.template = replace(self.template, trailers=_without(self.template.trailers, at - first - 1))
        self.line = len(self.template.headers)
        self._show_lines()
        self._draw()

    def _values(self) -> list[Column]:
        return list(self.template.lines()[self.line].columns)

    def _place(self) -> int:
        found = self.table.current_row()
        return found.place if found is not None else len(self._values()) - 1

    def _ask(self, item: Column, done: Callable[[Column], None]) -> None:
        dialog = FormDialog(self, _("Value of a line"), column_form(self._yes_no), "bank value")

        def save(values: dict[str, Any], _reason: str, _following: bool) -> None:
            dialog.saved()
            done(typed_column(values))

        dialog.save_asked.connect(save)
        dialog.finished.connect(dialog.deleteLater)
        fit(dialog)
        dialog.open()
        dialog.start(shown_column(item))

    def _insert(self, place: int, item: Column) -> None:
        values = self._values()
        values.insert(place, item)
        self._set_columns(values, place)

    def _replace(self, place: int, item: Column) -> None:
        values = self._values()
        values[place] = item
        self._set_columns(values, place)

    def _set_columns(self, values: list[Column], place: int) -> None:
        template, at, first = self.template, self.line, len(self.template.headers)
        if at == first:
            self.template = replace(template, columns=tuple(values))
        elif at < first:
            self.template = replace(template, headers=_changed(template.headers, at, values))
        else:
            self.template = replace(template, trailers=_changed(template.trailers, at - first - 1, values))
        self._show_columns()
        self.table.choose(min(place, len(values) - 1))
        self._draw()

    def _on_typed(self) -> None:
        self.template = typed_template(self.template, self.form.values())
        self._draw()

    def _on_line(self) -> None:
        self.line = self.lines.value() if self.lines.value() is not None else self.line
        self._show_columns()

    def _on_saved(self, _result: object) -> None:
        self.kept.emit(self.template.name)
        self.accept()

    def _refused(self, error: GridAdminError) -> None:
        self._fault.setText(str(error))
        show_error(self, error)

    def _show_lines(self) -> None:
        first = len(self.template.headers)
        words = [_("Line {number} before").format(number=at + 1) for at in range(first)]
        words.append(_("Each payment"))
        words += [_("Line {number} after").format(number=at + 1) for at in range(len(self.template.trailers))]
        line = self.line
        self.lines.set_options([Option(at, word) for at, word in enumerate(words)])
        self.line = line
        self.lines.set_value(line)
        self._show_columns()

    def _show_columns(self) -> None:
        self.model.set_rows([PlacedColumn(at, each) for at, each in enumerate(self._values())])

    def _draw(self) -> None:
        try:
            check_template(self.template)
            sample = sample_file(self.template, self._desk.as_of)
        except GridAdminError as error:
            self._fault.setText(str(error))
            return
        self._fault.setText("")
        self.preview.show_sample(self.template, sample)

    def _build(self) -> None:
        title = _("Template of a bank file")
        self.setWindowTitle(title)
        holder = QWidget()
        holder.setLayout(column(self.form, 1, margins=(0, 0, SNUG, 0)))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(holder)
        split = QSplitter()
        split.addWidget(area)
        split.addWidget(self._lines_side())
        split.setChildrenCollapsible(False)
        split.setSizes([480, 560])
        save = button(_("Save"), self.save, "primary", "save")
        save.setToolTip(Key.SAVE.shown())
        foot = row(self._fault, button(_("Leave"), self.reject), save, spacing=SNUG)
        foot.setStretch(0, 1)
        whole = column(label(title, "title"), split, foot, spacing=MEDIUM, margins=(WIDE,) * 4)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        resize_to(self, 1120, 700)

    def _lines_side(self) -> QWidget:
        self.table.set_empty("")
        more = (
            button(_("Line before"), lambda: self.add_line(before=True), "quiet", "plus"),
            button(_("Line after"), lambda: self.add_line(before=False), "quiet", "plus"),
            tool_button("trash-2", _("Remove the line"), self.remove_line),
        )
        which = row(self.lines, *more, spacing=TIGHT)
        which.setStretch(0, 1)
        acts = row(
            button(_("Add a value"), self.add_column, icon="plus"), button(_("Edit"), self.edit_column, icon="pencil"),
            tool_button("chevron-up", _("Up"), lambda: self.move_column(-1)),
            tool_button("chevron-down", _("Down"), lambda: self.move_column(1)), 1,
            tool_button("trash-2", _("Remove the value"), self.remove_column), spacing=SNUG,
        )  # fmt: skip
        side = QWidget()
        whole = column(
            which, self.table, acts, label(_("What it writes, for invented people"), "caption"), self.preview
        )
        whole.setContentsMargins(current().px(MEDIUM), 0, 0, 0)
        whole.setStretch(1, 3)
        whole.setStretch(4, 2)
        side.setLayout(whole)
        return side


def _changed(lines: tuple[Line, ...], at: int, values: list[Column]) -> tuple[Line, ...]:
    return (*lines[:at], replace(lines[at], columns=tuple(values)), *lines[at + 1 :])


def _without(lines: tuple[Line, ...], at: int) -> tuple[Line, ...]:
    return (*lines[:at], *lines[at + 1 :])


def _columns() -> tuple[TableColumn[PlacedColumn], ...]:
    return (
        TableColumn("place", "#", 3, lambda row: str(row.place + 1), sort=lambda row: row.place, align=RIGHT),
        TableColumn("field", N_("What it says"), 14, lambda row: row.column.field.label),
        TableColumn("title", N_("Heading"), 10, lambda row: row.column.title),
        TableColumn("text", N_("Fixed text"), 10, lambda row: row.column.text),
        TableColumn("format", N_("Format"), 9, lambda row: row.column.format),
        TableColumn("width", N_("Width in bytes"), 6, _width, align=RIGHT),
        TableColumn("pad", N_("Filled with"), 6, _pad),
    )


def _width(row: PlacedColumn) -> str:
    return str(row.column.width or "")


def _pad(row: PlacedColumn) -> str:
    if not row.column.width:
        return ""
    side = "→" if row.column.align is Align.RIGHT else "←"
    return f"{side} {row.column.pad if row.column.pad != ' ' else '␠'}"
