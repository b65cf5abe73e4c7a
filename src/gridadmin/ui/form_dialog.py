"""A form in a dialog: Ctrl+S saves, Ctrl+Enter saves and goes on, Esc leaves and keeps the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QScrollArea, QWidget

from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.i18n import _
from gridadmin.ui.dialogs import show_error
from gridadmin.ui.fields import TextField
from gridadmin.ui.forms import Form
from gridadmin.ui.layouts import button, column, icon_label, label, panel, resize_to, row
from gridadmin.ui.shortcuts import Key, on_key
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, WIDE


class FormDialog(QDialog):
    """Holds a `Form`. The page saves on `save_asked` and then calls `saved()` or `refused(error)`.

    Drafts are kept for the run of the program under `name`: Esc never loses what was typed. They hold ID numbers and
    phones, and so are never written to a file outside the office's own.

    Signals:
        save_asked: values (dict), reason for saving in spite of warnings (str), whether the next record is wanted.
    """

    save_asked = Signal(object, str, bool)  # a dict would cross as a QVariantMap and lose its enum members
    _drafts: ClassVar[dict[str, dict[str, Any]]] = {}

    def __init__(self, parent: QWidget | None, title: str, form: Form, name: str, with_next: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.form, self._name, self._next = form, name, False
        self._save = button(_("Save"), self.save, "primary", "save")
        self._save.setToolTip(Key.SAVE.shown())
        following = button(_("Save and next"), self.save_and_next) if with_next else None
        leave = button(_("Leave"), self.reject)
        area = QScrollArea()
        area.setWidgetResizable(True)
        holder = QWidget()
        holder.setLayout(column(form, 1, margins=(0, 0, SNUG, 0)))
        area.setWidget(holder)
        self._draft_note = self._make_draft_note()
        self._warned = self._make_warning_panel()
        foot = row(1, leave, following, self._save)
        self.setLayout(
            column(
                label(title, "title"), self._draft_note, area, self._warned, foot, spacing=MEDIUM, margins=(WIDE,) * 4
            )
        )
        on_key(Key.SAVE, self, self.save)
        on_key(Key.SAVE_AND_NEXT, self, self.save_and_next if with_next else self.save)
        form.changed.connect(self._warned.hide)
        form.submitted.connect(self._on_enter)
        resize_to(self, 780, 560)

    def start(self, values: Mapping[str, Any]) -> None:
        """Show what is saved, or the draft that was left behind, and say which."""
        self.form.set_values(values)
        draft = self._drafts.get(self._name)
        self._draft_note.setVisible(draft is not None)
        self._saved_values = dict(values)
        if draft is not None:
            self.form.fill(draft)

    def save(self) -> None:
        """Ask the page to save when the fields can be saved."""
        self._ask(False)

    def save_and_next(self) -> None:
        """Ask the page to save and to show the next record."""
        self._ask(True)

    def saved(self) -> None:
        """The page has saved: the draft is done with."""
        self._drafts.pop(self._name, None)
        self.form.set_values(self.form.values())
        if not self._next:
            self.accept()

    def refused(self, error: GridAdminError, warnings: Mapping[str, object] | None = None) -> None:
        """Show why it was not saved; warnings alone can be saved with a reason."""
        self._save.setEnabled(True)
        errors = error.fields if isinstance(error, InvalidError) else {}
        self.form.show_faults(errors, warnings)
        self._warned.setVisible(bool(warnings) and not errors)
        if not errors and not warnings:
            show_error(self, error)

    def reject(self) -> None:
        """Leave; what was typed is kept as a draft."""
        if self.form.is_dirty():
            self._drafts[self._name] = self.form.values()
        super().reject()

    def _ask(self, following: bool) -> None:
        if self.form.check_all():
            self._next = following
            reason = self._reason.value() if self._warned.isVisible() else None
            self.save_asked.emit(self.form.values(), reason or "", following)

    def _on_enter(self) -> None:
        """Enter goes to the next field, as in a spreadsheet; Ctrl+S saves."""
        self.focusNextChild()

    def _drop_draft(self) -> None:
        self._drafts.pop(self._name, None)
        self.form.set_values(self._saved_values)
        self._draft_note.hide()

    def _make_draft_note(self) -> QWidget:
        drop = button(_("Discard the draft"), self._drop_draft, "quiet")
        text = label(_("This is the draft that you left; it is not saved yet."))
        note = panel(
            "accent", row(icon_label("info", "accent_text"), text, 1, drop, margins=(MEDIUM, SNUG, SNUG, SNUG))
        )
        note.hide()
        return note

    def _make_warning_panel(self) -> QWidget:
        self._reason = TextField(_("Reason, as it will stand in the journal"))
        anyway = button(_("Save anyway"), self.save)
        anyway.setEnabled(False)
        self._reason.changed.connect(lambda: anyway.setEnabled(self._reason.value() is not None))
        line = row(icon_label("triangle-alert", "warning"), self._reason, anyway, margins=(MEDIUM, SNUG, ROOMY, SNUG))
        line.setStretch(1, 1)
        warned = panel("warning", line)
        warned.hide()
        return warned
