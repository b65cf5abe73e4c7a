"""The exchange on a stick (U盘交换): key files once, then a package out and a package in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QMenu

from gridadmin.domain.exchange import PackageState
from gridadmin.i18n import _
from gridadmin.jobs.exchange_packages import (
    accept_city,
    export_package,
    import_package,
    package_state,
    renew_office_keys,
    write_office_key,
)
from gridadmin.ui.dialogs import MessageDialog, ask
from gridadmin.ui.exchange.package_words import receipt_words, submission_words
from gridadmin.ui.layouts import button, column, icon_label, label, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, ROOMY, SNUG

KEY_FILES, PACKAGES = "(*.gakey)", "(*.gapkg)"


class PackagePanel(QFrame):
    """Where packages are written and read, and the keys handed over.

    Signals:
        exchanged: something went or came.
    """

    exchanged = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.state = PackageState()
        self.setProperty("panel", "card")
        self.title = label(_("Exchange on a stick"), "strong")
        self.note = label("", "muted", wrap=True)
        self.key = button(_("Write our key file …"), self._ask_key, "", "download")
        self.accept = button(_("Accept the city's key file …"), self._ask_city, "", "upload")
        self.keys = button(_("Keys …"), self._show_keys, "quiet", "key-round")
        self.menu = QMenu(self)
        self.write = button(_("Write a package …"), self._ask_out, "primary", "download")
        self.read = button(_("Read a package …"), self._ask_in, "", "upload")
        words = column(self.title, self.note, spacing=2)
        line = row(
            icon_label("download", "accent_text", ICON_LARGE), words, self.key, self.accept, self.keys, self.read,
            self.write, spacing=MEDIUM, margins=(ROOMY, SNUG, ROOMY, SNUG),
        )  # fmt: skip
        line.setStretch(1, 1)
        self.setLayout(line)
        self.show_state(self.state)

    def reload(self) -> None:
        """Read how it stands."""
        self.desk.background.run(package_state, done=self.show_state, caller=self)

    def show_state(self, state: PackageState) -> None:
        """Show what can be done now, and the fingerprints until both sides know each other."""
        self.state = state
        office = self.desk.background.office
        is_practice = office is not None and office.practice
        may_act = not self.desk.read_only and not is_practice
        self.key.setVisible(not state.is_ready)
        self.accept.setVisible(not state.is_ready)
        for each in (self.key, self.accept):
            each.setEnabled(may_act)
        for each in (self.keys, self.write, self.read):
            each.setVisible(state.is_ready)
            each.setEnabled(may_act)
        practice = _("The practice office exchanges nothing: its people are invented.")
        self.note.setText(practice if is_practice else _state_words(state))

    def write_to(self, out: Path) -> None:
        """Write a package."""
        self._run(export_package, out, done=partial(self._on_written, out))

    def read_from(self, path: Path) -> None:
        """Read a package."""
        self._run(import_package, path, done=lambda receipt: self._tell(*receipt_words(receipt)))

    def write_key_to(self, out: Path) -> None:
        """Write the key file."""
        self._run(write_office_key, out, done=lambda keys: self._tell_fingerprint(keys.spoken_fingerprint))

    def renew_keys_to(self, out: Path) -> None:
        """Make new keys and write their key file."""
        self._run(renew_office_keys, out, done=lambda keys: self._tell_fingerprint(keys.spoken_fingerprint))

    def accept_from(self, path: Path) -> None:
        """Accept the city's key file."""
        self._run(accept_city, path, done=lambda keys: self._tell_fingerprint(keys.spoken_fingerprint))

    def _on_written(self, out: Path, submission: Any) -> None:
        self._tell(_("The package is written"), f"{out}\n{submission_words(submission)}")

    def _tell_fingerprint(self, fingerprint: str) -> None:
        words = _("Read this fingerprint aloud to the other side, or compare it on paper. It has to be the same there:")
        self._tell(_("Compare the fingerprint"), f"{words}\n{fingerprint}")

    def _tell(self, title: str, words: str) -> None:
        MessageDialog(self.window(), title, words, "good").open()
        self.exchanged.emit()
        self.reload()

    def _run(self, job: Callable[..., Any], *args: Any, done: Callable[[Any], None]) -> None:
        self.desk.background.run(job, *args, done=done, caller=self)

    def _show_keys(self) -> None:
        """Offer what is done about keys once both sides know each other, below the two fingerprints."""
        self.menu.clear()
        for title, fingerprint in (
            (_("Ours: {fingerprint}"), self.state.ours),
            (_("City: {fingerprint}"), self.state.city),
        ):
            self.menu.addAction(title.format(fingerprint=fingerprint)).setEnabled(False)
        self.menu.addSeparator()
        self.menu.addAction(_("Write our key file …"), self._ask_key)
        self.menu.addAction(_("Accept the city's key file …"), self._ask_city)
        self.menu.addAction(_("Make new keys …"), self._ask_new_keys)
        self.menu.popup(self.keys.mapToGlobal(self.keys.rect().bottomLeft()))

    def _ask_new_keys(self) -> None:
        text = _(
            "For keys that were lost or may have been stolen. The city refuses the packages of this computer until it"
            " has accepted the new key file; what it wrote for the former keys cannot be read here any more. What waits"
            " to be sent stays."
        )
        if ask(self.window(), _("Make new keys?"), text, _("Make new keys"), grave=True):
            self._save(_("Write our key file"), "gridadmin.gakey", KEY_FILES, self.renew_keys_to)

    def _ask_key(self) -> None:
        self._save(_("Write our key file"), "gridadmin.gakey", KEY_FILES, self.write_key_to)

    def _ask_city(self) -> None:
        self._open(_("The city's key file"), KEY_FILES, self.accept_from)

    def _ask_out(self) -> None:
        name = f"{_('Submission')} {self.desk.as_of.isoformat()} {self.state.written + 1}.gapkg"
        self._save(_("Write a package"), name, PACKAGES, self.write_to)

    def _ask_in(self) -> None:
        self._open(_("The city's package"), PACKAGES, self.read_from)

    def _save(self, title: str, name: str, kind: str, then: Callable[[Path], None]) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, title, name, kind)
        if path:
            then(Path(path).with_suffix(kind[2:-1]))

    def _open(self, title: str, kind: str, then: Callable[[Path], None]) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, title, "", kind)
        if path:
            then(Path(path))


def _state_words(state: PackageState) -> str:
    if state.ours is None:
        return _("For offices without a network. First hand the key files over, once.")
    if state.city is None:
        return _("Our fingerprint: {fingerprint}. The city's key file is still to come.").format(fingerprint=state.ours)
    words = [_("{count} changes wait for a receipt").format(count=state.waiting)]
    if state.written:
        words.append(_("package {number} went last").format(number=state.written))
    if state.read:
        words.append(_("package {number} of the city came last").format(number=state.read))
    return _("; ").join(words)
