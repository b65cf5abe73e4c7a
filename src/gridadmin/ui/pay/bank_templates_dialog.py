"""The templates of bank files: what each writes, how sure it is, what nobody has verified; copied and edited here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QDialog, QScrollArea, QSplitter, QWidget

from gridadmin.domain.bank_reading import copy_template
from gridadmin.domain.bank_templates import BankTemplate
from gridadmin.i18n import _
from gridadmin.jobs.bank_templates import SampleFile, drop_template, sample_file
from gridadmin.services.bank_shipped import shipped_notes
from gridadmin.services.bank_templates import TemplateRow, list_templates
from gridadmin.ui.dialogs import ask
from gridadmin.ui.layouts import button, column, icon_label, label, panel, resize_to, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Facts
from gridadmin.ui.pay.bank_columns import template_columns
from gridadmin.ui.pay.bank_preview import PreviewText
from gridadmin.ui.pay.bank_template_editor import TemplateEditor
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel, fitted
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT, WIDE


class BankTemplatesDialog(QDialog):
    """Shows templates."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = ""
        self.model: TableModel[TemplateRow] = TableModel(fitted(template_columns()), self)
        self.table = RecordTable(self.model, "pay/bank-templates", desk.preferences)
        self.preview = PreviewText()
        self.copy = button(_("Copy …"), self.copy_it, "primary", "copy")
        self.edit = button(_("Edit …"), self.edit_it, icon="pencil")
        self.remove = button(_("Remove"), self.remove_it, "quiet", "trash-2")
        self._build()
        self.table.row_chosen.connect(self.show_row)
        self.table.row_opened.connect(lambda _row: self.edit_it() if self.edit.isEnabled() else self.copy_it())
        desk.background.changed.connect(self._on_changed)
        self.reload()

    def reload(self) -> None:
        """Read the templates again."""
        self._desk.background.read(list_templates, done=self.show_rows, caller=self)

    def show_rows(self, rows: Sequence[TemplateRow]) -> None:
        """Show the templates; the cursor goes to the one that was kept last."""
        kept = self._wanted or (self.table.current_row().template.name if self.table.current_row() else "")
        self._wanted = ""
        self.model.set_rows(rows)
        shown = self.model.rows()
        self.table.choose(next((at for at, each in enumerate(shown) if each.template.name == kept), 0))
        self.show_row(self.table.current_row())

    def show_row(self, found: TemplateRow | None) -> None:
        """Show what a template writes, and its marks."""
        if found is None:
            return
        template = found.template
        self._title.setText(template.name)
        facts = [(_("Certainty"), template.certainty.label), (_("Source"), template.source), (_("Note"), template.note)]
        self._facts.show_facts(facts)
        self._marks.setText("\n".join([_("Not verified"), *(f"· {each}" for each in template.unverified)]))
        self._marks_panel.setVisible(bool(template.unverified))
        own = not found.shipped and not self._desk.read_only
        self.edit.setEnabled(own)
        self.remove.setEnabled(own)
        self.copy.setEnabled(not self._desk.read_only)
        done = lambda sample: self._show_sample(template, sample)  # noqa: E731 - the template belongs to the answer
        self._desk.background.call(sample_file, template, self._desk.as_of, done=done, caller=self)

    def copy_it(self) -> None:
        """Edit a copy; the marks stay until somebody takes them out."""
        found = self.table.current_row()
        if found is not None:
            name = _("{name} (copy)").format(name=found.template.name)
            self._edit(copy_template(found.template, name), None)

    def edit_it(self) -> None:
        """Edit a template of the office."""
        found = self.table.current_row()
        if found is not None and not found.shipped:
            self._edit(found.template, found)

    def remove_it(self) -> None:
        """Take a template of the office away."""
        found = self.table.current_row()
        if found is None or found.id is None:
            return
        text = _("{name}: what was exported by it stays. Ctrl+Z brings it back.").format(name=found.template.name)
        if ask(self, _("Remove this template?"), text, _("Remove"), grave=True):
            self._desk.background.run(_drop, found.id, caller=self)

    def _edit(self, template: BankTemplate, kept: TemplateRow | None) -> None:
        editor = TemplateEditor(self, self._desk, template, kept)
        editor.kept.connect(self._on_kept)
        editor.finished.connect(editor.deleteLater)
        editor.open()

    def _on_kept(self, name: str) -> None:
        self._wanted = name
        self.reload()

    def _on_changed(self, features: frozenset[str]) -> None:
        if "pay" in features and self.isVisible():
            self.reload()

    def _show_sample(self, template: BankTemplate, sample: SampleFile) -> None:
        found = self.table.current_row()
        if found is not None and found.template == template:
            self.preview.show_sample(template, sample)

    def _build(self) -> None:
        title = _("Templates of bank files")
        self.setWindowTitle(title)
        self._title, self._marks, self._facts = label("", "strong"), label("", wrap=True), Facts()
        line = row(icon_label("triangle-alert", "warning"), self._marks, margins=(MEDIUM, TIGHT, ROOMY, TIGHT))
        line.setStretch(1, 1)
        self._marks_panel = panel("warning", line)
        words = QWidget()
        words.setLayout(column(self._title, self._marks_panel, self._facts, _notes(), 1, spacing=MEDIUM))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(words)
        right = QWidget()
        caption = label(_("What it writes, for invented people"), "caption")
        right.setLayout(column(area, caption, self.preview, margins=(MEDIUM, 0, 0, 0)))
        split = QSplitter()
        split.addWidget(self.table)
        split.addWidget(right)
        split.setChildrenCollapsible(False)
        split.setSizes([450, 490])
        acts = row(self.copy, self.edit, self.remove, 1, button(_("Close"), self.accept), spacing=SNUG)
        whole = column(label(title, "title"), split, acts, spacing=MEDIUM, margins=(WIDE,) * 4)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        resize_to(self, 1080, 680)


def _notes() -> QWidget:
    """What no template can write, and what to do."""
    lines = [f"{note.bank} · {note.name}：{note.why}" for note in shipped_notes()]
    return label("\n".join([_("No template"), *lines]), "caption", wrap=True)


def _drop(office: Any, template_id: Any, progress: Any) -> None:
    progress.check()
    drop_template(office, template_id)
