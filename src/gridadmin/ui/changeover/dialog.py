"""The dialog of a change-over: what is said, what follows, and, once it is done, the papers for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.domain.workers_changeover import ChangeoverForm, ChangeoverOutcome, ChangeoverStart
from gridadmin.i18n import _
from gridadmin.jobs.changeover import do_changeover, preview_changeover
from gridadmin.ui.changeover.consequences import ConsequencesPage
from gridadmin.ui.changeover.form import ChangeoverFormPage
from gridadmin.ui.layouts import button, column, label, resize_to, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.shortcuts import Key, on_key
from gridadmin.ui.tokens import MEDIUM, WIDE


class ChangeoverDialog(QDialog):
    """Three steps: the form, its consequences, and what is to be printed.

    Signals:
        changed_over: the ChangeoverOutcome, once it is done. print_asked: the papers for it are wanted.
    """

    changed_over = Signal(object)
    print_asked = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, start: ChangeoverStart, today: Callable[[], date]) -> None:
        super().__init__(parent)
        self._desk = desk
        self.outcome: ChangeoverOutcome | None = None
        self._form: ChangeoverForm | None = None
        self.setWindowTitle(_("Change-over"))
        self.form_page = ChangeoverFormPage(start, today)
        self.consequences = ConsequencesPage()
        self._steps = QStackedWidget()
        self._steps.addWidget(self.form_page)
        self._steps.addWidget(self.consequences)
        self._title, self._note = label(_("Change-over"), "title"), label("", "muted", wrap=True)
        self._leave = button(_("Cancel"), self.reject)
        self._back = button(_("Back"), self._go_back)
        self.next = button(_("Show what follows"), self.ask, "primary")
        self.confirm = button(_("Confirm the change-over"), self._confirm, "primary", "check-light")
        self.print = button(_("Print the papers"), self._print, "primary", "printer")
        self.print.setToolTip(Key.PRINT.shown())
        foot = row(self._note, 1, self._leave, self._back, self.next, self.confirm, self.print)
        foot.setStretch(0, 1)
        whole = column(self._title, self._steps, foot, spacing=MEDIUM, margins=(WIDE,) * 4)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.form_page.submitted.connect(self.ask)
        on_key(Key.PRINT, self, self._print)
        self._show_step(0)
        resize_to(self, 780, 680)
        self.form_page.reason.setFocus()

    def ask(self) -> None:
        """Find out what would follow."""
        form = self.form_page.form()
        if form is not None:
            self._form = form
            background = self._desk.background
            background.run(preview_changeover, form, done=self._show_preview, failed=self._refuse, caller=self)

    def _show_preview(self, outcome: ChangeoverOutcome) -> None:
        self.consequences.show_outcome(outcome, done=False)
        self._show_step(1)
        self.confirm.setFocus()

    def _refuse(self, error: GridAdminError) -> None:
        fields = list(error.fields.values()) if isinstance(error, InvalidError) else []
        self._show_step(0)
        self.form_page.say("\n".join([str(error), *map(str, fields)]))

    def _confirm(self) -> None:
        form = self.form_page.form(self.consequences.without())
        if form is not None and self.outcome is None:
            self.confirm.setEnabled(False)
            self._desk.background.run(do_changeover, form, done=self._show_done, failed=self._on_failed, caller=self)

    def _on_failed(self, error: GridAdminError) -> None:
        self.confirm.setEnabled(True)
        self._refuse(error)

    def _show_done(self, outcome: ChangeoverOutcome) -> None:
        self.outcome = outcome
        self.consequences.show_outcome(outcome, done=True)
        self._show_step(2)
        self.print.setFocus()
        self.changed_over.emit(outcome)

    def _print(self) -> None:
        if self.outcome is not None:
            self.print_asked.emit(self.outcome)

    def _go_back(self) -> None:
        self._show_step(0)

    def _show_step(self, step: int) -> None:
        """0: the form; 1: what follows; 2: it is done."""
        self._steps.setCurrentIndex(min(step, 1))
        shown: dict[Any, bool] = {self._back: step == 1, self.next: step == 0, self.confirm: step == 1}
        for widget, wanted in (shown | {self.print: step == 2}).items():
            widget.setVisible(wanted)
        for widget, wanted in {self.next: step == 0, self.confirm: step == 1, self.print: step == 2}.items():
            widget.setDefault(wanted)
        self._leave.setText(_("Close") if step == 2 else _("Cancel"))
        notes = (
            _("Nothing is done yet: the next page shows everything that follows."),
            _("One act, one undo. What is ticked will be done."),
            _("Done. Ctrl+Z takes all of it back."),
        )
        self._note.setText(notes[step])
