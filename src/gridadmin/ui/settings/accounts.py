"""Accounts and keys: the clerks, their ways in, one's own password, the recovery code, the keyring, key files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gridadmin.i18n import N_, _
from gridadmin.jobs import accounts as jobs
from gridadmin.jobs.accounts import AccountKeys
from gridadmin.ui.dialogs import ask, tell
from gridadmin.ui.layouts import button, column, label, row
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import card
from gridadmin.ui.settings.key_dialogs import ClerkDialog, KeyDialog, PasswordDialog, RecoveryCodeDialog
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column, TableModel
from gridadmin.ui.tokens import MEDIUM, SNUG


class AccountsPane(QWidget):
    """Who can open the office, and with what."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.model = TableModel[AccountKeys](_columns(), self)
        self.table = RecordTable(self.model)
        self.table.setMinimumHeight(self.fontMetrics().height() * 7)
        self.table.row_chosen.connect(self._on_chosen)
        self.add = button(_("Add a clerk …"), self._add, "primary", "plus")
        self.close_ = button(_("Close the account …"), self._close, "danger")
        acts = QWidget()
        acts.setLayout(row(1, self.close_, self.add, spacing=SNUG))
        clerks = card(_("Clerks"), self.table, acts)
        self.password = button(_("Change my password …"), self._change_password, "", "lock")
        self.code = button(_("New recovery code …"), self._new_code, "", "key-round")
        self.keyring = button("", self._switch_keyring, "", "key-round")
        self.key_file = button(_("Make a key file …"), self._make_key_file, "", "file-text")
        self._remembered = False
        self.dialog: KeyDialog | None = None
        own = card(
            _("My ways in"),
            _line(self.password, _("at least 8 characters; a short sentence is good")),
            _line(self.keyring, _("opens the office here without the password; others at this computer could too")),
            _line(self.key_file, _("for scheduled work without a window; keep it where only you can read it")),
        )
        office = card(
            _("Recovery code"),
            _line(self.code, _("printed and kept in the safe, it opens the office when every password is forgotten")),
        )
        practice = desk.background.office is not None and desk.background.office.practice
        self.note = label(
            _("The practice office is invented and opens without a password: passwords, key files and a recovery code "
              "belong to your own office. Clerks can be added here to try it."),
            "muted", wrap=True,
        )  # fmt: skip
        self.note.setVisible(practice)
        for keys in (own, office):
            keys.setVisible(not practice)
        self.setLayout(column(clerks, self.note, own, office, 1, spacing=MEDIUM))

    def reload(self) -> None:
        """Read the accounts and their keys again."""
        self._desk.background.run(jobs.accounts_and_keys, done=self._show, caller=self)

    def _show(self, rows: Sequence[AccountKeys]) -> None:
        place = max(self.table.currentIndex().row(), 0)
        self.model.set_rows(rows)
        self.table.choose(min(place, len(rows) - 1))
        office = self._desk.background.office
        own = [item for item in rows if office is not None and item.account.name == office.account_name]
        self._remembered = bool(own and own[0].remembered)
        text = _("Forget the key on this computer") if self._remembered else _("Remember the key on this computer")
        self.keyring.setText(" " + text)
        self.password.setEnabled(bool(own and own[0].has_password))

    def _on_chosen(self, item: AccountKeys | None) -> None:
        office = self._desk.background.office
        mine = item is not None and office is not None and item.account.name == office.account_name
        self.close_.setEnabled(item is not None and not mine and item.account.disabled_on is None)

    def _add(self) -> None:
        self._open(ClerkDialog(self.window(), self._desk.background))

    def _change_password(self) -> None:
        self._open(PasswordDialog(self.window(), self._desk.background))

    def _new_code(self) -> None:
        self._open(RecoveryCodeDialog(self.window(), self._desk.background))

    def _open(self, dialog: KeyDialog) -> None:
        self.dialog = dialog
        dialog.accepted.connect(self.reload)
        dialog.open()

    def _close(self) -> None:
        item = self.table.current_row()
        text = _("Its keys are taken away. What was done with it stays in the journal.")
        title = _("Close the account of {name}?").format(name=item.account.name)
        if ask(self.window(), title, text, _("Close the account"), grave=True):
            self._desk.background.run(jobs.close_account, item.account.id, done=self._again, caller=self)

    def _switch_keyring(self) -> None:
        job = jobs.forget_here if self._remembered else jobs.remember_here
        self._desk.background.run(job, done=self._again, caller=self)

    def _make_key_file(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Make a key file"), "gridadmin.key", _("Key file") + " (*.key)"
        )
        if path:
            self._desk.background.run(jobs.add_key_file, Path(path), done=self._on_key_file, caller=self)

    def _on_key_file(self, path: Path) -> None:
        self.reload()
        tell(self.window(), _("The key file is made"), str(path), "good")

    def _again(self, _nothing: object) -> None:
        self.reload()


def _line(act: QWidget, words: str) -> QWidget:
    holder = QWidget()
    line = row(act, label(words, "caption", wrap=True), spacing=MEDIUM)
    line.setStretch(1, 1)
    holder.setLayout(line)
    return holder


def _columns() -> list[Column[AccountKeys]]:
    return [
        Column("name", N_("Clerk"), 18, lambda item: item.account.name),
        Column("state", N_("State"), 22, _state, tone=_tone, badge=True),
        Column("ways", N_("Ways in"), 50, lambda item: joined(str(kind) for kind, _made in item.ways) or "—"),
    ]  # fmt: skip


def _tone(item: AccountKeys) -> str:
    return "muted" if item.account.disabled_on else "good"


def _state(item: AccountKeys) -> str:
    closed = item.account.disabled_on
    return _("closed on {date}").format(date=closed.isoformat()) if closed else _("open")
