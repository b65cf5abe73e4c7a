"""The tab 本月录入: people × events, days absent, one-off amounts and bonus of one month, typed as in a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.entries import half_width
from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_people import EntryColumn, EntrySheet
from gridadmin.domain.pay_person import EntryKind
from gridadmin.domain.pay_rounding import parse_yuan, yuan_text
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.pay_facts import ENTRIES
from gridadmin.jobs.pay_imports import EntryPlace
from gridadmin.services.pay_entries import entry_sheet, once_column, set_entries
from gridadmin.services.pay_imports import REASONS
from gridadmin.ui.act_dialogs import fit
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.dialogs import show_error
from gridadmin.ui.entry_grid import EntryColumn as GridColumn
from gridadmin.ui.entry_grid import EntryGrid, EntryRow
from gridadmin.ui.fields import ChoiceField, TextField
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.layouts import column, icon_label, label, panel, row, tool_button
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import action_button
from gridadmin.ui.pay.entered_imports import entries_import
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.sheet_import import choose_sheet
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.tables import RIGHT
from gridadmin.ui.tokens import MEDIUM, SNUG

NAME, KIND, REASON = ":name", ":kind", ":reason"


class EntriesPane(PayPane):
    """The month's entries."""

    features = frozenset({"pay", "workers"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = Month.of(desk.as_of)
        self.sheet: EntrySheet | None = None
        self._wanted: UUID | None = None
        self._own: dict[Month, list[EntryColumn]] = {}
        self._drafts: dict[Month, dict[Any, dict[str, Any]]] = {}
        self.grid = EntryGrid(())
        self.basis = TextField(_("Basis of what is entered, such as the attendance sheet"))
        self.save_button = action_button(_("Save"), "save", self.save, Key.SAVE.shown(), main=True)
        self.import_button = action_button(_("Import …"), "file-input", self.import_file)
        self.acts = [
            action_button(_("One-off amount …"), "plus", self.new_record, Key.NEW.shown()), self.import_button,
            self.save_button,
        ]  # fmt: skip
        self._build()
        self.grid.model.edited.connect(lambda _rows: self._say())
        self.grid.save_asked.connect(self.save)

    def reload(self) -> None:
        """Read the month again; what was typed and not saved stays."""
        self.desk.background.read(entry_sheet, self.month, done=self.show_sheet, caller=self)

    def show_target(self, target: Target) -> None:
        """Open a month, and somebody's row in it; the record is `2026-10` or `2026-10/<id of the person>`."""
        month, _slash, person = (target.record_id or "").partition("/")
        self._wanted = UUID(person) if person else None
        if month:
            self.go(Month.parse(month).since(self.month))

    def show_sheet(self, sheet: EntrySheet) -> None:
        """Show a month; what was typed for it is there again."""
        if sheet.month != self.month:
            return
        self._keep_draft()
        self.sheet = sheet
        closed = sheet.closed is not None or self.desk.read_only
        self._title.setText(str(sheet.month))
        self._closed_words.setText(str(sheet.closed or ""))
        self._closed.setVisible(sheet.closed is not None)
        place = self.grid.cells.currentIndex()
        self.grid.model.set_columns(self._grid_columns(), _rows(sheet))
        self.grid.set_read_only(closed)
        if place.isValid():
            self.grid.cells.go_to(place.row(), min(place.column(), len(self.grid.model.columns) - 1))
        self._choose_wanted()
        draft = self._drafts.pop(sheet.month, None)
        if draft and self.grid.model.restore(draft):
            self.grid.say(_("What you entered before is here again; it is not saved yet."), "warning")
        for each in (*self.acts, self.basis):
            each.setEnabled(not closed)
        self._say()

    def columns(self) -> list[EntryColumn]:
        """Return the columns of the month, those added here with them."""
        assert self.sheet is not None
        known = {each.key for each in self.sheet.columns}
        return [*self.sheet.columns, *(each for each in self._own.get(self.month, ()) if each.key not in known)]

    def save(self) -> None:
        """Ctrl+S: save what was typed as one act."""
        if self.sheet is None or self.grid.model.read_only:
            return
        if self.grid.model.faults():
            self.grid.say(_("Some cells cannot be read; mend what is red first."), "danger")
            return
        changes = self.grid.model.changes()
        cells, reasons = split_changes(changes)
        if not changes:
            return
        sentence = Message(ENTRIES, {"month": self.month, "people": len(changes)})
        args = (self.month, cells, self.columns(), self.basis.value() or "", reasons)
        self.desk.background.act(sentence, set_entries, *args, done=self._saved, failed=self._refused, caller=self)

    def new_record(self) -> None:
        """Ctrl+N: add a column for a one-off amount."""
        if self.sheet is None or self.grid.model.read_only:
            return
        form = Form(columns=1)
        form.add(FieldSpec("name", N_("Name of the amount"), TextField(), required=True))
        form.add(FieldSpec("nature", N_("What it does"), ChoiceField(enum_options(Nature)), required=True))
        dialog = FormDialog(self, _("One-off amount of {month}").format(month=self.month), form, "once")

        def add(values: dict[str, Any], _reason: str, _following: bool) -> None:
            try:
                made = once_column(values["name"], values["nature"], self.columns())
            except InvalidError as error:
                dialog.refused(error)
                return
            dialog.saved()
            self.add_column(made)

        dialog.save_asked.connect(add)
        dialog.finished.connect(dialog.deleteLater)
        fit(dialog)
        dialog.open()
        dialog.start({"nature": Nature.TAXED})

    def add_column(self, made: EntryColumn) -> None:
        """Show one more column; what was typed stays."""
        if made.key not in {each.key for each in self.columns()}:
            self._own.setdefault(self.month, []).append(made)
        assert self.sheet is not None
        self.show_sheet(self.sheet)
        self.grid.choose(max(self.grid.cells.currentIndex().row(), 0), made.key)
        self.grid.cells.setFocus()

    def import_file(self) -> None:
        """Read a sheet, show what each row would do, and import it after a yes."""
        place = EntryPlace(self.month, self.basis.value() or _("imported sheet"))
        title = _("Import entries of {month}").format(month=self.month)
        choose_sheet(self, self.desk, title, entries_import(place, self.columns()))

    def panes(self) -> list[QWidget]:
        """The grid."""
        return [self.grid]

    def go(self, months: int) -> None:
        """Go some months on or back."""
        self._keep_draft()
        self.sheet = None
        self.month = self.month.plus(months)
        self.reload()

    def _build(self) -> None:
        self._title = label("", "heading")
        self._closed_words = label("", wrap=True)
        line = row(icon_label("lock", "warning"), self._closed_words, spacing=SNUG, margins=(MEDIUM, SNUG) * 2)
        line.setStretch(1, 1)
        self._closed = panel("warning", line)
        self._closed.hide()
        back = tool_button("chevron-left", _("Month before"), partial(self.go, -1))
        on = tool_button("chevron-right", _("Next month"), partial(self.go, 1))
        head = row(back, self._title, on, label(_("Basis"), "caption"), self.basis, spacing=SNUG,
                   margins=(MEDIUM, SNUG, MEDIUM, SNUG))  # fmt: skip
        head.setStretch(4, 1)
        whole = column(head, self._closed, self.grid, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _grid_columns(self) -> list[GridColumn]:
        assert self.sheet is not None
        return [
            GridColumn(NAME, _("Name"), 10, frozen=True),
            GridColumn(KIND, _("Kind"), 8, frozen=True),
            *(_grid_column(each, self.sheet.grades) for each in self.columns()),
            GridColumn(REASON, _("Reason"), 26, str.strip, hint=_("Empty: the basis above"), words=REASONS),
        ]

    def _choose_wanted(self) -> None:
        places = [at for at, each in enumerate(self.grid.model.rows) if each.id == self._wanted]
        if places and self.columns():
            self.grid.choose(places[0], self.columns()[0].key)
        self._wanted = None

    def _keep_draft(self) -> None:
        if self.sheet is not None and (draft := self.grid.model.unsaved()):
            self._drafts[self.sheet.month] = draft

    def _saved(self, report: Any) -> None:
        self.grid.model.accept()
        self.grid.say(
            _("Saved: {cells} cells of {people} persons").format(cells=report.cells, people=report.people), "good"
        )

    def _refused(self, error: GridAdminError) -> None:
        if isinstance(error, InvalidError) and "reason" in error.fields:
            self.basis.setFocus()
            self.grid.say(
                _("Enter the basis above, or a reason in the row: {error}").format(error=error.message), "danger"
            )
        else:
            show_error(self, error)

    def _say(self) -> None:
        if self.sheet is None:
            return
        model = self.grid.model
        filled = sum(
            any(values.get(each.key) for each in self.columns()) for values in map(model.values, range(len(model.rows)))
        )
        words = _("{month}    {people} persons, {filled} with entries    {unsaved} rows not saved")
        said = {"month": self.month, "people": len(model.rows), "filled": filled, "unsaved": len(model.changes())}
        self.said.emit(words.format(**said))


def split_changes(changes: Mapping[UUID, Mapping[str, Any]]) -> tuple[dict[UUID, dict[str, Any]], dict[UUID, str]]:
    """Return the changed cells and the reasons that were typed."""
    cells = {
        who: {key: value for key, value in row_.items() if not key.startswith(":")} for who, row_ in changes.items()
    }
    return cells, {who: row_[REASON] or "" for who, row_ in changes.items() if REASON in row_}


def _rows(sheet: EntrySheet) -> list[EntryRow]:
    return [
        EntryRow(
            person.worker_id,
            {**person.cells, NAME: person.worker, KIND: person.kind.label if person.kind else _("left"),
             REASON: person.reason or None},
            person.worker,
            person.id_number,
        )
        for person in sheet.people
    ]  # fmt: skip


def _grid_column(each: EntryColumn, grades: tuple[str, ...]) -> GridColumn:
    if each.kind is EntryKind.GRADE:
        return GridColumn(each.key, each.name, 10, partial(_read_grade, grades), cycle=grades)
    if each.is_money:
        hint = each.nature.label if each.kind is EntryKind.ONCE else ""
        width = 15 if each.name.isascii() else 12
        return GridColumn(each.key, each.name, width, _read_money, _show_money, RIGHT, hint=hint)
    return GridColumn(each.key, each.name, 10, _read_number, _show_number, RIGHT)


def _read_money(text: str) -> int | None:
    plain = half_width(text)
    return (parse_yuan(plain) or None) if plain else None


def _show_money(value: Any) -> str:
    return "" if value is None else yuan_text(value)


def _read_number(text: str) -> Decimal | None:
    plain = half_width(text)
    if not plain:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or number < 0 or number * 1000 != int(number * 1000):
        raise InvalidError(N_("“{text}” is no number of days or events. Write it like 2 or 1.5."), text=text)
    return number or None


def _show_number(value: Any) -> str:
    return "" if value is None else f"{Decimal(value).normalize():f}"


def _read_grade(grades: tuple[str, ...], text: str) -> str | None:
    plain = text.strip()
    if plain and plain not in grades:
        raise InvalidError(N_("“{text}” is no grade. There are: {grades}"), text=plain, grades=joined(grades))
    return plain or None
