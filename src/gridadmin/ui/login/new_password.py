"""After the recovery code or a restore: a new password, so that the code can go back into the safe."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import _
from gridadmin.ui.background import Background
from gridadmin.ui.fields import TextField
from gridadmin.ui.first_run.setup import password_strength
from gridadmin.ui.layouts import button, column, icon_label, label, restyle, row
from gridadmin.ui.login import opening
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, TIGHT, WIDE


class NewPassword(QDialog):
    """Asks for a new password twice; the old one opens nothing any more.

    Signals:
        renewed: the office, with the new password.
    """

    renewed = Signal(object)

    def __init__(self, parent: QWidget, background: Background, office: Any) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("New password"))
        self._background, self._office = background, office
        self.first, self.second = TextField(), TextField()
        for editor, name in ((self.first, _("New password")), (self.second, _("The same again"))):
            editor.setEchoMode(QLineEdit.EchoMode.Password)
            editor.setAccessibleName(name)
            editor.changed.connect(self._check)
            editor.submitted.connect(self.save)
        self._message = label("", "caption", wrap=True)
        self.ok = button(_("Set the password"), self.save, "primary")
        self.ok.setDefault(True)
        words = _("The office is open for {name}. Set a new password now.")
        title = column(
            label(_("New password"), "title"), label(words.format(name=office.account_name), "muted", wrap=True)
        )
        head = row(column(icon_label("key-round", "accent_text", ICON_LARGE), 1), title, spacing=MEDIUM)
        head.setStretch(1, 1)
        form = column(
            label(_("New password"), "strong"), self.first, label(_("The same again"), "strong"), self.second,
            self._message, spacing=TIGHT,
        )  # fmt: skip
        foot = row(1, self.ok)
        self.setLayout(column(head, form, foot, spacing=MEDIUM, margins=(WIDE,) * 4))
        self.setMinimumWidth(current().px(440))
        self._check()

    def save(self) -> None:
        """Set the password."""
        if self.ok.isEnabled():
            self.ok.setEnabled(False)
            self._background.call(
                opening.set_password, self._office, self.first.text(), done=self._on_set, failed=self._on_failed,
                caller=self,
            )  # fmt: skip

    def reject(self) -> None:
        """Esc does not leave: without a password the next start would need the code again."""

    def _check(self) -> None:
        grade, words = password_strength(self.first.text())
        same = self.first.text() == self.second.text()
        text = str(words) if grade == 0 or same else _("The two are not the same yet.")
        self._message.setText(text if self.first.text() else "")
        restyle(self._message, tone="good" if grade >= 2 and same else "warning")
        self.ok.setEnabled(grade > 0 and same)

    def _on_set(self, office: Any) -> None:
        self.renewed.emit(office)
        self.done(QDialog.DialogCode.Accepted)

    def _on_failed(self, error: GridAdminError) -> None:
        self._message.setText(str(error))
        restyle(self._message, tone="danger")
        self.ok.setEnabled(True)
