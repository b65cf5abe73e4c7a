"""From a backup: on a new computer, or where the office file was damaged. Verified, restored, and opened at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QProgressBar, QWidget

from gridadmin.domain.errors import GridAdminError, KeyRefusedError
from gridadmin.i18n import _
from gridadmin.ui.background import Background
from gridadmin.ui.dialogs import tell
from gridadmin.ui.fields import TextField
from gridadmin.ui.layouts import button, column, icon_label, label, panel, restyle, row
from gridadmin.ui.login import opening
from gridadmin.ui.login.dialog import waiting_time
from gridadmin.ui.login.new_password import NewPassword
from gridadmin.ui.login.opening import Restored, RestoreRequest, Way
from gridadmin.ui.panes import Switch
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, SNUG, TIGHT, WIDE


class RestoreDialog(QDialog):
    """Asks for the backup and for what opens it; `restore` runs behind the one door.

    Signals:
        opened: the restored office, open, its clerk with a password.
    """

    opened = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        background: Background,
        restore: Callable[[RestoreRequest], Restored],
        place: str = "",
    ) -> None:
        """Offer a restore; `place` is the folder whose office is replaced, empty where there is none."""
        super().__init__(parent)
        self.setWindowTitle(_("From a backup"))
        self._background, self._restore = background, restore
        self._file: Path | None = None
        self._wrong, self._left_s, self._text = 0, 0, ""
        self._restored: Restored | None = None
        self.renewal: NewPassword | None = None
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._count_down)
        self._build(place)
        self._show_way(Way.PASSWORD.value)

    @property
    def way(self) -> Way:
        """What is to open the backup."""
        return Way(self.ways.value())

    def choose_file(self) -> None:
        """Let the clerk choose the backup."""
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose the backup"), "", _("Backup") + " (*.gabackup)")
        if path:
            self.use_file(Path(path))

    def use_file(self, file: Path) -> None:
        """Take a backup, and tell what it says of itself."""
        self._file = None
        self.path.setText(str(file))
        self._about.setText("")
        self._check()
        self._background.call(
            opening.read_backup, file, done=self._on_read, failed=self._on_failed, caller=self
        )  # fmt: skip

    def restore(self) -> None:
        """Verify the backup with what was typed, put it in place, and open it."""
        secret = self.secret.text().strip() if self.way is not Way.PASSWORD else self.secret.text()
        if not self.ok.isEnabled() or self._file is None or not secret:
            return
        self._set_busy(True)
        self._say(_("Verifying and restoring; this takes a moment …"), "")
        request = RestoreRequest(self._file, secret, self.way)
        self._background.call(
            self._restore, request, done=self._on_restored, failed=self._on_failed, caller=self
        )  # fmt: skip

    def reject(self) -> None:
        """Esc leaves, but not in the middle of the work."""
        if self._bar.isHidden():
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Grow to the height that the wrapped words need."""
        super().showEvent(event)
        self._grow()

    def _grow(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _build(self, place: str) -> None:
        self.path, self.secret = TextField(_("The file ends in .gabackup")), TextField()
        self.path.setReadOnly(True)
        self.path.setAccessibleName(_("Backup"))
        self.browse = button(_("Choose …"), self.choose_file)
        self._about, self.message = label("", "caption", wrap=True), label("", "caption", wrap=True)
        self.ways = Switch(
            [
                (Way.PASSWORD.value, _("Password")),
                (Way.RECOVERY_CODE.value, _("Recovery code")),
                (Way.KEY_FILE.value, _("Key file")),
            ],
            Way.PASSWORD.value,
        )
        self.ways.chosen.connect(self._show_way)
        self.secret.changed.connect(self._check)
        self.secret.submitted.connect(self.restore)
        self.find_key = button(_("Choose …"), self._choose_key)
        self._hint = label("", "caption", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.hide()
        self.ok = button(_("Restore and open"), self.restore, "danger" if place else "primary")
        self.leave = button(_("Cancel"), self.reject)
        self.ok.setDefault(True)
        words = _("For a new computer, or where the office file was damaged. Nothing is changed until the backup has "
                  "been verified whole.")  # fmt: skip
        heading = column(label(_("From a backup"), "title"), label(words, "muted", wrap=True))
        head = row(column(icon_label("database-backup", "accent_text", ICON_LARGE), 1), heading, spacing=MEDIUM)
        head.setStretch(1, 1)
        self.setLayout(column(
            head,
            self._warning(place) if place else None,
            column(label(_("Backup"), "strong"), row(self.path, self.browse, spacing=SNUG), self._about, spacing=TIGHT),
            column(label(_("What opens it"), "strong"), row(self.ways, 1),
                   row(self.secret, self.find_key, spacing=SNUG), self._hint, spacing=TIGHT),
            self.message, self._bar, row(1, self.leave, self.ok, spacing=SNUG), spacing=MEDIUM, margins=(WIDE,) * 4,
        ))  # fmt: skip
        self.setMinimumWidth(current().px(560))

    def _warning(self, place: str) -> QWidget:
        text = _(
            "The office in {folder} is replaced. It is not deleted: it is kept there in a folder before-restore-…."
        )
        line = row(icon_label("triangle-alert", "warning"), label(text.format(folder=place), wrap=True), spacing=MEDIUM,
                   margins=(MEDIUM, SNUG, MEDIUM, SNUG))  # fmt: skip
        line.setStretch(1, 1)
        return panel("accent", line)

    def _show_way(self, key: str) -> None:
        way = Way(key)
        hints = {
            Way.PASSWORD: _("The password of any clerk, as it was when the backup was made."),
            Way.RECOVERY_CODE: _(
                "As it was printed, the one that was in force then. A new password is set afterwards."
            ),
            Way.KEY_FILE: _("The key file of a clerk."),
        }
        hidden = way is Way.PASSWORD
        self.secret.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        self.secret.setAccessibleName({Way.PASSWORD: _("Password"), Way.RECOVERY_CODE: _("Recovery code")}.get(
            way, _("Key file")))  # fmt: skip
        self.find_key.setVisible(way is Way.KEY_FILE)
        self._hint.setText(hints[way])
        self.secret.clear()
        self._say("", "")
        self.secret.setFocus()

    def _choose_key(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose the key file"))
        if path:
            self.secret.setText(path)

    def _on_read(self, found: Any) -> None:
        self._file = found.path
        words = _("Made {moment}, {records} records, {size} MB").format(
            moment=f"{found.made.astimezone():%Y-%m-%d %H:%M}", records=found.records,
            size=f"{found.size / 1_000_000:.1f}",
        )  # fmt: skip
        self._about.setText(words)
        self._say("", "")
        self._check()
        self.secret.setFocus()

    def _on_restored(self, restored: Restored) -> None:
        self._restored = restored
        self.secret.clear()
        self._say(_("Restored."), "good")
        if not restored.needs_password:
            self._let_in(restored.office)
            return
        self.renewal = NewPassword(self, self._background, restored.office)
        self.renewal.renewed.connect(self._let_in)
        self.renewal.open()

    def _let_in(self, office: Any) -> None:
        restored = self._restored
        if restored is not None and restored.missing_photos:
            text = _("{count} photos were kept beside the backup and are not there now. The records are whole.")
            tell(self, _("The backup is restored"), text.format(count=restored.missing_photos), "warning")
        self.opened.emit(office)
        self.accept()

    def _on_failed(self, error: GridAdminError) -> None:
        self._set_busy(False)
        self._text = str(error)
        self._say(self._text, "danger")
        if isinstance(error, KeyRefusedError):
            self._wrong += 1
            self._left_s = waiting_time(self._wrong)
            self.secret.selectAll()
            self.secret.setFocus()
            if self._left_s:
                self._timer.start()
                self._show_wait()

    def _count_down(self) -> None:
        self._left_s -= 1
        if self._left_s > 0:
            self._show_wait()
            return
        self._timer.stop()
        self._say(self._text, "danger")
        self._check()

    def _show_wait(self) -> None:
        wait = _("Please wait {seconds} s before the next try.").format(seconds=self._left_s)
        self._say(f"{self._text} {wait}", "danger")
        self._check()

    def _set_busy(self, busy: bool) -> None:
        self._bar.setVisible(busy)
        for widget in (self.browse, self.ways, self.secret, self.find_key, self.leave):
            widget.setEnabled(not busy)
        self._check()

    def _check(self) -> None:
        ready = self._file is not None and bool(self.secret.text().strip())
        self.ok.setEnabled(ready and self._bar.isHidden() and self._left_s == 0)

    def _say(self, text: str, tone: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
        restyle(self.message, tone=tone)
        if self.isVisible():
            self._grow()
