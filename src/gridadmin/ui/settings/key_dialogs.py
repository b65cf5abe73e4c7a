"""Dialogs of keys: a clerk with a password, one's own password, a recovery code that is typed back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import _
from gridadmin.jobs import accounts as jobs
from gridadmin.ui.background import Background
from gridadmin.ui.fields import TextField
from gridadmin.ui.first_run.setup import password_strength
from gridadmin.ui.layouts import button, column, icon_label, label, panel, restyle, row
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, ROOMY, TIGHT, WIDE


class KeyDialog(QDialog):
    """A heading, secrets to type, a message, and the act."""

    def __init__(self, parent: QWidget | None, background: Background, title: str, words: str, act: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.background = background
        self.message = label("", "caption", wrap=True)
        self.ok = button(act, self.save, "primary")
        self.ok.setDefault(True)
        heading = column(label(title, "title"), label(words, "muted", wrap=True))
        head = row(column(icon_label("key-round", "accent_text", ICON_LARGE), 1), heading, spacing=MEDIUM)
        head.setStretch(1, 1)
        self.body = column(spacing=TIGHT)
        foot = row(1, button(_("Cancel"), self.reject), self.ok)
        self.setLayout(column(head, self.body, self.message, foot, spacing=MEDIUM, margins=(WIDE,) * 4))
        self.setMinimumWidth(current().px(460))

    def ask_for(self, name: str, hidden: bool = True) -> TextField:
        """Add a field and return it."""
        editor = TextField()
        editor.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        editor.setAccessibleName(name)
        editor.changed.connect(self.check)
        editor.submitted.connect(self.save)
        self.body.addWidget(label(name, "strong"))
        self.body.addWidget(editor)
        return editor

    def check(self) -> None:
        """Say what is still missing."""

    def save(self) -> None:
        """Do it."""

    def run(self, job: Callable[..., Any], *args: Any) -> None:
        """Run a job and close when it is done; what is wrong is said here."""
        self.ok.setEnabled(False)
        self.background.run(job, *args, done=self.on_done, failed=self.on_failed, caller=self)

    def on_done(self, _result: object) -> None:
        """The job is done."""
        self.accept()

    def on_failed(self, error: GridAdminError) -> None:
        """Say what is wrong."""
        self.ok.setEnabled(True)
        self.say(str(error), "danger")

    def say(self, text: str, tone: str) -> None:
        """Say something under the fields."""
        self.message.setText(text)
        restyle(self.message, tone=tone)

    def check_new(self, first: TextField, second: TextField, rest: bool = True) -> None:
        """Check a new password that is typed twice."""
        grade, words = password_strength(first.text())
        same = first.text() == second.text()
        self.ok.setEnabled(grade > 0 and same and rest)
        if not first.text():
            self.say("", "")
        elif grade > 0 and not same:
            self.say(_("The two are not the same yet."), "warning")
        else:
            self.say(str(words), "good" if grade >= 2 else "warning")


class ClerkDialog(KeyDialog):
    """Another clerk of the office with a first password."""

    def __init__(self, parent: QWidget | None, background: Background) -> None:
        words = _("Everything that is done is journaled under the clerk's own name. Let the clerk type the password.")
        super().__init__(parent, background, _("Add a clerk"), words, _("Add"))
        self.name = self.ask_for(_("Name of the clerk"), hidden=False)
        self.first, self.second = self.ask_for(_("Password")), self.ask_for(_("The same again"))
        self.check()

    def check(self) -> None:
        """A name, and a password typed twice."""
        self.check_new(self.first, self.second, self.name.value() is not None)

    def save(self) -> None:
        """Add the clerk."""
        if self.ok.isEnabled():
            self.run(jobs.add_clerk, self.name.value(), self.first.text())


class PasswordDialog(KeyDialog):
    """One's own password."""

    def __init__(self, parent: QWidget | None, background: Background) -> None:
        words = _("The old password opens nothing any more from then on.")
        super().__init__(parent, background, _("Change my password"), words, _("Change"))
        self.old = self.ask_for(_("Old password"))
        self.first, self.second = self.ask_for(_("New password")), self.ask_for(_("The same again"))
        self.check()

    def check(self) -> None:
        """The old one, and the new one twice."""
        self.check_new(self.first, self.second, bool(self.old.text()))

    def save(self) -> None:
        """Change it."""
        if self.ok.isEnabled():
            self.run(jobs.change_password, self.old.text(), self.first.text())


class RecoveryCodeDialog(KeyDialog):
    """A new recovery code: shown, printed or copied by hand, typed back, and only then in force."""

    def __init__(self, parent: QWidget | None, background: Background) -> None:
        words = _("Write it down or print it, and type it back from the paper. The old code ends only then.")
        super().__init__(parent, background, _("New recovery code"), words, _("Use this code from now on"))
        self.code = ""
        self._shown = label("", "title", wrap=True)
        self._shown.setAccessibleName(_("Recovery code"))
        copy = button(_("Copy"), lambda: QGuiApplication.clipboard().setText(self.code), "quiet", "copy")
        line = row(self._shown, copy, spacing=MEDIUM, margins=(ROOMY, MEDIUM, MEDIUM, MEDIUM))
        line.setStretch(0, 1)
        self.body.addWidget(panel("accent", line))
        self.typed = self.ask_for(_("Typed back from the paper"), hidden=False)
        self.ok.setEnabled(False)
        background.run(jobs.propose_recovery_code, done=self._show, failed=self.on_failed, caller=self)

    def check(self) -> None:
        """The same, however it is written."""
        same = bool(self.code) and _plain(self.typed.text()) == _plain(self.code)
        self.ok.setEnabled(same)
        if self.typed.text() and not same:
            self.say(_("It is not the same yet."), "warning")
        else:
            self.say(_("It is the same.") if same else "", "good")

    def save(self) -> None:
        """Put the code in force."""
        if self.ok.isEnabled():
            self.run(jobs.replace_recovery_code, self.code)

    def _show(self, code: str) -> None:
        self.code = code
        self._shown.setText(code.replace("-", " - "))


def _plain(text: str) -> str:
    return "".join(char for char in text.upper() if char.isalnum())
