"""Step 1: the sheet as it was found, its header marked, and above each column the field that it feeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from gridadmin.domain.imports import ColumnMapping, ImportKind
from gridadmin.domain.office import CommunityRow
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import _
from gridadmin.intake.tables import Column, Table, shown
from gridadmin.jobs.imports import ImportChoice, ImportFile
from gridadmin.services.import_tally import ImportOptions
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.fields import ChoiceField, DateField, Option
from gridadmin.ui.imports.words import fields_of
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, row
from gridadmin.ui.panes import ViewTabs
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT

ROWS_SHOWN = 7
SURE, LIKELY = 0.9, 0.6
NOT_IMPORTED = ""


class SheetView(QScrollArea):
    """One table of the file with a picker above each column.

    Signals:
        mapped: a column feeds another field now.
    """

    mapped = Signal()

    def __init__(self, table: Table, mapping: ColumnMapping, recognised: bool) -> None:
        super().__init__()
        self.table, self.mapping = table, mapping
        self._recognised = recognised
        self.pickers: dict[int, ChoiceField] = {}
        self._notes: dict[int, QWidget] = {}
        self.setWidgetResizable(True)
        self._grid = QGridLayout()
        self._grid.setSpacing(0)
        self._grid.setContentsMargins(0, 0, 0, 0)
        columns = [item for item in table.columns if item.label or any(line.cell(item.index) for line in table.rows)]
        self._put_numbers()
        for place, item in enumerate(columns, 1):
            self._put_column(place, item)
        self._grid.setColumnStretch(len(columns) + 1, 1)
        self._grid.setRowStretch(ROWS_SHOWN + 4, 1)
        holder = QWidget()
        holder.setLayout(self._grid)
        self.setWidget(holder)

    def _put_numbers(self) -> None:
        first, last = self.table.header_rows
        header = str(first) if first == last else f"{first}–{last}"
        self._grid.addWidget(_cell(label(header, "strong"), "head"), 2, 0)
        for place, line in enumerate(self.table.rows[:ROWS_SHOWN], 3):
            self._grid.addWidget(_cell(label(str(line.number), "caption")), place, 0)

    def _put_column(self, place: int, item: Column) -> None:
        fields = fields_of(self.mapping.kind)
        options = [Option(NOT_IMPORTED, _("(not imported)"))]
        options += [Option(field, _(title), field) for field, title in fields.items()]
        picker = ChoiceField(options)
        picker.set_value(self._field(item.index))
        picker.setAccessibleName(item.label or item.letter)
        picker.setMinimumWidth(current().px(132))
        picker.changed.connect(lambda: self._on_picked(item.index))
        self.pickers[item.index] = picker
        self._grid.addWidget(_cell(picker), 0, place)
        self._show_note(place, item.index)
        self._grid.addWidget(_cell(label(item.label or item.letter, "strong", wrap=True), "head"), 2, place)
        for line, found in enumerate(self.table.rows[:ROWS_SHOWN], 3):
            text = shown(found.cell(item.index))
            words = label(text if len(text) <= 20 else text[:19] + "…", tone="" if text else "faint")
            words.setToolTip(text)
            self._grid.addWidget(_cell(words), line, place)

    def _show_note(self, place: int, index: int) -> None:
        sure = dict(zip((pair[0] for pair in self.mapping.fields), self.mapping.confidence, strict=False)).get(index)
        old = self._notes.pop(index, None)
        if old is not None:
            self._grid.removeWidget(old)
            old.deleteLater()
        if index in self.mapping.ignored:
            note = badge(_("running number"))
        elif self._field(index) == NOT_IMPORTED:
            note = badge(_("not imported"), "warning")
        elif self._recognised:
            note = badge(_("remembered"), "good")
        else:
            grade = 0 if (sure or 1.0) >= SURE else 1 if (sure or 1.0) >= LIKELY else 2
            text = (_("certain"), _("likely"), _("please check"))[grade]
            note = badge(text, ("good", "accent", "warning")[grade])
        self._notes[index] = _cell(note)
        self._grid.addWidget(self._notes[index], 1, place)

    def _field(self, index: int) -> str:
        return next((field for column_index, field in self.mapping.fields if column_index == index), NOT_IMPORTED)

    def _on_picked(self, index: int) -> None:
        self.mapping = self.mapping.with_field(index, self.pickers[index].value() or None)
        self._recognised = False
        self._show_note(list(self.pickers).index(index) + 1, index)
        self.mapped.emit()


def _cell(widget: QWidget, look: str = "plain") -> QFrame:
    return panel(look, row(widget, 1, margins=(SNUG, TIGHT, SNUG, TIGHT)))


class MapPane(QWidget):
    """The tables of a file, the rows passed over, and what holds for the whole sheet.

    Signals:
        preview_asked: go to the preview; kind_chosen: ImportKind, the file lists something else.
    """

    preview_asked = Signal()
    kind_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._file: ImportFile | None = None
        self.views: list[SheetView] = []
        self.kind = ChoiceField(enum_options(ImportKind))
        self.effective_on = DateField()
        self.employment = ChoiceField([Option(None, _("as each row says")), *enum_options(EmploymentKind)])
        self.village = ChoiceField()
        self.employment.set_value(None)
        self.kind.changed.connect(self._on_kind)
        self._sheets = column(spacing=SNUG)
        self._skipped = label("", "caption", wrap=True)
        self.go = button(_("Preview"), self.preview_asked.emit, "primary", "arrow-right")
        self._employment_holder = _titled(_("Newcomers are"), self.employment)
        self._village_holder = _titled(_("Whole sheet is of"), self.village)
        line = row(
            _titled(_("The sheet lists"), self.kind), _titled(_("Changes hold from"), self.effective_on),
            self._employment_holder, self._village_holder, 1, column(1, self.go), spacing=MEDIUM,
            margins=(ROOMY, SNUG, ROOMY, SNUG),
        )  # fmt: skip
        skipped = row(icon_label("info", "muted"), self._skipped, spacing=SNUG)
        skipped.setStretch(1, 1)
        body = column(self._sheets, skipped, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG))
        body.setStretch(0, 1)
        self.setLayout(column(body, panel("foot", line), spacing=0))

    def show_file(self, file: ImportFile, today: date) -> None:
        """Show a file that was read."""
        self._file = file
        self._clear()
        self.views = [SheetView(table, mapping, file.recognised) for table, mapping in file.tables]
        tabs = ViewTabs([(str(place), table.sheet) for place, (table, _m) in enumerate(file.tables)])
        tabs.chosen.connect(self._show_sheet)
        tabs.setVisible(len(self.views) > 1)
        self._sheets.addWidget(tabs)
        for view in self.views:
            self._sheets.addWidget(view, 1)
        self._show_sheet("0")
        self.kind.blockSignals(True)
        self.kind.set_value(file.kind)
        self.kind.blockSignals(False)
        self.effective_on.set_value(today)
        for holder in (self._employment_holder, self._village_holder):
            holder.setVisible(file.kind is ImportKind.WORKERS)
        self.village.set_value(file.community)
        self._show_skipped(file)
        self.go.setFocus()

    def show_communities(self, rows: Sequence[CommunityRow]) -> None:
        """Offer the villages of the office for sheets that name none."""
        options = [Option("", _("as each row says")), *(Option(item.code, item.name, item.code) for item in rows)]
        self.village.set_options(options)
        self.village.set_value(self._file.community if self._file else "")

    def choice(self) -> ImportChoice:
        """Return what the clerk has decided."""
        on = self.effective_on.value() or date.today()
        options = ImportOptions(on, self.employment.value())
        return ImportChoice(
            tuple((view.table, view.mapping) for view in self.views), options, self.village.value() or ""
        )

    def _show_sheet(self, key: str) -> None:
        for place, view in enumerate(self.views):
            view.setVisible(str(place) == key)

    def _show_skipped(self, file: ImportFile) -> None:
        skipped = file.intake.skipped
        parts = [_("row {row}: {reason}").format(row=item.row, reason=item.reason) for item in skipped[:6]]
        more = "…" if len(skipped) > len(parts) else ""
        text = _("{count} rows hold no record and are passed over: ").format(count=len(skipped)) + _("; ").join(parts)
        self._skipped.setText(text + more if skipped else _("Every row below the header is read."))
        self._skipped.setToolTip("\n".join(f"{item.row}  {item.reason}  {item.text}" for item in skipped))

    def _clear(self) -> None:
        while (item := self._sheets.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _on_kind(self) -> None:
        if self._file is not None and self.kind.value() not in (None, self._file.kind):
            self.kind_chosen.emit(self.kind.value())


def _titled(title: str, editor: QWidget) -> QWidget:
    holder = QWidget()
    words = label(title, "caption")
    words.setBuddy(editor)
    holder.setLayout(column(words, editor, spacing=2))
    return holder
