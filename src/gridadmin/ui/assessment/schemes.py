"""The schemes of the office: their versions, new ones from a template or a file, and the editor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QWidget

from gridadmin.domain.assessment import SchemeDefinition
from gridadmin.domain.assessment_bands import scheme_holes
from gridadmin.domain.assessment_checks import hole_words
from gridadmin.domain.assessment_json import definition_from_json, definition_to_json
from gridadmin.domain.assessment_rows import SchemeRow, SchemeVersionRow
from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import N_, _
from gridadmin.jobs.files import write_file
from gridadmin.services.assessment_schemes import list_schemes
from gridadmin.services.assessment_templates import SchemeTemplate, list_templates
from gridadmin.ui.assessment.scheme_dialog import SchemeDialog, SchemeTask
from gridadmin.ui.dialogs import show_error
from gridadmin.ui.layouts import button, column, label, resize_to, row, with_icon
from gridadmin.ui.pages import Desk
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column, TableModel
from gridadmin.ui.tokens import MEDIUM, SNUG, WIDE

Line = tuple[SchemeRow, SchemeVersionRow]


def version_columns() -> tuple[Column[Line], ...]:
    """Return the columns of the list of versions."""
    return (
        Column("name", N_("Scheme of assessment"), 24, lambda line: line[1].definition.name),
        Column("valid_from", N_("From"), 12, lambda line: line[1].valid_from.isoformat()),
        Column("valid_to", N_("Until"), 12, lambda line: line[1].valid_to.isoformat() if line[1].valid_to else ""),
        Column("document", N_("Document"), 20, lambda line: line[1].document or ""),
        Column(
            "holes",
            N_("In no grade"),
            24,
            lambda line: " ".join(str(hole_words(hole)) for hole in scheme_holes(line[1].definition)),
            tone=lambda _line: "warning",
        ),
        Column("published", N_("Published"), 10, lambda line: _("yes") if line[1].published else ""),
    )


class SchemesDialog(QDialog):
    """Every version of every scheme, and the ways to another one."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Schemes of assessment"))
        self._desk = desk
        self.model: TableModel[Line] = TableModel(version_columns(), self)
        self.table = RecordTable(self.model, "assessment/schemes", desk.preferences)
        self.table.set_empty(_("There is no scheme yet. Begin with a template."))
        self.new = with_icon(button(" " + _("New scheme")), "plus")
        self.new.setMenu(self._templates())
        self.edit = button(_("Edit …"), self._edit, icon="pencil")
        self.version = button(_("New version …"), self._add_version, icon="copy")
        self.save = button(_("Save as a file …"), self._save, icon="download")
        for made in (self.new, self.edit, self.version):
            made.setEnabled(not desk.read_only)
        head = row(
            label(_("Schemes of assessment"), "title"), 1, self.save, self.version, self.edit, self.new, spacing=SNUG
        )
        note = label(
            _("A sheet is always scored and printed by the version that held on the first day of its period."), "muted"
        )
        foot = row(1, button(_("Close"), self.accept))
        whole = column(head, note, self.table, foot, spacing=MEDIUM, margins=(WIDE,) * 4)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.table.row_opened.connect(lambda _line: self._edit())
        resize_to(self, 980, 560)
        self.reload()

    def reload(self) -> None:
        """Read the schemes again."""
        self._desk.background.read(list_schemes, done=self.show_schemes, caller=self)

    def show_schemes(self, schemes: list[SchemeRow]) -> None:
        """Show every version, the latest first."""
        lines = [(scheme, version) for scheme in schemes for version in reversed(scheme.versions)]
        self.model.set_rows(lines)
        self.table.choose(0)

    def begin(self, definition: SchemeDefinition) -> SchemeDialog:
        """Open the editor with a new scheme."""
        return self._open(SchemeTask(definition, self._desk.as_of.replace(month=1, day=1)))

    def _begin(self, definition: SchemeDefinition) -> None:
        self.begin(definition)

    def _templates(self) -> QMenu:
        menu = QMenu(self)
        for template in list_templates():
            menu.addAction(_title(template), lambda found=template: self.begin(found.definition))
        menu.addSeparator()
        menu.addAction(_("From a file …"), self._load)
        return menu

    def _line(self) -> Line | None:
        found: Line | None = self.table.current_row()
        return found

    def _edit(self) -> None:
        line = self._line()
        if line is not None:
            _scheme, version = line
            self._open(SchemeTask(version.definition, version.valid_from, version.valid_to, version.document, version))

    def _add_version(self) -> None:
        line = self._line()
        if line is not None:
            scheme, version = line
            self._open(SchemeTask(version.definition, self._desk.as_of, scheme_id=scheme.id))

    def _open(self, task: SchemeTask) -> SchemeDialog:
        dialog = SchemeDialog(self, self._desk, task)
        dialog.kept.connect(self.reload)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _load(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("From a file"), "", _("JSON file") + " (*.json)")
        if path:
            self._desk.background.call(_read, Path(path), done=self._begin, failed=self._refuse, caller=self)

    def _save(self) -> None:
        line = self._line()
        if line is None:
            return
        definition = line[1].definition
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Save as a file"), f"{definition.name}.json", _("JSON file") + " (*.json)"
        )
        if path:
            content = json.dumps(definition_to_json(definition), ensure_ascii=False, indent=1).encode()
            self._desk.background.call(write_file, Path(path).with_suffix(".json"), content, caller=self)

    def _refuse(self, error: GridAdminError) -> None:
        show_error(self, error)


def _title(template: SchemeTemplate) -> str:
    return f"{template.id}    {template.definition.name}"


def _read(path: Path) -> SchemeDefinition:
    from gridadmin.domain.errors import InvalidError

    try:
        stored: Any = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidError(N_("The scheme cannot be read: {detail}."), detail=str(error)) from error
    return definition_from_json(stored)
